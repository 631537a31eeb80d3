"""Loads a cohort from wherever it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.database import load_database
from policydsl.cohort.intake.directory import load_directory
from policydsl.cohort.intake.lines import SUFFIXES, LineReader
from policydsl.cohort.intake.sources import RawTable, place
from policydsl.cohort.intake.workbook_file import load_workbook
from policydsl.cohort.shape import shapes, told_apart
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.source import Lang, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORKBOOKS: Final = (".xlsx", ".xlsm")
_WHAT: Final = Text(
    "核对路径；IN 是放有各表的文件夹，或 .jsonl、.xlsx、.duckdb 文件",
    "check the path; IN is a directory of tables, or a file .jsonl, .xlsx or .duckdb",
)
DATABASES: Final = (".duckdb", ".ddb")


def load_cohort(
    path: str, policy: Policy, day: Date, db: DuckDBPyConnection, reporter: Reporter, lang: Lang
) -> dict[str, RawTable] | None:
    """The tables by name; None where what is wrong was reported."""
    file = Path(path)
    suffix = file.suffix.lower()
    if not path or not file.exists():  # an empty path would be the folder at hand
        reporter.report("U001", path=path, help=_WHAT)
        return None
    if not told_apart(policy, reporter):
        return None
    if file.is_dir():
        return load_directory(path, shapes(policy), db, reporter, lang)
    if suffix in SUFFIXES:
        return LineReader(policy, day, shapes(policy), path).load(db, lang)
    if suffix in WORKBOOKS:
        return load_workbook(path, policy, db, reporter, lang)
    if suffix in DATABASES:
        return load_database(path, shapes(policy), db, reporter)
    reporter.report("B167", place(path), name=file.name)
    return None
