"""What of a policy its tests reach: clauses, conditions, rows, caps, readings, stacking; each with the tests that do.

A condition counts as decisive (MC/DC) when a test shows that it alone keeps an award from being granted, and another
that the award is granted with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from policydsl.award import Award, Evaluation, LimitStep, Status
from policydsl.feel import ast
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Condition, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.source.frozen import frozen

Kind: TypeAlias = Literal["clause", "condition", "row", "cap", "instalment", "reading", "stacking", "limit"]
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
        for status in ("eligible", "ineligible", "undetermined") if clause.eligibility else ("eligible",):
            yield "clause", clause.id, "", status
        for condition in clause.eligibility:
            for what in ("true", "false", *(("unknown",) if _can_be_unknown(condition, policy) else ()), "alone"):
                yield "condition", clause.id, condition.id, what
        for row in clause.table.rows if clause.table is not None else ():
            yield "row", clause.id, row.id, "applies"
        for cap in clause.caps:
            for what in ("binds", "does not bind"):
                yield "cap", clause.id, cap.id, what
        for part in clause.pay:
            for what in ("paid", "lapses") if part.when is not None else ("paid",):
                yield "instalment", clause.id, part.id, what
    for reading in policy.readings.values():
        for option in reading.options:
            yield "reading", "", reading.id, option
    for rule in policy.stacking:
        yield "stacking", "", rule.id, "deducts" if rule.across == "policies" else "lowers"
    for limit in policy.limits:
        if policy.decided_alone(limit):
            for what in ("binds", "does not bind"):
                yield "limit", "", limit.id, what


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


def _of_award(award: Award, clause: Clause) -> Iterator[Key]:
    yield "clause", clause.id, "", str(award.status)
    trace = award.trace
    if trace is None:
        return
    granted = award.status is Status.ELIGIBLE
    for condition in clause.eligibility:
        value = trace.value("condition", condition.id)
        word = "unknown" if value is UNKNOWN else str(value).lower() if isinstance(value, bool) else ""
        if word:
            yield "condition", clause.id, condition.id, word
        if value is True and granted:
            yield "condition", clause.id, condition.id, "true-granted"
    if len(award.failed_conditions) == 1 and not award.no_row and not award.missing:
        yield "condition", clause.id, award.failed_conditions[0], "alone"
    for row in clause.table.rows if clause.table is not None else ():
        collected = clause.table is not None and clause.table.hit == "collect"
        if (trace.value("row", row.id) is True) if collected else award.row == row.id:
            yield "row", clause.id, row.id, "applies"
    for step in trace.caps:
        yield "cap", clause.id, step.cap, "binds" if step.bound or step.after < step.before else "does not bind"
    for part in award.instalments:
        if part.status != "open":
            yield "instalment", clause.id, part.instalment.id, "lapses" if part.status == "lapsed" else "paid"
