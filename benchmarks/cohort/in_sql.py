"""The two vouchers in SQL by hand: the reference of every ratio."""

from __future__ import annotations

from pathlib import Path

import duckdb

_HAND = """
COPY (
WITH compute AS (SELECT applicant, CAST(sum(fee) FILTER (qualified) * 100 AS BIGINT) AS fen,
    bool_or(qualified) AS some FROM read_parquet('{folder}/compute_purchases.parquet') GROUP BY applicant),
models AS (SELECT applicant, CAST(sum(fee) FILTER (registered AND purpose <> 'other') * 100 AS BIGINT) AS fen,
    bool_or(registered AND purpose <> 'other') AS some
    FROM read_parquet('{folder}/model_purchases.parquet') GROUP BY applicant),
tiers AS (SELECT a.id, a.kind, COALESCE(c.some, FALSE) AS c_some, COALESCE(m.some, FALSE) AS m_some,
    COALESCE(c.fen, 0) AS c_fen, COALESCE(m.fen, 0) AS m_fen, CASE WHEN kind <> 'enterprise' THEN 'academic_any'
      WHEN annual_revenue >= 1000000000 THEN 'large' WHEN annual_revenue >= 100000000 THEN 'medium' ELSE 'small' END AS tier
    FROM read_parquet('{folder}/applicants.parquet') a
    LEFT JOIN compute c ON c.applicant = a.id LEFT JOIN models m ON m.applicant = a.id),
sums AS (SELECT *, kind IN ('enterprise', 'university', 'research_institute') AND c_some AS c_ok,
    kind = 'enterprise' AND m_some AS m_ok,
    CASE tier WHEN 'large' THEN c_fen * 3 // 10 WHEN 'medium' THEN c_fen * 2 // 5 ELSE c_fen // 2 END AS c_sum,
    CASE tier WHEN 'large' THEN 1000000000 WHEN 'medium' THEN 500000000 ELSE 200000000 END // 1 AS c_top,
    m_fen * 3 // 10 AS m_sum FROM tiers)
SELECT id AS applicant, 'compute_voucher' AS clause, CASE WHEN c_ok THEN 'eligible' ELSE 'ineligible' END AS status,
  CASE WHEN c_ok THEN CAST(LEAST(c_sum, c_top) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) END AS amount,
  CASE WHEN c_ok AND c_sum > c_top THEN 'yearly' END AS limited_by, CASE WHEN c_ok THEN tier END AS row FROM sums
UNION ALL
SELECT id, 'model_voucher', CASE WHEN m_ok THEN 'eligible' ELSE 'ineligible' END,
  CASE WHEN m_ok THEN CAST(LEAST(m_sum, 200000000) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) END,
  CASE WHEN m_ok AND m_sum > 200000000 THEN 'yearly' END, NULL FROM sums
) TO '{out}' (FORMAT parquet, COMPRESSION zstd)
"""


def database(place: Path, memory: str | None) -> duckdb.DuckDBPyConnection:
    """A new one, within a limit where one is given."""
    db = duckdb.connect()
    db.execute(f"SET temp_directory = '{place / 'spill'}'")
    if memory is not None:
        db.execute(f"SET memory_limit = '{memory}'")
    return db


def in_sql(folder: Path, out: Path, memory: str | None = None) -> None:
    """The clauses in SQL."""
    with database(out, memory) as db:
        db.execute(_HAND.format(folder=folder, out=out / "sql.parquet"))
