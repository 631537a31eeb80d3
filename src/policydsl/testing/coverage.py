"""What of a policy its tests reach: clauses, conditions, rows, caps, readings, stacking; each with the tests that do.

A condition counts as decisive (MC/DC) when a test shows that it alone keeps an award from being granted, and another
that the award is granted with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from policydsl.award import ABOVE_CAP, MINIMUM, Award, Evaluation, Governing, LimitStep, Status
from policydsl.award.windows import CLAIM
from policydsl.feel import ast
from policydsl.feel.values import Date
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Condition, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.source.frozen import frozen

Kind: TypeAlias = Literal["clause", "condition", "row", "cap", "instalment", "reading", "stacking", "limit"]
_OTHER_DAY: Final = "another day"
Key: TypeAlias = tuple[str, str, str, str]  # kind, clause, id, what was seen


@frozen
class Item:
    """One thing to reach, and the names of the tests that reach it."""

    kind: Kind
    clause: str
    id: str
    what: str
    tests: tuple[str, ...]


@frozen
class Coverage:
    """Everything there is to reach."""

    items: tuple[Item, ...]

    @property
    def reached(self) -> int:
        """How many are reached."""
        return sum(bool(item.tests) for item in self.items)

    def percent(self, kind: Kind | None = None) -> str:
        """The part that is reached, rounded down to a tenth: `98.7`."""
        some = [item for item in self.items if kind is None or item.kind == kind]
        if not some:
            return "100.0"
        tenths = 1000 * sum(bool(item.tests) for item in some) // len(some)
        return f"{tenths // 10}.{tenths % 10}"


def coverage_of(policy: Policy, runs: Iterable[tuple[str, Evaluation]]) -> Coverage:
    """The coverage that some runs give; each comes with the name of its test."""
    seen: dict[Key, dict[str, None]] = {}
    for name, evaluation in runs:
        for key in _seen(evaluation):
            seen.setdefault(key, {})[name] = None
    items: list[Item] = []
    for kind, clause, id_, what in _wanted(policy):
        tests = seen.get((kind, clause, id_, what), {})
        if what == "alone":
            granted = seen.get((kind, clause, id_, "true-granted"), {})
            tests = {**tests, **granted} if tests and granted else {}
        items.append(Item(kind, clause, id_, what, tuple(tests)))
    return Coverage(tuple(items))


def _wanted(policy: Policy) -> Iterator[tuple[Kind, str, str, str]]:
    for clause in policy.clauses:
        asks = clause.eligibility or clause.claim is not None
        for status in ("eligible", "ineligible", "undetermined") if asks else ("eligible",):
            yield "clause", clause.id, "", status
        if clause.dated is not None:
            yield "clause", clause.id, "", _OTHER_DAY
        for what in ("true", "false", "alone") if clause.claim is not None else ():
            yield "condition", clause.id, CLAIM, what
        for condition in clause.eligibility:
            if not condition.common:
                for what in _answers(condition, policy):
                    yield "condition", clause.id, condition.id, what
        for row in clause.table.rows if clause.table is not None else ():
            yield "row", clause.id, row.id, "applies"
        least = [MINIMUM] if clause.minimum is not None else []
        caps = () if clause.basis == "case_by_case" else clause.caps
        for id_ in (*least, *(cap.id for cap in caps)):
            for what in ("binds", "does not bind"):
                yield "cap", clause.id, id_, what
        for cap in clause.caps:
            if cap.may_exceed is not None:
                yield "cap", clause.id, cap.id, "may be exceeded"
        for part in clause.pay:
            for what in ("paid", "lapses") if part.when is not None else ("paid",):
                yield "instalment", clause.id, part.id, what
    for condition in policy.common.body.eligibility if policy.common is not None else ():
        for what in _answers(condition, policy):
            yield "condition", "", condition.id, what
    for reading in policy.readings.values():
        for option in reading.options:
            yield "reading", "", reading.id, option
    for rule in policy.stacking:
        yield "stacking", "", rule.id, "deducts" if rule.across == "policies" else "lowers"
    for limit in policy.limits:
        if policy.decided_alone(limit):
            for what in ("binds", "does not bind"):
                yield "limit", "", limit.id, what


def _answers(condition: Condition, policy: Policy) -> Iterator[str]:
    yield from ("true", "false")
    if _can_be_unknown(condition, policy):
        yield "unknown"
    yield "alone"


def _can_be_unknown(condition: Condition, policy: Policy) -> bool:
    """Whether a fact can lack: those that the department assesses are null until it has, and never unknown."""
    assessed = {field.id for entity in policy.entities.values() for field in entity.fields.values() if field.assessed}
    read = [node.name for node in walk(condition.test.expr) if isinstance(node, ast.Path)]
    return not read or not set(read) <= assessed


def _seen(evaluation: Evaluation) -> Iterator[Key]:
    for reading, option in evaluation.readings.items():
        yield "reading", "", reading, option
    for award in evaluation.awards:
        yield from _of_award(award, award.clause)
    for award in evaluation.awards:
        settlement = award.trace.settlement if award.trace is not None else None
        if settlement is not None and settlement.deducted:
            yield "stacking", "", settlement.rule, "deducts"
        for step in award.trace.joint if award.trace is not None else ():
            lowers = step.after < step.before
            if isinstance(step, LimitStep):
                yield "limit", "", step.limit, "binds" if lowers else "does not bind"
            elif lowers:
                yield "stacking", "", step.rule, "lowers"


def _of_days(told: Governing, award: Award, *, granted: bool) -> Iterator[Key]:
    """Whether another day governs than that of the evaluation, and whether it could be claimed."""
    day, window = told.day[0], told.window
    if isinstance(day, Date) and told.clause.dated is not None and day != told.as_of:
        yield "clause", award.clause.id, "", _OTHER_DAY
    if window is not None and isinstance(window.is_open[0], bool):
        yield "condition", award.clause.id, CLAIM, str(window.is_open[0]).lower()
        if window.is_open[0] and granted:
            yield "condition", award.clause.id, CLAIM, "true-granted"
        if award.failed_conditions == (CLAIM,) and not award.no_row and not award.missing:
            yield "condition", award.clause.id, CLAIM, "alone"


def _of_award(award: Award, clause: Clause) -> Iterator[Key]:
    yield "clause", clause.id, "", str(award.status)
    trace = award.trace
    if trace is None:
        return
    granted = award.status is Status.ELIGIBLE
    if trace.governing is not None:
        yield from _of_days(trace.governing, award, granted=granted)
    for condition in clause.eligibility:
        owner = "" if condition.common else clause.id
        value = trace.value("condition", condition.id)
        word = "unknown" if value is UNKNOWN else str(value).lower() if isinstance(value, bool) else ""
        if word:
            yield "condition", owner, condition.id, word
        if value is True and granted:
            yield "condition", owner, condition.id, "true-granted"
        if award.failed_conditions == (condition.id,) and not award.no_row and not award.missing:
            yield "condition", owner, condition.id, "alone"
    for row in clause.table.rows if clause.table is not None else ():
        collected = clause.table is not None and clause.table.hit in ("collect", "progressive")
        if (trace.value("row", row.id) is True) if collected else award.row == row.id:
            yield "row", clause.id, row.id, "applies"
    amount, minimum = trace.value("amount"), trace.value("minimum")
    if granted and isinstance(amount, Decimal) and isinstance(minimum, Decimal):
        yield "cap", clause.id, MINIMUM, "binds" if amount < minimum else "does not bind"
    if ABOVE_CAP in award.subject_to:
        for cap in clause.caps:
            if trace.value("may_exceed", cap.id) is True:
                yield "cap", clause.id, cap.id, "may be exceeded"
    for step in trace.caps if clause.basis != "case_by_case" else ():
        yield "cap", clause.id, step.cap, "binds" if step.bound or step.after < step.before else "does not bind"
    for part in award.instalments:
        if part.status != "open":
            yield "instalment", clause.id, part.instalment.id, "lapses" if part.status == "lapsed" else "paid"
