"""Spark: the typed tables are handed over as Parquet files, and so are the results.

The session is the one that is there (in a notebook, on a cluster), else one that is started and stopped here. Whole
numbers that do not fit 64 bits are DECIMAL(38, 0) there; ANSI mode turns every overflow into an error, so that none can
become NULL or a wrong figure.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policydsl.cohort.engines.engine import EngineError, results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.cohort.sql.spark import spark_sql, tables_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SETTINGS: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days before 1582 as they are
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parser.escapedStringLiterals": "false",
}
_LOCAL: Final = {  # of a session of our own
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_SIZE: Final = re.compile(r"(\d+)\s*([KMGT])i?B?", re.IGNORECASE)


class SparkEngine:
    """Runs the queries on Spark. `master`: where; None: in this machine."""

    dialect: Dialect = "spark"

    def __init__(
        self, work: Path, *, master: str | None = None, memory: str | None = None, threads: int | None = None
    ) -> None:
        """`work`: a folder for the tables, which the workers must see too."""
        self.work, self.master, self.memory, self.threads = work, master, memory, threads

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """See `Engine`."""
        if not frames:
            return
        place = self.work / f"spark-{uuid.uuid4().hex}"
        place.mkdir()
        try:
            with _told(), self._session(place) as session:
                names = self._hand_over(db, session, frames, place)
                for i, frame in enumerate(frames):
                    results = place / f"results{i}"
                    session.sql(spark_sql(frame.query, names)).write.parquet(results.absolute().as_uri())
                    _take(db, results_of(frame), results)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """One session for all runs within, each of which would else start its own."""
        from pyspark.sql import SparkSession  # noqa: PLC0415  (only where Spark is asked for)

        there = SparkSession.getActiveSession()
        with _told():
            started = self._start(self.work) if there is None else there
        try:
            yield
        finally:
            if there is None:
                started.stop()

    @staticmethod
    def _hand_over(db: DuckDBPyConnection, session: Any, frames: Sequence[FrameQuery], place: Path) -> dict[str, str]:
        """The tables that the queries read, as views of files; gives their names."""
        names: dict[str, str] = {}
        for table in dict.fromkeys(name for frame in frames for name in tables_of(frame.query)):
            names[table] = f"{place.name.replace('-', '_')}_{len(names)}"
            file = place / f"table{len(names)}.parquet"
            db.execute(f"COPY {quoted(table)} TO {literal(str(file))} (FORMAT parquet)")
            session.read.parquet(file.absolute().as_uri()).createTempView(names[table])
        return names

    @contextmanager
    def _session(self, place: Path) -> Iterator[Any]:
        """A session with settings and views of its own."""
        from pyspark.sql import SparkSession  # noqa: PLC0415

        there = SparkSession.getActiveSession()
        started = self._start(place) if there is None else there
        try:
            session = started.newSession()
            for key, value in SETTINGS.items():
                session.conf.set(key, value)
            if str(session.sparkContext.master).startswith("local"):
                session.conf.set("spark.sql.shuffle.partitions", str(2 * session.sparkContext.defaultParallelism))
            yield session
        finally:
            if there is None:
                started.stop()

    def _start(self, place: Path) -> Any:
        from pyspark.sql import SparkSession  # noqa: PLC0415

        local = self.master is None
        builder = SparkSession.builder.appName("policydsl").master(self.master or f"local[{self.threads or '*'}]")
        for key, value in _LOCAL.items():
            if local or "driver" not in key:
                builder = builder.config(key, value)
        builder = builder.config("spark.sql.warehouse.dir", str(place / "warehouse"))
        if local:
            builder = builder.config("spark.local.dir", str(place)).config("spark.driver.memory", self._heap())
        return builder.getOrCreate()

    def _heap(self) -> str:
        size = None if self.memory is None else _SIZE.fullmatch(self.memory.strip())
        return "2g" if size is None else f"{size[1]}{size[2].lower()}"


@contextmanager
def _told() -> Iterator[None]:
    """What Spark says is wrong, as the error of an engine."""
    from py4j.protocol import Py4JError  # noqa: PLC0415  (only where Spark is asked for)
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError, RuntimeError) as error:
        raise EngineError(_first_line(error)) from error


def _take(db: DuckDBPyConnection, name: str, results: Path) -> None:
    """The results in a table; whole numbers fit 64 bits, but for those that awards are ranked by (`$…`)."""
    source = f"read_parquet({literal(str(results / '*.parquet'))})"
    described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    found = {str(row[0]): str(row[1]) for row in described}
    wide = [quoted(one) for one, type_ in found.items() if type_.startswith("DECIMAL") and not one.startswith("$")]
    casts = ", ".join(f"CAST({column} AS BIGINT) AS {column}" for column in wide)
    replaced = f" REPLACE ({casts})" if wide else ""
    db.execute(f"CREATE TABLE {quoted(name)} AS SELECT *{replaced} FROM {source}")


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
