"""What an engine is."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class EngineError(Exception):
    """The engine could not start, or stopped; the text says why."""


class Engine(Protocol):
    """Runs frame queries."""

    @property
    def dialect(self) -> Dialect:
        """The dialect in which its queries are made."""
        ...

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        """Make the table of results of each frame in `db`, from the typed tables there."""
        ...

    def kept(self) -> AbstractContextManager[None]:
        """What takes long to start stays started for all runs within."""
        ...


def results_of(frame: FrameQuery) -> str:
    """The table of a frame's outcomes."""
    return f"$results${frame.key}"
