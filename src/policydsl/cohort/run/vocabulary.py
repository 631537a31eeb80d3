"""The texts of awards as numbers while they are put in order and written.

Nearly all texts of awards are of a handful: clauses, statuses, the ids of caps and rows. As an ENUM they are sorted and
written in two thirds of the time that texts take; what the file holds in the end is texts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.decode import Plain, failing_ids
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.plan.policy_plan import ClausePlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAME: Final = '"$word"'
_COLUMNS: Final = ("clause", "status", "limited_by", "row", "missing", "failed", "failures")
_FEW: Final = 200  # texts of a table, sets of conditions: a column with more of them keeps its texts


class Vocabulary(Plain):
    """The texts of a run. `make` makes the type: once all queries are, and before the first one runs."""

    def __init__(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery], tables: Collection[str]) -> None:
        """`tables`: those that hold awards as texts."""
        self.db = db
        self._texts: dict[str, None] = {}
        self._columns = {name for name in _COLUMNS if all(self._take(table, name) for table in tables)}
        self._masks: dict[int, Sequence[int]] = {}
        for frame in frames:
            for clause in frame.clauses:
                if len(failing_ids(clause)) > 1:
                    self._masks[clause.index] = self._sets(frame, clause)
        if any(len(sets) > _FEW for sets in self._masks.values()):
            self._columns.discard("failed")

    def _take(self, table: str, column: str) -> bool:
        """Take the texts of a column; whether they are few."""
        found = [str(text) for text in self._distinct(table, column)]
        if len(found) > _FEW:
            return False
        self._texts.update(dict.fromkeys(found))
        return True

    def _sets(self, frame: FrameQuery, clause: ClausePlan) -> Sequence[int]:
        return sorted(int(str(mask)) for mask in self._distinct(results_of(frame), frame.name("failed", clause)))

    def _distinct(self, table: str, column: str) -> Sequence[object]:
        name = quoted(column)
        query = f"SELECT DISTINCT {name} FROM {quoted(table)} WHERE {name} IS NOT NULL LIMIT {_FEW + 1}"
        return [row[0] for row in self.db.execute(query).fetchall()]

    def _cast(self, value: Sql) -> Sql:
        return exp.cast(value, exp.DataType.build(_NAME, udt=True))

    def word(self, text: str, column: str) -> Sql:
        """See `Plain`."""
        if column not in self._columns:
            return super().word(text, column)
        self._texts[text] = None
        return self._cast(sql.text(text))

    def null(self, column: str) -> Sql:
        """See `Plain`."""
        return self._cast(exp.null()) if column in self._columns else super().null(column)

    def taken(self, value: Sql, column: str) -> Sql:
        """See `Plain`; the tables with the column were named at first."""
        return self._cast(value) if column in self._columns else value

    def masks(self, clause: ClausePlan) -> Collection[int] | None:
        """See `Plain`."""
        return self._masks.get(clause.index, ()) if "failed" in self._columns else None

    def make(self) -> None:
        """Make the type."""
        self.db.execute(
            f"CREATE OR REPLACE TYPE {_NAME} AS ENUM ({', '.join(map(literal, self._texts)) or literal('')})"
        )
