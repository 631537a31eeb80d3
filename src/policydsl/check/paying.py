"""Awards paid in parts, and what recipients promise: shares that make a whole, days and terms that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.check.checked import CheckedPolicy, has_errors
from policydsl.check.domains.constants import constant
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Unit
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.sameness import same_expression
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.feel.walk import names_in
from policydsl.model.paying import Instalment, Obligation
from policydsl.model.policy import Clause, Formula
from policydsl.source import Text
from policydsl.source.figures import percent_text

_WHOLE: Final = Decimal(1)


def check_paying(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report parts that are no whole, and promises that cannot be."""
    for clause in checked.policy.clauses:
        if clause.pay_at is not None and clause.amount is None:
            reporter.report("P097", clause.pay_at, name=clause.id)
        elif clause.pay and not has_errors(clause, reporter):
            _Parts(checked, clause, reporter).check()
        for one in clause.obligations:
            _obligation(one, checked, reporter)


def _at(formula: Formula) -> Label:
    return Label.at(formula.origin, formula.expr.span)


class _Parts:
    """The instalments of one clause."""

    def __init__(self, checked: CheckedPolicy, clause: Clause, reporter: Reporter) -> None:
        self.checked, self.clause, self.reporter = checked, clause, reporter

    def check(self) -> None:
        """The shares, then the days."""
        fixed = [self._share(part) for part in self.clause.pay]
        if all(fixed):
            self._whole()
        self._days()
        self._alike()
        self._after_the_end()

    def _share(self, part: Instalment) -> bool:
        """Whether the share is the same whatever the facts, and above nothing."""
        values = [self._value(part.share, day) for day in self._times([part.share])]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            self.reporter.report("T080", _at(part.share), name=part.id)
        elif min(known) <= 0:
            self.reporter.report("P107", _at(part.share), name=part.id, found=percent_text(min(known)))
        else:
            return True
        return False

    def _value(self, formula: Formula, day: Date | None) -> Decimal | None:
        found = constant(formula.expr, self.checked, day)
        return found if isinstance(found, Decimal) else None

    def _times(self, formulas: list[Formula]) -> list[Date | None]:
        """A day of each set of values that the parameters in them ever have."""
        policy = self.checked.policy
        used = {name for formula in formulas for name in names_in(formula.expr)} & policy.parameters.keys()
        starts = {start for name in used for start, _ in policy.parameters[name].versions if start is not None}
        return [*sorted(starts)] or [None]

    def _whole(self) -> None:
        """All shares together are the whole, on each day."""
        shares = [part.share for part in self.clause.pay]
        for day in self._times(shares):
            total = Decimal(0)
            for share in shares:
                total = DECIMAL128.add(total, self._value(share, day) or Decimal(0))
            if total != _WHOLE:
                self._not_whole(shares, total, day)
                return

    def _not_whole(self, shares: list[Formula], total: Decimal, day: Date | None) -> None:
        """The sum is off: most likely by the one figure that has lost its sign."""
        found = percent_text(total)
        bare = [one for one in shares if isinstance(one.expr, ast.NumberLit) and one.expr.unit is Unit.NONE]
        slips = [one for one in bare if isinstance(one.expr, ast.NumberLit) and one.expr.value > 1]
        when = Text() if day is None else Text(f"（自 {day} 起）", f" (from {day})")
        if len(slips) == 1:
            at = _at(slips[0])
            fix = Fix((Edit(at.file, at.span, f"{slips[0].text.strip()}%"),), sure=False)
            self.reporter.report("P096", at, fix=fix, found=found, when=when)
        elif self.clause.pay_at is not None:
            self.reporter.report("P096", self.clause.pay_at, found=found, when=when)

    def _days(self) -> None:
        """Parts in the order in which they fall due, where the days are fixed."""
        before: tuple[Date, Instalment] | None = None
        for part in self.clause.pay:
            day = None if part.due is None else constant(part.due.expr, self.checked, None)
            if not isinstance(day, Date) or part.due is None:
                continue
            if before is not None and day < before[0] and before[1].due is not None:
                self.reporter.report(
                    "P098", _at(part.due), _at(before[1].due), name=part.id, day=day.iso(), other=before[1].id,
                    before=before[0].iso(),
                )  # fmt: skip
            before = day, part

    def _alike(self) -> None:
        """Two parts that fall due together under one condition are one part."""
        for i, part in enumerate(self.clause.pay):
            for other in self.clause.pay[:i]:
                if _same(part.due, other.due) and _same(part.when, other.when):
                    self.reporter.report("P099", part.at, other.at, name=part.id, other=other.id)
                    break

    def _after_the_end(self) -> None:
        """Parts that may fall due when the policy has ended, and nothing is evaluated any more."""
        clause, whole = self.clause, self.checked.policy.in_force
        end = min((one.end for one in (whole, clause.in_force) if one.end is not None), default=None)
        if end is None or clause.dated is not None:
            return
        for part in clause.pay:
            day = None if part.due is None else constant(part.due.expr, self.checked, None)
            if part.due is not None and (not isinstance(day, Date) or end < day):
                self.reporter.report("P108", _at(part.due), name=part.id, end=end.iso())
                return


def _same(one: Formula | None, other: Formula | None) -> bool:
    if one is None or other is None:
        return one is other
    return same_expression(one.expr, other.expr)


def _obligation(one: Obligation, checked: CheckedPolicy, reporter: Reporter) -> None:
    for formula, code in _limits(one, checked):
        reporter.report(code, _at(formula), name=one.id, text=" ".join(formula.text.split()))


def _limits(one: Obligation, checked: CheckedPolicy) -> Iterator[tuple[Formula, str]]:
    if one.repay is not None:
        share = constant(one.repay.expr, checked, None)
        if isinstance(share, Decimal) and not 0 < share <= 1:
            yield one.repay, "P105"
    if one.duration is not None:
        match constant(one.duration.expr, checked, None):
            case YearsMonthsDuration(months=size) | DaysTimeDuration(nanoseconds=size) if size <= 0:
                yield one.duration, "P106"
            case _:
                pass
