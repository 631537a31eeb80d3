"""Results as JSON lines: an applicant a line, with its awards, or with why it has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from policydsl.cohort.intake.sources import parquet
from policydsl.cohort.output.wording import Listed
from policydsl.cohort.run.batch import Batch

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH: Final = 10_000
Lists = Mapping[str, Callable[[str], list[str]]]


def write_lines(batch: Batch, tables: Path, target: Path) -> None:
    """Those computed in the order in which they came, then those rejected, then rows of nobody (`null`)."""
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        listed = Listed(batch.loaded.policy)
        _awards(batch.db, tables / "awards.parquet", stream, {"missing": listed.facts, "failed": listed.ids})
        _rejects(batch.db, tables / "rejects.parquet", stream)


def _awards(db: DuckDBPyConnection, path: Path, stream: TextIO, lists: Lists) -> None:
    owners = 'SELECT id FROM applicants WHERE "$a" NOT IN (SELECT "$a" FROM "$rejected") ORDER BY "$a"'
    awards = _groups(db, f"SELECT * FROM {parquet(path)}", lists)
    ahead = next(awards, None)
    for (owner,) in _fetched(db, owners):
        found: list[dict[str, Any]] = []
        if ahead is not None and ahead[0] == owner:
            found, ahead = ahead[1], next(awards, None)
        stream.write(_line(owner, "awards", found))


def _rejects(db: DuckDBPyConnection, path: Path, stream: TextIO) -> None:
    query = f"SELECT applicant, * EXCLUDE (applicant) FROM {parquet(path)} "
    query += 'ORDER BY applicant NULLS LAST, "table", part, row, "column", code, value'
    stream.writelines(_line(owner, "rejects", found) for owner, found in _groups(db, query, {}))


def _line(owner: object, key: str, found: list[dict[str, Any]]) -> str:
    return json.dumps({"applicant": owner, key: found}, ensure_ascii=False) + "\n"


def _groups(db: DuckDBPyConnection, query: str, lists: Lists) -> Iterator[tuple[object, list[dict[str, Any]]]]:
    """The rows by their first column, as objects without it; `lists`: what the texts of some columns list."""
    cursor = db.cursor().execute(query)
    names = [column[0] for column in cursor.description or ()][1:]
    for owner, rows in groupby(_rows(cursor), itemgetter(0)):
        yield owner, [
            {name: lists[name](str(cell or "")) if name in lists else _json(cell)
             for name, cell in zip(names, row[1:], strict=True)}
            for row in rows
        ]  # fmt: skip


def _json(cell: object) -> object:
    return format(cell, "f") if isinstance(cell, Decimal) else cell


def _fetched(db: DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    return _rows(db.cursor().execute(query))


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows
