"""Which of a policy's days is the one whose year was mistyped, as far as the others tell."""

from __future__ import annotations

from typing import Final

from policydsl.feel.values import Date
from policydsl.model.policy import InForce, Policy
from policydsl.model.reading import parse_day

APART: Final = 5  # years between issue and force
_FIRST: Final = 1980  # no notice is in force since before


def is_backwards(whole: InForce) -> bool:
    """Whether it ends before it begins, which is told as P010: no other day can be held against it."""
    return whole.start is not None and whole.end is not None and whole.end < whole.start


def is_start_mistyped(policy: Policy) -> bool:
    """Whether the first day lies years before the day of issue, or before the first days of figures."""
    start, end = policy.in_force.start, policy.in_force.end
    if start is None or is_backwards(policy.in_force):
        return False
    if start.year < _FIRST:
        return True
    others = [day for parameter in policy.parameters.values() for day, _ in parameter.versions[:1]]
    issued = parse_day(policy.issued) if policy.issued else None
    return any(_is_later(start, other, end) for other in (issued, *others))


def _is_later(start: Date, other: Date | None, end: Date | None) -> bool:
    return other is not None and other.year - start.year > APART and (end is None or other <= end)
