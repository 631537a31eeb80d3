"""Bands of a progressive table: one interval a row, side by side from zero on, without holes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from policydsl.check.checked import CheckedPolicy
from policydsl.check.domains.constants import constant
from policydsl.check.domains.sets import Interval, Line
from policydsl.check.domains.values import values_of
from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.types import NUMBER, Money, Type
from policydsl.feel.values import Date
from policydsl.model.policy import Cell, Row, Table
from policydsl.source import Text
from policydsl.source.figures import money_text, plain_text
from policydsl.source.frozen import frozen

_ZERO: Final = Decimal(0)
_FROM_ZERO: Final = Line((Interval(_ZERO, None),))


@frozen(eq=False)
class Ends:
    """The ends of a band as they are written; None: without an end on that side."""

    low: ast.Expr | None
    high: ast.Expr | None
    low_closed: bool
    high_closed: bool


def ends_of(cell: Cell) -> Ends | None:
    """The interval that a cell is; None where it is anything else."""
    tests = cell.parts[0].tests if len(cell.parts) == 1 else None
    if not isinstance(tests, ast.UnaryTests) or tests.negated:
        return None
    if tests.any:
        return Ends(None, None, low_closed=False, high_closed=False)
    match tests.tests:
        case (ast.OpTest(op=ast.Op.LT | ast.Op.LE as op, operand=operand),):
            return Ends(None, operand, low_closed=False, high_closed=op is ast.Op.LE)
        case (ast.OpTest(op=ast.Op.GT | ast.Op.GE as op, operand=operand),):
            return Ends(operand, None, low_closed=op is ast.Op.GE, high_closed=False)
        case (ast.RangeLit(low=low, high=high, low_closed=low_closed, high_closed=high_closed),):
            return Ends(low, high, low_closed, high_closed)
        case _:
            return None


@frozen(eq=False)
class _Band:
    """A row with its interval on a day."""

    row: Row
    cell: Cell
    interval: Interval


def report_bands(table: Table, checked: CheckedPolicy, day: Date | None, reporter: Reporter) -> None:
    """Report rows that are no bands, bands that overlap, and what no band covers."""
    if len(table.inputs) != 1:
        reporter.report("D037", table.at)
        return
    ((name, formula),) = table.inputs.items()
    given = checked.typing.type_of(formula.expr)
    if given != NUMBER and not isinstance(given, Money):
        return  # told as a mistake of types
    bands = [_band(row, name, checked, day, reporter) for row in table.rows]
    known = [band for band in bands if band is not None]
    if len(known) < len(bands):
        return
    for index, one in enumerate(known):
        other = next((b for b in known[:index] if not one.interval.meet(b.interval).empty), None)
        if other is not None:
            shared = _said(one.interval.meet(other.interval), given)
            reporter.report("D035", one.cell.at, other.cell.at, row=one.row.id, other=other.row.id, example=shared)
            return
    left: Any = values_of(formula.expr, checked)
    rest = _FROM_ZERO.meet(Line(left.parts)) if isinstance(left, Line) else _FROM_ZERO
    for band in known:
        rest = rest.without(Line((band.interval,)))
    if not rest.empty:
        hole = rest.parts[0]
        beside = [band.cell.at for band in known if band.interval.low == hole.high or band.interval.high == hole.low]
        reporter.report("D036", *(beside or [table.at]), example=_said(hole, given))


def _band(row: Row, name: str, checked: CheckedPolicy, day: Date | None, reporter: Reporter) -> _Band | None:
    """The band of a row; None after a report of what it is instead, or where the cell has errors."""
    cell = row.when.get(name)
    if cell is None:
        if not row.when:  # else a misspelt input has been reported
            reporter.report("D034", row.at, row=row.id)
        return None
    if reporter.errors_within(cell.at) or any(isinstance(part.tests, ast.ErrorExpr) for part in cell.parts):
        return None
    ends = ends_of(cell)
    if ends is not None:
        low, high = (None if one is None else constant(one, checked, day) for one in (ends.low, ends.high))
        open_ends = (low is None) is not (ends.low is None) or (high is None) is not (ends.high is None)
        interval = Interval(low, high, ends.low_closed, ends.high_closed)
        if not open_ends and not interval.empty and (low is None or low >= 0):
            return _Band(row, cell, interval)
    reporter.report("D034", cell.at, row=row.id)
    return None


def _said(one: Interval, given: Type) -> Text:
    """An interval in words: 500, above 1000, between 500 and 600."""

    def shown(value: Any) -> str:
        return money_text(value, given.currency) if isinstance(given, Money) else plain_text(value)

    if one.point:
        return Text(shown(one.low), shown(one.low))
    if one.high is None:
        return Text(f"{shown(one.low)} 以上的部分", f"what is above {shown(one.low)}")
    low = shown(_ZERO if one.low is None else one.low)
    return Text(f"{low} 与 {shown(one.high)} 之间的部分", f"what is between {low} and {shown(one.high)}")
