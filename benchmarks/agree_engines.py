"""Whether the interpreter, DuckDB and Spark say the same of many random applicants: every row of every award.

    python -m benchmarks.agree_engines [--size 200000] [--seed 1] [--parts 4] [--processes 2] [--without-spark]

The applicants are made for the shipped policy, with missing facts and with earlier and other awards. They are evaluated
in parts, each for a day and a choice of readings of its own, so that every option of every reading is met; Spark reads
and types the Parquet files itself. Exit code 1 if a row differs.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from policydsl.cohort.engines.duckdb import DuckEngine
from policydsl.cohort.engines.engine import Engine
from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.intake.load import load_cohort
from policydsl.cohort.output.tables import write_tables
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy, load_policy

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "policies" / "xiamen_ai_2025.yaml"
SHARES = (  # of 65,536: few facts missing and few awards, as in life; then many of both
    Shares(),
    Shares(missing=1 << 12, prior=1 << 14, other=1 << 13),
    Shares(missing=1 << 9, prior=1 << 15, other=1 << 14),
    Shares(missing=1 << 13),
)
DAYS = (Date(2026, 6, 30), Date(2026, 4, 21), Date(2027, 12, 31), Date(2025, 12, 31))
TABLES = ("awards", "totals", "rejects")
BY_ONE, DUCKDB, SPARK = "interpreter", "DuckDB", "Spark"


@frozen
class Part:
    """Some of the applicants, in a folder with the results of each engine."""

    number: int
    size: int
    seed: int
    folder: Path


def policy() -> LoadedPolicy:
    """The shipped policy."""
    reporter = Reporter()
    loaded = load_policy(str(POLICY), reporter)
    if loaded is None:
        raise SystemExit("the shipped policy has errors")
    return loaded


def choices(loaded: LoadedPolicy, part: Part) -> Choices:
    """What is fixed for a part: its day, and of each reading an option."""
    readings = {name: list(one.options)[part.number % len(one.options)] for name, one in loaded.policy.readings.items()}
    return Choices(DAYS[part.number % len(DAYS)], readings, "zh")


def make(loaded: LoadedPolicy, part: Part) -> None:
    """The applicants of a part."""
    shares, day = SHARES[part.number % len(SHARES)], choices(loaded, part).as_of
    write_cohort(loaded, part.folder / "in", part.size, part.seed, format_="parquet", shares=shares, as_of=day)


def evaluate(part: Part, name: str) -> tuple[str, int, int]:
    """Evaluate a part by an engine; gives its name, the seconds, and how many applicants went one by one."""
    loaded, start = policy(), time.monotonic()
    work = part.folder / f"{name}.work"
    out = part.folder / name
    work.mkdir(parents=True)
    out.mkdir()
    engine: Engine = SparkEngine(work, large=0) if name == SPARK else DuckEngine()
    chosen, reporter, db = choices(loaded, part), Reporter(), duckdb.connect(str(work / "cohort.duckdb"))
    try:
        tables = load_cohort(str(part.folder / "in"), loaded.policy, chosen.as_of, db, reporter, "zh")
        if tables is None:
            raise SystemExit([one.message("en") for one in reporter])
        batch = Batch(loaded, db, tables, chosen, one_by_one=name == BY_ONE, engine=engine)
        batch.run()
        write_tables(batch, out, "parquet")
    finally:
        engine.close()
        db.close()
    return name, int(time.monotonic() - start), batch.slow_count


@contextmanager
def one_session(*, wanted: bool) -> Iterator[None]:
    """One Spark for all parts, which the engine finds: to start takes long, and so do its first queries."""
    if not wanted:
        yield
        return
    from pyspark.sql import SparkSession  # noqa: PLC0415  (it may not be there)

    builder = SparkSession.builder.appName("agree_engines").master("local[*]")
    for key, value in (("spark.ui.enabled", "false"), ("spark.log.level", "ERROR"), ("spark.driver.memory", "3g"),
                       ("spark.driver.host", "127.0.0.1"), ("spark.ui.showConsoleProgress", "false")):  # fmt: skip
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield
    finally:
        session.stop()


def differences(one: Path, other: Path) -> list[str]:
    """The rows that differ, place by place, at most five of each table."""
    found: list[str] = []
    with duckdb.connect() as db:
        for name in TABLES:
            files = [f"read_parquet('{folder / name}.parquet')" for folder in (one, other)]
            sizes = [db.execute(f"SELECT count(*) FROM {file}").fetchall()[0][0] for file in files]
            if sizes[0] != sizes[1]:
                found.append(f"{name}: {sizes[0]:,} rows of {one.name}, {sizes[1]:,} of {other.name}")
            pair = f"{files[0]} a POSITIONAL JOIN {files[1]} b"
            rows = db.execute(f"SELECT a, b FROM {pair} WHERE a IS DISTINCT FROM b LIMIT 5").fetchall()
            found += [f"{name}: {one.name} {row[0]}, {other.name} {row[1]}" for row in rows]
    return found


def rows_of(folder: Path) -> int:
    """The rows of awards."""
    with duckdb.connect() as db:
        row = db.execute(f"SELECT count(*) FROM read_parquet('{folder / 'awards'}.parquet')").fetchone()
    return 0 if row is None else int(row[0])


def main(arguments: list[str] | None = None) -> int:
    """Run it; 1 if something differs."""
    parser = argparse.ArgumentParser(description="Compare the interpreter, DuckDB and Spark on random applicants.")
    parser.add_argument("--size", type=int, default=200_000, help="applicants in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", type=int, default=4, help="each with a day and readings of its own")
    parser.add_argument("--processes", type=int, default=2, help="that run the interpreter")
    parser.add_argument("--without-spark", action="store_true")
    options = parser.parse_args(arguments)
    loaded, wrong, total = policy(), 0, 0
    engines = (DUCKDB,) if options.without_spark else (DUCKDB, SPARK)
    with tempfile.TemporaryDirectory() as place:
        parts = [
            Part(number, -(-options.size // options.parts), options.seed + number, Path(place) / f"part{number}")
            for number in range(options.parts)
        ]
        for part in parts:
            part.folder.mkdir()
            make(loaded, part)
        pool_of = multiprocessing.get_context("spawn").Pool
        with pool_of(options.processes) as pool, one_session(wanted=SPARK in engines):
            waiting = [pool.apply_async(partial(evaluate, part, BY_ONE)) for part in parts]
            for part, by_one in zip(parts, waiting, strict=True):
                done = [evaluate(part, name) for name in engines]
                done.append(by_one.get())
                found = [line for name in engines for line in differences(part.folder / BY_ONE, part.folder / name)]
                rows = rows_of(part.folder / BY_ONE)
                total += rows
                wrong += bool(found)
                chosen = choices(loaded, part)
                seconds = ", ".join(f"{name} {time_} s" for name, time_, _ in done)
                print(
                    f"{part.size:,} applicants, {chosen.as_of.iso()}, {' '.join(chosen.readings.values())}: "
                    f"{rows:,} rows, {done[0][2]:,} applicants one by one; {seconds}; "
                    f"{'the same' if not found else 'DIFFERENT'}",
                    flush=True,
                )
                print("".join(f"  {line}\n" for line in found), end="", flush=True)
    print(f"{total:,} rows compared of {1 + len(engines)} engines; {wrong} of {len(parts)} parts differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
