"""Fills raw tables with rows that were read here, and notes rows that cannot be used.

A row that cannot be read still has its row in the raw table, without cells, so that it is counted; why is in `$faults`.
`$touched` names applicants to whom such a row may belong: what is left of theirs must not be computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.sources import DOCUMENT, NUMBER, ROW, RawTable, quoted, raw_name
from policydsl.cohort.shape import TableShape
from policydsl.diagnostics import Diagnostic
from policydsl.source import Lang

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# In SQL; a simulation has a schema for each run, and these in the one of what it read.
FAULTS: Final = 'main."$faults"'
TOUCHED: Final = 'main."$touched"'
_CHUNK: Final = 20_000
SHOWN: Final = 200  # characters of a cell that are repeated in a reject
_FAULT_COLUMNS: Final = ("table", "r", "column", "value", "code", "reason", "args")


def make_tables(db: DuckDBPyConnection) -> None:
    """The tables of faults, if they are not there."""
    db.execute(
        f'CREATE TABLE IF NOT EXISTS {FAULTS} ("table" VARCHAR, r BIGINT, "column" VARCHAR, value VARCHAR, '
        "code VARCHAR, reason VARCHAR, args VARCHAR)"
    )
    db.execute(f"CREATE TABLE IF NOT EXISTS {TOUCHED} (id VARCHAR)")


def shortened(text: str) -> str:
    """A cell as a reject repeats it."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def is_whole(text: str) -> bool:
    """Whether a text has no half characters, which no table can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def insert(db: DuckDBPyConnection, table: str, columns: Sequence[Sequence[object]]) -> None:
    """Add columns of cells to a table: texts, but numbers in those whose cells are numbers."""
    import pyarrow as pa  # noqa: PLC0415  (only where cohorts are read)

    arrays = [pa.array(cells, pa.int64() if _are_numbers(cells) else pa.string()) for cells in columns]
    db.register("$rows", pa.table(arrays, names=[f"c{i}" for i in range(len(arrays))]))
    db.execute(f'INSERT INTO {table} SELECT * FROM "$rows"')
    db.unregister("$rows")


def _are_numbers(cells: Sequence[object]) -> bool:
    return bool(cells) and isinstance(cells[0], int)


class Faults:
    """Why rows cannot be used."""

    def __init__(self, db: DuckDBPyConnection, lang: Lang) -> None:
        self.db, self.lang = db, lang
        self.rows: list[tuple[object, ...]] = []
        self.touched: list[str] = []
        make_tables(db)

    def add(
        self, table: str, row: int, code: str, args: Mapping[str, object], *, column: str | None = None, value: str = ""
    ) -> None:
        """A row, counted from 0, that cannot be used."""
        self.found(table, row, Diagnostic(code, args=args), column=column, value=value)

    def found(
        self, table: str, row: int, diagnostic: Diagnostic, *, column: str | None = None, value: str = ""
    ) -> None:
        """The same with a finding."""
        args = {name: str(one) for name, one in diagnostic.args.items()}
        told = (diagnostic.code, diagnostic.message(self.lang), json.dumps(args, ensure_ascii=False))
        clean = [text.encode(errors="replace").decode() for text in (shortened(value), *told)]
        self.rows.append((table, row, column, *clean))
        if len(self.rows) >= _CHUNK:
            self.flush()

    def touch(self, ids: Iterable[str]) -> None:
        """Applicants, if there are such, of whom a row may be lost."""
        self.touched += [one for one in ids if one and is_whole(one)]

    def flush(self) -> None:
        """Write what is waiting."""
        if self.rows:
            insert(self.db, FAULTS, list(zip(*self.rows, strict=True)))
        if self.touched:
            insert(self.db, TOUCHED, [self.touched])
        self.rows, self.touched = [], []


class Filler:
    """A raw table of texts that is filled row by row: the number of the row as people see it, then the cells.

    `documents`: its rows have a column for the fact file that they are from, after the number.
    """

    def __init__(
        self, db: DuckDBPyConnection, shape: TableShape, path: str, columns: Sequence[str], *, documents: bool = False
    ) -> None:
        self.db, self.shape, self.path, self.documents = db, shape, path, documents
        self.columns = list(columns)
        self.rows: list[Sequence[object]] = []
        self.count = 0
        own = [f"{ROW} BIGINT", f'"{NUMBER}" BIGINT'] + ([f'"{DOCUMENT}" VARCHAR'] if documents else [])
        own += [f"{quoted(name)} VARCHAR" for name in self.columns]
        db.execute(f"CREATE TABLE {self.table} ({', '.join(own)})")

    @property
    def table(self) -> str:
        """Its name in SQL."""
        return quoted(raw_name(self.shape.name))

    def column(self, name: str) -> None:
        """One more column, at the end."""
        self.flush()
        self.db.execute(f"ALTER TABLE {self.table} ADD COLUMN {quoted(name)} VARCHAR")
        self.columns.append(name)

    def add(self, row: Sequence[object]) -> int:
        """A row, which may be short; gives its number from 0."""
        self.rows.append((self.count, *row))
        self.count += 1
        if len(self.rows) >= _CHUNK:
            self.flush()
        return self.count - 1

    def flush(self) -> None:
        """Write what is waiting."""
        if not self.rows:
            return
        width = len(self.columns) + (3 if self.documents else 2)
        columns: list[Sequence[object]] = list(zip_longest(*self.rows))
        columns += [[None] * len(self.rows)] * (width - len(columns))
        insert(self.db, self.table, columns)
        self.rows = []

    def done(self) -> RawTable:
        """The table."""
        self.flush()
        return RawTable(
            self.shape, self.path, dict.fromkeys(self.columns, "VARCHAR"), numbered=True, documents=self.documents
        )
