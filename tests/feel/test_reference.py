"""The reference for drafters: the committed pages are what the program writes, and every example on them is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel import types
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.builtins import BUILTINS
from policydsl.feel.checker import Checker, Scope
from policydsl.feel.compiler import compile_expression, compile_unary_tests
from policydsl.feel.ops import is_, show
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.printer import print_unary_tests
from policydsl.feel.values import Value
from policydsl.render.reference import reference_page
from policydsl.source import Lang, SourceFile, WholeText

PAGES = Path(__file__).resolve().parents[2] / "docs" / "feel"
LANGS: tuple[Lang, ...] = get_args(Lang)
HEADS = {
    ("公式", "值"): "value", ("formula", "value"): "value",
    ("单元格", "符合", "不符合"): "cell", ("cell", "holds of", "does not hold of"): "cell",
    ("法条的写法", "等同于"): "same", ("as the law writes it", "the same as"): "same",
    ("公式", "得到"): "kind", ("formula", "gives"): "kind",
    ("写成", "提示", "应写"): "wrong", ("written", "finding", "write"): "wrong",
    ("什么", "最多"): "limit", ("what", "at most"): "limit",
}  # fmt: skip
ITEMS: list[Value] = [{"kind": "A", "fee": Decimal(100_000)}, {"kind": "B", "fee": Decimal(200_000)}]
NAMES: dict[str, Value] = {"items": ITEMS, "x": Decimal(1)}
Row = tuple[str, list[str]]


def rows(page: str) -> Iterator[Row]:
    """Each row of each table with the sort of its table; the examples of functions as rows of two."""
    kind = ""
    for line in page.splitlines():
        example = re.fullmatch(r"(?:例：|Example: )`(.+)` → `(.+)`", line)
        if example:
            yield "value", [example[1], example[2]]
        if not line.startswith("|"):
            kind = ""
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not kind:
            kind = next(kind for head, kind in HEADS.items() if cells[: len(head)] == list(head))
        elif set(cells) != {"---"}:
            yield kind, [cell.strip("`") if cell.startswith("`") else cell for cell in cells]


ROWS = {lang: list(rows((PAGES / f"reference.{lang}.md").read_text(encoding="utf-8"))) for lang in LANGS}
each = pytest.mark.parametrize(
    ("lang", "kind", "cells"),
    [(lang, *row) for lang in LANGS for row in ROWS[lang]],
    ids=[f"{lang}-{cells[0]}" for lang in LANGS for _, cells in ROWS[lang]],
)


def compute(text: str) -> Value:
    parsed = parse_expression(text, WholeText(SourceFile("example", text)), Reporter(), names=NAMES)
    assert not isinstance(parsed, ErrorExpr), f"cannot be read: {text}"
    return compile_expression(parsed, list(NAMES)).run(NAMES).value


def holds(text: str, value: Value) -> Value:
    parsed = parse_unary_tests(text, WholeText(SourceFile("cell", text)), Reporter())
    assert not isinstance(parsed, ErrorExpr), f"cannot be read: {text}"
    return compile_unary_tests(parsed).run(value).value


def in_policy(text: str) -> tuple[types.Type, list[str]]:
    reporter, origin = Reporter(), WholeText(SourceFile("example", text))
    parsed = parse_expression(text, origin, reporter)
    if isinstance(parsed, ErrorExpr) or len(reporter):
        return types.ERROR, [diagnostic.code for diagnostic in reporter]
    found = Checker(reporter).check(parsed, origin, Scope({}))
    return found, [diagnostic.code for diagnostic in reporter]


@pytest.mark.parametrize("lang", LANGS)
def test_the_committed_page_is_what_the_program_writes(lang: Lang) -> None:
    committed = (PAGES / f"reference.{lang}.md").read_text(encoding="utf-8")
    assert committed == reference_page(lang), "run `make docs`"


@each
def test_example(lang: Lang, kind: str, cells: list[str]) -> None:
    match kind:
        case "value":
            got, wanted = compute(cells[0]), compute(cells[1])
            assert is_(got, wanted), f"{cells[0]} gives {show(got)}, not {cells[1]}"
        case "cell":
            assert [holds(cells[0], compute(value)) for value in cells[1:3]] == [True, False]
        case "same":
            parsed = [parse_unary_tests(cell, WholeText(SourceFile("", cell)), Reporter()) for cell in cells[:2]]
            assert not any(isinstance(one, ErrorExpr) for one in parsed)
            texts = [print_unary_tests(one) for one in parsed if not isinstance(one, ErrorExpr)]
            assert texts[0] == texts[1]
        case "kind":
            found, codes = in_policy(cells[0])
            assert (types.describe(found).pick(lang), codes) == (cells[1], [])
        case "wrong":
            assert in_policy(cells[0])[1] == [cells[1]]
            assert cells[1] not in in_policy(cells[2])[1]
        case _:
            assert kind == "limit"
            assert int(cells[1].replace(" ", "")) > 0


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_missing(lang: Lang) -> None:
    page = (PAGES / f"reference.{lang}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#### (.+)$", page, re.MULTILINE)
    assert sorted(headings) == sorted(BUILTINS)
    for row in BUILTINS.values():
        for signature in row.signatures:
            assert f"\n{signature.text}\n" in page
    kinds = [kind for kind, _ in ROWS[lang]]
    assert {kind: kinds.count(kind) > 4 for kind in set(HEADS.values())} == dict.fromkeys(HEADS.values(), True)
    assert kinds.count("value") > len(BUILTINS) + 50


def test_both_languages_have_the_same_examples() -> None:
    own, other = ([(kind, [c for c in cells if not _words(kind, c)]) for kind, cells in ROWS[lang]] for lang in LANGS)
    assert len(own) == len(other)
    assert [kind for kind, _ in own] == [kind for kind, _ in other]


def _words(kind: str, cell: str) -> bool:
    return kind == "limit" and not cell[0].isdigit()


def test_what_only_plain_feel_has_is_refused_in_policies() -> None:
    """The chapter says so of all its examples."""
    page = (PAGES / "reference.en.md").read_text(encoding="utf-8")
    chapter = page.split("### Only in plain FEEL\n")[1].split("\n## ")[0]
    formulas = [cells[0] for kind, cells in rows(chapter) if kind == "value"]
    assert len(formulas) > 5
    for formula in formulas:
        assert in_policy(formula)[1], f"{formula} is accepted in policies"
