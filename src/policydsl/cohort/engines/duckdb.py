"""DuckDB: the queries run where the typed tables are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import RawTable, quoted
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.feel.values import Date
from policydsl.model.policy import Policy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DuckEngine:
    """In the database itself."""

    dialect: Dialect = "duckdb"

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable], day: Date) -> bool:
        """See `Engine`."""
        del db, policy, tables, day
        return False

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """See `Engine`."""
        for frame in frames:
            db.execute(f"CREATE TABLE {quoted(results_of(frame))} AS {frame.query.sql('duckdb')}")

    def close(self) -> None:
        """See `Engine`."""
