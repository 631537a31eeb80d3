"""The result of a run in the form that was asked for; files are made from the tables that were written first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policydsl.cohort.intake.sources import literal, parquet
from policydsl.cohort.output.as_lines import write_lines
from policydsl.cohort.output.folder import MANIFEST, WORK, Kind, result_file
from policydsl.cohort.output.tables import Counts, Format, write_tables
from policydsl.cohort.run.batch import Batch
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = ("awards", "totals", "rejects")
SHEET_ROWS = 1_048_575  # below the heads


@frozen
class Result:
    """What is written: one file, or a directory of files of a format."""

    kind: Kind
    format: Format


class TooLongError(Exception):
    """A table does not fit on a sheet."""

    def __init__(self, table: str, rows: int) -> None:
        super().__init__(table, rows)
        self.table, self.rows = table, rows


def write_result(batch: Batch, folder: Path, result: Result) -> list[Counts]:
    """Write it; gives what came of the rows of each table."""
    if result.kind == "folder":
        return write_tables(batch, folder, result.format)
    tables = folder / WORK / "tables"
    tables.mkdir()
    counts = write_tables(batch, tables, "parquet")
    target = result_file(folder, result.kind)
    match result.kind:
        case "xlsx":
            from policydsl.cohort.output.as_workbook import write_workbook  # noqa: PLC0415  (needs what may be lacking)

            for name in TABLES:
                row = batch.db.execute(f"SELECT count(*) FROM {_file(tables, name)}").fetchone()
                if row is not None and row[0] > SHEET_ROWS:
                    raise TooLongError(name, row[0])
            write_workbook(batch, tables, target)
        case "duckdb":
            _write_database(batch.db, tables, target)
        case _:
            write_lines(batch, tables, target)
    return counts


def _file(tables: Path, name: str) -> str:
    return parquet(tables / f"{name}.parquet")


def _write_database(db: DuckDBPyConnection, tables: Path, target: Path) -> None:
    manifest = (tables / MANIFEST).read_text(encoding="utf-8")
    db.execute(f'ATTACH {literal(str(target))} AS "$out" (TYPE duckdb)')
    for name in TABLES:
        db.execute(f'CREATE TABLE "$out".{name} AS SELECT * FROM {_file(tables, name)}')
    db.execute('CREATE TABLE "$out".manifest (document VARCHAR)')
    db.execute('INSERT INTO "$out".manifest VALUES (?)', [manifest])
    db.execute('CHECKPOINT "$out"')  # the connection makes none of itself
    db.execute('DETACH "$out"')
