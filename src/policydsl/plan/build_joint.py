"""Lowers what is said of several awards together: stacking rules and limits."""

from __future__ import annotations

from policydsl.check import CheckedPolicy
from policydsl.check.checked import CheckedLimit
from policydsl.model.policy import Clause, Formula, Policy, StackingRule
from policydsl.plan import nodes
from policydsl.plan.lower import Lowering
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import JointPlan, LimitPlan, RulePlan


def build_joint(checked: CheckedPolicy) -> JointPlan | None:
    """The rules over several awards; None where each clause can be settled by itself."""
    policy = checked.policy
    inside = tuple(_rule(policy, rule) for rule in policy.stacking if rule.across == "clauses")
    across = tuple(_rule(policy, rule) for rule in policy.stacking if rule.across == "policies")
    limits = tuple(_limit(checked, one) for one in checked.limits)
    found = JointPlan(inside, limits, across)
    return None if found.usual and not inside and not limits else found


def _rule(policy: Policy, rule: StackingRule) -> RulePlan:
    places = {clause.id: index for index, clause in enumerate(policy.clauses)}
    if rule.among:
        return RulePlan(rule, tuple(places[one.id] for one in rule.among))
    return RulePlan(rule, tuple(i for i, clause in enumerate(policy.clauses) if concerns(rule, clause)))


def concerns(rule: StackingRule, clause: Clause) -> bool:
    """Whether a rule is about a clause: one that it names, or one with what must be the same."""
    if rule.among and all(one.id != clause.id for one in rule.among):
        return False
    money = clause.amount is not None or (rule.across == "clauses" and rule.rule in ("choose", "exclude"))
    return money and (clause.category is not None or "category" not in rule.same)


def settling_rule(policy: Policy, clause: Clause) -> str:
    """The rule that takes awards of other policies off a clause's; empty where there is none."""
    return next((r.id for r in policy.stacking if r.across == "policies" and concerns(r, clause)), "")


def _limit(checked: CheckedPolicy, one: CheckedLimit) -> LimitPlan:
    item = None
    if one.item is not None and one.entity is not None:
        item = (one.item, nodes.Variable(one.item.name, "item", one.entity.key))
    lowering = Lowering(checked.typing, checked.policy.entities, item)

    def lower(formula: Formula | None) -> Node | None:
        return None if formula is None else lowering.formula(formula.expr, formula.origin)

    limit = one.limit
    value = lowering.formula(limit.limit.expr, limit.limit.origin)
    key = lower(limit.per) if one.reach in ("key", "group") else None
    rank = _rank(checked, one)
    return LimitPlan(limit, one.reach, one.counted, one.entity, value, lower(limit.when), key, rank)


def _rank(checked: CheckedPolicy, one: CheckedLimit) -> Node | None:
    """What ranks the awards: the applicant's facts, or those of the one item that all clauses counted are for."""
    formula, item = one.limit.rank_by, None
    if formula is None:
        return None
    if one.ranked is not None:
        symbol, entity = one.ranked
        item = (symbol, nodes.Variable(symbol.name, "item", entity.key))
    return Lowering(checked.typing, checked.policy.entities, item).formula(formula.expr, formula.origin)
