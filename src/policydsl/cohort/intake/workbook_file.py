"""An Excel workbook, by the tables of `cohort.workbook`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from policydsl.cohort.intake.filling import Faults, Filler, is_whole
from policydsl.cohort.intake.sources import RawTable, place
from policydsl.diagnostics import Reporter
from policydsl.model.policy import Policy
from policydsl.source import Lang, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from policydsl.cohort.workbook.table import SheetTable

_SAVE = Text("用 Excel 打开，核对后另存为 .xlsx", "open it in Excel, look at it and save it again as .xlsx")
_HALF = Text("有半个字符，存不下来", "has half of a character, which cannot be kept")


def lacks_excel(reporter: Reporter) -> bool:
    """Whether workbooks cannot be read or written here; reported."""
    missing = importlib.util.find_spec("openpyxl") is None
    if missing:
        reporter.report("B132", name="openpyxl", extra="excel")
    return missing


def load_workbook(
    path: str, policy: Policy, db: DuckDBPyConnection, reporter: Reporter, lang: Lang
) -> dict[str, RawTable] | None:
    """Its tables by name; None where what is wrong was reported."""
    from policydsl.cohort.workbook import WorkbookError, read_tables  # noqa: PLC0415  (needs what may be lacking)

    if lacks_excel(reporter):
        return None
    faults = Faults(db, lang)
    try:
        with read_tables(path, policy) as book:
            for one in book.problems:
                reporter.report("B160", place(path), place=f"{one.sheet} {one.place}".strip() or "—", said=one.said)
            if reporter.has_errors:
                return None
            found = {name: _load(path, table, db, faults) for name, table in book.tables.items()}
    except WorkbookError as error:
        reporter.report("B104", place(path), help=_SAVE, reason=error.reason)
        return None
    faults.flush()
    return found


def _load(path: str, table: SheetTable, db: DuckDBPyConnection, faults: Faults) -> RawTable:
    filler = Filler(db, table.shape, path, table.columns)
    for row in table.rows():
        texts: list[object] = [row.number]
        wrong: list[tuple[str, str, Text]] = []
        for name in table.columns:
            cell = row.cells[name]
            text, problem = cell.text, cell.problem
            if text is not None and not is_whole(text):
                text, problem = None, _HALF
            if problem is not None:
                wrong.append((name, cell.place, problem))
            texts.append(text)
        wrong += [("", cell.place, cell.problem) for cell in row.stray if cell.problem is not None]
        number = filler.add(texts)
        for name, at, problem in wrong:
            args = {"place": f"{table.sheet}!{at}", "said": problem.pick(faults.lang)}
            faults.add(table.name, number, "B161", args, column=name or None, value="")
    return filler.done()
