"""Caps that the department may decide above (`may_exceed`), and the most of a sum that it decides case by case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from policydsl.award import CapStep
from policydsl.evaluate.caps import ZERO, Granted, Room
from policydsl.evaluate.marks import FALSE, TRUE, Marked, union
from policydsl.model.unknown import UNKNOWN
from policydsl.plan.policy_plan import CapPlan

Limits: TypeAlias = Sequence[tuple[CapPlan, Decimal]]


def above(tests: Mapping[str, Marked], higher: Callable[[frozenset[str]], bool]) -> Marked:
    """Whether a decision may go above what the caps leave.

    `tests` are those of the caps that have one, by their ids; `higher` tells whether the sum is higher once some of
    these caps are set aside. With more of them it is no lower: so what is surely set aside, and what may be, decide.
    """
    if higher(frozenset(id_ for id_, (value, why) in tests.items() if value is True and not why)):
        return TRUE
    if not higher(frozenset(id_ for id_, (value, why) in tests.items() if value is not False or why)):
        return FALSE
    mark = union([why for _, why in tests.values()])
    if higher(frozenset(id_ for id_, (value, _) in tests.items() if value is True)):
        return True, mark
    unknown = any(value is UNKNOWN for value, _ in tests.values())
    return (UNKNOWN if unknown else False), mark


def without(
    limits: Limits,
    aside: frozenset[str],
    start: Decimal,
    granted: Granted,
    subject: str,
    year: int,
    rooms: Mapping[str, Room],
) -> Limits:
    """The same caps, some of them set so high that they leave the sum as it is, but for what was granted before."""

    def room(plan: CapPlan) -> Decimal:
        return rooms[plan.cap.id].taken if plan.shared else ZERO

    return [
        (plan, max(limit, start + granted.before(plan, subject, year) + room(plan)) if plan.cap.id in aside else limit)
        for plan, limit in limits
    ]


def most_of(
    limits: Limits, granted: Granted, subject: str, year: int, aside: frozenset[str] = frozenset()
) -> tuple[Decimal | None, tuple[CapStep, ...]]:
    """The most that may be granted of a sum without a formula (None: no bound), and what each cap leaves."""
    most: Decimal | None = None
    steps: list[CapStep] = []
    for plan, limit in limits:
        if plan.cap.id in aside:
            continue
        before = granted.before(plan, subject, year)
        left = max(ZERO, limit - before)
        steps.append(CapStep(plan.cap.id, limit, before, limit, left, bound=False))
        most = left if most is None else min(most, left)
    return most, tuple(steps)
