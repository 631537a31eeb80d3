"""`dated` and `claim`: names that cannot stand there, days that govern nothing, windows that never open."""

from __future__ import annotations

from typing import Final

from policydsl.check.checked import CheckedPolicy, Step, has_errors
from policydsl.check.domains.constants import constant
from policydsl.check.order import gives
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast, ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.feel.walk import walk
from policydsl.model.policy import Claim, Clause, Formula, InForce, Policy
from policydsl.source.frozen import frozen

CLAIM: Final = "claim"  # the id by which results name a window that was missed


def check_governing(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what cannot be meant of the days of every clause."""
    for clause in checked.policy.clauses:
        _names(checked.policy, clause, reporter)
        if clause.claim is not None:
            for condition in clause.eligibility:
                if condition.id == CLAIM:
                    reporter.report("N082", condition.at, clause.claim.at, clause=clause.id)
        if not has_errors(clause, reporter):
            _dated(checked.policy, clause, reporter)
            _window(checked, clause, reporter)


def _label(formula: Formula) -> Label:
    return Label.at(formula.origin, formula.expr.span)


def _each_name(formula: Formula) -> list[ast.Name]:
    """The names that stand for something outside the formula."""
    every = list(walk(formula.expr))
    bound = {one.name for one in every if isinstance(one, ast.Iterator)}
    return [one for one in every if isinstance(one, ast.Name) and one.name not in bound]


def _names(policy: Policy, clause: Clause, reporter: Reporter) -> None:
    steps: list[Step] = [*clause.lets, *([clause.table] if clause.table is not None else [])]
    own = {name for step in steps for name in gives(step)}
    every = [] if clause.dated is None else [("dated", clause.dated)]
    every += [] if clause.claim is None else list(clause.claim.formulas)
    for key, formula in every:
        for name in _each_name(formula):
            at = Label.at(formula.origin, name.span)
            if name.name in own:
                reporter.report("N081", at, key=key, name=name.name)
            elif key == "dated" and (name.name == "year" or name.name in policy.parameters):
                reporter.report("N080", at, name=name.name)


def _dated(policy: Policy, clause: Clause, reporter: Reporter) -> None:
    if clause.dated is None:
        return
    facts = {ast_name.name for ast_name in _each_name(clause.dated)} & _facts(policy)
    if not facts:
        reporter.report("P085", _label(clause.dated), clause=clause.id)


def _facts(policy: Policy) -> set[str]:
    return {name for entity in policy.entities.values() for name in (entity.key, entity.item)}


@frozen
class _Bounds:
    """What is known of a window whatever the facts: its first and last day, and that it has neither."""

    start: Date | None
    end: Date | None


def _window(checked: CheckedPolicy, clause: Clause, reporter: Reporter) -> None:
    claim = clause.claim
    if claim is None:
        return
    if claim.within is not None and (_is_as_of(claim.of) or (claim.of is None and clause.dated is None)):
        reporter.report("P087", _label(claim.within), clause=clause.id)
        return
    bounds = _bounds(checked, claim)
    time = _day_of(checked, claim.within)
    if isinstance(time, YearsMonthsDuration | DaysTimeDuration) and _is_negative(time) and claim.within is not None:
        reporter.report("P086", _label(claim.within), clause=clause.id)
    elif bounds.start is not None and bounds.end is not None and bounds.end < bounds.start:
        reporter.report("P086", claim.at, clause=clause.id)
    elif _never_meets(bounds, clause, checked.policy.in_force):
        start = bounds.start.iso() if bounds.start is not None else "…"
        end = bounds.end.iso() if bounds.end is not None else "…"
        reporter.report("P088", claim.at, clause=clause.id, start=start, end=end)


def _bounds(checked: CheckedPolicy, claim: Claim) -> _Bounds:
    start, end = _day_of(checked, claim.start), _day_of(checked, claim.until)
    of, time = _day_of(checked, claim.of), _day_of(checked, claim.within)
    starts = [day for day in (start, of) if isinstance(day, Date)]
    ends = [day for day in (end,) if isinstance(day, Date)]
    if isinstance(of, Date) and time is not None:
        try:
            last = ops.add(of, time)  # type: ignore[arg-type]
        except FeelFailure:
            last = None
        ends += [last] if isinstance(last, Date) else []
    return _Bounds(max(starts, default=None), min(ends, default=None))


def _day_of(checked: CheckedPolicy, formula: Formula | None) -> object:
    """A value that facts and days do not decide; None otherwise."""
    return None if formula is None else constant(formula.expr, checked, None)


def _is_negative(time: YearsMonthsDuration | DaysTimeDuration) -> bool:
    return (time.months if isinstance(time, YearsMonthsDuration) else time.nanoseconds) < 0


def _is_as_of(formula: Formula | None) -> bool:
    return formula is not None and isinstance(formula.expr, ast.Name) and formula.expr.name == "as_of"


def _never_meets(bounds: _Bounds, clause: Clause, whole: InForce) -> bool:
    """Whether the window is over before there is anything to claim; or, where no day of its own governs, opens late."""
    starts = [day for day in (whole.start, clause.in_force.start) if day is not None]
    ends = [day for day in (whole.end, clause.in_force.end) if day is not None]
    if bounds.end is not None and any(bounds.end < day for day in starts):
        return True
    return clause.dated is None and bounds.start is not None and any(day < bounds.start for day in ends)
