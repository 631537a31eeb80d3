"""DuckDB: the queries run where the typed tables are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DuckEngine:
    """In the database itself."""

    dialect: Dialect = "duckdb"

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """See `Engine`."""
        for frame in frames:
            db.execute(f"CREATE TABLE {quoted(results_of(frame))} AS {frame.query.sql('duckdb')}")

    def kept(self) -> AbstractContextManager[None]:
        """See `Engine`."""
        return nullcontext()
