"""Walks a formula and gathers the figures in it, each with the part that it plays there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, assert_never

from policydsl.audit.policy.places import At, Choice, Named, beside, low_sign
from policydsl.audit.policy.uses import OPPOSITE, THRESHOLDS, Part, Spot, Use
from policydsl.audit.text import quantity
from policydsl.audit.text.quantity import WIDE, Quantity
from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.feel.ast import Op
from policydsl.feel.checker import periods
from policydsl.feel.values import Date, DateTime, DaysTimeDuration, YearsMonthsDuration, parse_date
from policydsl.model.policy import Field, Formula, Policy
from policydsl.source import Span
from policydsl.source.frozen import replace

_OPS: Final = {Op.GE: Part.AT_LEAST, Op.GT: Part.ABOVE, Op.LE: Part.AT_MOST, Op.LT: Part.BELOW, Op.EQ: Part.EQUAL}
_FLIP: Final = {
    Part.AT_LEAST: Part.AT_MOST, Part.AT_MOST: Part.AT_LEAST, Part.ABOVE: Part.BELOW, Part.BELOW: Part.ABOVE,
}  # fmt: skip
# Functions whose first argument is what counts; the others say how to round.
_ROUNDING: Final = frozenset(
    {"floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal", "abs"}
)
NANOS: Final = Decimal(10**9)
_UNIT_MONTHS: Final = {1: ("个月", "月"), 12: ("年",)}


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

    def _test(self, expr: ast.Expr, at: At, *, holds: bool) -> None:
        match expr:
            case ast.Binary(op=Op.AND | Op.OR, left=left, right=right):
                self._test(left, at, holds=holds)
                self._test(right, at, holds=holds)
            case ast.Binary(op=op, left=left, right=right, op_span=sign) if op in ast.COMPARISONS:
                self._choice(left, right, at, sign, holds=holds is (op is Op.EQ)) if op in (Op.EQ, Op.NE) else None
                part = _OPS.get(op, Part.OTHER)
                part = part if holds else OPPOSITE.get(part, Part.OTHER)
                self.walk(right, replace(at, part=part, sign=sign))
                self.walk(left, replace(at, part=_FLIP.get(part, part), sign=sign))
            case ast.Between(value=value, low=low, high=high):
                self.walk(value, replace(at, part=Part.OTHER))
                self.walk(low, replace(at, part=Part.AT_LEAST if holds else Part.BELOW))
                self.walk(high, replace(at, part=Part.AT_MOST if holds else Part.ABOVE))
            case ast.In(value=value, tests=tests):
                self.walk(value, replace(at, part=Part.OTHER))
                for test in tests:
                    self._unary(test, at, holds=holds)
            case ast.Path() if not holds:
                self._choice(expr, ast.BooleanLit(expr.span, value=True), at, expr.span, holds=False)
                self.walk(expr, at)
            case ast.Call(function=ast.Name(name="not"), arguments=(argument,)):
                self._test(argument.value, at, holds=not holds)
            case ast.Quantified(iterators=iterators, condition=condition):
                for iterator in iterators:
                    self.walk(iterator.source, replace(at, part=Part.OTHER))
                self._test(condition, at, holds=holds)
            case _:
                self.walk(expr, replace(at, part=Part.OTHER))

    def _unary(self, test: ast.Expr, at: At, *, holds: bool) -> None:
        match test:
            case ast.OpTest(op=op, operand=operand):
                part = _OPS.get(op, Part.OTHER)
                part = part if holds else OPPOSITE.get(part, Part.OTHER)
                self.walk(operand, replace(at, part=part, sign=beside(test.span, operand.span)))
            case ast.RangeLit(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
                low_part = Part.AT_LEAST if low_closed else Part.ABOVE
                high_part = Part.AT_MOST if high_closed else Part.BELOW
                if not holds:
                    low_part, high_part = OPPOSITE[low_part], OPPOSITE[high_part]
                self.walk(low, replace(at, part=low_part, sign=low_sign(test, at.text)))
                self.walk(high, replace(at, part=high_part, sign=Span(high.span.end, test.span.end)))
            case ast.ListLit(items=items):
                for item in items:
                    self._unary(item, at, holds=holds)
            case ast.NumberLit() | ast.TemporalLit() | ast.Name():
                self.walk(test, replace(at, part=Part.EQUAL))
            case _:
                self._test(test, at, holds=holds)

    # -- values --------------------------------------------------------------------------------------

    def walk(self, expr: ast.Expr, at: At) -> None:
        """Take in what stands as a value."""
        match expr:
            case ast.NumberLit() | ast.TemporalLit():
                self._literal(expr, at)
            case ast.Name(name=name):
                self._name(name, at)
            case ast.Path(source=source, name=name):
                self._path(source, name, at)
            case ast.Negate(operand=operand):
                self.walk(operand, at)
            case ast.Binary():
                self._binary(expr, at)
            case ast.If(condition=condition, then=then, otherwise=otherwise):
                self._test(condition, replace(at, either=True), holds=True)
                self._each((then, otherwise), at)
            case ast.Call(function=function, arguments=arguments):
                name = function.name if isinstance(function, ast.Name) else ""
                self._call(name, [argument.value for argument in arguments], expr, at)
            case ast.Filter(source=source, condition=condition):
                self._aside((source,), at)
                if not isinstance(condition, ast.NumberLit):
                    self._test(condition, at, holds=True)
            case ast.ListLit(items=items):
                self._each(items, at)
            case ast.For(iterators=iterators, body=body):
                self._aside((iterator.source for iterator in iterators), at)
                self.walk(body, at)
            case ast.OpTest() | ast.RangeLit():
                self._unary(expr, at, holds=True)
            case ast.Between() | ast.In() | ast.Quantified():
                self._test(expr, at, holds=True)
            case ast.InstanceOf(value=value):
                self._aside((value,), at)
            case ast.ContextLit(entries=entries):
                self._aside((entry.value for entry in entries), at)
            case ast.FunctionLit(body=body):
                self._aside((body,), at)
            case ast.StringLit() | ast.BooleanLit() | ast.NullLit() | ast.Input() | ast.ErrorExpr():
                pass
            case _:
                assert_never(expr)

    def _each(self, several: Iterable[ast.Expr], at: At) -> None:
        for one in several:
            self.walk(one, at)

    def _aside(self, several: Iterable[ast.Expr], at: At) -> None:
        """What plays no part of its own."""
        self._each(several, replace(at, part=Part.OTHER))

    def _binary(self, expr: ast.Binary, at: At) -> None:
        left, right = expr.left, expr.right
        match expr.op:
            case Op.MUL:
                for one, other in ((left, right), (right, left)):
                    free = isinstance(one, ast.TemporalLit) and self._converts(one, other)
                    self.walk(one, replace(at, free=True) if free else at)
            case Op.DIV:
                self.walk(left, at)
                self.walk(right, replace(at, part=Part.UNIT))
            case Op.ADD:
                self._each((left, right), at)
            case Op.SUB:
                self.walk(left, at)
                self._aside((right,), at)
            case Op.POW:
                self._aside((left, right), at)
            case Op.EQ | Op.NE | Op.LT | Op.LE | Op.GT | Op.GE | Op.AND | Op.OR:
                self._test(expr, at, holds=True)
            case _:
                assert_never(expr.op)

    def _converts(self, literal: ast.TemporalLit, other: ast.Expr) -> bool:
        """Whether `1个月` only gives a number its unit: that of the fact, where the fact has one."""
        match literal.value:
            case YearsMonthsDuration(months=months) if months in _UNIT_MONTHS:
                units: tuple[str, ...] = _UNIT_MONTHS[months]
            case DaysTimeDuration(nanoseconds=nanos) if nanos == NANOS * 86400:
                units = ("天", "日", "个工作日", "工作日")
            case _:
                return False
        declared = [field.unit for field in self._declared(other)]
        return all(unit in ("", *units) for unit in declared)

    def _declared(self, expr: ast.Expr) -> list[Field]:
        match expr:
            case ast.Path(source=ast.Name(name=owner), name=name):
                entities = (e for e in self.policy.entities.values() if owner in (e.key, e.item))
                return [e.fields[name] for e in entities if name in e.fields]
            case _:
                return []

    def _name(self, name: str, at: At) -> None:
        if name not in self.named:
            self.fields[("", name)] = None
            return
        if name in self.policy.parameters:
            self.parameters[name] = None
        key = (name, at.part, at.either)
        if key not in self._seen:
            self._seen.add(key)
            self.queue.append(key)

    def _path(self, source: ast.Expr, name: str, at: At) -> None:
        match source:
            case ast.Name(name="reading"):
                self.readings[name] = None
            case ast.Name(name=owner) if owner not in self.named:
                self.fields[(owner, name)] = None
            case _:
                self.fields[("", name)] = None
                self.walk(source, replace(at, part=Part.OTHER))

    def _call(self, name: str, arguments: list[ast.Expr], call: ast.Expr, at: At) -> None:
        if name in ("min", "max") and at.part not in THRESHOLDS:
            part = Part.CAP if name == "min" else Part.FLOOR
            items = arguments[0].items if len(arguments) == 1 and isinstance(arguments[0], ast.ListLit) else arguments
            for item in items:
                fixed = isinstance(item, ast.NumberLit | ast.TemporalLit) or (
                    isinstance(item, ast.Name) and item.name in self.named
                )
                self.walk(item, replace(at, part=part) if fixed else at)
        elif name in _ROUNDING:
            for argument in arguments[:1]:
                self.walk(argument, at)
        elif name == "date":
            self._date(arguments, call, at)
        elif name in periods.NAMES:  # of last year: the law gives no figure for that
            self._aside(arguments[:1], at)
            self._aside(arguments[1:], replace(at, free=True))
        else:
            inner = at if name == "sum" else replace(at, part=Part.OTHER)
            for argument in arguments:
                self.walk(argument, inner)

    def _date(self, arguments: list[ast.Expr], call: ast.Expr, at: At) -> None:
        match arguments:
            case [ast.StringLit(value=text)] if (found := parse_date(text)) is not None:
                self._use(quantity.day_of(found.year, found.month, found.day), call.span, at)
            case [ast.NumberLit(value=year), ast.NumberLit(value=month), ast.NumberLit(value=day)]:
                self._use(quantity.day_of(int(year), int(month), int(day)), call.span, at)
            case [_, ast.NumberLit(value=month), ast.NumberLit(value=day)]:
                self._use(quantity.date(0, int(month), int(day)), call.span, at)
            case _:
                for argument in arguments:
                    self.walk(argument, replace(at, part=Part.OTHER))

    def _literal(self, expr: ast.NumberLit | ast.TemporalLit, at: At) -> None:
        match expr:
            case ast.NumberLit(value=value, unit=ast.Unit.MONEY, currency=currency):
                self._use(quantity.money(value, currency), expr.span, at, free=value == 0)
            case ast.NumberLit(value=value, unit=ast.Unit.RATIO):
                part = Part.RATE if at.part is Part.AMOUNT else at.part
                self._use(quantity.ratio(value, written=False), expr.span, replace(at, part=part), free=value == 0)
            case ast.NumberLit(value=value):
                self._use(
                    quantity.count(value),
                    expr.span,
                    at,
                    free=value == 0 or (value == 1 and at.part is not Part.CAP),
                )
            case ast.TemporalLit(value=Date(year=year, month=month, day=day) | DateTime(date=Date(year, month, day))):
                self._use(quantity.day_of(year, month, day), expr.span, at)
            case ast.TemporalLit(value=YearsMonthsDuration(months=months)):
                self._use(quantity.months(Decimal(months)), expr.span, at, free=months == 0)
            case ast.TemporalLit(value=DaysTimeDuration(nanoseconds=nanos)):
                self._use(quantity.seconds(WIDE.divide(Decimal(nanos), NANOS)), expr.span, at, free=nanos == 0)
            case _:
                pass

    def _use(self, value: Quantity, span: Span, at: At, *, free: bool = False) -> None:
        place = Label.at(at.origin, span)
        self.uses.append(
            Use(
                quantity=value,
                text=place.file.text[place.span.start : place.span.end],
                part=at.part,
                at=place,
                sign=place if at.sign is None else Label.at(at.origin, at.sign),
                spot=at.spot,
                row=at.row,
                parameter=at.parameter,
                either=at.either,
                free=free or at.free,
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
                written = Label.at(at.origin, one.span)
                self.choices.append(Choice(field, option, Label.at(at.origin, sign), written, wanted))
