"""Writes the tables of a run into a directory."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from policydsl import __version__
from policydsl.cohort.intake.parts import check_unchanged
from policydsl.cohort.intake.sources import NTH, RawTable, files, literal, parquet, quoted
from policydsl.cohort.output.folder import MANIFEST
from policydsl.cohort.run.batch import Batch
from policydsl.cohort.run.rejects import TABLE
from policydsl.cohort.sql.decode import AWARD, money_type
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Format = Literal["parquet", "csv"]
# A spreadsheet takes a cell that begins so for a formula, some of them even behind blanks.
_FORMULA: Final = "^(?:[ \\x00]*[-=+@＝＋－＠]|[\\t\\r\\n])"
_STATUSES: Final = ("eligible", "ineligible", "undetermined", "not_in_force", "outranked")
_MADE: Final = "$totals"
_BUFFER: Final = 1 << 22  # bytes
_LINES: Final = (1 << 18, 10**9)  # bytes of a line that is read back; the second one is for ids as long as books
_REJECT: Final = (
    ("table", "VARCHAR"), ("row", "BIGINT"), ("applicant", "VARCHAR"), ("column", "VARCHAR"), ("value", "VARCHAR"),
    ("code", "VARCHAR"), ("reason", "VARCHAR"), ("part", "VARCHAR"),
)  # fmt: skip


@frozen
class Counts:
    """Rows of a table: those that came in, those computed, those rejected."""

    table: str
    given: int
    rejected: int

    @property
    def computed(self) -> int:
        """The rows that are in the results."""
        return self.given - self.rejected


class LostRowsError(Exception):
    """Rows came in that are neither computed nor rejected: a bug."""


def write_tables(batch: Batch, folder: Path, format_: Format) -> list[Counts]:
    """Awards, totals, rejects and the manifest; gives what came of the rows of each table."""
    db = batch.db
    texts = [name for name, type_ in AWARD if type_ == "VARCHAR"]
    rows = copy_table(db, batch.awards(), folder / f"awards.{format_}", texts, format_)
    _write_totals(batch, folder, format_, rows)
    copy_table(
        db,
        rejects_query(batch.tables),
        folder / f"rejects.{format_}",
        [n for n, t in _REJECT if t == "VARCHAR"],
        format_,
    )
    counts = counts_of(batch)
    manifest = _manifest(batch, counts)
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return counts


def rejects_query(tables: Mapping[str, RawTable]) -> str:
    """The rejects with the numbers by which people know the rows, and the parts that these are of."""
    shown = " UNION ALL ".join(
        f"SELECT {literal(name)} AS name, {NTH} + 1 AS own, {table.shown} AS shown FROM {quoted(table.name)} r"
        for name, table in tables.items()
        if table.numbered
    )
    parts = ", ".join(
        f"({literal(name)}, {literal(part.name)}, {part.before}, {part.before + part.rows})"
        for name, table in tables.items()
        if table.in_parts
        for part in table.parts
        if part.rows
    )
    row, part, joins = "t.row", "CAST(NULL AS VARCHAR)", ""
    if shown:
        row = "COALESCE(n.shown, t.row)"
        joins = f'LEFT JOIN ({shown}) n ON n.name = t."table" AND n.own = t.row '
    if parts:
        row, part = f"{row} - COALESCE(p.before, 0)", "p.part"
        joins += f'LEFT JOIN (VALUES {parts}) p(name, part, before, last) ON p.name = t."table" '
        joins += "AND t.row > p.before AND t.row <= p.last "
    return (
        f'SELECT t.* REPLACE ({row} AS row), {part} AS part FROM "{TABLE}" t {joins}'
        'ORDER BY t."table", t.row, t."column", t.code, t.value'
    )


def copy_table(db: DuckDBPyConnection, query: str, path: Path, texts: Sequence[str], format_: Format) -> int:
    """Write the rows of a query; `texts`: its columns that may hold what a spreadsheet takes for a formula.

    Gives how many there are.
    """
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    options = "FORMAT parquet, COMPRESSION zstd"
    if format_ == "csv":
        guarded = ", ".join(_safe(quoted(text)) for text in texts)
        query, options = f"SELECT * REPLACE ({guarded}) FROM ({query})", "FORMAT csv, HEADER true"
    copy = f"COPY ({query}) TO {literal(str(path))} ({options})"
    try:
        return _one(db, copy)
    except duckdb.OutOfMemoryException:  # each thread has a part of the file in memory: one may do
        threads = _one(db, "SELECT current_setting('threads')")
        if threads == 1:
            raise
        db.execute("SET threads = 1")
        rows = _one(db, copy)
        db.execute(f"SET threads = {threads}")
        return rows


def _safe(cell: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"CASE WHEN regexp_matches({cell}, {literal(_FORMULA)}) THEN '''' || {cell} ELSE {cell} END AS {cell}"


def _write_totals(batch: Batch, folder: Path, format_: Format, rows: int) -> None:
    """From the awards as they were written; `rows`: of these, each of which must be counted."""
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    db, counted = batch.db, " + ".join(f"sum({one})" for one in _STATUSES)
    for line in _LINES:
        with suppress(duckdb.InvalidInputException):  # a longer line
            totals = _totals(folder / f"awards.{format_}", batch, format_, line)
            db.execute(f'CREATE OR REPLACE TEMP TABLE "{_MADE}" AS {totals}')
            if rows == _one(db, f'SELECT COALESCE({counted}, 0) FROM "{_MADE}"'):
                copy_table(db, f'FROM "{_MADE}"', folder / f"totals.{format_}", ["clause"], format_)
                return
    raise LostRowsError(f"totals of {rows} awards")


def _totals(awards: Path, batch: Batch, format_: Format, line: int) -> str:
    """One row for each clause, in the order of the policy; `line`: bytes that a line of CSV has at the most."""
    order = " ".join(f"WHEN {literal(c.clause.id)} THEN {i}" for i, c in enumerate(batch.plan.clauses))
    source = parquet(awards)
    if format_ == "csv":  # nothing is guessed
        types = {"MONEY": money_type(batch.places)}
        shown = (*AWARD, ("standing", "VARCHAR"))
        columns = ", ".join(f"{literal(name)}: {literal(types.get(type_, type_))}" for name, type_ in shown)
        options = f"auto_detect = false, header = true, delim = ',', quote = '\"', max_line_size = {line}"
        options += f", buffer_size = {_BUFFER}" if line < _BUFFER else ""
        source = f"read_csv({files(awards)}, columns = {{{columns}}}, {options})"
    statuses = ", ".join(f"count(*) FILTER (status = '{name}') AS {name}" for name in _STATUSES)
    return (
        f"SELECT clause, {statuses}, count(*) FILTER (provisional) AS provisional, "
        f"COALESCE(sum(amount) FILTER (status = 'eligible'), 0) AS amount, "
        f"COALESCE(sum(payable) FILTER (status = 'eligible'), 0) AS payable "
        f"FROM {source} GROUP BY clause ORDER BY CASE clause {order} END"
    )


def counts_of(batch: Batch) -> list[Counts]:
    """Counts, checked: each row is computed or rejected, and none is both."""
    db, found = batch.db, []
    for name, table in batch.tables.items():
        given = _one(db, f"SELECT count(*) FROM {quoted(table.name)}")
        rejected = _one(db, f'SELECT count(DISTINCT row) FROM "{TABLE}" WHERE "table" = {literal(name)}')
        kept = 'WHERE a."$a" NOT IN (SELECT "$a" FROM "$rejected")'
        owned = f"{quoted(table.name)} r JOIN applicants a ON a.id = CAST(r.applicant AS VARCHAR)"
        source = (
            owned if table.shape.entity is None else f"{quoted(name)} a"
        )  # a typed table has the rows of applicants
        computed = _one(db, f"SELECT count(*) FROM {source} {kept}")
        if computed + rejected != given:
            check_unchanged(batch.tables)
            raise LostRowsError(f"{name}: {given} = {computed} + {rejected}")
        found.append(Counts(name, given, rejected))
    return found


def _refused(batch: Batch) -> Mapping[str, str]:
    """The clauses that no query computes, and why."""
    lang = batch.choices.lang
    return {one.clause.clause.id: one.why.reason.pick(lang) for one in batch.queries.refused}


def _rules_refused(batch: Batch) -> Mapping[str, str]:
    """The rules over several awards that no query applies, and why."""
    found = {} if batch.between is None else batch.between.refused
    return {id_: why.pick(batch.choices.lang) for id_, why in found.items()}


def _one(db: DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return 0 if row is None else int(row[0])


def _manifest(batch: Batch, counts: Sequence[Counts]) -> Mapping[str, object]:
    policy = batch.plan.policy
    readings = {r.id: batch.choices.readings.get(r.id, r.default) for r in policy.readings.values()}
    return {
        "policydsl": 1,
        "kind": "cohort_result",
        "program": {"name": "policydsl", "version": __version__},
        "policy": {
            "id": policy.id,
            "sha256": policy.sha256,
            "amendments": [{"id": one.id, "sha256": one.sha256} for one in policy.amendments],
        },
        "as_of": batch.choices.as_of.iso(),
        "readings": readings,
        "rows": {one.table: {"given": one.given, "computed": one.computed, "rejected": one.rejected} for one in counts},
        "one_by_one": {
            "applicants": batch.slow_count,
            "in_part": batch.part_count,
            "awards": batch.open_count,
            "clauses": _refused(batch),
            "rules": _rules_refused(batch),
        },
    }
