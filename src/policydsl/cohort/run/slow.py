"""The interpreter for applicants of whom SQL cannot even read the facts, or whose awards depend on one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.facts import FactsOfRows
from policydsl.cohort.intake.rows import rows_of
from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.results import SlowRow, insert, row_of_award
from policydsl.feel.values import Date
from policydsl.source import Lang
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK: Final = 20_000


class Slow:
    """Evaluates the applicants of a table of numbers, one by one."""

    def __init__(
        self, loaded: LoadedPolicy, as_of: Date, readings: Mapping[str, str], tables: Mapping[str, RawTable], lang: Lang
    ) -> None:
        self.engine, self.as_of, self.readings, self.lang = loaded.engine, as_of, readings, lang
        self.tables = tables
        self.reader = FactsOfRows(loaded.policy, as_of, tables)

    def run(self, db: DuckDBPyConnection, chosen: str, places: int, rejects: Rejects) -> int:
        """Add their awards; gives how many applicants there were. Those in error go to the rejects."""
        count, waiting = 0, list[SlowRow]()
        for rows in rows_of(db, self.tables, chosen):
            count += 1
            facts = self.reader.facts(rows)
            if isinstance(facts, list):
                rejects.applicant(rows.number, rows.id, facts)
                continue
            evaluation = self.engine.trace(self.engine.prepare(facts, self.as_of), self.readings)
            clauses = {id(plan.clause): plan.index for plan in evaluation.plan.clauses}
            waiting += [
                row_of_award((rows.number, place, clauses[id(award.clause)]), award, self.lang)
                for place, award in enumerate(evaluation.awards)
            ]
            if len(waiting) >= _CHUNK:
                insert(db, waiting, places)
                waiting = []
        insert(db, waiting, places)
        return count
