"""The examples of tables on the pages of codes: a real Parquet file each."""

from __future__ import annotations

from pathlib import Path

import duckdb
import openpyxl
import pytest
from tests.cohort.conftest import policy_of

from policydsl.cohort.intake.directory import load_directory
from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.cohort.shape import shapes
from policydsl.diagnostics import RULES, Reporter
from policydsl.diagnostics.pages import Page, page_of
from policydsl.diagnostics.pages.frames import sample
from policydsl.feel.values import Date

PAGES = [page for code in RULES if (page := page_of(code)) is not None and page.frame == "table"]


BOOKS = [page for code in RULES if (page := page_of(code)) is not None and page.frame == "workbook"]


def found(text: str, folder: Path) -> list[str]:
    db = duckdb.connect()
    db.execute(f"COPY ({text}) TO '{folder / 'applicants.parquet'}'")
    reporter = Reporter()
    load_directory(str(folder), shapes(policy_of(sample("sample.yaml")).policy), db, reporter)
    return [one.code for one in reporter]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_example_of_a_table(page: Page, tmp_path: Path) -> None:
    assert found(page.bad, tmp_path) == [page.code]
    assert found(page.good, tmp_path) == []


@pytest.mark.parametrize("page", BOOKS, ids=lambda page: page.code)
def test_the_example_of_a_sheet(page: Page, tmp_path: Path) -> None:
    for text, codes in ((page.bad, [page.code]), (page.good, [])):
        book = openpyxl.Workbook()
        book.worksheets[0].title = "applicants"
        for line in text.strip().splitlines():
            book.worksheets[0].append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
        book.save(tmp_path / "book.xlsx")
        reporter = Reporter()
        loaded = policy_of(sample("sample.yaml"))
        choices = Choices(Date(2025, 10, 1), {}, "zh")
        run_cohort(loaded, str(tmp_path / "book.xlsx"), str(tmp_path / "out"), choices, reporter, format_="csv")
        assert [one.code for one in reporter] == codes


@pytest.mark.parametrize(("encoding", "codes"), [("gb18030", ["B165"]), ("utf-8", [])])
def test_the_example_of_an_encoding(encoding: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "applicants.csv").write_text("id,name,kind\nA1,厦门一家公司,enterprise\n", encoding=encoding)
    reporter = Reporter()
    assert load_directory(str(tmp_path), shapes(policy_of(sample("sample.yaml")).policy), duckdb.connect(), reporter)
    assert [one.code for one in reporter] == codes


@pytest.mark.parametrize(("name", "codes"), [("out.xlsx", ["B166"]), ("out.duckdb", [])])
def test_the_example_of_a_long_sheet(
    name: str, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policydsl.cohort.output.result.SHEET_ROWS", 3)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_text("id,kind\nA1,enterprise\nA2,enterprise\n", encoding="utf-8")
    reporter = Reporter()
    choices = Choices(Date(2025, 10, 1), {}, "zh")
    loaded = policy_of(sample("sample.yaml"))
    run_cohort(loaded, str(tmp_path / "in"), str(tmp_path / name), choices, reporter, format_="csv")
    assert [one.code for one in reporter] == codes
    assert (tmp_path / name).exists() == (codes == [])


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({"a": "SELECT 'A1' AS id, 'team' AS kind", "b": "SELECT 'A2' AS id"}, ["B112"]),
        ({"a": "SELECT 'A1' AS id, 'team' AS kind", "b": "SELECT 'A2' AS id, NULL::VARCHAR AS kind"}, []),
        ({"kind=team/a": "SELECT 'A1' AS id", "b": "SELECT 'A2' AS id"}, ["B113"]),
        ({"kind=team/a": "SELECT 'A1' AS id", "kind=enterprise/b": "SELECT 'A2' AS id"}, []),
    ],
)
def test_the_examples_of_parts(parts: dict[str, str], codes: list[str], tmp_path: Path) -> None:
    for name, query in parts.items():
        file = tmp_path / "applicants" / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        duckdb.execute(f"COPY ({query}) TO '{file}'")
    reporter = Reporter()
    load_directory(str(tmp_path), shapes(policy_of(sample("sample.yaml")).policy), duckdb.connect(), reporter)
    assert [one.code for one in reporter] == codes


def test_there_are_such_pages() -> None:
    assert len(PAGES) >= 2
    assert len(BOOKS) == 2
