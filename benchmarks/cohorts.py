"""Whole cohorts: `policydsl batch` beside the same clauses in SQL by hand, in Polars and in a Python loop.

    python -m benchmarks.cohorts [--size 1000000] [--rounds 3] [--missing 0]

Two vouchers of the Xiamen policy, each over a table of purchases. Everyone reads the same Parquet files and writes one
Parquet file of awards; what they grant is compared first. Ratios are taken within a round, against the SQL by hand.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.measure import in_turns, ratios, table
from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import load_policy

ROOT = Path(__file__).resolve().parent.parent
BY_HAND = "SQL by hand (DuckDB)"
LOOP_MOST = 100_000  # a loop over more takes too long to wait for

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


def make(folder: Path, size: int, missing: int) -> None:
    """The cohort as Parquet files."""
    folder.mkdir()
    db = duckdb.connect()
    for name, query in (("applicants", _APPLICANTS), ("compute_purchases", _COMPUTE), ("model_purchases", _MODELS)):
        written = query.format(size=size, missing=missing)
        db.execute(f"COPY ({written}) TO '{folder / name}.parquet' (FORMAT parquet)")


def by_hand(folder: Path, out: Path) -> None:
    """The clauses in SQL."""
    duckdb.connect().execute(_HAND.format(folder=folder, out=out / "hand.parquet"))


def in_polars(folder: Path, out: Path) -> None:
    """The clauses in Polars, sums in whole fen."""
    import polars as pl  # noqa: PLC0415  (optional)

    def fen(name: str) -> pl.Expr:
        return (pl.col(name) * 100).cast(pl.Int64)

    compute = pl.scan_parquet(folder / "compute_purchases.parquet").group_by("applicant").agg(
        pl.col("qualified").any().alias("c_some"), fen("fee").filter(pl.col("qualified")).sum().alias("c_fen"))  # fmt: skip
    good = pl.col("registered") & (pl.col("purpose") != "other")
    models = pl.scan_parquet(folder / "model_purchases.parquet").group_by("applicant").agg(
        good.any().alias("m_some"), fen("fee").filter(good).sum().alias("m_fen"))  # fmt: skip
    tier = pl.when(pl.col("kind") != "enterprise").then(pl.lit("academic_any")).when(
        fen("annual_revenue") >= 100_000_000_000).then(pl.lit("large")).when(
        fen("annual_revenue") >= 10_000_000_000).then(pl.lit("medium")).otherwise(pl.lit("small"))  # fmt: skip
    large, medium = pl.col("tier") == "large", pl.col("tier") == "medium"
    c_fen, m_fen = pl.col("c_fen").fill_null(0), pl.col("m_fen").fill_null(0)
    sums = pl.scan_parquet(folder / "applicants.parquet").join(compute, left_on="id", right_on="applicant", how="left").join(
        models, left_on="id", right_on="applicant", how="left").with_columns(tier.alias("tier")).with_columns(
        (pl.col("kind").is_in(["enterprise", "university", "research_institute"]) & pl.col("c_some").fill_null(False)).alias("c_ok"),
        ((pl.col("kind") == "enterprise") & pl.col("m_some").fill_null(False)).alias("m_ok"),
        pl.when(large).then(c_fen * 3 // 10).when(medium).then(c_fen * 2 // 5).otherwise(c_fen // 2).alias("c_sum"),
        pl.when(large).then(1_000_000_000).when(medium).then(500_000_000).otherwise(200_000_000).alias("c_top"),
        (m_fen * 3 // 10).alias("m_sum"), pl.lit(200_000_000).alias("m_top"))  # fmt: skip

    def clause(letter: str, name: str, row: pl.Expr) -> pl.LazyFrame:
        ok, value, top = pl.col(f"{letter}_ok"), pl.col(f"{letter}_sum"), pl.col(f"{letter}_top")
        return sums.select(
            pl.col("id").alias("applicant"), pl.lit(name).alias("clause"),
            pl.when(ok).then(pl.lit("eligible")).otherwise(pl.lit("ineligible")).alias("status"),
            pl.when(ok).then(pl.min_horizontal(value, top)).alias("fen"),
            pl.when(ok & (value > top)).then(pl.lit("yearly")).alias("limited_by"),
            pl.when(ok).then(row).alias("row"))  # fmt: skip

    awards = [clause("c", "compute_voucher", pl.col("tier")), clause("m", "model_voucher", pl.lit(None, pl.String))]
    pl.concat(awards).sink_parquet(out / "polars.parquet", compression="zstd")


def ours(folder: Path, out: Path, policy: Path) -> int:
    """`policydsl batch`, whole; gives how many applicants and awards went one by one."""
    reporter = Reporter()
    loaded = load_policy(str(policy), reporter)
    if loaded is None:
        raise SystemExit([one.message("en") for one in reporter])
    target = str(out / "ours")
    report = run_cohort(loaded, str(folder), target, Choices(Date(2026, 6, 30), {}, "en"), reporter, format_="parquet")
    if report is None:
        raise SystemExit([one.message("en") for one in reporter])
    return report.one_by_one


def policy_of_two(folder: Path) -> Path:
    """The shipped policy without the clauses that the others do not compute."""
    text = (ROOT / "policies/xiamen_ai_2025.yaml").read_text(encoding="utf-8")
    head, rest = text.split("\nclauses:\n", 1)
    clauses, tail = rest.split("\ncommitments:\n", 1)
    kept = [
        part for part in clauses.split("\n  - id: ")[1:] if part.startswith(("compute_voucher\n", "model_voucher\n"))
    ]
    path = folder / "two.yaml"
    body = "".join(f"\n  - id: {part}" for part in kept)
    path.write_text(f"{head}\nclauses:\n{body}\ncommitments:\n{tail}", encoding="utf-8")
    return path


def differences(out: Path) -> dict[str, int]:
    """How many rows each contestant has otherwise than the SQL by hand."""
    db = duckdb.connect()
    columns = "applicant, clause, status, amount, limited_by, row"
    hand = f"SELECT {columns} FROM read_parquet('{out}/hand.parquet')"
    others = {
        "policydsl batch": f"SELECT {columns} FROM read_parquet('{out}/ours/awards.parquet')",
        "Polars by hand": "SELECT applicant, clause, status, CAST(fen AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2) AS amount, "
        f"limited_by, row FROM read_parquet('{out}/polars.parquet')",
    }
    found = {}
    for name, query in others.items():
        try:
            row = db.execute(
                f"SELECT count(*) FROM (({hand} EXCEPT ALL {query}) UNION ALL ({query} EXCEPT ALL {hand}))"
            ).fetchone()
        except duckdb.IOException:
            continue
        found[name] = -1 if row is None else int(row[0])
    return found


def main() -> int:
    """Make the cohort, compare, time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--missing", type=int, default=0, help="per cent of applicants who do not give their kind")
    options = parser.parse_args()
    place = Path(tempfile.mkdtemp())
    try:
        folder, out = place / "in", place / "out"
        make(folder, options.size, options.missing)
        out.mkdir()
        policy = policy_of_two(place)
        contestants: dict[str, Callable[[], object]] = {
            BY_HAND: lambda: by_hand(folder, out),
            "policydsl batch": lambda: ours(folder, out, policy),
        }
        try:
            in_polars(folder, out)
            contestants["Polars by hand"] = lambda: in_polars(folder, out)
        except ImportError:
            print("Polars is not installed: skipped")
        by_hand(folder, out)
        one_by_one = ours(folder, out, policy)
        wrong = {} if options.missing else {name: n for name, n in differences(out).items() if n}
        seconds = in_turns(contestants, options.rounds)
        shown = ratios(seconds, BY_HAND)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}; {options.size:,} applicants, "
              f"{options.missing}% without their kind; {one_by_one:,} applicants one by one")  # fmt: skip
        print(table(["contestant", "seconds", "speed beside the SQL"],
                    [[name, f"{min(seconds[name]):.2f}", shown[name].text()] for name in contestants]))  # fmt: skip
        for name, count in wrong.items():
            print(f"WRONG: {name} DIFFERS IN {count} ROWS")
        return int(bool(wrong))
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
