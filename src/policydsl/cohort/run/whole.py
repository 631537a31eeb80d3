"""A whole run, from a directory of tables to a directory of results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policydsl.cohort.engines.duckdb import DuckEngine
from policydsl.cohort.engines.engine import Engine, EngineError
from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.intake.sources import RawTable, load_directory, place
from policydsl.cohort.output.folder import TakenError, appearing
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.run.rejects import TABLE
from policydsl.cohort.shape import shapes
from policydsl.diagnostics import Reporter
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from policydsl.cohort.output.tables import Counts, Format

Progress = Callable[[str], None]


@frozen
class Resources:
    """What a run may use: `memory` as DuckDB reads it (`2GB`); None: its defaults.

    `spark`: whether queries run on Spark, at `master`, else in this machine.
    """

    memory: str | None = None
    threads: int | None = None
    spark: bool = False
    master: str | None = None


@frozen(eq=False)
class Report:
    """What came of a run."""

    counts: Sequence[Counts]
    one_by_one: int
    rejected: int


def run_cohort(
    loaded: LoadedPolicy,
    source: str,
    target: str,
    choices: Choices,
    reporter: Reporter,
    *,
    format_: Format,
    resources: Resources = Resources(),  # noqa: B008  (frozen)
    progress: Progress = lambda _: None,
) -> Report | None:
    """Evaluate the cohort of a directory; None where what is wrong was reported."""
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    try:
        with appearing(Path(target)) as folder:
            work = folder / "work"
            work.mkdir()
            db = _database(work, resources)
            try:
                tables = _tables(loaded, source, db, reporter, progress)
                if tables is None:
                    raise _StoppedError
                batch = Batch(loaded, db, tables, choices, engine=_engine(work, resources))
                report = _run(batch, folder, reporter, format_=format_, progress=progress)
            finally:
                db.close()
            for left in sorted(work.rglob("*"), reverse=True):
                left.rmdir() if left.is_dir() else left.unlink()
            work.rmdir()
            return report
    except _StoppedError:
        return None
    except TakenError:
        reporter.report("B130", path=target)
    except EngineError as error:
        reporter.report("B182", reason=str(error))
    except (duckdb.Error, OSError) as error:
        reporter.report(
            "B134", reason=str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        )
    return None


class _StoppedError(Exception):
    """What is wrong was reported."""


def _database(work: Path, resources: Resources) -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415

    db = duckdb.connect(str(work / "cohort.duckdb"))
    db.execute(f"SET temp_directory = '{str(work / 'spill').replace(chr(39), chr(39) * 2)}'")
    db.execute("SET preserve_insertion_order = true")
    db.execute("SET autoinstall_known_extensions = false")
    if resources.memory is not None:
        db.execute("SET memory_limit = ?", [resources.memory])
    if resources.threads is not None:
        db.execute("SET threads = ?", [resources.threads])
    return db


def _engine(work: Path, resources: Resources) -> Engine:
    if resources.spark:
        return SparkEngine(work, master=resources.master, memory=resources.memory, threads=resources.threads)
    return DuckEngine()


def _tables(
    loaded: LoadedPolicy, source: str, db: DuckDBPyConnection, reporter: Reporter, progress: Progress
) -> Mapping[str, RawTable] | None:
    if not Path(source).is_dir():
        reporter.report("U001" if not Path(source).exists() else "B104", place(source), path=source, reason="—")
        return None
    progress("load")
    return load_directory(source, shapes(loaded.policy), db, reporter)


def _run(batch: Batch, folder: Path, reporter: Reporter, *, format_: Format, progress: Progress) -> Report:
    from policydsl.cohort.output.tables import write_tables  # noqa: PLC0415

    batch.run(progress)
    progress("write")
    counts = write_tables(batch, folder, format_)
    _tell_rejects(batch.db, batch.tables, reporter)
    return Report(counts, batch.slow_count, sum(one.rejected for one in counts))


def _tell_rejects(db: DuckDBPyConnection, tables: Mapping[str, RawTable], reporter: Reporter) -> None:
    """One finding for each kind of row that is not computed; `rejects` has them all."""
    query = f'SELECT code, arg_min("table", row) FROM "{TABLE}" WHERE code LIKE \'B%\' GROUP BY code ORDER BY code'
    for code, name in db.execute(query).fetchall():
        reporter.report(str(code), place(tables[str(name)].path))
