"""Awards of other policies after all other rules: what of an award is left to pay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from policydsl.award import Settlement, Status
from policydsl.evaluate.caps import ZERO, cut
from policydsl.evaluate.joint.claims import Claim
from policydsl.model.facts import OtherAward
from policydsl.model.policy import Policy, StackingRule
from policydsl.plan.policy_plan import RulePlan
from policydsl.source.frozen import replace

Kind = tuple[str | None, str | None]


@dataclass(slots=True)
class _Left:
    """What of a kind's awards of other policies is still to be taken off; `open`: an award before may take of it."""

    total: Decimal
    left: Decimal
    open: bool = False
    waits_for: set[str] = field(default_factory=set)


def settle(rule: RulePlan, policy: Policy, claims: Sequence[Claim], others: Iterable[OtherAward]) -> None:
    """Take awards of other policies off those of the same kind here, in the order of clauses."""
    levels = rule.rule.level or (policy.level,)
    sums: dict[Kind, Decimal] = {}
    for one in others:
        if one.level in levels and one.policy != policy.id:
            kind = _kind(rule.rule, one.category, one.subject)
            sums[kind] = sums.get(kind, ZERO) + one.amount
    kinds = {kind: _Left(sum_, sum_) for kind, sum_ in sums.items() if sum_ > ZERO}
    for claim in claims:
        kind = _kind(rule.rule, claim.plan.clause.category or "", claim.subject)
        if claim.plan.index in rule.among and kind in kinds and claim.possible:
            _one(rule.rule, claim, kinds[kind])


def _kind(rule: StackingRule, category: str, subject: str) -> Kind:
    return (category if "category" in rule.same else None, subject if "subject" in rule.same else None)


def _one(rule: StackingRule, claim: Claim, kind: _Left) -> None:
    special = claim.special
    if special.status is Status.ELIGIBLE and special.amount is not None:
        taken = special.amount if rule.rule == "exclude" else min(kind.left, special.amount)
        open_ = kind.open and rule.rule != "exclude"
        payable = cut(special.amount - taken, claim.rounding) if taken else special.amount
        claim.touched = True
        claim.special = replace(special, payable=payable, provisional=special.provisional or open_)
        claim.settlement = Settlement(rule.id, kind.total, taken)
        if open_:
            claim.missing |= kind.waits_for
        kind.left -= min(kind.left, taken)
    if not claim.certain:
        kind.open = True
        kind.waits_for |= claim.waits_for
