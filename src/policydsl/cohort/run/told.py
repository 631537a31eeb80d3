"""Awards of which a query says what they wait for: nothing but facts of the applicant or of the item is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import literal, quoted
from policydsl.cohort.run.open import stands_alone
from policydsl.cohort.shared.ranks import Ranks
from policydsl.cohort.sql.decode import SLOW
from policydsl.cohort.sql.marks import waiting_query
from policydsl.cohort.sql.queries import FrameQuery, Known
from policydsl.evaluate.variant import Variant
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ONLY: Final = "$open"
_WAITING: Final = "$waiting"


class ToldAwards:
    """Adds them to the interpreter's, which then need not evaluate them."""

    def __init__(self, db: DuckDBPyConnection, variant: Variant, as_of: Date, chosen: str, ranks: Ranks) -> None:
        self.db, self.variant, self.as_of, self.chosen, self.ranks = db, variant, as_of, chosen, ranks

    def run(self, frames: Sequence[FrameQuery], known: Known) -> int:
        """Gives how many there were."""
        return sum(self._of_frame(frame, known) for frame in frames)

    def _of_frame(self, frame: FrameQuery, known: Known) -> int:
        clauses = [one for one in frame.clauses if stands_alone(one) and not self.ranks.dated]
        if not clauses:
            return 0
        open_ = " OR ".join(f"{quoted(frame.name('status', one))} IS NULL" for one in clauses)
        source = f'FROM {quoted(results_of(frame))} WHERE ({open_}) AND "$a" NOT IN (FROM {self.chosen})'
        self.db.execute(f'CREATE OR REPLACE TEMP TABLE "{_ONLY}" AS SELECT DISTINCT "$a" {source}')
        if not self._count(f'SELECT count(*) FROM "{_ONLY}"'):
            return 0
        made = waiting_query(
            frame.key, clauses, self.variant.plan, self.variant.settings, self.as_of, known, _ONLY
        )  # fmt: skip
        if made is None:
            return 0
        query, found = made
        self.db.execute(f'CREATE OR REPLACE TEMP TABLE "{_WAITING}" AS {query.sql("duckdb")}')
        return sum(self._of_clause(frame, clause) for clause in found)

    def _of_clause(self, frame: FrameQuery, clause: ClausePlan) -> int:
        place, on = ('w."$p"', ' AND r."$p" = w."$p"') if frame.key else ("0", "")
        row = "NULL"
        if clause.table is not None and not clause.table.sums:
            ids = " ".join(f"WHEN {i} THEN {literal(one.row.id)}" for i, one in enumerate(clause.table.rows, 1))
            row = f"CASE w.{quoted(f'row${clause.index}')} {ids} END"
        missing = f"w.{quoted(f'missing${clause.index}')}"
        of_clause = self.ranks.of(clause)
        ranked = {
            name: f"r.{quoted(frame.name(name, clause))}" if name in of_clause else "NULL"
            for name in self.ranks.columns
        }
        known = "".join(f" AND {ranked[name]} IS NOT NULL" for name in of_clause)  # else it may be out of reach of SQL
        ranks = "".join(f", {one}" for one in ranked.values())
        before = self._count(f'SELECT count(*) FROM "{SLOW}"')
        self.db.execute(
            f'INSERT INTO "{SLOW}" SELECT w."$a", {place}, {clause.index}, {literal(clause.clause.id)}, w.id, '
            f"{literal(Status.UNDETERMINED)}, NULL, NULL, NULL, NULL, {row}, FALSE, {missing}, '', ''{ranks} "
            f'FROM "{_WAITING}" w JOIN {quoted(results_of(frame))} r ON r."$a" = w."$a"{on} '
            f"WHERE r.{quoted(frame.name('status', clause))} IS NULL AND {missing} IS NOT NULL{known}"
        )
        return self._count(f'SELECT count(*) FROM "{SLOW}"') - before

    def _count(self, query: str) -> int:
        row = self.db.execute(query).fetchone()
        return 0 if row is None else int(row[0])
