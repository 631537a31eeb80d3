"""What an engine is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from policydsl.cohort.intake.sources import RawTable, quoted
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.feel.values import Date
from policydsl.model.policy import Policy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


MAY_BE_A_FILE: Final = ("B182", "B188")  # what may come of a file that was given and is broken


class EngineError(Exception):
    """The engine could not start, or stopped: the code of the finding that says why, and what it fills in."""

    def __init__(self, code: str, **args: Any) -> None:
        super().__init__(code, args)
        self.code, self.args_of_code = code, args


class Engine(Protocol):
    """Runs the queries of one run."""

    @property
    def dialect(self) -> Dialect:
        """The dialect in which its queries are made."""
        ...

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable], day: Date) -> bool:
        """Make the typed tables in `db`, and `$twice` with the ids that several applicants have, who are in no table.

        False: it leaves that to `db` itself.
        """
        ...

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """Make the table or view of results of each frame in `db`, from the tables there; may be called again."""
        ...

    def close(self) -> None:
        """Let go of what it holds; the tables that it made in `db` may be gone then."""
        ...


def results_of(frame: FrameQuery) -> str:
    """The table of a frame's outcomes."""
    return f"$results${frame.key}"


def keep_results(db: DuckDBPyConnection, frame: FrameQuery) -> None:
    """Have the results of a frame in a table, which can be changed."""
    name = results_of(frame)
    views = db.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ? AND schema_name = current_schema()", [name])
    if views.fetchone() is None:
        return
    kept = quoted(f"{name}$kept")
    db.execute(f"CREATE TABLE {kept} AS FROM {quoted(name)}")
    db.execute(f"DROP VIEW {quoted(name)}")
    db.execute(f"ALTER TABLE {kept} RENAME TO {quoted(name)}")
