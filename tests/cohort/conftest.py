"""Cohorts for the tests: fact files as tables, and both ways of evaluating them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.cohort.spark_support import local_session

from policydsl.cli import main
from policydsl.cohort.engines.engine import Engine
from policydsl.cohort.intake.directory import load_directory
from policydsl.cohort.run import told
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.shape import shapes
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, load_policy_source

Document = Mapping[str, Any]
Row = tuple[object, ...]
_LISTS = ("prior_awards", "other_policy_awards")


def cell(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def tables_of(documents: Sequence[Document]) -> dict[str, list[dict[str, str]]]:
    """The tables of fact files, which name their applicants differently."""
    found: dict[str, list[dict[str, str]]] = {"applicants": []}
    for document in documents:
        owner = document["applicant"]["id"]
        found["applicants"].append(_cells(document["applicant"]))
        for key, value in document.items():
            if isinstance(value, list):
                rows = found.setdefault(key, [])
                rows += [{"applicant": owner} | _cells(one) for one in value]
            elif key == "elections":
                rows = found.setdefault(key, [])
                rows += [{"applicant": owner, "rule": rule, "clause": clause} for rule, clause in value.items()]
    return found


def _cells(item: Mapping[str, Any]) -> dict[str, str]:
    row: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            row |= {f"{key}[{period}]": cell(figure) for period, figure in value.items()}
        else:
            row[key] = cell(value)
    return row


def write_csv(folder: Path, documents: Sequence[Document]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables_of(documents).items():
        columns = list(dict.fromkeys(key for row in rows for key in row))
        if not columns:
            continue  # no one has any
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def awards(
    loaded: LoadedPolicy,
    folder: Path,
    day: Date,
    readings: Mapping[str, str],
    *,
    one_by_one: bool,
    engine: Engine | None = None,
) -> tuple[list[Row], Batch]:
    """All awards of a cohort, by queries or by the interpreter."""
    reporter = Reporter()
    db = duckdb.connect()
    tables = load_directory(str(folder), shapes(loaded.policy), db, reporter)
    assert tables is not None, [one.message("en") for one in reporter]
    batch = Batch(loaded, db, tables, Choices(day, readings, "zh"), one_by_one=one_by_one, engine=engine)
    batch.run()
    found = db.execute(batch.awards()).fetchall()
    batch.engine.close()
    return found, batch


def policy_of(text: str) -> LoadedPolicy:
    reporter = Reporter()
    loaded = load_policy_source(SourceFile("policy.yaml", text), reporter)
    assert loaded is not None, [one.message("en") for one in reporter]
    return loaded


@pytest.fixture
def csv_cohort(tmp_path: Path) -> Callable[[Sequence[Document]], Path]:
    return lambda documents: write_csv(tmp_path / "cohort", documents)


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """A real Spark in this machine, one for all tests of a process."""
    yield from local_session()


@pytest.fixture(scope="session", autouse=True)
def told_of_few() -> Iterator[None]:
    """Queries say what open awards wait for although the cohorts of tests are small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "FEW", 1)
        yield


@pytest.fixture(scope="session")
def deep_stack() -> None:
    """FEEL raises Python's recursion limit when it first runs, which hypothesis minds in the middle of a test."""
    assert main(["feel", "1 + 1"]) == 0
