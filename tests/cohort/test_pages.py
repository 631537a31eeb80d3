"""The examples of tables on the pages of codes: a real Parquet file each."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from tests.cohort.conftest import policy_of

from policydsl.cohort.intake.sources import load_directory
from policydsl.cohort.shape import shapes
from policydsl.diagnostics import RULES, Reporter
from policydsl.diagnostics.pages import Page, page_of
from policydsl.diagnostics.pages.frames import sample

PAGES = [page for code in RULES if (page := page_of(code)) is not None and page.frame == "table"]


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


def test_there_are_such_pages() -> None:
    assert len(PAGES) >= 2
