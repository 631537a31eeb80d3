"""Finds the tables of a cohort and loads them as they are, in the order of their rows."""

from __future__ import annotations

import csv
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
_FLOATS: Final = ("DOUBLE", "FLOAT", "REAL")
_PLAIN: Final = ("VARCHAR", "BOOLEAN", "DATE")


@frozen(eq=False)
class RawTable:
    """A table as it came: `columns` with their SQL types, in the order of the file."""

    shape: TableShape
    path: str
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its table in the database."""
        return raw_name(self.shape.name)


def raw_name(name: str) -> str:
    """The table in the database that holds a table as it came."""
    return f"raw${name}"


def quoted(name: str) -> str:
    """An identifier for SQL that is written by hand."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL that is written by hand."""
    return "'" + text.replace("'", "''") + "'"


def place(path: str) -> Label:
    """A whole file."""
    return Label(SourceFile(path, ""), Span(0, 0))


def load_directory(
    path: str, shapes: Mapping[str, TableShape], db: DuckDBPyConnection, reporter: Reporter
) -> dict[str, RawTable] | None:
    """The tables of a directory by name; None where what is wrong was reported."""
    folder = Path(path)
    found: dict[str, RawTable] = {}
    seen: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() not in SUFFIXES or file.name.startswith("."):
            continue
        name = file.stem
        if name not in shapes:
            guess = closest(name, shapes)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            reporter.report("B101", place(str(file)), help=help_, name=file.name, known=", ".join(shapes))
            continue
        if name in seen:
            reporter.report("B102", place(str(file)), place(str(seen[name])), name=name)
            continue
        seen[name] = file
        table = _load(file, shapes[name], db, reporter)
        if table is not None:
            found[name] = table
    if APPLICANTS not in seen:
        reporter.report("B103", place(path), name=APPLICANTS)
    return None if reporter.has_errors else found


def _load(file: Path, shape: TableShape, db: DuckDBPyConnection, reporter: Reporter) -> RawTable | None:
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    target = quoted(raw_name(shape.name))
    try:
        heads = None if file.suffix.lower() == ".parquet" else _heads(file)
        twice = next((name for name in heads or () if (heads or ()).count(name) > 1), None)
        if twice is not None:
            reporter.report("B109", place(str(file)), name=twice)
            return None
        source = _reader(file, heads)
        described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        columns = {str(row[0]): str(row[1]) for row in described}
        if not _columns(file, shape, columns, reporter):
            return None
        db.execute(f"CREATE TABLE {target} AS SELECT * FROM {source}")
    except (duckdb.Error, OSError, UnicodeDecodeError, csv.Error) as error:
        reporter.report("B104", place(str(file)), reason=_first_line(str(error)))
        return None
    return RawTable(shape, str(file), columns)


def _heads(file: Path) -> list[str]:
    """The names of a CSV file's columns."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return next(csv.reader(stream), [])


def _reader(file: Path, heads: Sequence[str] | None) -> str:
    """SQL of the rows of a file; nothing about a CSV file is guessed, so that no line is skipped."""
    path = literal(str(file))
    if heads is None:
        return f"read_parquet({path})"
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in heads)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    return f"read_csv({path}, columns = {{{columns}}}, {options})"


def _first_line(message: str) -> str:
    return message.strip().splitlines()[0] if message.strip() else message


def _columns(file: Path, shape: TableShape, columns: Mapping[str, str], reporter: Reporter) -> bool:
    """Whether the columns can be read; what cannot be is reported."""
    before = len(reporter)
    for name, type_ in columns.items():
        field = shape.field_of(name)
        if name not in shape.fixed and field is None:
            guess = closest(name, shape.plain)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            reporter.report("B105", place(str(file)), help=help_, name=name, known=", ".join(shape.plain))
        elif type_ in _FLOATS:
            reporter.report("B106", place(str(file)), name=name)
        elif not (type_ in _PLAIN or "INT" in type_ or type_.startswith(("DECIMAL", "ENUM"))):
            reporter.report("B107", place(str(file)), name=name, type=type_)
    needed = ("id",) if shape.name == APPLICANTS else (OWNER, "id") if shape.entity is not None else shape.fixed
    optional = ("level", "year") if shape.name == "other_policy_awards" else ()
    for name in needed:
        if name not in columns and name not in optional:
            reporter.report("B108", place(str(file)), name=name)
    return len(reporter) == before
