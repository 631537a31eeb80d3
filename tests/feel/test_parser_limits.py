"""Nothing that is typed makes the parser raise, hang or hand out a tree too deep to walk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.steps import steps

from policydsl.diagnostics import Reporter, Severity
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.feel.parser import MAX_LENGTH, parse_expression, parse_unary_tests
from policydsl.feel.walk import walk
from policydsl.source import SourceFile, WholeText

CASES = Path(__file__).parent / "cases"
TEXTS = [
    line
    for name in ("parse_good.txt", "parse_bad.txt")
    for line in (CASES / name).read_text(encoding="utf-8").split("\n")
    if line and not line.startswith((" ", "#", "@"))
]


def read(text: str, *, cell: bool = False) -> tuple[Expr | UnaryTests, list[str]]:
    reporter = Reporter()
    parse = parse_unary_tests if cell else parse_expression
    node = parse(text, WholeText(SourceFile("formula", text)), reporter, names=["Monthly Salary"])
    return node, [d.code for d in reporter if d.severity is Severity.ERROR]


HUGE = {
    "brackets": ("(" * 15_000, "X032"),
    "closed brackets": ("(" * 5_000 + "1" + ")" * 5_000, "X032"),
    "lists": ("[" * 9_000, "X032"),
    "contexts": ("{a:" * 5_000, "X032"),
    "filters": ("a[" * 5_000, "X032"),
    "types": ("x instance of " + "list<" * 3_000, "X032"),
    "function types": ("x instance of " + "function<>->" * 1_500, "X032"),
    "for": ("for x in " * 2_000, "X032"),
    "50,000 brackets": ("(" * 50_000, "X031"),
    "a long sum": ("a" + " + a" * 4_000, "X033"),
    "minus signs": ("-" * 15_000 + "1", "X033"),
    "paths": ("a" + ".b" * 9_000, "X033"),
    "calls": ("a" + "()" * 9_000, "X033"),
    "powers": ("2" + "**2" * 6_000, "X033"),
    "else if": ("if a then b else " * 1_000 + "c", "X033"),
    "instance of": ("x" + " instance of y" * 1_000, "X033"),
    "for in for": ("for x in y return " * 1_000 + "z", "X033"),
    "many words": ("a " * 9_000, "X001"),
    "one word": ("a" * 20_000, None),
    "a key without end": ("{" + "a " * 9_000, "X001"),
    "a list of many": ("[" + "1, " * 6_000 + "1]", None),
    "a comment without end": ("/*" * 9_000, "X001"),
    "a comment of stars": ("/*" + "*" * 19_000, "X001"),
    "quotes": ('"' * 19_999, "X008"),
    "backslashes": ('"' + "\\" * 19_000, "X008"),
    "digits": ("1" * 20_000, "X018"),
    "spaces": (" " * 20_000, "X003"),
    "commas in a figure": ("1" + ",000" * 4_000, "X014"),
    "parts of a figure": ("1年" * 5_000, "X022"),
}


@pytest.mark.parametrize(("text", "code"), HUGE.values(), ids=HUGE.keys())
@pytest.mark.parametrize("cell", [False, True], ids=["formula", "cell"])
def test_a_huge_text_is_answered_quickly(text: str, code: str | None, cell: bool) -> None:
    assert read(text, cell=cell)[1] == ([code] if code else [])
    assert steps(lambda: read(text, cell=cell)) < 100 * len(text)


def test_a_formula_of_a_reasonable_depth_is_read() -> None:
    assert read("a" + " + a" * 150)[1] == []
    assert read("(" * 99 + "1" + ")" * 99)[1] == []
    assert read("1".center(MAX_LENGTH))[1] == []


SIGNS = [
    "(", ")", "[", "]", "..", "{", "}", '"', "“", "’", "not(", "（含）", "以上", "至", "不低于", "1,000", "2025", "年",
    "万元", "if", "for", "@", "\\", "\ud800", "\x00", "😀", "/*", "//", "，", "function<",
]  # fmt: skip
pieces = st.sampled_from([*TEXTS, *SIGNS, " ", "\n", "for x in ", "x instance of "])


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces, max_size=6).map("".join), st.booleans())
def test_joined_pieces_never_raise(text: str, cell: bool) -> None:
    check(text, cell=cell)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.booleans())
def test_mutated_formulas_never_raise(data: Any, cell: bool) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 3)))
    check(text[:start] + data.draw(st.one_of(pieces, st.text(max_size=3), st.just(""))) + text[end:], cell=cell)


def check(text: str, *, cell: bool) -> None:
    node, codes = read(text, cell=cell)
    assert len(codes) == isinstance(node, ErrorExpr)
    for part in walk(node):
        assert 0 <= part.span.start <= part.span.end <= len(text)
