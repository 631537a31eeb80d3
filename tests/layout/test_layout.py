"""The one layout: cases to be read, and what holds for every document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import parse_yaml, read_source
from policydsl.syntax.plain import plain
from policydsl.workspace.formatting import format_document

Golden = Callable[[Path, str], None]
CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("tests", "policies", "examples", "src")


def laid_out(text: str) -> str:
    """The text in its layout, which there must be."""
    reporter = Reporter()
    done = format_document(SourceFile("a.yaml", text), reporter)
    assert done.outcome == "laid out", [d.code for d in reporter]
    return done.text


@pytest.mark.parametrize("name", ["facts", "policy"])
def test_a_case(name: str, golden: Golden) -> None:
    golden(CASES / f"{name}.out.yaml", laid_out((CASES / f"{name}.yaml").read_text(encoding="utf-8")))


def test_the_shipped_policy_is_laid_out() -> None:
    text = (ROOT / "policies" / "xiamen_ai_2025.yaml").read_text(encoding="utf-8")
    assert laid_out(text) == text


def test_twice_is_once_over_every_yaml_of_the_project() -> None:
    seen = 0
    for path in sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.y*ml")):
        source = read_source(str(path), Reporter())
        if source is None:
            continue
        reporter = Reporter()
        once = format_document(source, reporter)
        if once.outcome == "faulty":
            assert reporter.has_errors, path
            only_no_map = all(one.code != "U140" for one in reporter) or not source.text.startswith("policydsl")
            assert only_no_map, path
            continue
        seen += 1
        again = format_document(SourceFile(source.name, once.text), Reporter())
        assert again.text == once.text, path
    assert seen > 100


# Texts as drafters may put them: signs of YAML, quotes, spaces at the ends, figures, line ends.
_TEXTS = st.text(st.sampled_from("ab 1.-:#,[]{}&*!|>'\"%@`\\年（）：，\n\té"), max_size=12)
_COMMENTS = st.sampled_from(["", "# 注", "#", "# a: b"])
_VALUES = st.recursive(
    _TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3), max_leaves=8
)


def _written(value: object, choose: Callable[[int], int], comment: Callable[[], str], indent: int) -> str:
    """A value as YAML, in one of the ways in which it can be written; after a key or a dash."""
    if isinstance(value, str):
        double = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        single = value.replace("'", "''")
        plain_enough = value.isalnum() and not value.isnumeric()
        ways = [f'"{double}"', *([f"'{single}'"] if value.isprintable() else []), *([value] if plain_enough else [])]
        return ways[choose(len(ways))]
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    if choose(3) == 0:
        return _flow(value, choose)
    pad = " " * (indent + 1 + choose(4))
    entries: list[str] = []
    parts = value.items() if isinstance(value, dict) else ((None, one) for one in value)  # type: ignore[attr-defined]
    for key, one in parts:
        above = comment()
        head = "-" if key is None else f"{_flow(key, choose)}:"
        behind = comment() if isinstance(one, str) or not one else ""
        entries.append(
            (f"{pad}{above}\n" if above else "")
            + "\n" * (choose(4) == 0)
            + f"{pad}{head} {_written(one, choose, comment, len(pad))}"
            + (f"  {behind}" if behind else "")
        )
    return "\n" + "\n".join(entries)


def _flow(value: object, choose: Callable[[int], int]) -> str:
    if isinstance(value, str):
        return _written(value, lambda n: min(choose(n), 1) if not value.isalnum() else choose(n), lambda: "", 0)
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one, choose) for one in value) + "]"
    assert isinstance(value, dict)
    return "{" + ", ".join(f"{_flow(key, choose)}: {_flow(one, choose)}" for key, one in value.items()) + "}"


@given(st.dictionaries(_TEXTS, _VALUES, min_size=1, max_size=4), st.data())
def test_any_text_keeps_its_values_and_comments(value: dict[str, object], data: st.DataObject) -> None:
    text = _written(
        value,
        lambda n: data.draw(st.integers(0, n - 1)),
        lambda: data.draw(_COMMENTS),
        -1,
    ).lstrip("\n")
    before = Reporter()
    tree = parse_yaml(SourceFile("a.yaml", text), before)
    if tree is None or before.has_errors or text.lstrip().startswith("{"):
        return  # a slip of its own: full-width signs and the like
    once = laid_out(text)
    again = parse_yaml(SourceFile("a.yaml", once), Reporter())
    assert again is not None
    assert plain(again) == plain(tree)
    assert laid_out(once) == once, text


@pytest.mark.parametrize("text", ["policydsl: 1\r\nkind:   facts\r\n", "policydsl: 1\nkind:   facts\n"])
def test_line_ends_stay(text: str) -> None:
    assert laid_out(text) == text.replace("   ", " ")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n", "text\n"])
def test_what_is_no_document_is_told(text: str) -> None:
    reporter = Reporter()
    done = format_document(SourceFile("a.yaml", text), reporter)
    assert (done.outcome, done.text) == ("faulty", text)
    assert reporter.has_errors


def test_json_stays_as_it_is() -> None:
    text = '{"policydsl": 1,   "kind": "facts"}\n'
    done = format_document(SourceFile("a.json", text), Reporter())
    assert (done.outcome, done.text) == ("as it is", text)
