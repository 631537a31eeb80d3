"""A whole run, from a directory of tables to a directory of results."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policydsl.cohort.engines.duckdb import DuckEngine
from policydsl.cohort.engines.engine import Engine, EngineError
from policydsl.cohort.engines.session import Running, half_of
from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.intake.filling import FAULTS
from policydsl.cohort.intake.load import load_cohort
from policydsl.cohort.intake.parts import check_unchanged
from policydsl.cohort.intake.sources import RawTable, UnreadableError, first_line, place
from policydsl.cohort.intake.workbook_file import lacks_excel
from policydsl.cohort.output.folder import WORK, PlaceError, TakenError, appearing, kind_of
from policydsl.cohort.output.result import Result, TooLongError, write_result
from policydsl.cohort.output.tables import rejects_query
from policydsl.cohort.run.batch import Batch, Choices, RefusedError
from policydsl.cohort.run.rejects import TABLE, WITH_OTHERS
from policydsl.cohort.run.slow import Done
from policydsl.diagnostics import Reporter
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen
from policydsl.source.width import visible
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from policydsl.cohort.output.tables import Counts, Format

Progress = Callable[[str], None]


@frozen
class Resources:
    """What a run may use: `memory` for all of it, as DuckDB reads it (`2GB`); None: no limit but DuckDB's own.

    `spark`: whether queries run on Spark, at `master`, else in this machine; `only_queries`: whether to refuse a policy
    of which the interpreter would have to serve a clause.
    """

    memory: str | None = None
    threads: int | None = None
    spark: bool = False
    only_queries: bool = False
    master: str | None = None


@frozen(eq=False)
class Report:
    """What came of a run: how many applicants the interpreter evaluated, and of how many a part only."""

    counts: Sequence[Counts]
    one_by_one: int
    in_part: int
    rejected: int
    first: tuple[str, ...] = ()  # see `first_rejects`


def run_cohort(  # noqa: PLR0913  (what a run is about)
    loaded: LoadedPolicy,
    source: str,
    target: str,
    choices: Choices,
    reporter: Reporter,
    *,
    format_: Format,
    resources: Resources = Resources(),  # noqa: B008  (frozen)
    progress: Progress = lambda _: None,
    done: Done = lambda *_: None,
) -> Report | None:
    """Evaluate the cohort of a directory; None where what is wrong was reported."""
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    kind = kind_of(target)
    if kind is None:
        reporter.report("B168", place(target), name=Path(target).name)
        return None
    if kind == "xlsx" and lacks_excel(reporter):
        return None
    try:
        with appearing(Path(target), kind) as folder:
            work = folder / WORK
            work.mkdir()
            engine, db = engine_of(work, resources), database(work, resources, folder)
            try:
                progress("load")
                tables = load_cohort(source, loaded.policy, choices.as_of, db, reporter, choices.lang)
                if tables is None:
                    raise _StoppedError
                batch = Batch(loaded, db, tables, choices, engine=engine)
                batch.only_queries = resources.only_queries
                report = _run(batch, folder, reporter, Result(kind, format_), progress, done)
            finally:
                engine.close()
                db.close()
            shutil.rmtree(work)
            return report
    except _StoppedError:
        return None
    except PlaceError as error:
        reporter.report("U116", path=target, reason=str(error))
    except TakenError:
        reporter.report("B130", path=target)
    except TooLongError as error:
        reporter.report("B166", place(target), table=error.table, rows=f"{error.rows:,}")
    except UnreadableError as error:
        reporter.report("B104", place(error.path), reason=error.reason.pick(choices.lang))
    except EngineError as error:
        reporter.report(error.code, **error.args_of_code)
    except (duckdb.Error, OSError) as error:
        reporter.report("B134", reason=first_line(error))
    return None


class _StoppedError(Exception):
    """What is wrong was reported."""


def database(work: Path, resources: Resources, place: Path | None = None) -> DuckDBPyConnection:
    """A database in a folder, for one run; `place`: where its results are written, if not there."""
    import duckdb  # noqa: PLC0415

    # In memory it takes half of the time; a file leaves the memory to the queries where there is little.
    db = duckdb.connect() if resources.memory is None else duckdb.connect(str(work / "cohort.duckdb"))
    db.execute(f"SET temp_directory = '{str(work / 'spill').replace(chr(39), chr(39) * 2)}'")
    # All that a run writes: whoever reads what strangers wrote takes everything else away (`intake/database.py`).
    db.execute("SET allowed_directories = ?", [[str(place or work)]])
    db.execute("SET preserve_insertion_order = true")
    db.execute("SET autoinstall_known_extensions = false")
    db.execute("PRAGMA disable_checkpoint_on_shutdown")  # the file goes away: no need to put it in order at the end
    if resources.memory is not None:
        db.execute("SET memory_limit = ?", [resources.memory])  # it says what is wrong with it
        half = half_of(resources.memory) if resources.spark else None  # the other one is for Java
        mine = resources.memory if half is None else f"{half}MB"
        db.execute("SET memory_limit = ?", [_of_queries(mine)])
    if resources.threads is not None:
        db.execute("SET threads = ?", [resources.threads])
    return db


_SIZE: Final = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE)
_REST: Final = 250 * 10**6  # bytes that the program, the interpreter's awards and the writing of files take besides


def _of_queries(memory: str) -> str:
    """What is left to queries of the memory of a run; at least half, so that a small limit is worth trying."""
    size = _SIZE.fullmatch(memory)
    if size is None:
        return memory
    whole = Decimal(size[1]) * (1024 if size[3] else 1000) ** " kmgt".index(size[2].lower() or " ")
    return f"{int(max(whole / 2, whole - _REST))}B"


def engine_of(work: Path, resources: Resources, running: Running | None = None) -> Engine:
    """Where queries run, for one run; `work`: a folder that the workers of Spark see too."""
    if resources.spark:
        return SparkEngine(
            work, master=resources.master, memory=resources.memory, threads=resources.threads, running=running
        )
    return DuckEngine()


class Engines:
    """Where the queries of several runs go, one after the other; Spark is started once."""

    def __init__(self, work: Path, resources: Resources) -> None:
        self.work, self.resources = work, resources
        master, memory, threads = resources.master, resources.memory, resources.threads
        self.running = Running(work / "spark", master=master, memory=memory, threads=threads)

    def new(self) -> Engine:
        """The one of the next run."""
        return engine_of(self.work, self.resources, self.running)

    def close(self) -> None:
        """After the last run."""
        self.running.stop()


def _run(batch: Batch, folder: Path, reporter: Reporter, result: Result, progress: Progress, done: Done) -> Report:
    try:
        batch.run(progress, done)
    except RefusedError:
        tell_refused(batch, reporter, "B136")
        raise _StoppedError from None
    tell_refused(batch, reporter, "B135")
    progress("write")
    counts = write_result(batch, folder, result)
    check_unchanged(batch.tables)
    tell_rejects(batch.db, batch.tables, reporter)
    first = first_rejects(batch.db, batch.tables, batch.choices.lang)
    return Report(counts, batch.slow_count, batch.part_count, sum(one.rejected for one in counts), first)


def tell_refused(batch: Batch, reporter: Reporter, code: str) -> None:
    """One finding for each clause or limit that no query computes, at its place."""
    for one in batch.refusals:
        labels = () if one.at is None else (one.at,)
        reporter.report(code, *labels, id=one.id, reason=one.reason)


def tell_rejects(db: DuckDBPyConnection, tables: Mapping[str, RawTable], reporter: Reporter) -> None:
    """One finding for each kind of row that is not computed; `rejects` has them all."""
    query = (
        f'SELECT t.code, arg_min(t."table", t.row), arg_min(f.args, t.row) FROM "{TABLE}" t LEFT JOIN {FAULTS} f '
        'ON f."table" = t."table" AND f.r + 1 = t.row AND f.code = t.code '
        "WHERE t.code LIKE 'B%' GROUP BY t.code ORDER BY t.code"
    )
    for code, name, args in db.execute(query).fetchall():
        reporter.report(str(code), place(tables[str(name)].path), **(json.loads(args) if args else {}))


def first_rejects(db: DuckDBPyConnection, tables: Mapping[str, RawTable], lang: Lang) -> tuple[str, ...]:
    """Where to look: of each kind of mistake the first row in words, and how many there are."""
    first = """first({'t': "table", 'r': row, 'c': "column", 'w': reason, 'p': part} ORDER BY "table", part, row)"""
    query = f"SELECT {first}, count(*) FROM ({rejects_query(tables)}) WHERE code <> '{WITH_OTHERS}' GROUP BY code"
    lines = []
    for one, count in db.execute(f"{query} ORDER BY code").fetchall():
        table = "/".join(name for name in (one["t"], one["p"]) if name)
        column, row = one["c"] or "", f"{one['r']:,}"
        zh = f"{table} 第 {row} 行{f' {column}' * bool(column)}：{one['w']}{f'（共 {count:,} 处）' * (count > 1)}"
        en = f"{table}, row {row}{f', {column}' * bool(column)}: {one['w']}{f' ({count:,} in all)' * (count > 1)}"
        lines.append(visible(Text(zh, en).pick(lang)))
    return tuple(lines)
