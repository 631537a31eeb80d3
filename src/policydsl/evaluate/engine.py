"""The engine: a plan, compiled for a day and a choice of readings, applied to many applicants."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from policydsl.award import Evaluation
from policydsl.evaluate.awards import Shape, Shapes, awards_of
from policydsl.evaluate.clause import MarkedClause
from policydsl.evaluate.formers import with_formers
from policydsl.evaluate.outcomes import Outcomes
from policydsl.evaluate.prepare import Preparation, Prepared
from policydsl.evaluate.texts import DayTexts
from policydsl.evaluate.variant import Variant
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.plan.texts import FormerClause, Texts

if TYPE_CHECKING:
    from policydsl.feel.values import Date, Value
    from policydsl.model.facts import Facts


MAX_DAYS = 10_000  # days that are remembered
DEFAULTS: Mapping[str, str] = MappingProxyType({})  # no reading but the policy's own


class Engine:
    """Evaluates a plan. Compile once, evaluate many."""

    def __init__(self, plan: PolicyPlan, texts: Texts | None = None) -> None:
        """`texts` are those of other days, for clauses that the day of a contract or payment governs."""
        self.plan, self.texts = plan, texts
        self.days = DayTexts(plan, texts)
        self._plans: dict[tuple[int, ...], PolicyPlan] = {(): plan}  # by the former clauses in them
        self._preparation = Preparation(plan.policy)
        self._shapes = Shapes(plan)
        self._marked = _Marked(plan)
        self._former: dict[int, ClausePlan] = {}  # by the identity of the plan in its own text
        self._variants: dict[object, Variant] = {}
        self._days: dict[object, Variant] = {}  # by day and readings as asked for; by day alone where none are

    def prepare(self, facts: Facts, as_of: Date) -> Prepared:
        """Facts ready to be evaluated, for a day."""
        return self._preparation.prepare(facts, as_of)

    def variant(self, as_of: Date, readings: Mapping[str, str]) -> Variant:
        """The policy compiled for a day and a choice of readings; the same for days that make no difference."""
        asked: object = (as_of.key, *readings.items()) if readings else as_of.key
        known = self._days.get(asked)
        if known is not None:
            return known
        settings, plan = self.settings(as_of, readings), self.on(as_of)
        whole = plan.policy.in_force.covers(as_of)
        in_force = tuple(c.dated is not None or (whole and c.clause.in_force.covers(as_of)) for c in plan.clauses)
        key = (tuple(settings.items()), in_force, id(plan))
        found = self._variants.get(key)
        if found is None:
            found = self._variants[key] = Variant(plan, settings, in_force, self._marked, self.days)
        if len(self._days) < MAX_DAYS:
            self._days[asked] = found
        return found

    def on(self, as_of: Date) -> PolicyPlan:
        """The plan with those clauses that earlier texts had and under which there still are rights."""
        if self.texts is None:
            return self.plan
        every = self.texts.former(as_of)
        key = tuple(id(one.clause) for one in every)
        found = self._plans.get(key)
        if found is None:
            found = self._plans[key] = with_formers(self.plan, [self._former_clause(one) for one in every])
        return found

    def _former_clause(self, former: FormerClause) -> ClausePlan:
        """Such a clause with an index of its own."""
        found = self._former.get(id(former.clause))
        if found is None:
            found = dataclasses.replace(former.clause, index=len(self.plan.clauses) + len(self._former))
            self._former[id(former.clause)] = found
            self.days.home(found, former.plan)
            self._shapes[found.index] = Shape.of(found, self.plan.policy)
        return found

    def settings(self, as_of: Date, readings: Mapping[str, str]) -> dict[tuple[str, str], Value]:
        """What a run fixes: the parameters' versions, the readings (defaults for those not named)."""
        found: dict[tuple[str, str], Value] = {
            ("parameter", name): one.at(as_of) for name, one in self.plan.parameters.items()
        }
        for reading in self.plan.policy.readings.values():
            found["reading", reading.id] = readings.get(reading.id, reading.default)
        return found

    def evaluate(self, prepared: Prepared, readings: Mapping[str, str] = DEFAULTS) -> Outcomes:
        """Every outcome, without traces: the fast way for many applicants."""
        return self.variant(prepared.as_of, readings).evaluate(prepared)

    def record(self, prepared: Prepared, readings: Mapping[str, str] = DEFAULTS) -> Outcomes:
        """Every outcome with the values that explain it; `trace` makes the records of them."""
        return self.variant(prepared.as_of, readings).trace(prepared)

    def trace(self, prepared: Prepared, readings: Mapping[str, str] = DEFAULTS) -> Evaluation:
        """Every award with its full trace, as records."""
        outcomes = self.record(prepared, readings)
        chosen = {r.id: readings.get(r.id, r.default) for r in self.plan.policy.readings.values()}
        return Evaluation(
            outcomes.variant.plan, prepared.facts, prepared.as_of, chosen, awards_of(outcomes, self._shapes)
        )


class _Marked(dict[int, MarkedClause]):
    """The marked evaluation of each clause, compiled when it is first needed."""

    def __init__(self, plan: PolicyPlan) -> None:
        super().__init__()
        self.plan = plan

    def __missing__(self, index: int) -> MarkedClause:
        found = self[index] = MarkedClause(self.plan.clauses[index])
        return found


__all__ = ["Engine", "Prepared"]
