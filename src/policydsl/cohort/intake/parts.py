"""A table as a folder of Parquet parts, as Spark, DuckDB or a warehouse writes it.

Parts come in the order of their names; a row of the table is a row of a part. Folders `column=value` on the way to a
part are a column of it, as a text. What may hold rows and is no part stops the run: passing it over would lose
applications. Names that begin with `_` or `.` are passed over, as Spark does, but for those that say that the files are
not all of the table, or more than it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from policydsl.cohort.intake.sources import (
    ROW,
    Part,
    RawTable,
    UnreadableError,
    called,
    columns_fit,
    files,
    first_line,
    literal,
    parquet,
    parquet_heads,
    place,
    quoted,
    raw_name,
    stamp_of,
)
from policydsl.cohort.shape import TableShape
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARQUET: Final = ".parquet"
_NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"
_OWN: Final = ("file_index", "file_row_number")  # what DuckDB calls the place of a row
_CHANGED: Final = Text("读取期间文件变了，请再运行一次", "it changed while it was read; run again")
_OTHER_FILE: Final = Text("它不是 .parquet 文件", "it is no .parquet file")
_OTHER_FOLDER: Final = Text("文件夹的名称不是 `列=值`", "the name of a folder here is `column=value`")
_TWICE: Final = Text("路径里有两个同名的列", "its path names the same column twice")
_NO_TEXT: Final = Text("名称里的 %XX 不是 UTF-8 文本", "%XX in its name is no text in UTF-8")
_UNFINISHED: Final = Text("写入还没有结束，或中途停了", "writing has not ended, or was stopped")
_WAIT: Final = Text(
    "等写入结束；已经停了的，删去整个文件夹，重新导出",
    "wait for it to end; where it was stopped, remove the folder and export it again",
)
_VERSIONS: Final = Text("这里也有已经作废的分片", "there are parts here that count no more")
_EXPORT: Final = Text(
    "这是带版本的表（Delta Lake、Hudi），请导出为普通的 Parquet 再读",
    "it is a table with versions (Delta Lake, Hudi): export it as plain Parquet",
)
_TELLING: Final = {
    "_temporary": (_UNFINISHED, _WAIT), "_delta_log": (_VERSIONS, _EXPORT), ".hoodie": (_VERSIONS, _EXPORT),
}  # fmt: skip
Values = tuple[tuple[str, str | None], ...]
Columns = Mapping[str, str]


def table_of(folder: Path) -> str:
    """The table that a folder holds by its name, `payments` or `payments.parquet`."""
    return folder.stem if folder.suffix.lower() == PARQUET else folder.name


def is_passed_over(name: str) -> bool:
    """Whether a name in the folder of a table is of no part; `_1=a` is a column."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name)


class _NoPartError(Exception):
    """Something in the folder is no part."""

    def __init__(self, path: Path, reason: Text, help_: Text | None = None) -> None:
        super().__init__(str(path))
        self.path, self.reason, self.help = path, reason, help_


@frozen
class _Found:
    name: str
    path: Path
    values: Values


def _found(folder: Path, before: str = "", values: Values = ()) -> Iterator[_Found]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        telling = _TELLING.get(one.name)
        if telling is not None:
            raise _NoPartError(one, *telling)
        if is_passed_over(one.name):
            continue
        name = f"{before}{one.name}"
        if not one.is_dir():
            if one.suffix.lower() != PARQUET or not one.is_file():  # a pipe might have no end
                raise _NoPartError(one, _OTHER_FILE)
            yield _Found(name, one, values)
            continue
        column, sign, value = one.name.partition("=")
        try:
            column, told = unquote(column, errors="strict"), unquote(value, errors="strict")
        except UnicodeDecodeError:
            raise _NoPartError(one, _NO_TEXT) from None
        if not (column and sign):
            raise _NoPartError(one, _OTHER_FOLDER)
        if column in dict(values):
            raise _NoPartError(one, _TWICE)
        yield from _found(one, f"{name}/", (*values, (column, None if value == _NO_VALUE else told)))


def load_parts(
    folder: Path, shape: TableShape, db: DuckDBPyConnection, reporter: Reporter
) -> RawTable | None:  # fmt: skip
    """A view of the parts as one table; None where what is wrong was reported."""
    try:
        found = list(_found(folder))
    except _NoPartError as error:
        reporter.report("B110", place(str(error.path)), help=error.help, name=error.path.name, reason=error.reason)
        return None
    if not found:
        reporter.report("B111", place(str(folder)), name=folder.name)
        return None
    if not _alike_placed(found, reporter):
        return None
    read = _read(found, db, reporter)
    columns = None if read is None else _columns(found, read[1], reporter)
    if read is None or columns is None or not columns_fit(folder, shape, columns, reporter):
        return None
    parts = _counted(read[0], db)
    db.execute(f"CREATE VIEW {quoted(raw_name(shape.name))} AS {rows_of_parts(parts, columns)}")
    return RawTable(shape, str(folder), columns, parts=parts)


def rows_of_parts(parts: Sequence[Part], columns: Columns) -> str:
    """SQL of the rows of Parquet files, each with its number in the table."""
    of_folders = [name for name, _ in parts[0].values]
    cells = [quoted(name) if name not in of_folders else _of_folders(parts, name) for name in columns]
    if len(parts) == 1:
        more = ", file_row_number = true"
        return f"SELECT file_row_number AS {ROW}, {', '.join(cells)} FROM {parquet(parts[0].path, more=more)}"
    before = f"CAST([{', '.join(str(one.before) for one in parts)}] AS BIGINT[])"
    number = f"{before}[CAST(file_index AS BIGINT) + 1] + file_row_number"
    return f"SELECT {number} AS {ROW}, {', '.join(cells)} FROM {parquet(*(one.path for one in parts))}"


def _of_folders(parts: Sequence[Part], name: str) -> str:
    told = [dict(one.values)[name] for one in parts]
    if len(set(told)) == 1:
        cell = _text(told[0])
    else:
        cell = f"CAST([{', '.join(_text(one) for one in told)}] AS VARCHAR[])[CAST(file_index AS BIGINT) + 1]"
    return f"CAST({cell} AS VARCHAR) AS {quoted(name)}"


def _text(value: str | None) -> str:
    return "NULL" if value is None else literal(value)


def _alike_placed(found: Sequence[_Found], reporter: Reporter) -> bool:
    """Whether all parts lie under folders of the same columns."""
    first = found[0]
    wanted = [name for name, _ in first.values]
    for one in found:
        columns = [name for name, _ in one.values]
        if columns != wanted:
            shown = "/".join(columns) or "—", "/".join(wanted) or "—"
            reporter.report("B113", place(str(one.path)), place(str(first.path)), name=one.name, other=first.name,
                            found=shown[0], wanted=shown[1])  # fmt: skip
            return False
    return True


def _read(
    found: Sequence[_Found], db: DuckDBPyConnection, reporter: Reporter
) -> tuple[list[Part], list[Columns]] | None:
    """How each part stands, and its columns; what cannot be read is named."""
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    parts: list[Part] = []
    columns: list[Columns] = []
    for one in found:
        try:
            parts.append(Part(str(one.path), stamp_of(one.path), one.name, values=one.values))
            described = db.execute(f"DESCRIBE SELECT * FROM {parquet(one.path)}").fetchall()
        except (duckdb.Error, OSError) as error:
            reporter.report("B104", place(str(one.path)), reason=first_line(error))
            continue
        heads = parquet_heads(one.path, db)
        twice = next((name for name in heads if heads.count(name) > 1), None)
        if twice is not None:
            reporter.report("B109", place(str(one.path)), name=twice)
            continue
        columns.append(dict(zip(heads, (str(row[1]) for row in described), strict=True)))
    return (parts, columns) if len(columns) == len(found) else None


def _columns(found: Sequence[_Found], columns: Sequence[Columns], reporter: Reporter) -> Columns | None:
    """The columns of all parts; one finding for each way in which some differ from the first part."""
    told: list[Columns] = []
    for one, own in zip(found, columns, strict=True):
        if own == columns[0] or own in told:
            continue
        told.append(own)
        reporter.report("B112", place(str(one.path)), place(str(found[0].path)), name=one.name, other=found[0].name,
                        difference=_difference(own, columns[0]))  # fmt: skip
    for name, _ in found[0].values:
        if name.lower() in {one.lower() for one in columns[0]}:
            reporter.report("B109", place(str(found[0].path)), name=name)
            told.append(columns[0])
    own_name = next((name for name in columns[0] if name.lower() in _OWN), None)
    if own_name is not None and not told:
        reason = Text(f"列不能叫 `{own_name}`", f"no column can be called `{own_name}`")
        reporter.report("B104", place(str(found[0].path)), reason=reason)
        return None
    return None if told else dict(columns[0]) | dict.fromkeys((name for name, _ in found[0].values), "VARCHAR")


def _difference(own: Columns, wanted: Columns) -> Text:
    """In which columns a part differs."""
    lacking = [f"`{name}`" for name in wanted if name not in own]
    more = [f"`{name}`" for name in own if name not in wanted]
    types = [(name, type_, wanted[name]) for name, type_ in own.items() if wanted.get(name, type_) != type_]
    zh = [f"缺 {'、'.join(lacking)}"] if lacking else []
    zh += [f"多 {'、'.join(more)}"] if more else []
    zh += [f"`{name}` 是 {type_}，那里是 {other}" for name, type_, other in types]
    en = [f"{', '.join(lacking)} lacking"] if lacking else []
    en += [f"{', '.join(more)} besides"] if more else []
    en += [f"`{name}` is {type_}, there {other}" for name, type_, other in types]
    return Text("；".join(zh), "; ".join(en))


def _counted(parts: Sequence[Part], db: DuckDBPyConnection) -> tuple[Part, ...]:
    """The parts with their rows and those before them."""
    found = db.execute(f"SELECT file_name, num_rows FROM parquet_file_metadata({files(*(p.path for p in parts))})")
    rows = {str(name): int(count) for name, count in found.fetchall()}
    counted, before = list[Part](), 0
    for one in parts:
        counted.append(Part(one.path, one.stamp, one.name, rows[called(one.path)], before, one.values))
        before += rows[called(one.path)]
    return tuple(counted)


def check_unchanged(tables: Mapping[str, RawTable]) -> None:
    """Raise where a file, or which there are, is not as it was opened: what was read may be of two kinds."""
    for table in tables.values():
        for part in table.parts:
            try:
                same = stamp_of(Path(part.path)) == part.stamp
            except OSError:
                same = False
            if not same:
                raise UnreadableError(part.path, _CHANGED)
        if table.in_parts:
            try:
                there = [one.name for one in _found(Path(table.path))]
            except (_NoPartError, OSError):
                there = []
            if there != [part.name for part in table.parts]:
                raise UnreadableError(table.path, _CHANGED)


def check_readable(tables: Mapping[str, RawTable], db: DuckDBPyConnection) -> None:
    """Raise where a file cannot be read to its end; all of them are read, so this is for when something failed."""
    import duckdb  # noqa: PLC0415

    check_unchanged(tables)
    for table in tables.values():
        for part in table.parts:
            own = [name for name in table.columns if name not in dict(part.values)]
            query = f"SELECT max(hash({', '.join(quoted(name) for name in own)})) FROM {parquet(part.path)}"
            try:
                db.execute(query).fetchall()
            except duckdb.OutOfMemoryException:
                return
            except duckdb.Error as error:
                reason = first_line(error)
                raise UnreadableError(part.path, Text(reason, reason)) from error
