"""Spark: tables go to and fro as folders of Parquet files, in pieces of a bounded size.

Parquet files that were given are read by Spark itself, which makes the typed tables of them; the database then sees
these where they are. Any other input is typed in the database and handed over.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policydsl.cohort.engines.engine import EngineError, results_of
from policydsl.cohort.engines.reading import called, is_read, make_view, reader_of
from policydsl.cohort.engines.session import Made, Running
from policydsl.cohort.intake.earlier import earlier_query
from policydsl.cohort.intake.sources import RawTable, literal, parquet, quoted
from policydsl.cohort.intake.typed import applicants_query, empty_query, has_id, list_query
from policydsl.cohort.intake.words import SPARK
from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.frame import EARLIER
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.cohort.sql.spark import spark_sql, tables_of
from policydsl.feel.values import Date
from policydsl.model.policy import ROOT, Policy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGE: Final = 1 << 26  # bytes of input from which on Spark reads it; below, its many small steps take longer
_PIECE: Final = "128MB"  # of a table that is handed over
_ROWS: Final = 122_880  # of a group of rows, which is what a thread keeps in memory
TWICE: Final = "$twice"


class SparkEngine:
    """Runs the queries on Spark. `master`: where; None: in this machine."""

    dialect: Dialect = "spark"

    def __init__(
        self,
        work: Path,
        *,
        master: str | None = None,
        memory: str | None = None,
        threads: int | None = None,
        large: int | None = None,
        running: Running | None = None,
    ) -> None:
        """`work`: a folder for the tables, which the workers must see too; `large`: see LARGE.

        `running`: a Spark that serves other runs too, and outlives this one.
        """
        self.large = LARGE if large is None else large
        self.place = work / f"spark-{uuid.uuid4().hex}"
        self.shared = running
        self.running = running or Running(self.place, master=master, memory=memory, threads=threads)
        self._there: dict[str, Path] = {}  # tables that lie in files for Spark
        self._views: list[str] = []
        self.reads = False  # whether Spark made the typed tables

    # -- the typed tables ----------------------------------------------------------------------------

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable], day: Date) -> bool:
        """See `Engine`."""
        size = sum(part.size for table in tables.values() for part in table.parts)
        if size < self.large or not all(is_read(table) for table in tables.values()):
            return False
        queries = tuple(_typed_queries(policy, tables, day))
        session = self._session(size)
        with self.running.watched():
            made = self.running.typed.get(queries)
            if made is None:
                made = self._made(session, tables, queries)
            for name, folder in made.items():
                self._view(session, name, folder)
                db.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {self._rows(db, folder)}")
        self.reads = True
        return True

    def _made(self, session: Any, tables: Mapping[str, RawTable], queries: Sequence[tuple[str, str]]) -> Made:
        """The typed tables in files, kept for other runs that want the same."""
        for table in tables.values():
            self._views += make_view(session, table)
        made: Made = {}
        for name, query in queries:
            made[name] = self._write(session, query, self.running.place)
            self._view(session, name, made[name])
        self.running.typed[tuple(queries)] = made
        return made

    # -- the results ---------------------------------------------------------------------------------

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """See `Engine`."""
        if not frames:
            self._end()
            return
        wanted = list(dict.fromkeys(name for frame in frames for name in tables_of(frame.query)))
        for name in wanted:
            self._hand_over(db, name)
        session = self._session(sum(_size(self._there[name]) for name in wanted))
        with self.running.watched():
            for name in wanted:
                self._view(session, name, self._there[name])
            for frame in frames:
                folder = self._write(session, spark_sql(frame.query, {name: name for name in wanted}))
                self._take(db, results_of(frame), folder)
        self._end()

    def close(self) -> None:
        """See `Engine`."""
        self._end()
        shutil.rmtree(self.place, ignore_errors=True)

    def _end(self) -> None:
        """Give the memory of Java back, or what this run has of it."""
        if self.shared is None:
            self.running.stop()
        else:
            self.running.end_run(SPARK.name(name) for name in dict.fromkeys(self._views))
        self._views = []

    def _hand_over(self, db: DuckDBPyConnection, name: str) -> None:
        """A table of the database, in pieces."""
        if name in self._there:
            return
        folder = self._folder()
        options = f"FORMAT parquet, FILE_SIZE_BYTES {literal(_PIECE)}, ROW_GROUP_SIZE {_ROWS}"
        db.execute(f"COPY {quoted(name)} TO {literal(str(folder))} ({options})")
        self._there[name] = folder

    def _take(self, db: DuckDBPyConnection, name: str, folder: Path) -> None:
        """The results as the database reads them where Spark wrote them: a copy would take its memory.

        Whole numbers fit 64 bits, but for those that awards are ranked by (`$…`).
        """
        source = self._rows(db, folder)
        described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        found = {str(row[0]): str(row[1]) for row in described}
        wide = [quoted(one) for one, type_ in found.items() if type_.startswith("DECIMAL") and not one.startswith("$")]
        casts = ", ".join(f"CAST({column} AS BIGINT) AS {column}" for column in wide)
        replaced = f" REPLACE ({casts})" if wide else ""
        db.execute(f"CREATE VIEW {quoted(name)} AS SELECT *{replaced} FROM {source}")

    # -- files ---------------------------------------------------------------------------------------

    def _session(self, size: int) -> Any:
        self.place.mkdir(exist_ok=True)
        with self.running.watched():
            return self.running.session(size)

    def _folder(self) -> Path:
        self.place.mkdir(exist_ok=True)
        return self.place / uuid.uuid4().hex

    def _view(self, session: Any, name: str, folder: Path) -> None:
        reader_of(session).parquet(called(folder)).createOrReplaceTempView(SPARK.name(name))
        self._views.append(name)
        self._there[name] = folder

    def _write(self, session: Any, query: str, place: Path | None = None) -> Path:
        """The rows of a query in files; with how many there must be beside them."""
        from pyspark.sql import Observation  # noqa: PLC0415  (only where Spark is asked for)
        from pyspark.sql.functions import count, lit  # noqa: PLC0415

        folder, seen = self._folder() if place is None else place / uuid.uuid4().hex, Observation()
        session.sql(query).observe(seen, count(lit(1)).alias("n")).write.parquet(called(folder))
        (folder / "_rows").write_text(str(seen.get["n"]), encoding="ascii")
        return folder

    def _rows(self, db: DuckDBPyConnection, folder: Path) -> str:
        """SQL of the rows in a folder that Spark wrote.

        A node that does not see the folder writes into another one of its own, and says that all is well.
        """
        files = sorted(folder.glob("*.parquet"))
        source = parquet(*files) if files else ""
        wanted = int((folder / "_rows").read_text(encoding="ascii"))
        row = db.execute(f"SELECT count(*) FROM {source}").fetchone() if files else None
        if row is None or row[0] != wanted:
            raise EngineError("B188", path=str(self.place.parent))
        return source


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.glob("*.parquet"))


def _typed_queries(policy: Policy, tables: Mapping[str, RawTable], day: Date) -> Iterator[tuple[str, str]]:
    """The typed tables by name in the order in which they are made: each reads those before it."""
    table = tables[APPLICANTS]
    raw, id_ = SPARK.name(table.name), f"CAST(r.id AS {SPARK.text_type})"
    yield TWICE, f"SELECT {id_} AS id FROM {raw} r WHERE {has_id('r.id', SPARK)} GROUP BY {id_} HAVING count(*) > 1"
    once = f"SELECT * FROM ({applicants_query(table, day, SPARK)}) x"
    yield APPLICANTS, f"{once} LEFT ANTI JOIN {SPARK.name(TWICE)} t ON t.id = x.id"
    for key, entity in policy.entities.items():
        if key in tables and key != ROOT:
            yield key, list_query(tables[key], day, SPARK)
        elif key != ROOT:
            yield key, empty_query(dict(entity.fields), SPARK)
    yield EARLIER, earlier_query(policy, tables, SPARK)
