"""A directory of tables: Parquet and CSV files, folders of Parquet parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.filling import Faults, Filler
from policydsl.cohort.intake.parts import PARQUET, is_passed_over, load_parts, rows_of_parts, table_of
from policydsl.cohort.intake.sources import (
    SUFFIXES,
    Part,
    RawTable,
    columns_fit,
    files,
    first_line,
    keep,
    literal,
    parquet,
    parquet_heads,
    place,
    quoted,
    raw_name,
    stamp_of,
)
from policydsl.cohort.intake.text_file import begins_empty, encoding_of, heads_of, read_slowly, transcode
from policydsl.cohort.shape import APPLICANTS, OWNER, TableShape
from policydsl.diagnostics import Reporter
from policydsl.feel.checker.scope import closest
from policydsl.source import Lang, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_APART: Final = {  # what else sets columns apart
    ";": Text("分号", "semicolons"), "\t": Text("制表符", "tabs"), "|": Text("竖线", "bars"),
    "；": Text("全角分号", "wide semicolons"), "，": Text("全角逗号", "wide commas"),
}  # fmt: skip
_NO_UTF_16: Final = Text("UTF-16 编码的文本不完整，请重新导出", "its text in UTF-16 is broken: export it again")
_NO_FILE: Final = Text("它不是文件", "it is no file")
_NO_TYPE: Final = '"NULL"'  # of a column in which nothing was ever written
# What holds tables too, but is not read from a directory: passing it over would lose applications.
_OTHERS: Final = (".xlsx", ".xls", ".jsonl", ".ndjson", ".json", ".tsv", ".duckdb", ".gz", ".feather", ".arrow")


def load_directory(
    path: str, shapes: Mapping[str, TableShape], db: DuckDBPyConnection, reporter: Reporter, lang: Lang = "zh"
) -> dict[str, RawTable] | None:
    """The tables of a directory by name; None where what is wrong was reported."""
    found: dict[str, RawTable] = {}
    seen: dict[str, Path] = {}
    faults = Faults(db, lang)
    for file in sorted(Path(path).iterdir()):
        suffix, name = file.suffix.lower(), file.stem
        if file.name.startswith("."):
            continue
        if file.is_dir():
            name = table_of(file)
            if name not in shapes and not _holds_table(file):
                continue
        elif suffix not in SUFFIXES:
            if suffix in _OTHERS and name.partition(".")[0] in shapes:
                reporter.report("B167", place(str(file)), name=file.name)
            continue
        if name not in shapes:
            unknown_table(str(file), file.name, name, shapes, reporter)
            continue
        if name in seen:
            reporter.report("B102", place(str(file)), place(str(seen[name])), name=name)
            continue
        seen[name] = file
        table = _load(file, shapes[name], db, faults, reporter)
        if table is not None:
            found[name] = table
    if APPLICANTS not in seen:
        reporter.report("B103", place(path), name=APPLICANTS)
    faults.flush()
    return None if reporter.has_errors else found


def _holds_table(folder: Path) -> bool:
    """Whether a folder that is called as no table may be one all the same; an earlier result is none."""
    if is_passed_over(folder.name) or (folder / "manifest.json").is_file():
        return False
    return any(one.suffix.lower() == PARQUET for one in (*folder.iterdir(), *folder.glob("*=*/*")))


def unknown_table(at: str, name: str, stem: str, shapes: Mapping[str, TableShape], reporter: Reporter) -> None:
    """Report a table that the policy does not have."""
    guess = closest(stem, shapes)
    help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
    reporter.report("B101", place(at), help=help_, name=name, known=", ".join(shapes))


def _load(file: Path, shape: TableShape, db: DuckDBPyConnection, faults: Faults, reporter: Reporter) -> RawTable | None:
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    if not (file.is_dir() or file.is_file()):  # a pipe or a device might have no end
        reporter.report("B104", place(str(file)), reason=_NO_FILE)
        return None
    try:
        if file.is_dir():
            return load_parts(file, shape, db, reporter)
        if file.suffix.lower() == PARQUET:
            return _parquet(file, shape, db, reporter)
        return _csv(file, shape, db, faults, reporter)
    except (duckdb.Error, OSError, UnicodeError) as error:
        reporter.report("B104", place(str(file)), reason=first_line(error))
    return None


def _parquet(file: Path, shape: TableShape, db: DuckDBPyConnection, reporter: Reporter) -> RawTable | None:
    """A view of the file: a copy would take as long as reading it once more, and its memory."""
    part = Part(str(file), stamp_of(file))
    described = db.execute(f"DESCRIBE SELECT * FROM {parquet(file)}").fetchall()
    empty = [str(row[0]) for row in described if row[1] == _NO_TYPE]
    types = ["VARCHAR" if row[1] == _NO_TYPE else str(row[1]) for row in described]
    if not _heads_fit(file, shape, parquet_heads(file, db), reporter, types):
        return None
    columns = dict(zip((str(row[0]) for row in described), types, strict=True))
    if empty:  # nothing else can read such columns as they are
        texts = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in empty)
        keep(db, shape.name, f"(SELECT * REPLACE ({texts}) FROM {parquet(file)})", tuple(columns))
        return RawTable(shape, str(file), columns)
    db.execute(f"CREATE VIEW {quoted(raw_name(shape.name))} AS {rows_of_parts([part], columns)}")
    return RawTable(shape, str(file), columns, parts=(part,))


def _csv(file: Path, shape: TableShape, db: DuckDBPyConnection, faults: Faults, reporter: Reporter) -> RawTable | None:
    """By DuckDB, which reads all of it or nothing; what is wrong with some rows is found here."""
    encoding, heads = "utf-8", heads_of(file, "utf-8")
    if not heads or not all(name in shape.fixed or shape.field_of(name) for name in heads):
        encoding = encoding_of(file)
    if encoding == "utf-8":
        if not _heads_fit(file, shape, heads, reporter):
            return None
        table = _whole_csv(file, file, shape, heads, db)
        if table is not None:
            return table
        encoding = encoding_of(file)
    read = file
    if encoding != "utf-8":
        reporter.report("B165", place(str(file)), encoding=encoding.upper())
        beside = _beside(db, shape)
        if transcode(file, encoding, beside):
            read, encoding = beside, "utf-8"
        elif encoding == "utf-16":  # its lines cannot be told apart where it is broken
            reporter.report("B104", place(str(file)), reason=_NO_UTF_16)
            return None
        heads = heads_of(read, encoding)
        if not _heads_fit(file, shape, heads, reporter):
            return None
        table = _whole_csv(file, read, shape, heads, db) if encoding == "utf-8" else None
        if table is not None:
            return table
    filler = Filler(db, shape, str(file), heads)
    read_slowly(read, encoding, filler, faults, heads.index("id" if shape.name == APPLICANTS else OWNER))
    return filler.done()


def _heads_fit(
    file: Path, shape: TableShape, heads: list[str], reporter: Reporter, types: Sequence[str] | None = None
) -> bool:
    """Whether the columns can be read; `types`: of each, texts where there are none."""
    twice = next((name for name in heads if heads.count(name) > 1), None)
    if twice is not None:
        reporter.report("B109", place(str(file)), name=twice)
        return False
    apart = next((one for one in _APART if types is None and len(heads) == 1 and one in heads[0]), None)
    if apart is not None:
        word = _APART[apart]
        reason = Text(f"列之间是{word.zh}，不是逗号", f"its columns are set apart by {word.en}, not by commas")
        reporter.report("B104", place(str(file)), reason=reason)
        return False
    columns = dict.fromkeys(heads, "VARCHAR") if types is None else dict(zip(heads, types, strict=True))
    return columns_fit(file, shape, columns, reporter)


def _beside(db: DuckDBPyConnection, shape: TableShape) -> Path:
    """A place for a file where the run works, which goes away with it."""
    ((spill,),) = db.execute("SELECT current_setting('temp_directory')").fetchall()
    folder = Path(str(spill)).parent
    if not Path(str(spill)).is_absolute():  # a database of somebody else
        import tempfile  # noqa: PLC0415

        folder = Path(tempfile.mkdtemp())
    return folder / f"{shape.name}.utf8.csv"


def _whole_csv(
    file: Path, read: Path, shape: TableShape, heads: Sequence[str], db: DuckDBPyConnection
) -> RawTable | None:
    """Nothing is guessed, so that no line is skipped; None where some rows are wrong."""
    import duckdb  # noqa: PLC0415

    if begins_empty(read):  # the empty line would be the head
        return None
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in heads)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', strict_mode = true"
    source = f"read_csv({files(read)}, columns = {{{columns}}}, {options})"
    try:
        keep(db, shape.name, source, heads)
    except duckdb.Error:
        return None
    return RawTable(shape, str(file), dict.fromkeys(heads, "VARCHAR"))
