"""Walks a formula and gathers the figures in it, each with the part that it plays there."""


from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policydsl.audit.policy.uses import OPPOSITE, THRESHOLDS, Part, Spot, Use
from policydsl.audit.text import quantity
from policydsl.audit.text.quantity import WIDE, Quantity
from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.feel.ast import Op
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, YearsMonthsDuration, parse_date
from policydsl.model.policy import Field, Formula, Policy
from policydsl.source import Origin, Span
from policydsl.source.frozen import frozen, replace

_OPS: Final = {Op.GE: Part.AT_LEAST, Op.GT: Part.ABOVE, Op.LE: Part.AT_MOST, Op.LT: Part.BELOW, Op.EQ: Part.EQUAL}
_FLIP: Final = {
    Part.AT_LEAST: Part.AT_MOST, Part.AT_MOST: Part.AT_LEAST, Part.ABOVE: Part.BELOW, Part.BELOW: Part.ABOVE,
}  # fmt: skip
# Functions whose first argument is what counts; the others say how to round.
_ROUNDING: Final = frozenset(
    {"floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal", "abs"}
)
NANOS: Final = Decimal(10**9)
_BOUND: Final = re.compile(r"\s*[（(]\s*不?含[^（()）]*[)）]")
_UNIT_MONTHS: Final = {1: ("个月", "月"), 12: ("年",)}


@frozen(eq=False)
class At:
    """Where the walk is: in which part, at which place of the clause."""

    text: str
    origin: Origin
    spot: Spot
    part: Part = Part.OTHER
    row: str | None = None
    parameter: str | None = None
    either: bool = False
    sign: Span | None = None
    free: bool = False


@frozen(eq=False)
class Named:
    """What a name stands for: a let, an output of the table, a parameter."""

    expr: ast.Expr
    at: At


@frozen(eq=False)
class Choice:
    """A test of a fact: `holds` if it asks for the option (of a yes-or-no: for yes), else against it."""

    field: Field
    option: str
    sign: Label
    holds: bool


class Walker:
    """Formulas of one policy; `uses` holds what was found, `fields` the facts that they read, as (owner, name)."""

    def __init__(self, policy: Policy, named: Mapping[str, list[Named]]) -> None:
        self.policy, self.named = policy, named
        self.uses: list[Use] = []
        self.parameters: dict[str, None] = {}
        self.readings: dict[str, None] = {}
        self.fields: dict[tuple[str, str], None] = {}
        self.choices: list[Choice] = []
        self.queue: list[tuple[str, Part, bool]] = []  # names that were met, with their part
        self._seen: set[tuple[str, Part, bool]] = set()

    def formula(self, formula: Formula, spot: Spot, part: Part = Part.OTHER, *, test: bool = False) -> None:
        """Take in a formula of a clause."""
        at = At(formula.text, formula.origin, spot, part)
        if test:
            self._test(formula.expr, at, holds=True)
        else:
            self.walk(formula.expr, at)

    def cell(self, tests: ast.UnaryTests, at: At) -> None:
        """Take in a cell of a table."""
        for test in tests.tests:
            self._unary(test, at, holds=not tests.negated)

    # -- tests ---------------------------------------------------------------------------------------

    def _test(self, expr: ast.Expr, spot: At, *, holds: bool) -> None:
        match expr:
            case ast.Binary(op=Op.AND | Op.OR, left=left, right=right):
                self._test(left, spot, holds=holds)
                self._test(right, spot, holds=holds)
            case ast.Binary(op=op, left=left, right=right, op_span=sign) if op in ast.COMPARISONS:
                self._choice(left, right, spot, sign, holds=holds is (op is Op.EQ)) if op in (Op.EQ, Op.NE) else None
                part = _OPS.get(op, Part.OTHER)
                part = part if holds else OPPOSITE.get(part, Part.OTHER)
                self.walk(right, replace(spot, part=part, sign=sign))
                self.walk(left, replace(spot, part=_FLIP.get(part, part), sign=sign))
            case ast.Between(value=value, low=low, high=high):
                self.walk(value, replace(spot, part=Part.OTHER))
                self.walk(low, replace(spot, part=Part.AT_LEAST if holds else Part.BELOW))
                self.walk(high, replace(spot, part=Part.AT_MOST if holds else Part.ABOVE))
            case ast.In(value=value, tests=tests):
                self.walk(value, replace(spot, part=Part.OTHER))
                for test in tests:
                    self._unary(test, spot, holds=holds)
            case ast.Path() if not holds:
                self._choice(expr, ast.BooleanLit(expr.span, value=True), spot, expr.span, holds=False)
                self.walk(expr, spot)
            case ast.Call(function=ast.Name(name="not"), arguments=(argument,)):
                self._test(argument.value, spot, holds=not holds)
            case ast.Quantified(iterators=iterators, condition=condition):
                for iterator in iterators:
                    self.walk(iterator.source, replace(spot, part=Part.OTHER))
                self._test(condition, spot, holds=holds)
            case _:
                self.walk(expr, replace(spot, part=Part.OTHER))

    def _unary(self, test: ast.Expr, spot: At, *, holds: bool) -> None:
        match test:
            case ast.OpTest(op=op, operand=operand):
                part = _OPS.get(op, Part.OTHER)
                part = part if holds else OPPOSITE.get(part, Part.OTHER)
                self.walk(operand, replace(spot, part=part, sign=beside(test.span, operand.span)))
            case ast.RangeLit(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
                low_part = Part.AT_LEAST if low_closed else Part.ABOVE
                high_part = Part.AT_MOST if high_closed else Part.BELOW
                if not holds:
                    low_part, high_part = OPPOSITE[low_part], OPPOSITE[high_part]
                self.walk(low, replace(spot, part=low_part, sign=low_sign(test, spot.text)))
                self.walk(high, replace(spot, part=high_part, sign=Span(high.span.end, test.span.end)))
            case ast.ListLit(items=items):
                for item in items:
                    self._unary(item, spot, holds=holds)
            case ast.NumberLit() | ast.TemporalLit() | ast.Name():
                self.walk(test, replace(spot, part=Part.EQUAL))
            case _:
                self._test(test, spot, holds=holds)

    # -- values --------------------------------------------------------------------------------------

    def walk(self, expr: ast.Expr, spot: At) -> None:
        """Take in what stands as a value."""
        match expr:
            case ast.NumberLit() | ast.TemporalLit():
                self._literal(expr, spot)
            case ast.Name(name=name):
                self._name(name, spot)
            case ast.Path(source=source, name=name):
                self._path(source, name, spot)
            case ast.Negate(operand=operand):
                self.walk(operand, spot)
            case ast.Binary(op=Op.MUL, left=left, right=right):
                for one, other in ((left, right), (right, left)):
                    free = isinstance(one, ast.TemporalLit) and self._converts(one, other, spot)
                    self.walk(one, replace(spot, free=True) if free else spot)
            case ast.Binary(op=Op.DIV, left=left, right=right):
                self.walk(left, spot)
                self.walk(right, replace(spot, part=Part.UNIT))
            case ast.Binary(op=Op.ADD, left=left, right=right):
                self.walk(left, spot)
                self.walk(right, spot)
            case ast.Binary(op=Op.SUB, left=left, right=right):
                self.walk(left, spot)
                self.walk(right, replace(spot, part=Part.OTHER))
            case ast.Binary(op=Op.POW, left=left, right=right):
                self.walk(left, replace(spot, part=Part.OTHER))
                self.walk(right, replace(spot, part=Part.OTHER))
            case ast.If(condition=condition, then=then, otherwise=otherwise):
                self._test(condition, replace(spot, either=True), holds=True)
                self.walk(then, spot)
                self.walk(otherwise, spot)
            case ast.Call(function=ast.Name(name=name), arguments=arguments):
                self._call(name, [argument.value for argument in arguments], expr, spot)
            case ast.Filter(source=source, condition=condition):
                self.walk(source, replace(spot, part=Part.OTHER))
                if not isinstance(condition, ast.NumberLit):
                    self._test(condition, spot, holds=True)
            case ast.ListLit(items=items):
                for item in items:
                    self.walk(item, spot)
            case ast.For(iterators=iterators, body=body):
                for iterator in iterators:
                    self.walk(iterator.source, replace(spot, part=Part.OTHER))
                self.walk(body, spot)
            case ast.OpTest() | ast.RangeLit():
                self._unary(expr, spot, holds=True)
            case ast.Binary() | ast.Between() | ast.In() | ast.Quantified():
                self._test(expr, spot, holds=True)
            case ast.InstanceOf(value=value):
                self.walk(value, replace(spot, part=Part.OTHER))
            case ast.ContextLit(entries=entries):
                for entry in entries:
                    self.walk(entry.value, replace(spot, part=Part.OTHER))
            case ast.FunctionLit(body=body):
                self.walk(body, replace(spot, part=Part.OTHER))
            case _:
                pass

    def _converts(self, literal: ast.TemporalLit, other: ast.Expr, spot: At) -> bool:
        """Whether `1个月` only gives a number its unit: that of the fact, where the fact has one."""
        match literal.value:
            case YearsMonthsDuration(months=months) if months in _UNIT_MONTHS:
                units: tuple[str, ...] = _UNIT_MONTHS[months]
            case DaysTimeDuration(nanoseconds=nanos) if nanos == NANOS * 86400:
                units = ("天", "日", "个工作日", "工作日")
            case _:
                return False
        del spot
        declared = [field.unit for field in self._declared(other)]
        return all(unit in ("", *units) for unit in declared)

    def _declared(self, expr: ast.Expr) -> list[Field]:
        match expr:
            case ast.Path(source=ast.Name(name=owner), name=name):
                entities = (e for e in self.policy.entities.values() if owner in (e.key, e.item))
                return [e.fields[name] for e in entities if name in e.fields]
            case _:
                return []

    def _name(self, name: str, spot: At) -> None:
        if name not in self.named:
            self.fields[("", name)] = None
            return
        if name in self.policy.parameters:
            self.parameters[name] = None
        key = (name, spot.part, spot.either)
        if key not in self._seen:
            self._seen.add(key)
            self.queue.append(key)

    def _path(self, source: ast.Expr, name: str, spot: At) -> None:
        match source:
            case ast.Name(name="reading"):
                self.readings[name] = None
            case ast.Name(name=owner) if owner not in self.named:
                self.fields[(owner, name)] = None
            case _:
                self.fields[("", name)] = None
                self.walk(source, replace(spot, part=Part.OTHER))

    def _call(self, name: str, arguments: list[ast.Expr], call: ast.Expr, spot: At) -> None:
        if name in ("min", "max") and spot.part not in THRESHOLDS:
            part = Part.CAP if name == "min" else Part.FLOOR
            items = arguments[0].items if len(arguments) == 1 and isinstance(arguments[0], ast.ListLit) else arguments
            for item in items:
                fixed = isinstance(item, ast.NumberLit | ast.TemporalLit) or (
                    isinstance(item, ast.Name) and item.name in self.named
                )
                self.walk(item, replace(spot, part=part) if fixed else spot)
        elif name in _ROUNDING:
            for argument in arguments[:1]:
                self.walk(argument, spot)
        elif name == "date":
            self._date(arguments, call, spot)
        else:
            inner = spot if name == "sum" else replace(spot, part=Part.OTHER)
            for argument in arguments:
                self.walk(argument, inner)

    def _date(self, arguments: list[ast.Expr], call: ast.Expr, spot: At) -> None:
        match arguments:
            case [ast.StringLit(value=text)] if (found := parse_date(text)) is not None:
                self._use(quantity.day_of(found.year, found.month, found.day), call.span, spot)
            case [ast.NumberLit(value=year), ast.NumberLit(value=month), ast.NumberLit(value=day)]:
                self._use(quantity.day_of(int(year), int(month), int(day)), call.span, spot)
            case [_, ast.NumberLit(value=month), ast.NumberLit(value=day)]:
                self._use(quantity.date(0, int(month), int(day)), call.span, spot)
            case _:
                for argument in arguments:
                    self.walk(argument, replace(spot, part=Part.OTHER))

    def _literal(self, expr: ast.NumberLit | ast.TemporalLit, spot: At) -> None:
        match expr:
            case ast.NumberLit(value=value, unit=ast.Unit.MONEY):
                self._use(quantity.money(value, self.policy.currency), expr.span, spot, free=value == 0)
            case ast.NumberLit(value=value, unit=ast.Unit.RATIO):
                part = Part.RATE if spot.part is Part.AMOUNT else spot.part
                self._use(quantity.ratio(value, written=False), expr.span, replace(spot, part=part), free=value == 0)
            case ast.NumberLit(value=value):
                self._use(quantity.count(value), expr.span, spot, free=value == 0 or (value == 1 and spot.part is not Part.CAP))
            case ast.TemporalLit(value=Date(year=year, month=month, day=day) | DateTime(date=Date(year, month, day))):
                self._use(quantity.day_of(year, month, day), expr.span, spot)
            case ast.TemporalLit(value=YearsMonthsDuration(months=months)):
                self._use(quantity.months(Decimal(months)), expr.span, spot, free=months == 0)
            case ast.TemporalLit(value=DaysTimeDuration(nanoseconds=nanos)):
                self._use(quantity.seconds(WIDE.divide(Decimal(nanos), NANOS)), expr.span, spot, free=nanos == 0)
            case _:
                pass

    def _use(self, value: Quantity, span: Span, spot: At, *, free: bool = False) -> None:
        at = Label.at(spot.origin, span)
        self.uses.append(
            Use(
                quantity=value,
                text=spot.origin.file.text[at.span.start : at.span.end],
                part=spot.part,
                at=at,
                sign=at if spot.sign is None else Label.at(spot.origin, spot.sign),
                spot=spot.spot,
                row=spot.row,
                parameter=spot.parameter,
                either=spot.either,
                free=free or spot.free,
            )
        )

    def _choice(self, left: ast.Expr, right: ast.Expr, at: At, sign: Span, *, holds: bool) -> None:
        if at.either:
            return  # of an `if`, both branches may be right
        for one, other in ((left, right), (right, left)):
            match one:
                case ast.StringLit(value=option):
                    wanted = holds
                case ast.BooleanLit(value=value):
                    option, wanted = "", holds is value
                case _:
                    continue
            for field in self._declared(other):
                self.choices.append(Choice(field, option, Label.at(at.origin, sign), wanted))


def beside(whole: Span, part: Span) -> Span:
    """What stands before a part of a text, or where nothing does, what stands after it."""
    return Span(whole.start, part.start) if whole.start < part.start else Span(part.end, whole.end)


def low_sign(expr: ast.RangeLit, text: str) -> Span:
    """The bracket or the `（含）` of the lower end."""
    if expr.span.start < expr.low.span.start:
        return Span(expr.span.start, expr.low.span.start)
    mark = _BOUND.match(text, expr.low.span.end)
    return Span(expr.low.span.end, mark.end()) if mark else expr.low.span
