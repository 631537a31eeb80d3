"""A plan with clauses that its text no longer has, and under which there still are rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policydsl.plan.build_joint import concerns
from policydsl.plan.policy_plan import ClausePlan, JointPlan, LimitPlan, PolicyPlan, RulePlan
from policydsl.source.frozen import replace


def with_formers(plan: PolicyPlan, formers: Sequence[ClausePlan]) -> PolicyPlan:
    """The same plan with such clauses behind its own; its rules over several awards are about them, too."""
    joint = None if plan.joint is None else _joint(plan.joint, formers)
    return replace(plan, clauses=(*plan.clauses, *formers), joint=joint)


def _joint(joint: JointPlan, formers: Sequence[ClausePlan]) -> JointPlan:
    return JointPlan(
        tuple(_rule(one, formers) for one in joint.inside),
        tuple(_limit(one, formers) for one in joint.limits),
        tuple(_rule(one, formers) for one in joint.across),
    )


def _rule(rule: RulePlan, formers: Sequence[ClausePlan]) -> RulePlan:
    """A rule that names its clauses is about these alone."""
    if rule.rule.among:
        return rule
    return replace(rule, among=(*rule.among, *_places(one for one in formers if concerns(rule.rule, one.clause))))


def _limit(limit: LimitPlan, formers: Sequence[ClausePlan]) -> LimitPlan:
    if limit.limit.counts:
        return limit
    besides = {one.id for one in limit.limit.besides}
    more = (one for one in formers if one.amount is not None and one.clause.id not in besides)
    return replace(limit, counted=(*limit.counted, *_places(more)))


def _places(clauses: Iterable[ClausePlan]) -> tuple[int, ...]:
    return tuple(one.index for one in clauses)
