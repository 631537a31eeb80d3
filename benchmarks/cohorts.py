"""Whole cohorts: `policydsl batch` beside the same clauses in SQL by hand, in Polars, OpenFisca and a Python loop.

    python -m benchmarks.cohorts [--size 1000000] [--rounds 3] [--missing 0] [--peers] [--limit 6GB]
    python -m benchmarks.cohorts --growth rows [--sizes 30000,100000,300000,1000000]
    python -m benchmarks.cohorts --growth clauses [--size 100000]
    python -m benchmarks.cohorts --spark [--size 1000000] [--rounds 3] [--limits none,2GB,1GB]
    python -m benchmarks.cohorts --memory [--size 1000000] [--shipped 300000] [--limits none,1GB,500MB]

Two vouchers of the Xiamen policy, each over a table of purchases. Everyone reads the same Parquet files and writes one
Parquet file of awards; what they grant is compared first. Ratios are taken within a round, against the SQL by hand.
Polars and OpenFisca-core: pip install 'policydsl[bench]'.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.cohort.contest import contest
from benchmarks.cohort.growth import CLAUSES, ROWS, growth_of_clauses, growth_of_rows
from benchmarks.cohort.memory import LIMITS, memory_of_shipped, memory_of_two
from benchmarks.cohort.spark import LIMITS as OF_SPARK
from benchmarks.cohort.spark import spark_beside_duckdb


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _limits(text: str) -> list[str | None]:
    return [None if part == "none" else part for part in text.split(",")]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, help="how many applicants (1,000,000; growth of clauses: 100,000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--missing", type=int, default=0, help="per cent of applicants who do not give their kind")
    parser.add_argument("--peers", action="store_true", help="with OpenFisca and the Python loop, which are slow")
    parser.add_argument("--limit", help="most memory of batch and of the SQL by hand, as 6GB")
    parser.add_argument("--growth", choices=["rows", "clauses"], help="how the time grows with them")
    parser.add_argument("--sizes", type=_numbers, help="how many applicants or clauses, with commas between")
    parser.add_argument("--memory", action="store_true", help="the most memory of batch")
    parser.add_argument(
        "--spark", action="store_true", help="Spark in this machine beside DuckDB, and the memory of both"
    )
    parser.add_argument("--shipped", type=int, default=300_000, help="applicants with all tables; 0: none")
    parser.add_argument("--limits", type=_limits, help="of memory, with commas between")
    return parser


def main() -> int:
    """Make the cohort, compare, measure."""
    options = _parser().parse_args()
    place = Path(tempfile.mkdtemp())
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}")
    try:
        if options.growth == "rows":
            return growth_of_rows(place, options.sizes or ROWS, options.rounds, options.limit)
        if options.growth == "clauses":
            return growth_of_clauses(place, options.size or 100_000, options.sizes or CLAUSES, options.rounds)
        size = 1_000_000 if options.size is None else options.size
        if options.spark:
            return spark_beside_duckdb(place, size, options.rounds, options.limits or OF_SPARK)
        limits = options.limits or LIMITS
        if options.memory:
            wrong = memory_of_two(place, size, limits) if size else 0
            if options.shipped:
                wrong |= memory_of_shipped(place, options.shipped, limits)
            return wrong
        return contest(place, size, options.rounds, options.missing, options.limit, peers=options.peers)
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
