"""docs/drafting.md is true: phrases mean what stands beside them, slips are told, and their mending is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.check.drafters.framing import COLUMNS, told, with_cell, with_key

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.parser import parse_unary_tests
from policydsl.feel.sameness import same_expression
from policydsl.source import SourceFile, WholeText

PAGE = (Path(__file__).parents[3] / "docs" / "drafting.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def rows(heading: str, table: int = 0) -> list[list[list[str]]]:
    """The code spans of each cell of a table under a heading."""
    section = PAGE.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    tables = [block for block in section.split("\n\n") if block.startswith("| ")]
    return [[CODE.findall(cell) for cell in line.strip("|").split("|")] for line in tables[table].splitlines()[2:]]


def column_of(cell: str) -> str:
    """The column in which a cell of the page makes sense."""
    if "日" in cell:
        return "date"
    if "%" in cell:
        return "ratio"
    if "人" in cell and "人民币" not in cell:
        return "count"
    return "months" if "年" in cell else "money"


def read(text: str) -> object:
    node = parse_unary_tests(text, WholeText(SourceFile("cell", text)), Reporter(), style=False)
    assert not isinstance(node, ErrorExpr), text
    return node


PHRASES = [(phrase, meaning[0]) for typed, meaning in rows("表格单元格里的区间") for phrase in typed]
SLIPS = [(typed[0], right[0]) for typed, right in rows("要写清楚的")]
TESTS = [(typed[0], right[0]) for typed, right in rows("公式里的")]
AMOUNTS = [(typed[0], right[0]) for typed, right in rows("公式里的", 1)]


def test_the_tables_are_read() -> None:
    assert len(PHRASES) > 30
    assert len(SLIPS) > 10
    assert len(TESTS) + len(AMOUNTS) > 10
    assert {column_of(cell) for cell, _ in PHRASES} <= COLUMNS.keys()


@pytest.mark.parametrize(("phrase", "meaning"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_a_phrase_means_what_stands_beside_it(phrase: str, meaning: str) -> None:
    assert same_expression(read(phrase), read(meaning))  # type: ignore[arg-type]
    _, found = told(with_cell(column_of(phrase), phrase))
    assert [one.code for one in found] == []


@pytest.mark.parametrize(("typed", "right"), SLIPS, ids=[typed for typed, _ in SLIPS])
def test_a_slip_in_a_cell_is_told_once(typed: str, right: str) -> None:
    column = column_of(right) if right[0] != '"' else "money"
    _, found = told(with_cell(column, typed))
    assert len(found) == 1
    _, found = told(with_cell(column, right))
    assert [one.code for one in found if one.code != "D012"] == []


@pytest.mark.parametrize(("typed", "right"), TESTS, ids=[typed for typed, _ in TESTS])
def test_a_slip_in_a_condition_is_told_once(typed: str, right: str) -> None:
    assert len(told(with_key("test", typed))[1]) == 1
    assert [one.code for one in told(with_key("test", right))[1]] == []


@pytest.mark.parametrize(("typed", "right"), AMOUNTS, ids=[typed for typed, _ in AMOUNTS])
def test_a_slip_in_an_amount_is_told_once(typed: str, right: str) -> None:
    assert len(told(with_key("amount", typed))[1]) == 1
    assert [one.code for one in told(with_key("amount", right))[1]] == []
