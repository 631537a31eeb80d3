"""What contestants grant, compared."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

from benchmarks.cohort.in_sql import database

_COLUMNS = "applicant, clause, status, {amount} AS amount, limited_by, row"
_FEN = "CAST(fen AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2)"


class Difference(NamedTuple):
    """Rows that are otherwise than in SQL by hand; of those eligible, the sums that are, and how many there are."""

    rows: int
    sums: int
    eligible: int

    def text(self) -> str:
        """For a table."""
        if not self.rows:
            return "equal"
        share = 100 * self.sums / max(self.eligible, 1)
        return f"{self.rows:,} rows differ; {share:.2f}% of sums are wrong"


def difference(out: Path, file: Path, memory: str | None = None, reference: str = "sql.parquet") -> Difference:
    """Between a table of awards and the SQL by hand."""
    with database(out, memory) as db:
        return _difference(db, _read(db, out / reference), _read(db, file))


def rows_apart(one: Path, other: Path, memory: str) -> int:
    """How many rows two files of whole results do not share, all columns and the place in the file considered."""
    with database(one.parent, memory) as db:
        both = [f"SELECT * FROM read_parquet('{file}', file_row_number = true)" for file in (one, other)]
        apart = " UNION ALL ".join(f"({a} EXCEPT ALL {b})" for a, b in (both, reversed(both)))
        row = db.execute(f"SELECT count(*) FROM ({apart})").fetchone()
    assert row is not None  # noqa: S101  (an aggregate has a row)
    return int(row[0])


def _difference(db: duckdb.DuckDBPyConnection, one: str, other: str) -> Difference:
    query = (
        f"SELECT count(*) FILTER (a IS DISTINCT FROM b), count(*) FILTER (a.status = 'eligible' AND "
        f"a.amount IS DISTINCT FROM b.amount), count(*) FILTER (a.status = 'eligible') "
        f"FROM ({one}) a FULL JOIN ({other}) b USING (applicant, clause)"
    )
    row = db.execute(query).fetchone()
    sizes = db.execute(f"SELECT (SELECT count(*) FROM ({one})), (SELECT count(*) FROM ({other}))").fetchone()
    assert row is not None  # noqa: S101  (an aggregate has a row)
    assert sizes is not None  # noqa: S101
    return Difference(int(row[0]) + abs(sizes[0] - sizes[1]), int(row[1]), int(row[2]))


def _read(db: duckdb.DuckDBPyConnection, file: Path) -> str:
    names = [column[0] for column in db.execute(f"SELECT * FROM read_parquet('{file}') LIMIT 0").description or ()]
    amount = _FEN if "fen" in names else "amount"
    return f"SELECT {_COLUMNS.format(amount=f'CAST({amount} AS DECIMAL(20, 2))')} FROM read_parquet('{file}')"
