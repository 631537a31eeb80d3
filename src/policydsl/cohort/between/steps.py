"""The rules over several awards as steps: whose awards each looks at, and what is taken together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from policydsl.cohort.sql.queries import FrameQuery
from policydsl.plan.policy_plan import ClausePlan, LimitPlan, PolicyPlan, RulePlan
from policydsl.source.frozen import frozen

Together = Literal["applicant", "subject", "key"]


@frozen(eq=False)
class Side:
    """A clause that a rule looks at. `frame`: where its awards are; None: it grants nothing, but may have before."""

    clause: ClausePlan
    frame: FrameQuery | None
    unit: int  # the clause's rounding unit, in the finest unit of sums; of an award without a sum, one yuan

    @property
    def list_key(self) -> str:
        """The list whose items its awards are for; empty: the applicants."""
        return self.clause.entity.key if self.clause.entity else ""

    @property
    def has_sum(self) -> bool:
        """Whether its awards are sums."""
        return self.clause.amount is not None

    def column(self, kind: str) -> str:
        """The name of a column of its frame."""
        return f"{kind}${self.clause.index}"


@frozen(eq=False)
class Step:
    """A rule for some of its clauses. `number`: among all rules; `list_key`: of the subjects, where each is alone."""

    rule: RulePlan | LimitPlan
    number: int
    sides: tuple[Side, ...]
    together: Together
    list_key: str
    every_year: bool

    @property
    def id(self) -> str:
        """Of the rule."""
        return self.rule.rule.id if isinstance(self.rule, RulePlan) else self.rule.limit.id


def limits_of(plan: PolicyPlan) -> tuple[LimitPlan, ...]:
    """The limits that hold for each applicant by itself."""
    joint = plan.joint
    return () if joint is None else tuple(one for one in joint.limits if one.reach not in ("programme", "group"))


def rules_of(plan: PolicyPlan) -> tuple[RulePlan | LimitPlan, ...]:
    """All rules over the awards of one applicant, in the order in which they are applied."""
    return () if plan.joint is None else (*plan.joint.inside, *limits_of(plan))


def counted(rule: RulePlan | LimitPlan) -> tuple[int, ...]:
    """The clauses that a rule is about."""
    return rule.among if isinstance(rule, RulePlan) else rule.counted


class Steps:
    """Makes the steps of a policy; `frames` are those of its clauses that queries compute."""

    def __init__(self, plan: PolicyPlan, frames: Sequence[FrameQuery], places: int) -> None:
        self.clauses: Mapping[int, ClausePlan] = {clause.index: clause for clause in plan.clauses}
        self.frames = {clause.index: frame for frame in frames for clause in frame.clauses}
        self.places = places

    def of(self, rule: RulePlan | LimitPlan, number: int) -> list[Step]:
        """The steps of a rule: one for each group of clauses that never meet."""
        sides = [self._side(self.clauses[index]) for index in counted(rule)]
        if isinstance(rule, LimitPlan):
            key = rule.entity.key if rule.entity else ""
            together: Together = {"item": "subject", "key": "key"}.get(rule.reach, "applicant")  # type: ignore[assignment]
            one = Step(rule, number, tuple(sides), together, key, rule.limit.every == "year")
            return [one] if any(side.frame is not None for side in sides) else []
        found = []
        for some in _by(sides, lambda one: one.clause.clause.category, apart="category" in rule.rule.same):
            for mine in _by(some, lambda one: one.list_key, apart="subject" in rule.rule.same):
                alone = "subject" in rule.rule.same and mine[0].list_key != ""
                together = "subject" if alone else "applicant"
                key = mine[0].list_key if alone else ""
                found.append(Step(rule, number, tuple(mine), together, key, rule.rule.every == "year"))
        return [step for step in found if len(step.sides) > 1 and any(side.frame is not None for side in step.sides)]

    def _side(self, clause: ClausePlan) -> Side:
        unit = clause.rounding.to if clause.amount is not None else 1
        fine = int(unit.scaleb(self.places)) if not isinstance(unit, int) else 10**self.places
        return Side(clause, self.frames.get(clause.index), fine)


def _by(sides: Sequence[Side], key: object, *, apart: bool) -> Collection[list[Side]]:
    """The sides, those with one key together, in their order."""
    if not apart:
        return [list(sides)]
    found: dict[object, list[Side]] = {}
    for one in sides:
        found.setdefault(key(one), []).append(one)  # type: ignore[operator]
    return found.values()
