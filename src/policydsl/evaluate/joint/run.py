"""The rules over several awards in their order: between clauses, limits, other policies."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import localcontext
from typing import TYPE_CHECKING

from policydsl.evaluate.joint.claims import claims_of
from policydsl.evaluate.joint.limits import LimitRun
from policydsl.evaluate.joint.others import settle
from policydsl.evaluate.joint.stacking import stack
from policydsl.evaluate.marked import Env
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import JointPlan, PolicyPlan

if TYPE_CHECKING:
    from policydsl.evaluate.outcomes import Outcomes


class JointRun:
    """The joint rules of a policy, compiled once."""

    def __init__(self, plan: PolicyPlan, joint: JointPlan) -> None:
        self.plan, self.joint = plan, joint
        self.limits = [LimitRun(one, plan.policy, plan.clauses) for one in joint.limits]

    def finish(self, outcomes: Outcomes) -> None:
        """Replace the codes of all awards that the rules are about by what is left of them."""
        prepared, settings = outcomes.prepared, outcomes.variant.settings

        def env(item: Sequence[object] | None, year: int | None = None, /) -> Env:
            found = Env(prepared.applicant, item, prepared.lists, settings, prepared.as_of)
            if year is not None and year != prepared.as_of.year:  # awards that another day governs
                found.governing = Date(year, 12, 31)
                found.settings = outcomes.variant.texts.own.settings(found.governing, settings)
            return found

        facts = prepared.facts
        with localcontext(DECIMAL128):
            claims = claims_of(outcomes)
            for rule in self.joint.inside:
                stack(rule, self.plan.clauses, claims, prepared.granted, facts.elections)
            for limit in self.limits:
                limit.apply(claims, facts, prepared.granted, env)
            for rule in self.joint.across:
                settle(rule, self.plan.policy, claims, facts.other_awards)
        for claim in claims:
            if claim.touched:
                outcomes.codes[claim.place] = claim.code()
