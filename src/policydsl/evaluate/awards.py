"""Outcomes to awards: the full records that documents and explanations read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policydsl.award import NOT_REACHED, Award, CapStep, Settlement, Status, Trace
from policydsl.evaluate.caps import NOTHING_GRANTED, apply_caps, rounded
from policydsl.evaluate.clause import Finding
from policydsl.evaluate.outcomes import Outcome, Outcomes
from policydsl.plan.policy_plan import CapPlan, ClausePlan


def awards_of(outcomes: Outcomes) -> tuple[Award, ...]:
    """One award for every outcome, in the same order."""
    return tuple(_award(outcomes, row) for row in outcomes.rows)


def _award(outcomes: Outcomes, row: Outcome) -> Award:
    plan, subject, status, amount, payable, term, limited_by, provisional, detail = row
    finding = detail if isinstance(detail, Finding) else _finding(outcomes, row)
    deducted = outcomes.deducted.get((plan.index, subject))
    trace = finding.trace if detail is not None else None
    if deducted is not None and trace is not None and plan.clause.category is not None:
        others = outcomes.prepared.others[plan.clause.category, subject]
        rule = outcomes.variant.plan.policy.stacking[0].id
        trace = Trace(trace.plan, trace.values, trace.missing, trace.caps, Settlement(rule, others, deducted))
    return Award(
        clause=plan.clause,
        subject=subject,
        status=status,
        amount=amount,
        payable=payable,
        term=term,
        limited_by=limited_by,
        row=finding.row,
        provisional=provisional,
        missing=finding.missing,
        failures=finding.failures,
        failed_conditions=finding.failed_conditions,
        no_row=finding.no_row,
        subject_to=_subject_to(outcomes, plan, status, outcomes.item(plan, subject), outcomes.prepared.applicant),
        deducted=deducted,
        trace=trace,
    )


def _finding(outcomes: Outcomes, row: Outcome) -> Finding:
    """What a traced outcome of the fast way says, in the form of the marked way."""
    plan, subject, status, amount, *_, detail = row
    values = detail if isinstance(detail, list) else (NOT_REACHED,) * len(plan.probes)
    trace = Trace(plan, values)
    failed = tuple(c.condition.id for c in plan.conditions if trace.value("condition", c.condition.id) is False)
    matched = trace.value("matched")
    caps = _cap_steps(outcomes, plan, trace, subject) if amount is not None else ()
    return Finding(
        status,
        Trace(plan, values, caps=caps),
        row=matched if isinstance(matched, str) else None,
        failed_conditions=failed,
        no_row=status is Status.INELIGIBLE and not failed,
    )


def _cap_steps(outcomes: Outcomes, plan: ClausePlan, trace: Trace, subject: str) -> tuple[CapStep, ...]:
    """What each cap did; for limits over all items, `before` and `after` are those of this item's turn."""
    raw = trace.value("amount")
    if not isinstance(raw, Decimal):
        return ()
    limits: list[tuple[CapPlan, Decimal]] = []
    for cap in plan.caps:
        limit = trace.value("limit", cap.cap.id)
        if isinstance(limit, Decimal) and (cap.when is None or trace.value("when", cap.cap.id) is True):
            limits.append((cap, limit))
    prepared, rounding = outcomes.prepared, outcomes.variant.plan.policy.rounding
    granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
    rooms = outcomes.rooms_before(plan, subject)
    steps: list[CapStep] = []
    apply_caps(rounded(raw, rounding), limits, granted, subject, prepared.as_of.year, rooms, steps)
    return tuple(steps)


def _subject_to(
    outcomes: Outcomes, plan: ClausePlan, status: Status, item: Sequence[object] | None, applicant: Sequence[object]
) -> tuple[str, ...]:
    """What no fact decides: the policy's and the clause's own, the quota, an assessment still to come."""
    if status not in (Status.ELIGIBLE, Status.UNDETERMINED):
        return ()
    found = dict.fromkeys(plan.clause.subject_to)
    awaited = any(item is not None and item[i] is None for _, i in plan.assessed)
    awaited = awaited or any(applicant[i] is None for _, i in plan.assessed_applicant)
    if awaited or any(member[i] is None for key, i in plan.assessed_listed for member in outcomes.prepared.lists[key]):
        found["assessment"] = None
    if plan.clause.quota is not None:
        found["quota"] = None
    found |= dict.fromkeys(outcomes.variant.plan.policy.subject_to)
    return tuple(found)
