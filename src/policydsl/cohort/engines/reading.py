"""Parquet files that were given, as views of Spark: each row with its number in the table, as the database counts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from policydsl.cohort.intake.sources import ROW_NAME, RawTable
from policydsl.cohort.intake.typed import is_text
from policydsl.cohort.intake.words import SPARK
from policydsl.cohort.shape import OWNER, POSITION

_KEYS: Final = {"id": "text", OWNER: "text", "clause": "text", "subject": "text", POSITION: "whole"}
_FILE: Final = "$file"
_BEFORE: Final = "$before"


def called(path: Path) -> str:
    """What Spark calls a path: nothing in it is encoded, so that `%41` and `厦门` are what they are."""
    return f"file:///{path.absolute().as_posix().lstrip('/')}"


def reader_of(session: Any) -> Any:
    """A reader for which nothing in the name of a file is a pattern."""
    return session.read.option("__globPaths__", "false")


def is_read(table: RawTable) -> bool:
    """Whether Spark reads and types a table as the database would: Parquet files whose columns it takes alike."""
    if not table.parts:
        return False
    for name, type_ in table.columns.items():
        whole = "INT" in type_
        if name in table.shape.fixed and name in _KEYS and not whole and (_KEYS[name] == "whole" or not is_text(type_)):
            return False
        if not (whole or type_ in {"VARCHAR", "BOOLEAN", "DATE"} or type_.startswith("DECIMAL")):
            return False
    return True


def make_view(session: Any, table: RawTable) -> list[str]:
    """The table as it came, under its name in the database; gives the names of the views."""
    from pyspark.sql.functions import regexp_replace  # noqa: PLC0415  (only where Spark is asked for)

    reader = reader_of(session).option("recursiveFileLookup", "true")  # the names of folders are no columns but ours
    raw = reader.parquet(*(called(Path(part.path)) for part in table.parts))
    meta = raw.metadataColumn("_metadata")
    own = raw.select("*", meta.getField("row_index").alias(ROW_NAME))
    if not table.in_parts:
        own.createTempView(SPARK.name(table.name))
        return [table.name]
    numbered, view = f"$files${table.shape.name}", SPARK.name
    path = regexp_replace(meta.getField("file_path"), "^file:/+", "/")  # there are two ways to begin one
    own.select("*", path.alias(_FILE)).createTempView(view(numbered))
    file, n = view(_FILE), view(ROW_NAME)
    of_folders = [name for name, _ in table.parts[0].values]
    columns = "".join(f", {'p' if name in of_folders else 'r'}.{view(name)}" for name in table.columns)
    before = f"COALESCE(p.{view(_BEFORE)}, raise_error(r.{file}))"  # a row of a file that is not ours would be lost
    session.sql(
        f"SELECT /*+ BROADCAST(p) */ r.{n} + {before} AS {n}{columns} FROM {view(numbered)} r "
        f"LEFT JOIN ({_parts(table, raw.inputFiles())}) p ON p.{file} = r.{file}"
    ).createTempView(view(table.name))
    return [table.name, numbered]


def _parts(table: RawTable, there: Iterable[str]) -> str:
    """SQL of the parts under the names that Spark has for them."""
    paths = [urlsplit(one).path for one in there]
    names = {unquote(path): path for path in paths}
    of_folders = [name for name, _ in table.parts[0].values]
    rows = []
    for part in table.parts:
        name = names.get(str(Path(part.path).absolute()), part.path)
        told = [("NULL" if value is None else SPARK.text(value)) for _, value in part.values]
        rows.append(f"({', '.join([SPARK.text(name), f'CAST({part.before} AS BIGINT)', *told])})")
    columns = [SPARK.name(one) for one in (_FILE, _BEFORE, *of_folders)]
    given = [f"CAST(x.{one} AS {SPARK.text_type}) AS {one}" for one in columns[2:]]  # none of a NULL in all parts
    return (
        f"SELECT {', '.join([*(f'x.{one}' for one in columns[:2]), *given])} "
        f"FROM VALUES {', '.join(rows)} AS x({', '.join(columns)})"
    )
