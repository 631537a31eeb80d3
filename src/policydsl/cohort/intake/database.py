"""A DuckDB file with the tables of a cohort, opened for reading only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.directory import unknown_table
from policydsl.cohort.intake.sources import RawTable, called, columns_fit, first_line, keep, literal, place, quoted
from policydsl.cohort.shape import APPLICANTS, TableShape
from policydsl.diagnostics import Reporter
from policydsl.source import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME: Final = "$in"
_EXPORT: Final = Text(
    "文件要完整、没有加密、没有被其他程序占用；视图只能读这个文件里的表。也可以把各表导出为 Parquet",
    "the file must be whole, not encrypted and not in use, and its views must read its own tables only; or export the "
    "tables as Parquet",
)


def load_database(
    path: str, shapes: Mapping[str, TableShape], db: DuckDBPyConnection, reporter: Reporter
) -> dict[str, RawTable] | None:
    """Its tables and views by name; None where what is wrong was reported."""
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    found: dict[str, RawTable] = {}
    try:
        db.execute(f"ATTACH {literal(called(path))} AS {quoted(_NAME)} (TYPE duckdb, READ_ONLY)")
    except duckdb.Error as error:
        reporter.report("B104", place(path), help=_EXPORT, reason=first_line(error))
        return None
    db.execute("SET enable_external_access = false")  # what a view says must not read other files of this machine
    try:
        kinds = (
            f"SELECT schema_name, {kind}_name FROM duckdb_{kind}s() WHERE database_name = {literal(_NAME)} "
            "AND NOT internal"
            for kind in ("table", "view")
        )
        for schema, name in db.execute(" UNION ALL ".join(kinds) + " ORDER BY 1, 2").fetchall():
            at = f"{path}:{name}"
            if name not in shapes:
                unknown_table(at, name, name, shapes, reporter)
            elif name in found:
                reporter.report("B102", place(at), name=name)
            else:
                source = f"{quoted(_NAME)}.{quoted(schema)}.{quoted(name)}"
                table = _load(at, shapes[name], source, db, reporter)
                if table is not None:
                    found[name] = table
    finally:
        db.execute(f"DETACH {quoted(_NAME)}")
    if APPLICANTS not in found and not reporter.has_errors:
        reporter.report("B103", place(path), name=APPLICANTS)
    return None if reporter.has_errors else found


def _load(at: str, shape: TableShape, source: str, db: DuckDBPyConnection, reporter: Reporter) -> RawTable | None:
    import duckdb  # noqa: PLC0415

    try:
        columns = {str(row[0]): str(row[1]) for row in db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        if not columns_fit(at, shape, columns, reporter):
            return None
        names = [quoted(name) for name, type_ in columns.items() if type_ == "VARCHAR"]
        texts = [f'{name} COLLATE "C" AS {name}' for name in names]  # with another one, `a` may be the same as `A`
        replaced = f" REPLACE ({', '.join(texts)})" if texts else ""
        keep(db, shape.name, f"(SELECT *{replaced} FROM {source})", tuple(columns))
    except duckdb.Error as error:  # a view may say anything
        reporter.report("B104", place(at), help=_EXPORT, reason=first_line(error))
        return None
    return RawTable(shape, at, columns)
