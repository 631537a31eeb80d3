"""The tables of a cohort as they came, and which columns they may have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policydsl.cohort.shape import APPLICANTS, OWNER, TableShape
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.checker.scope import closest
from policydsl.source import SourceFile, Span, Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUFFIXES: Final = (".parquet", ".csv")
DOCUMENT: Final = "$document"  # a column with the fact file of an applicant, for the fact reader
ROW_NAME: Final = "$n"  # a column of every table as it came, with the number of the row from 0
ROW: Final = f'"{ROW_NAME}"'  # in SQL
NTH: Final = f"r.{ROW}"  # the same of a row `r`
NUMBER: Final = "$row"  # a column with the number of the row or line, where rows are not just counted
_FLOATS: Final = ("DOUBLE", "FLOAT", "REAL")
_PLAIN: Final = ("VARCHAR", "BOOLEAN", "DATE")
# A list, a map or an interval has a name with such a part in it, and is none.
_USABLE: Final = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL\([0-9]+,\s?[0-9]+\)|ENUM\((?s:.*)\)")
_PATTERN: Final = re.compile(r"[*?\[]")  # what DuckDB takes for one in the name of a file


@frozen
class Part:
    """A file that is read again and again. `stamp`: how it stood when it was opened."""

    path: str
    stamp: tuple[int, ...]
    name: str = ""  # within the folder of its table; empty: it is the whole table
    rows: int = 0  # of a part
    before: int = 0  # the rows of the parts before it
    values: tuple[tuple[str, str | None], ...] = ()  # columns that the folders on the way to it name

    @property
    def size(self) -> int:
        """In bytes."""
        return self.stamp[2]


@frozen(eq=False)
class RawTable:
    """A table as it came: `columns` with their SQL types, in the order of the file."""

    shape: TableShape
    path: str
    columns: Mapping[str, str]
    numbered: bool = False  # it has a column NUMBER
    documents: bool = False  # rows of applicants have the fact file that they are from
    parts: tuple[Part, ...] = ()  # the Parquet files that it is, which are read again and again

    @property
    def name(self) -> str:
        """Its table in the database."""
        return raw_name(self.shape.name)

    @property
    def in_parts(self) -> bool:
        """Whether its rows are known by their number in a part."""
        return any(one.name for one in self.parts)

    @property
    def shown(self) -> str:
        """SQL of the number by which people know a row `r`."""
        return f"r.{quoted(NUMBER)}" if self.numbered else f"{NTH} + 1"


def raw_name(name: str) -> str:
    """The table in the database that holds a table as it came."""
    return f"raw${name}"


class UnreadableError(Exception):
    """A file turned out not to be readable, or changed; the text says why."""

    def __init__(self, path: str, reason: Text) -> None:
        super().__init__(path, reason.en)
        self.path, self.reason = path, reason


def keep(db: DuckDBPyConnection, name: str, source: str, columns: Sequence[str]) -> None:
    """Keep the rows of a source in their order, numbered."""
    own, table, view = ", ".join(quoted(one) for one in columns), quoted(f"kept${name}"), quoted(raw_name(name))
    if any(one.lower() == "rowid" for one in columns):  # it hides the number that every row has
        db.execute(f"CREATE TABLE {view} AS SELECT row_number() OVER () - 1 AS {ROW}, {own} FROM {source}")
        return
    db.execute(f"CREATE TABLE {table} AS SELECT {own} FROM {source}")
    db.execute(f"CREATE VIEW {view} AS SELECT rowid AS {ROW}, {own} FROM {table}")


def stamp_of(path: Path) -> tuple[int, ...]:
    """How a file stands: another one, or another text, has another stamp."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def quoted(name: str) -> str:
    """An identifier for SQL that is written by hand."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL that is written by hand."""
    return "'" + text.replace("'", "''") + "'"


def called(path: Path | str) -> str:
    """A file as the database calls it: a `~` at the beginning is not the user's folder."""
    return f"./{path}" if str(path).startswith("~") else str(path)


def files(*paths: Path | str) -> str:
    """Files for SQL that reads them: what would be a pattern in a name stands for itself."""
    found = [literal(_PATTERN.sub(r"[\g<0>]", called(one))) for one in paths]
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def parquet(*paths: Path | str, more: str = "") -> str:
    """SQL of the rows of Parquet files; no names of folders become columns."""
    return f"read_parquet({files(*paths)}, hive_partitioning = false{more})"


def parquet_heads(file: Path, db: DuckDBPyConnection) -> list[str]:
    """The names of the columns as they stand in the file: the database renames those that differ in case only."""
    query = f"SELECT name, COALESCE(num_children, 0) FROM parquet_schema({files(file)})"
    heads: list[str] = []
    within = 0  # how many of the elements that follow are parts of a column
    for nth, (name, children) in enumerate(db.execute(query).fetchall()):
        if nth == 0:
            continue  # the table itself
        if within == 0:
            heads.append(str(name))
        within += children - (within > 0)
    return heads


def place(path: str) -> Label:
    """A whole file."""
    return Label(SourceFile(path, ""), Span(0, 0))


def columns_fit(file: Path | str, shape: TableShape, columns: Mapping[str, str], reporter: Reporter) -> bool:
    """Whether the columns can be read; what cannot be is reported."""
    before, guessed = len(reporter), set[str | None]()
    for name, type_ in columns.items():
        field = shape.field_of(name)
        if name not in shape.fixed and field is None:
            guess = _meant(name, shape)
            guessed.add(guess)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            if not name.strip():
                help_ = Text(
                    "删去表头里多出的逗号，或补上列名", "remove the comma too many in the head, or name the column"
                )
            reporter.report("B105", place(str(file)), help=help_, name=name, known=", ".join(shape.plain))
        elif type_ in _FLOATS:
            reporter.report("B106", place(str(file)), name=name)
        elif not (type_ in _PLAIN or _USABLE.fullmatch(type_)):
            reporter.report("B107", place(str(file)), name=name, type=type_)
    needed = ("id",) if shape.name == APPLICANTS else (OWNER, "id") if shape.entity is not None else shape.fixed
    optional = ("level", "year") if shape.name == "other_policy_awards" else ()
    for name in needed:
        if name not in columns and name not in optional and name not in guessed:
            reporter.report("B108", place(str(file)), name=name)
    return len(reporter) == before


def _meant(name: str, shape: TableShape) -> str | None:
    """The column that a name nearly is, or whose label it is."""
    known = {one.casefold(): one for one in shape.plain}
    for id_, field in {} if shape.entity is None else shape.entity.fields.items():
        known |= {label.casefold(): id_ for label in (field.label.zh, field.label.en) if label and field.by is None}
    return known.get(name.strip().casefold()) or closest(name, shape.plain)


def first_line(error: Exception) -> str:
    """What an error says."""
    message = str(error).strip()
    return message.splitlines()[0] if message else type(error).__name__
