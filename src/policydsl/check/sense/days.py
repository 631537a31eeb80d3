"""Days: clauses and versions outside the time of the policy, years that look mistyped."""

from __future__ import annotations

from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.years import APART, is_backwards, is_start_mistyped
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import InForce, Policy
from policydsl.model.reading import parse_day

_LONGEST: Final = 30  # years that a policy may hold


def check_days(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report intervals and days that do not fit the policy's own."""
    policy = checked.policy
    _policy(policy, reporter)
    for clause in policy.clauses:
        own, whole = clause.in_force, policy.in_force
        if is_backwards(own) or is_backwards(whole):
            continue  # P010 has said so
        if own.at is not None and _meets(own, whole) and not _within(own, whole):
            late = own.end is not None and whole.end is not None and whole.end < own.end
            at = own.end_at if late and own.end_at is not None else own.at
            reporter.report("P035", at, name=clause.id, start=_day(whole.start), end=_day(whole.end))
    end = policy.in_force.end
    if end is None or is_backwards(policy.in_force):
        return
    for parameter in policy.parameters.values():
        for start, formula in parameter.versions:
            at = Label.at(formula.origin, formula.expr.span)
            if start is not None and end < start and not reporter.errors_within(at):  # such as P012
                reporter.report("P036", at, name=parameter.id, start=start.iso(), end=end.iso())


def _policy(policy: Policy, reporter: Reporter) -> None:
    """At most one finding: one mistyped year is at odds with all other days."""
    start, end = policy.in_force.start, policy.in_force.end
    issued = parse_day(policy.issued) if policy.issued else None
    if is_backwards(policy.in_force):
        return  # P010 has said so
    start_at, end_at, issued_at = policy.in_force.start_at, policy.in_force.end_at, policy.issued_at
    if start is not None and start_at is not None and is_start_mistyped(policy):
        if reporter.found_within(start_at):
            return  # P012 has said so
        if end is not None and end.year - start.year > _LONGEST:
            reporter.report("P037", start_at, start=start.iso(), end=end.iso(), years=end.year - start.year)
        elif issued is not None and abs(start.year - issued.year) > APART:
            labels = [] if issued_at is None else [issued_at]
            reporter.report("P039", start_at, *labels, issued=issued.iso(), start=start.iso())
    elif end_at is not None and start is not None and end is not None and end.year - start.year > _LONGEST:
        reporter.report("P037", end_at, start=start.iso(), end=end.iso(), years=end.year - start.year)
    elif issued is not None and issued_at is not None:
        if end is not None and end < issued:
            reporter.report("P038", issued_at, issued=issued.iso(), end=end.iso())
        elif start is not None and abs(start.year - issued.year) > APART:
            reporter.report("P039", issued_at, issued=issued.iso(), start=start.iso())


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
