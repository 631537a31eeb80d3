"""The interpreter for applicants of whom SQL cannot even read the facts, or whose awards depend on one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from policydsl.award import Award
from policydsl.cohort.intake.facts import FactsOfRows
from policydsl.cohort.intake.rows import rows_of
from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.run.ranked import Ranking
from policydsl.cohort.run.rejects import Rejects
from policydsl.cohort.run.results import Ranked, SlowRow, insert, row_of_award, too_large
from policydsl.cohort.shared.ranks import Ranks, may_be_granted
from policydsl.feel.values import Date
from policydsl.model.facts import Facts, OtherAward, PriorAward
from policydsl.source import Lang
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHUNK: Final = 20_000
_TELL: Final = 500
Done = Callable[[int, int], None]


class Slow:
    """Evaluates the applicants of a table of numbers, one by one."""

    def __init__(
        self,
        loaded: LoadedPolicy,
        as_of: Date,
        readings: Mapping[str, str],
        tables: Mapping[str, RawTable],
        lang: Lang,
        ranks: Ranks,
    ) -> None:
        self.policy = loaded.policy.id
        self.engine, self.as_of, self.readings, self.lang = loaded.engine, as_of, readings, lang
        self.ranks = ranks
        self.others: list[tuple[int, OtherAward]] = []  # of other policies, kept where a quota or a pot may ask
        self.prior: list[tuple[int, PriorAward]] = []  # likewise, with the applicants' numbers
        self.tables = tables
        self.reader = FactsOfRows(loaded.policy, as_of, tables)

    def run(
        self, db: DuckDBPyConnection, chosen: str, places: int, rejects: Rejects, done: Done = lambda *_: None
    ) -> int:
        """Add their awards; gives how many there are with awards. Those in error go to the rejects.

        `done` is told from time to time how many of how many are done.
        """
        count, evaluated, waiting = 0, 0, list[SlowRow]()
        row = db.execute(f"SELECT count(*) FROM {chosen}").fetchone()
        total = 0 if row is None else int(row[0])
        for rows in rows_of(db, self.tables, chosen):
            if count % _TELL == 0:
                done(count, total)
            count += 1
            facts = self.reader.facts(rows)
            if isinstance(facts, list):
                rejects.applicant(rows.number, rows.id, facts)
                continue
            evaluated += 1
            if self.ranks.shares:
                self.others += [(rows.number, one) for one in facts.other_awards if one.policy != self.policy]
                self.prior += [(rows.number, one) for one in facts.prior_awards]
            evaluation = self.engine.trace(self.engine.prepare(facts, self.as_of), self.readings)
            clauses = {id(plan.clause): plan.index for plan in evaluation.plan.clauses}
            found = [
                row_of_award(
                    (rows.number, place, clauses[id(award.clause)]), award, self.lang, self._ranked(facts, award)
                )
                for place, award in enumerate(evaluation.awards)
            ]
            over = too_large(found, places)
            if over is not None:
                rejects.too_large(rows.number, rows.id, over)
                continue
            waiting += found
            if len(waiting) >= _CHUNK:
                insert(db, waiting, places)
                waiting = []
        insert(db, waiting, places)
        rejects.flush()
        return evaluated

    def _ranked(self, facts: Facts, award: Award) -> Ranked:
        """What ranks an award."""
        if not self.ranks.columns or not may_be_granted(award.status):
            return self.ranks.none
        variant = self.engine.variant(self.as_of, self.readings)
        plan = next(one for one in variant.plan.clauses if one.clause is award.clause)
        lists = {key: tuple(item.values for item in items) for key, items in facts.lists.items()}
        governing = None if award.trace is None else award.trace.governing
        ranking = Ranking(self.ranks, variant, self.as_of)
        return ranking.of((plan, award.subject, award.status), facts.applicant.values, lists, governing)
