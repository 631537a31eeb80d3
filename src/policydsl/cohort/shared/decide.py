"""Decides quotas and pots over the awards of a whole cohort."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.between.others import other_counts
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.sources import literal
from policydsl.cohort.shared.most import most_of
from policydsl.cohort.shared.pots import Pot, PotUse, granted_now, lower_to_pot
from policydsl.cohort.shared.quotas import decide_quota
from policydsl.cohort.shared.ranks import YEAR, Ranks, by_year_of_day, pots
from policydsl.cohort.shared.settling import settle
from policydsl.cohort.sql.decode import CLAUSE
from policydsl.cohort.sql.forms import MONEY_SCALE
from policydsl.cohort.sql.frame import EARLIER
from policydsl.evaluate.fold import Settings, fold
from policydsl.evaluate.forms import decimal_of
from policydsl.feel.values import Date
from policydsl.model.facts import OtherAward, PriorAward
from policydsl.model.policy import Quota
from policydsl.plan.nodes import Const, Node
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, PolicyPlan
from policydsl.source.frozen import frozen, replace

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@frozen(eq=False)
class Before:
    """What the interpreter's applicants were granted before, with their numbers: by this policy, and by others.

    `others`: without what this policy granted; `chosen`: SQL of who they are.
    """

    prior: Sequence[tuple[int, PriorAward]]
    others: Sequence[tuple[int, OtherAward]]
    chosen: str


class Shared:
    """The awards of `clauses` as quotas and pots leave them, in `table`; `undecided`: quotas and pots that stay so."""

    table: Final = "$awards"

    def __init__(
        self, db: DuckDBPyConnection, plan: PolicyPlan, ranks: Ranks, settings: Settings, as_of: Date, before: Before
    ) -> None:
        self.db, self.plan, self.ranks, self.settings = db, plan, ranks, settings
        self.as_of, self.before = as_of, before
        self.undecided: list[str] = []
        self.pots: list[PotUse] = []  # what became of the limits over the programme
        self.earlier: dict[str, Decimal] = {}  # what these count of earlier awards of this policy, by clause, once
        self.clauses = _concerned(plan)

    def run(self, awards: str, places: int) -> None:
        """All of it: quotas first, as they say who gets anything."""
        self.db.execute(f'CREATE TABLE "{self.table}" AS SELECT *, NULL::VARCHAR AS "$outcome" FROM ({awards})')
        self.db.execute(
            f'CREATE OR REPLACE TEMP TABLE "$was" AS SELECT "$a", "{CLAUSE}", "$p", amount AS was, '
            "payable AS was_payable, provisional AS was_provisional "
            f"FROM \"{self.table}\" WHERE status = '{Status.ELIGIBLE}' AND amount IS NOT NULL"
        )
        for clause in self.plan.clauses:
            quota = clause.quota
            if quota is None:
                continue
            limit = self._constant(quota.limit)
            if limit is None or limit != limit.to_integral_value():
                self.undecided.append(clause.clause.id)
                continue
            for year in self._years_of(clause, quota.quota):
                taken = self._taken(clause.clause.id, year)
                of_year = year if by_year_of_day(clause) else None
                decide_quota(
                    self.db, self.table, clause, int(limit), taken, ranked=quota.rank is not None, year=of_year
                )
        found: list[tuple[Pot, PotUse]] = []
        mosts = {clause.index: most_of(clause, self.settings) for clause in self.plan.clauses}
        counted: dict[str, dict[int | None, Decimal]] = {}  # by clause and year; None: of all years
        for place, limit_plan in enumerate(pots(self.plan)):
            value, when = self._constant(limit_plan.value), limit_plan.when
            applies = None if when is None else fold(when, self.settings)
            if isinstance(applies, Const) and applies.value is not True:
                continue
            if value is None or (applies is not None and not isinstance(applies, Const)):
                self.undecided.append(limit_plan.limit.id)
                continue
            for year in self._years(limit_plan):
                prior, other = self._prior(limit_plan, year), self._others(limit_plan, year)
                earlier = sum(prior.values(), Decimal(0))
                pot = Pot(
                    limit_plan, place, max(Decimal(0), value - earlier - other), year if self.ranks.dated else None
                )
                asked = lower_to_pot(self.db, self.table, self.plan, pot, places, self.as_of.year, mosts)
                found.append((pot, PotUse(limit_plan.limit, year, value, earlier, other, asked)))
                for id_, sum_ in prior.items():
                    counted.setdefault(id_, {})[year] = sum_
        settle(self.db, self.table, self.plan, places, self.before.others, self.before.chosen)
        self.pots = [replace(use, granted=granted_now(self.db, self.table, pot, self.as_of.year)) for pot, use in found]
        self.earlier = {id_: by_year.get(None, sum(by_year.values(), Decimal(0))) for id_, by_year in counted.items()}

    def _constant(self, node: Node) -> Decimal | None:
        found = fold(node, self.settings)
        return found.value if isinstance(found, Const) and isinstance(found.value, Decimal) else None

    def _taken(self, clause: str, year: int | None) -> Sequence[tuple[int, str]]:
        """The subjects that had a place before: the applicant's number, and the id."""
        in_year = "" if year is None else f" AND year = {year}"
        rows = self.db.execute(
            f'SELECT DISTINCT "$a", subject FROM "{EARLIER}" WHERE clause = {literal(clause)}{in_year} AND NOT "$odd"'
        ).fetchall()
        found = {(int(row[0]), str(row[1])) for row in rows}
        found |= {
            (number, one.subject)
            for number, one in self.before.prior
            if one.clause == clause and (year is None or one.year == year)
        }
        return sorted(found)

    def _years(self, limit: LimitPlan) -> Sequence[int | None]:
        """The years that have a pot of their own; None: all of them together."""
        return self._of_awards(dated=self.ranks.dated) if limit.limit.every == "year" else [None]

    def _years_of(self, clause: ClausePlan, quota: Quota) -> Sequence[int | None]:
        """The years that have places of their own; None: all of them together."""
        return self._of_awards(dated=by_year_of_day(clause)) if quota.every == "year" else [None]

    def _of_awards(self, *, dated: bool) -> Sequence[int]:
        """The year of the run and, where days of their own govern awards, those of these."""
        if not dated:
            return [self.as_of.year]
        rows = self.db.execute(
            f'SELECT DISTINCT CAST("{YEAR}" AS INTEGER) FROM "{self.table}" WHERE "{YEAR}" IS NOT NULL'
        )
        return sorted({self.as_of.year, *(int(row[0]) for row in rows.fetchall())})

    def _prior(self, limit: LimitPlan, year: int | None) -> dict[str, Decimal]:
        """What counts of earlier awards of this policy, by clause (yuan); those of rejected applicants are spent."""
        clauses = {self.plan.clauses[index].clause.id for index in limit.counted}
        in_year = "" if year is None else f" AND year = {year}"
        among = ", ".join(literal(id_) for id_ in sorted(clauses))
        of_interpreter = sorted({number for number, _ in self.before.prior})
        self.db.execute('CREATE OR REPLACE TEMP TABLE "$told" ("$a" BIGINT)')
        if of_interpreter:
            self.db.executemany('INSERT INTO "$told" VALUES (?)', [[number] for number in of_interpreter])
        rows = self.db.execute(
            f'SELECT clause, COALESCE(sum(fen), 0) FROM "{EARLIER}" WHERE clause IN ({among}){in_year} '
            'AND "$a" NOT IN (SELECT "$a" FROM "$told") AND NOT "$odd" GROUP BY clause'
        ).fetchall()
        found = {str(row[0]): decimal_of(int(row[1]), MONEY_SCALE) for row in rows}
        for _, one in self.before.prior:
            if one.clause in clauses and year in (None, one.year):
                found[one.clause] = found.get(one.clause, Decimal(0)) + one.amount
        return found

    def _others(self, limit: LimitPlan, year: int | None) -> Decimal:
        """What counts of awards of other policies (yuan)."""
        categories = {self.plan.clauses[index].clause.category for index in limit.counted}
        return self._typed_others(limit, year) + sum(
            (
                one.amount
                for _, one in self.before.others
                if one.level in limit.limit.other and one.category in categories and year in (None, one.year)
            ),
            Decimal(0),
        )

    def _typed_others(self, limit: LimitPlan, year: int | None) -> Decimal:
        """The same of the applicants whom queries evaluate."""
        counts = other_counts(self.plan, limit)
        if counts is None:
            return Decimal(0)
        in_year = "" if year is None else f" AND year = {year}"
        rows = self.db.execute(
            f'SELECT COALESCE(sum(fen), 0) FROM "{OTHERS}" WHERE {counts}{in_year} '
            f'AND "$a" NOT IN (FROM {self.before.chosen}) AND "$a" NOT IN (SELECT "$a" FROM "$rejected")'
        ).fetchall()
        return decimal_of(int(rows[0][0]), MONEY_SCALE)


def _concerned(plan: PolicyPlan) -> frozenset[int]:
    """The clauses with a quota, those that a pot counts, and those that share deductions with them."""
    counted = {index for limit in pots(plan) for index in limit.counted}
    sharing = counted | {clause.index for clause in plan.clauses if clause.quota is not None}
    categories = {plan.clauses[index].clause.category for index in sharing}
    found = {c.index for c in plan.clauses if c.quota is not None or c.clause.category in categories - {None}}
    return frozenset(found | counted)
