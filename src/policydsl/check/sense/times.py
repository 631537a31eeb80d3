"""Comparisons of the day of evaluation, or its year, with what lies outside the time in force."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains.constants import constant
from policydsl.check.sense.formulas import formulas
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Expr, Op
from policydsl.feel.checker import Symbol
from policydsl.feel.values import Date
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, InForce
from policydsl.source import Origin, Text
from policydsl.source.frozen import frozen

_FLIPPED: Final = {Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE}
_NEVER: Final = Text("永远不成立", "never holds")
_ALWAYS: Final = Text("总是成立", "always holds")


@frozen
class _Span:
    """The days, or years, that there can be; None is open. Both are counted."""

    first: int | None
    last: int | None

    def holds(self, op: Op, value: int) -> tuple[bool, bool]:
        """Whether a comparison with `value` can hold, and whether it can fail."""
        below = self.first is None or self.first < value
        above = self.last is None or self.last > value
        at = (self.first is None or self.first <= value) and (self.last is None or value <= self.last)
        can = {
            Op.LT: below, Op.LE: below or at, Op.GT: above, Op.GE: above or at, Op.EQ: at, Op.NE: below or above,
        }  # fmt: skip
        fails = {Op.LT: Op.GE, Op.LE: Op.GT, Op.GT: Op.LE, Op.GE: Op.LT, Op.EQ: Op.NE, Op.NE: Op.EQ}
        return can[op], can[fails[op]]

    def is_beside(self, value: int) -> bool:
        """Whether a value lies in it, or next to it: `as_of < 2028年1月1日` is as good as `<= 2027年12月31日`."""
        return (self.first is None or self.first - 1 <= value) and (self.last is None or value <= self.last + 1)


def check_times(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report comparisons that the time in force decides, but for those with its own first and last days."""
    for clause in checked.policy.clauses:
        for formula, _ in formulas(clause):
            if not _is_of_window(clause, formula):
                _Comparisons(checked, clause, formula.origin, reporter).look(formula.expr)
        table = clause.table
        for row in table.rows if table is not None else ():
            for name, cell in row.when.items():
                if table is None or name not in table.inputs:
                    continue
                for part in cell.parts:
                    if isinstance(part.tests, ast.UnaryTests) and not part.tests.negated:
                        one = _Comparisons(checked, clause, part.origin, reporter)
                        one.tests(table.inputs[name].expr, part.tests.tests)


def _is_of_window(clause: Clause, formula: object) -> bool:
    """Whether a formula says which day governs, or when to apply: that may be after the time in force."""
    own = [] if clause.claim is None else [one for _, one in clause.claim.formulas]
    return formula is clause.dated or any(formula is one for one in own)


class _Comparisons:
    """Those of one formula."""

    def __init__(self, checked: CheckedPolicy, clause: Clause, origin: Origin, reporter: Reporter) -> None:
        self.checked, self.clause, self.origin, self.reporter = checked, clause, origin, reporter

    def look(self, root: Expr) -> None:
        """Report those in a formula."""
        for node in walk(root):
            match node:
                case ast.Binary(op=op, left=left, right=right) if op in ast.COMPARISONS:
                    self._compared(left, op, right, whole=True)
                    self._compared(right, _FLIPPED.get(op, op), left, whole=True)
                case ast.Between(value=value, low=low, high=high):
                    self._range(value, low, high)
                case ast.In(value=value, tests=tests):
                    self.tests(value, tests)
                case _:
                    pass

    def tests(self, value: Expr, tests: tuple[Expr, ...]) -> None:
        """Report tests of `in` and of table cells that never hold; one that always does is one of several."""
        for test in tests:
            match test:
                case ast.OpTest(op=op, operand=operand):
                    self._compared(value, op, operand)
                case ast.RangeLit(low=low, high=high):
                    self._range(value, low, high)
                case ast.ListLit(items=items):
                    self.tests(value, items)
                case _:
                    self._compared(value, Op.EQ, test)

    def _range(self, value: Expr, low: Expr, high: Expr) -> None:
        self._compared(value, Op.GE, low)
        self._compared(value, Op.LE, high)

    def _compared(self, side: Expr, op: Op, other: Expr, *, whole: bool = False) -> None:
        kind = self._kind(side)
        value = None if kind is None else _number(constant(other, self.checked, None))
        if kind is None or value is None:
            return
        times = list(self._times(kind))
        can_hold = all(_span(time, kind).holds(op, value)[0] for time in times)
        can_fail = _span(times[0], kind).holds(op, value)[1] or _span(times[0], kind).is_beside(value)
        if can_hold and (can_fail or not whole):
            return
        policy = self.checked.policy.in_force
        start, end = (day.iso() if day is not None else "…" for day in (policy.start, policy.end))
        result = _ALWAYS if can_hold else _NEVER
        at = Label.at(self.origin, other.span)
        if not self.reporter.found_within(at):
            text = at.file.text[at.span.start : at.span.end]
            self.reporter.report("P047", at, text=text, start=start, end=end, result=result)

    def _kind(self, expr: Expr) -> str | None:
        """Whether it is the day of evaluation or its year."""
        if isinstance(expr, ast.Path) and expr.name == "year" and self._kind(expr.source) == "day":
            return "year of the day"
        binding = self.checked.typing.bindings.get(id(expr))
        return binding.kind if isinstance(binding, Symbol) and binding.kind in ("day", "year") else None

    def _times(self, kind: str) -> Iterator[InForce]:
        """The time of the policy, and that of the clause; where another day governs, one may evaluate after them."""
        for time in (self.checked.policy.in_force, self.clause.in_force):
            yield time if self.clause.dated is None or kind == "year" else InForce(time.start, None)


def _span(time: InForce, kind: str) -> _Span:
    days = (time.start, time.end)
    first, last = ((None if day is None else _number(day) if kind == "day" else day.year) for day in days)
    return _Span(first, last)


def _number(value: object) -> int | None:
    """A day or a year as a whole number."""
    if isinstance(value, Date):
        return value.days
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else None
