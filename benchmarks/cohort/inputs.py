"""A cohort of any size: applicants with two tables of purchases, made by DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb

# What is random comes from a hash of the row's number, so that every run sees the same cohort.
_APPLICANTS = """
SELECT 'A' || i AS id, CASE WHEN hash(i, 1) % 100 < {missing} THEN NULL ELSE
  ['enterprise', 'enterprise', 'enterprise', 'university', 'team'][CAST(1 + hash(i, 2) % 5 AS BIGINT)] END AS kind,
  CAST(pow(10, 6 + (hash(i, 3) % 4000) / 1000.0) + (hash(i, 4) % 100) / 100.0 AS DECIMAL(18, 2)) AS annual_revenue,
  hash(i, 5) % 2 = 0 AS ai_enterprise, FALSE AS ai_startup, hash(i, 6) % 5 = 0 AS high_growth_selected
FROM range({size}) t(i)
"""
_COMPUTE = """
SELECT 'A' || (i % {size}) AS applicant, 'C' || i AS id, hash(i, 7) % 10 < 8 AS qualified,
  CAST(pow(10, 4 + (hash(i, 8) % 3500) / 1000.0) + (hash(i, 9) % 100) / 100.0 AS DECIMAL(18, 2)) AS fee
FROM range(2 * {size}) t(i)
"""
_MODELS = """
SELECT 'A' || (i * 7 % {size}) AS applicant, 'M' || i AS id, hash(i, 10) % 10 < 9 AS registered,
  ['agent_development', 'model_service', 'other'][CAST(1 + hash(i, 11) % 3 AS BIGINT)] AS purpose,
  CAST(pow(10, 4 + (hash(i, 12) % 3500) / 1000.0) + (hash(i, 13) % 100) / 100.0 AS DECIMAL(18, 2)) AS fee
FROM range({size}) t(i)
"""


def make(folder: Path, size: int, missing: int = 0) -> Path:
    """The cohort as Parquet files; `missing`: per cent of applicants who do not give their kind."""
    folder.mkdir()
    db = duckdb.connect()
    db.execute("SET memory_limit = '4GB'")
    db.execute(f"SET temp_directory = '{folder.parent / 'spill'}'")
    for name, query in (("applicants", _APPLICANTS), ("compute_purchases", _COMPUTE), ("model_purchases", _MODELS)):
        written = query.format(size=size, missing=missing)
        db.execute(f"COPY ({written}) TO '{folder / name}.parquet' (FORMAT parquet)")
    return folder
