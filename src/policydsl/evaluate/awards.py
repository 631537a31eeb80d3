"""Outcomes to awards: the full records that documents and explanations read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

from policydsl.award import ABOVE_CAP, Award, CapStep, Part, Promise, Settlement, Status, Trace
from policydsl.evaluate.caps import NOTHING_GRANTED, apply_caps, rounded
from policydsl.evaluate.clause import Finding
from policydsl.evaluate.governed import judged
from policydsl.evaluate.outcomes import Code, Joint, Outcome, Outcomes, Special
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import Policy
from policydsl.plan.build_joint import settling_rule
from policydsl.plan.policy_plan import CapPlan, ClausePlan, PolicyPlan
from policydsl.source.frozen import frozen, replace


@frozen(eq=False)
class Shape:
    """Where a clause's values stand among those of its probes, and what no fact decides about its awards."""

    conditions: tuple[tuple[str, int], ...]
    matched: int | None
    amount: int | None
    caps: tuple[tuple[CapPlan, int, int | None], ...]  # with the places of limit and condition
    subject_to: tuple[str, ...]
    subject_to_assessment: tuple[str, ...]  # the same while an assessment is awaited

    @staticmethod
    def of(plan: ClausePlan, policy: Policy) -> Shape:
        """Of a clause."""
        place = plan.probe_index.get
        quota = ("quota",) if plan.clause.quota is not None else ()
        own, common = plan.clause.subject_to, (*quota, *policy.subject_to)
        return Shape(
            tuple((c.condition.id, plan.probe_index["condition", c.condition.id]) for c in plan.conditions),
            place(("matched", "")),
            place(("amount", "")),
            tuple((c, plan.probe_index["limit", c.cap.id], place(("when", c.cap.id))) for c in plan.caps),
            tuple(dict.fromkeys((*own, *common))),
            tuple(dict.fromkeys((*own, "assessment", *common))),
        )


class Shapes(dict[int, Shape]):
    """The shapes of a policy's clauses, by their index, each made when it is first needed."""

    def __init__(self, plan: PolicyPlan) -> None:
        super().__init__()
        self.plan = plan

    def __missing__(self, index: int) -> Shape:
        found = self[index] = Shape.of(self.plan.clauses[index], self.plan.policy)
        return found


def awards_of(outcomes: Outcomes, shapes: Mapping[int, Shape] | None = None) -> tuple[Award, ...]:
    """One award for every outcome, in the same order."""
    known = Shapes(outcomes.variant.plan) if shapes is None else shapes
    with localcontext(DECIMAL128):
        if outcomes.variant.joint is None:
            return tuple([_award(outcomes, row, known[row[0].index], None) for row in outcomes.rows])
        found = zip(outcomes.rows, outcomes.codes, strict=True)
        return tuple([_award(outcomes, row, known[row[0].index], _joint(code)) for row, code in found])


def _joint(code: Code) -> Joint | None:
    return code.joint if isinstance(code, Special) else None


def _award(outcomes: Outcomes, row: Outcome, shape: Shape, joint: Joint | None) -> Award:
    plan, subject, status, amount, payable, term, limited_by, provisional, detail = row
    deducted = outcomes.deducted.get((plan.index, subject))
    told = detail.trace.governing if isinstance(detail, Finding) else None
    then = judged(detail, plan) if isinstance(detail, Finding) else plan
    settlement = None if deducted is None else _settlement(outcomes, then, subject, deducted)
    if joint is not None:
        settlement = joint.settlement
        deducted = settlement.deducted if settlement is not None and settlement.deducted else None
    subject_to = _subject_to(outcomes, plan, subject, shape) if status in _POSSIBLE and told is None else ()
    steps = () if joint is None else joint.steps
    if isinstance(detail, Finding):
        trace = detail.trace
        if told is not None and status in _POSSIBLE:
            plan, subject_to = _by_day(outcomes, trace, subject)
        own = (None, *(cap.cap.id for cap in plan.caps))  # a rule over several awards leaves nothing to decide above it
        if detail.above_cap and status is Status.ELIGIBLE and limited_by in own:
            subject_to = (*subject_to, ABOVE_CAP)
        if joint is not None:
            subject_to = _also(joint, subject_to, status)
        if settlement is not None or steps:
            trace = replace(trace, settlement=settlement, joint=steps)
        missing, failures, failed = detail.missing, detail.failures, detail.failed_conditions
        if joint is not None:
            missing, failures, failed = joint.missing, (*failures, *joint.failures), (*failed, *joint.failed)
        return Award(
            plan.clause, subject, status, amount, payable, term, limited_by, detail.row, provisional,
            missing, failures, failed, detail.no_row, subject_to, deducted,
            detail.at_most if status is Status.ELIGIBLE else None, trace,
            *_paying(outcomes, detail, payable, status),
        )  # fmt: skip
    if joint is not None:
        subject_to = _also(joint, subject_to, status)
    made: Trace | None = None
    matched: object = None
    failed = () if joint is None else joint.failed
    if detail is not None:
        caps = _cap_steps(outcomes, plan, detail, shape, subject)
        made = Trace(plan, detail, caps=caps, settlement=settlement, joint=steps)
        matched = None if shape.matched is None else detail[shape.matched]
        if status is Status.INELIGIBLE and not failed:
            failed = tuple([id_ for id_, place in shape.conditions if detail[place] is False])
    return Award(
        plan.clause, subject, status, amount, payable, term, limited_by,
        matched if isinstance(matched, str) else None, provisional,
        () if joint is None else joint.missing, () if joint is None else joint.failures, failed,
        status is Status.INELIGIBLE and not failed, subject_to, deducted, None, made,
    )  # fmt: skip


def _paying(
    outcomes: Outcomes, finding: Finding, payable: Decimal | None, status: Status
) -> tuple[tuple[Part, ...], tuple[Promise, ...]]:
    """The parts of what is payable in the end, and the promises."""
    found = finding.paying
    if found is None or status is not Status.ELIGIBLE:
        return (), ()
    parts = () if payable is None else found.parts_of(payable, outcomes.prepared.as_of)
    return parts, found.promises


def _also(joint: Joint, subject_to: tuple[str, ...], status: Status) -> tuple[str, ...]:
    """With limits that are decided where several applicants are."""
    return tuple(dict.fromkeys((*joint.subject_to, *subject_to))) if status in _POSSIBLE else ()


def _by_day(outcomes: Outcomes, trace: Trace, subject: str) -> tuple[ClausePlan, tuple[str, ...]]:
    """The clause by the text of the day that governs, and what no fact decides about it."""
    told, then = trace.governing, trace.plan
    assert told is not None  # noqa: S101
    shape = Shape.of(then, outcomes.variant.plan.policy)
    facts = told.facts.applicant.values
    lists = {key: [item.values for item in items] for key, items in told.facts.lists.items()}
    mine = [] if then.entity is None else [item for item in lists.get(then.entity.key, ()) if item[0] == subject]
    read = [facts[i] for _, i in then.assessed_applicant] + [item[i] for item in mine for _, i in then.assessed]
    read += [member[i] for key, i in then.assessed_listed for member in lists.get(key, ())]
    return then, shape.subject_to_assessment if None in read else shape.subject_to


def _settlement(outcomes: Outcomes, plan: ClausePlan, subject: str, deducted: Decimal) -> Settlement:
    others = outcomes.prepared.others[plan.clause.category or "", subject]
    return Settlement(settling_rule(outcomes.variant.plan.policy, plan.clause), others, deducted)


def _cap_steps(
    outcomes: Outcomes, plan: ClausePlan, values: Sequence[object], shape: Shape, subject: str
) -> tuple[CapStep, ...]:
    """What each cap did; for limits over all items, `before` and `after` are those of this item's turn."""
    raw = None if shape.amount is None else values[shape.amount]
    if not isinstance(raw, Decimal):
        return ()
    limits: list[tuple[CapPlan, Decimal]] = []
    for cap, place, when in shape.caps:
        limit = values[place]
        if isinstance(limit, Decimal) and (when is None or values[when] is True):
            limits.append((cap, limit))
    prepared, rounding = outcomes.prepared, plan.rounding
    granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
    rooms = outcomes.rooms_before(plan, subject)
    steps: list[CapStep] = []
    apply_caps(rounded(raw, rounding), limits, granted, subject, prepared.as_of.year, rooms, steps)
    return tuple(steps)


_POSSIBLE = (Status.ELIGIBLE, Status.UNDETERMINED)


def _subject_to(outcomes: Outcomes, plan: ClausePlan, subject: str, shape: Shape) -> tuple[str, ...]:
    """What no fact decides: the policy's and the clause's own, the quota, an assessment still to come."""
    prepared = outcomes.prepared
    awaited = any(prepared.applicant[i] is None for _, i in plan.assessed_applicant)
    if plan.assessed and not awaited:
        item = outcomes.item(plan, subject)
        awaited = item is not None and any(item[i] is None for _, i in plan.assessed)
    if awaited or any(member[i] is None for key, i in plan.assessed_listed for member in prepared.lists[key]):
        return shape.subject_to_assessment
    return shape.subject_to
