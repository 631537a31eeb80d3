"""Days: clauses and versions outside the time of the policy, years that look mistyped."""

from __future__ import annotations

from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import InForce, Policy
from policydsl.model.reading import parse_day

_LONGEST: Final = 30  # years that a policy may hold
_APART: Final = 5  # years between issue and force


def check_days(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report intervals and days that do not fit the policy's own."""
    policy = checked.policy
    _policy(policy, reporter)
    for clause in policy.clauses:
        own, whole = clause.in_force, policy.in_force
        if own.at is not None and _meets(own, whole) and not _within(own, whole):
            late = own.end is not None and whole.end is not None and whole.end < own.end
            at = own.end_at if late and own.end_at is not None else own.at
            reporter.report("P035", at, name=clause.id, start=_day(whole.start), end=_day(whole.end))
    end, begin = policy.in_force.end, policy.in_force.start
    backwards = end is not None and begin is not None and end < begin  # P010 has said so
    for parameter in policy.parameters.values():
        for start, formula in parameter.versions:
            if start is not None and end is not None and end < start and not backwards:
                reporter.report("P036", Label.at(formula.origin, formula.expr.span), name=parameter.id,
                                start=start.iso(), end=end.iso())  # fmt: skip


def _policy(policy: Policy, reporter: Reporter) -> None:
    start, end, at = policy.in_force.start, policy.in_force.end, policy.in_force.end_at
    if at is not None and start is not None and end is not None and end.year - start.year > _LONGEST:
        reporter.report("P037", at, start=start.iso(), end=end.iso(), years=end.year - start.year)
    issued = parse_day(policy.issued) if policy.issued else None
    if issued is None or policy.issued_at is None:
        return
    if start is not None and end is not None and end < start:
        return  # P010 has said so
    if end is not None and end < issued:
        reporter.report("P038", policy.issued_at, issued=issued.iso(), end=end.iso())
    elif start is not None and abs(start.year - issued.year) > _APART:
        reporter.report("P039", policy.issued_at, issued=issued.iso(), start=start.iso())


def _meets(one: InForce, whole: InForce) -> bool:
    """Whether they share a day; otherwise P011 has said so."""
    before = one.end is not None and whole.start is not None and one.end < whole.start
    after = one.start is not None and whole.end is not None and whole.end < one.start
    return not before and not after


def _within(one: InForce, whole: InForce) -> bool:
    starts = one.start is None or whole.start is None or whole.start <= one.start
    return starts and (one.end is None or whole.end is None or one.end <= whole.end)


def _day(day: Date | None) -> str:
    return day.iso() if day is not None else "…"
