"""The two vouchers in SQL by hand: the reference of every ratio."""

from __future__ import annotations

from pathlib import Path

import duckdb

_SUMS = """
WITH compute AS (SELECT applicant, CAST(sum(fee) FILTER (qualified) * 100 AS BIGINT) AS fen,
    bool_or(qualified) AS some FROM read_parquet('{folder}/compute_purchases.parquet') GROUP BY applicant),
models AS (SELECT applicant, CAST(sum(fee) FILTER (registered AND purpose <> 'other') * 100 AS BIGINT) AS fen,
    bool_or(registered AND purpose <> 'other') AS some
    FROM read_parquet('{folder}/model_purchases.parquet') GROUP BY applicant),
tiers AS (SELECT a.id, a.kind, {more} COALESCE(c.some, FALSE) AS c_some, COALESCE(m.some, FALSE) AS m_some,
    COALESCE(c.fen, 0) AS c_fen, COALESCE(m.fen, 0) AS m_fen, CASE WHEN kind <> 'enterprise' THEN 'academic_any'
      WHEN annual_revenue >= 1000000000 THEN 'large' WHEN annual_revenue >= 100000000 THEN 'medium' ELSE 'small' END AS tier
    FROM read_parquet('{folder}/applicants.parquet'{options}) a
    LEFT JOIN compute c ON c.applicant = a.id LEFT JOIN models m ON m.applicant = a.id),
sums AS (SELECT *, kind IN ('enterprise', 'university', 'research_institute') AS c_kind, c_kind AND c_some AS c_ok,
    kind = 'enterprise' AS m_kind, m_kind AND m_some AS m_ok,
    CASE tier WHEN 'large' THEN c_fen * 3 // 10 WHEN 'medium' THEN c_fen * 2 // 5 ELSE c_fen // 2 END AS c_sum,
    CASE tier WHEN 'large' THEN 1000000000 WHEN 'medium' THEN 500000000 ELSE 200000000 END // 1 AS c_top,
    m_fen * 3 // 10 AS m_sum FROM tiers)
"""
_HAND = f"""
COPY ({_SUMS}
SELECT id AS applicant, 'compute_voucher' AS clause, CASE WHEN c_ok THEN 'eligible' ELSE 'ineligible' END AS status,
  CASE WHEN c_ok THEN CAST(LEAST(c_sum, c_top) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) END AS amount,
  CASE WHEN c_ok AND c_sum > c_top THEN 'yearly' END AS limited_by, CASE WHEN c_ok THEN tier END AS row FROM sums
UNION ALL
SELECT id, 'model_voucher', CASE WHEN m_ok THEN 'eligible' ELSE 'ineligible' END,
  CASE WHEN m_ok THEN CAST(LEAST(m_sum, 200000000) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) END,
  CASE WHEN m_ok AND m_sum > 200000000 THEN 'yearly' END, NULL FROM sums
) TO '{{out}}' (FORMAT parquet, COMPRESSION zstd)
"""
# All that `batch` writes, in its order: its fourteen columns, and the totals.
_WHOLE = f"""
COPY ({_SUMS}
SELECT applicant, clause, applicant AS subject, status, amount, amount AS payable, NULL::INTEGER AS term_months,
  limited_by, row, FALSE AS provisional, '' AS missing, failed, '' AS failures, NULL::VARCHAR AS standing FROM (
SELECT n, 0 AS c, id AS applicant, 'compute_voucher' AS clause,
  CASE WHEN c_ok THEN 'eligible' ELSE 'ineligible' END AS status,
  CASE WHEN c_ok THEN CAST(CAST(LEAST(c_sum, c_top) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) AS DECIMAL(20, 2)) END
    AS amount,
  CASE WHEN c_ok AND c_sum > c_top THEN 'yearly' END AS limited_by, CASE WHEN c_ok THEN tier END AS row,
  CASE WHEN c_ok THEN '' WHEN c_kind THEN 'has_purchase' WHEN c_some THEN 'enterprise_or_academic'
    ELSE 'enterprise_or_academic has_purchase' END AS failed FROM sums
UNION ALL
SELECT n, 1, id, 'model_voucher', CASE WHEN m_ok THEN 'eligible' ELSE 'ineligible' END,
  CASE WHEN m_ok THEN CAST(CAST(LEAST(m_sum, 200000000) AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) AS DECIMAL(20, 2)) END,
  CASE WHEN m_ok AND m_sum > 200000000 THEN 'yearly' END, NULL,
  CASE WHEN m_ok THEN '' WHEN m_kind THEN 'has_purchase' WHEN m_some THEN 'enterprise'
    ELSE 'enterprise has_purchase' END FROM sums
) ORDER BY n, c) TO '{{out}}' (FORMAT parquet, COMPRESSION zstd)
"""
_TOTALS = """
COPY (SELECT clause, count(*) FILTER (status = 'eligible') AS eligible, count(*) FILTER (status = 'ineligible') AS
  ineligible, sum(amount) AS amount, sum(payable) AS payable FROM read_parquet('{out}') GROUP BY clause ORDER BY clause)
TO '{totals}' (FORMAT parquet)
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
        db.execute(_HAND.format(folder=folder, out=out / "sql.parquet", more="", options=""))


def whole_in_sql(folder: Path, out: Path, memory: str | None = None) -> None:
    """The clauses in SQL, with all that `batch` writes."""
    awards = out / "whole.parquet"
    with database(out, memory) as db:
        options = ", file_row_number = true"
        db.execute(_WHOLE.format(folder=folder, out=awards, more="a.file_row_number AS n,", options=options))
        db.execute(_TOTALS.format(out=awards, totals=out / "whole_totals.parquet"))
