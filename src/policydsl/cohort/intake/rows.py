"""One applicant's rows, as they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from policydsl.cohort.intake.sources import DOCUMENT, NTH, RawTable, quoted
from policydsl.cohort.shape import APPLICANTS, OWNER, POSITION
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH = 10_000


@frozen(eq=False)
class Rows:
    """The rows of an applicant by table: each the number of its row, from 1, and its cells in the table's order."""

    number: int  # the applicant's, in the order of the cohort
    id: str
    tables: Mapping[str, Sequence[tuple[int, tuple[object, ...]]]]
    document: str | None = None  # the fact file, where the reader must read it itself


def rows_of(db: DuckDBPyConnection, tables: Mapping[str, RawTable], chosen: str) -> Iterator[Rows]:
    """The rows of the applicants in a table of their numbers (`$a`), in their order."""
    documents = _documents(db, tables[APPLICANTS], chosen)
    document = next(documents, None)
    readers = {name: _grouped(db, table, chosen) for name, table in tables.items()}
    waiting = {name: next(reader, None) for name, reader in readers.items()}
    for number, own in readers_of(readers.pop(APPLICANTS), waiting.pop(APPLICANTS)):
        found: dict[str, list[tuple[int, tuple[object, ...]]]] = {APPLICANTS: own}
        for name, reader in readers.items():
            ahead = waiting[name]
            if ahead is not None and ahead[0] == number:
                found[name] = ahead[1]
                waiting[name] = next(reader, None)
        place = list(tables[APPLICANTS].columns).index("id")
        own_document = None
        if document is not None and document[0] == number:
            own_document, document = document[1], next(documents, None)
        yield Rows(number, str(own[0][1][place]), found, own_document)


def _documents(db: DuckDBPyConnection, table: RawTable, chosen: str) -> Iterator[tuple[int, str]]:
    """The fact files that were kept, by applicant."""
    if table.documents:
        source = f'{quoted(table.name)} r JOIN {chosen} c ON c."$a" = {NTH}'
        document = f"r.{quoted(DOCUMENT)}"
        query = f"SELECT {NTH}, {document} FROM {source} WHERE {document} IS NOT NULL ORDER BY 1"
        for number, text in _fetched(db.cursor().execute(query)):
            yield _int(number), str(text)


def readers_of(
    reader: Iterator[tuple[int, list[tuple[int, tuple[object, ...]]]]],
    first: tuple[int, list[tuple[int, tuple[object, ...]]]] | None,
) -> Iterator[tuple[int, list[tuple[int, tuple[object, ...]]]]]:
    """A reader with what was taken from it."""
    if first is not None:
        yield first
        yield from reader


def _grouped(
    db: DuckDBPyConnection, table: RawTable, chosen: str
) -> Iterator[tuple[int, list[tuple[int, tuple[object, ...]]]]]:
    columns = ", ".join(_cell(name, type_) for name, type_ in table.columns.items())
    if table.shape.name == APPLICANTS:
        source = f'{quoted(table.name)} r JOIN {chosen} c ON c."$a" = {NTH}'
        order = "1"
        number = NTH
    else:
        source = (
            f"{quoted(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS VARCHAR) "
            f'JOIN {chosen} c ON c."$a" = a."$a"'
        )
        number = 'a."$a"'
        position = f"TRY_CAST(r.{POSITION} AS BIGINT), " if POSITION in table.columns else ""
        order = f"1, {position}{NTH}"
    query = f"SELECT {number}, {NTH} + 1, {columns} FROM {source} ORDER BY {order}"
    for key, rows in groupby(_fetched(cursor_of(db).execute(query)), itemgetter(0)):
        yield _int(key), [(_int(row[1]), row[2:]) for row in rows]


def cursor_of(db: DuckDBPyConnection) -> DuckDBPyConnection:
    """A cursor that finds tables where the connection does: a new one begins without its search path."""
    ((path,),) = db.execute("SELECT current_setting('search_path')").fetchall()
    cursor = db.cursor()
    if path:
        cursor.execute("SET search_path = ?", [path])
    return cursor


def _int(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101  (rowid and our own numbers)
    return value


def _cell(name: str, type_: str) -> str:
    """A cell as it is; ids as the typed tables have them, days as texts: Python has none without end."""
    cell = f"r.{quoted(name)}"
    return f"CAST({cell} AS VARCHAR)" if name == "id" or type_ == "DATE" or type_.startswith("ENUM") else cell


def _fetched(cursor: DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while rows := cursor.fetchmany(_BATCH):
        yield from rows
