"""What ranks an award that the interpreter found, where all of its applicant is at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from policydsl.award import Status
from policydsl.award.governing import Governing
from policydsl.cohort.run.results import Ranked
from policydsl.cohort.shared.ranks import YEAR, Ranks, may_be_granted
from policydsl.evaluate.caps import NOTHING_GRANTED
from policydsl.evaluate.clause import Context
from policydsl.evaluate.marked import Env
from policydsl.evaluate.outcomes import Outcomes
from policydsl.evaluate.variant import Variant
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan

Values = tuple[object, ...]


class Ranking:
    """Of one policy on one day."""

    def __init__(self, ranks: Ranks, variant: Variant, as_of: Date) -> None:
        self.ranks, self.variant, self.as_of = ranks, variant, as_of

    def of(
        self,
        award: tuple[ClausePlan, str, Status],
        applicant: Values,
        lists: Mapping[str, Sequence[Values]],
        governing: Governing | None,
    ) -> Ranked:
        """The columns of an award: its clause, its subject, its status."""
        plan, subject, status = award
        if not self.ranks.columns or not may_be_granted(status):
            return self.ranks.none
        year = _year(governing)
        if not self.ranks.of(plan):
            return tuple(year if name == YEAR else None for name in self.ranks.columns)
        mine = [v for v in (() if plan.entity is None else lists[plan.entity.key]) if v[0] == subject]
        env = Env(applicant, mine[0] if mine else None, lists, self.variant.settings, self.as_of)
        context = Context(subject, self.as_of.year, NOTHING_GRANTED, Outcomes.make_rooms(plan))
        with localcontext(DECIMAL128):
            self.variant.marked[plan.index].evaluate(env, context)
            found = self.ranks.values(plan, env)
        return tuple(year if name == YEAR else one for name, one in zip(self.ranks.columns, found, strict=True))


def _year(governing: Governing | None) -> Decimal | None:
    """The year of the day that governs the award, where a day of its own does."""
    day = None if governing is None else governing.day[0]
    return Decimal(day.year) if isinstance(day, Date) else None
