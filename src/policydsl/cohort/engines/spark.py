"""Spark: tables go to and fro as folders of Parquet files, in pieces of a bounded size.

Parquet files that were given are read by Spark itself, which makes the typed tables of them; the database then sees
these where they are. Any other input is typed in the database and handed over.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from policydsl.cohort.engines.engine import EngineError, results_of
from policydsl.cohort.engines.reading import called, is_read, make_view, reader_of
from policydsl.cohort.engines.session import Running
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
    ) -> None:
        """`work`: a folder for the tables, which the workers must see too; `large`: see LARGE."""
        self.large = LARGE if large is None else large
        self.place = work / f"spark-{uuid.uuid4().hex}"
        self.running = Running(self.place, master=master, memory=memory, threads=threads)
        self._there: dict[str, Path] = {}  # tables that lie in files for Spark
        self.reads = False  # whether Spark made the typed tables

    # -- the typed tables ----------------------------------------------------------------------------

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable], day: Date) -> bool:
        """See `Engine`."""
        size = sum(part.size for table in tables.values() for part in table.parts)
        if size < self.large or not all(is_read(table) for table in tables.values()):
            return False
        session = self._session(size)
        with self.running.watched():
            for table in tables.values():
                make_view(session, table)
            self._applicants(db, session, tables[APPLICANTS], day)
            for key, entity in policy.entities.items():
                if key != ROOT:
                    query = (
                        list_query(tables[key], day, SPARK)
                        if key in tables
                        else empty_query(dict(entity.fields), SPARK)
                    )
                    self._make(db, session, key, query)
            self._make(db, session, EARLIER, earlier_query(policy, tables, SPARK))
        self.reads = True
        return True

    def _applicants(self, db: DuckDBPyConnection, session: Any, table: RawTable, day: Date) -> None:
        """The applicants whose ids come once, and the other ids."""
        raw, id_ = SPARK.name(table.name), f"CAST(r.id AS {SPARK.text_type})"
        twice = f"SELECT {id_} AS id FROM {raw} r WHERE {has_id('r.id', SPARK)} GROUP BY {id_} HAVING count(*) > 1"
        self._make(db, session, TWICE, twice)
        once = f"SELECT * FROM ({applicants_query(table, day, SPARK)}) x"
        self._make(db, session, APPLICANTS, f"{once} LEFT ANTI JOIN {SPARK.name(TWICE)} t ON t.id = x.id")

    def _make(self, db: DuckDBPyConnection, session: Any, name: str, query: str) -> None:
        """A table from a query, for Spark and, in its files, for the database."""
        folder = self._write(session, query)
        self._view(session, name, folder)
        source = self._rows(db, folder)
        db.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM {source}")

    # -- the results ---------------------------------------------------------------------------------

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """See `Engine`."""
        if not frames:
            self.running.stop()
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
        self.running.stop()

    def close(self) -> None:
        """See `Engine`."""
        self.running.stop()
        shutil.rmtree(self.place, ignore_errors=True)

    def _hand_over(self, db: DuckDBPyConnection, name: str) -> None:
        """A table of the database, in pieces."""
        if name in self._there:
            return
        folder = self._folder()
        options = f"FORMAT parquet, FILE_SIZE_BYTES {literal(_PIECE)}, ROW_GROUP_SIZE {_ROWS}"
        db.execute(f"COPY {quoted(name)} TO {literal(str(folder))} ({options})")
        self._there[name] = folder

    def _take(self, db: DuckDBPyConnection, name: str, folder: Path) -> None:
        """The results in the database; whole numbers fit 64 bits, but for those that awards are ranked by (`$…`)."""
        source = self._rows(db, folder)
        described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        found = {str(row[0]): str(row[1]) for row in described}
        wide = [quoted(one) for one, type_ in found.items() if type_.startswith("DECIMAL") and not one.startswith("$")]
        casts = ", ".join(f"CAST({column} AS BIGINT) AS {column}" for column in wide)
        replaced = f" REPLACE ({casts})" if wide else ""
        db.execute(f"CREATE TABLE {quoted(name)} AS SELECT *{replaced} FROM {source}")

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
        self._there[name] = folder

    def _write(self, session: Any, query: str) -> Path:
        """The rows of a query in files; with how many there must be beside them."""
        from pyspark.sql import Observation  # noqa: PLC0415  (only where Spark is asked for)
        from pyspark.sql.functions import count, lit  # noqa: PLC0415

        folder, seen = self._folder(), Observation()
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
