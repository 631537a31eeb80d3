"""The engine: a plan, compiled for a day and a choice of readings, applied to many applicants."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from policydsl.award import Evaluation
from policydsl.evaluate.awards import Shapes, awards_of
from policydsl.evaluate.clause import MarkedClause
from policydsl.evaluate.outcomes import Outcomes
from policydsl.evaluate.prepare import Preparation, Prepared
from policydsl.evaluate.variant import Variant
from policydsl.plan.policy_plan import PolicyPlan

if TYPE_CHECKING:
    from policydsl.feel.values import Date, Value
    from policydsl.model.facts import Facts


MAX_DAYS = 10_000  # days that are remembered
DEFAULTS: Mapping[str, str] = MappingProxyType({})  # no reading but the policy's own


class Engine:
    """Evaluates a plan. Compile once, evaluate many."""

    def __init__(self, plan: PolicyPlan) -> None:
        self.plan = plan
        self._preparation = Preparation(plan.policy)
        self._shapes = Shapes(plan)
        self._marked = _Marked(plan)
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
        settings = self.settings(as_of, readings)
        policy = self.plan.policy
        whole = policy.in_force.covers(as_of)
        in_force = tuple(whole and c.clause.in_force.covers(as_of) for c in self.plan.clauses)
        key = (tuple(settings.items()), in_force)
        found = self._variants.get(key)
        if found is None:
            found = self._variants[key] = Variant(self.plan, settings, in_force, self._marked)
        if len(self._days) < MAX_DAYS:
            self._days[asked] = found
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
        return Evaluation(self.plan, prepared.facts, prepared.as_of, chosen, awards_of(outcomes, self._shapes))


class _Marked(dict[int, MarkedClause]):
    """The marked evaluation of each clause, compiled when it is first needed."""

    def __init__(self, plan: PolicyPlan) -> None:
        super().__init__()
        self.plan = plan

    def __missing__(self, index: int) -> MarkedClause:
        found = self[index] = MarkedClause(self.plan.clauses[index])
        return found


__all__ = ["Engine", "Prepared"]
