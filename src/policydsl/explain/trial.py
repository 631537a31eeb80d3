"""What a clause would find if a missing fact turned out so: the evaluator's finding on the facts with the answer."""

from __future__ import annotations

from decimal import localcontext

from policydsl.award import NOT_REACHED
from policydsl.evaluate.caps import NOTHING_GRANTED, Room
from policydsl.evaluate.clause import Context, Finding
from policydsl.explain.evidence import Evidence, Fact
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Value
from policydsl.model.facts import Item
from policydsl.model.unknown import UNKNOWN
from policydsl.plan.policy_plan import ClausePlan


def suppose(evidence: Evidence, plan: ClausePlan, item: Item | None, fact: Fact, answer: Value) -> Finding:
    """The finding for a subject, by itself: as if no other item and no earlier award had used up a limit."""
    env = evidence.supposing(item, fact, answer)
    evaluation = evidence.evaluation
    context = Context(
        subject=evaluation.facts.applicant.id if item is None else item.id,
        year=evaluation.governing.year,
        granted=NOTHING_GRANTED,
        rooms={cap.cap.id: Room() for cap in plan.caps if cap.shared},
    )
    with localcontext(DECIMAL128):
        return evidence.clause(plan).marked.evaluate(env, context)


def known(value: object) -> bool:
    """Whether a value of a trace was computed, and can be told."""
    return value is not UNKNOWN and value is not NOT_REACHED
