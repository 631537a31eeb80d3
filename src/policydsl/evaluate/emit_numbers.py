"""Python source for numbers, money and durations of months."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from policydsl.evaluate import figure as fig
from policydsl.evaluate.figure import Figure, Rounding
from policydsl.evaluate.forms import LIMIT, MOST_ITEMS, Form, decimal_of, form_of, months_of
from policydsl.evaluate.lines import NotFastError
from policydsl.feel import ops
from policydsl.feel.temporal.date import MAX_YEAR
from policydsl.feel.temporal.duration import MAX_MONTHS
from policydsl.feel.types import NUMBER, YEARS_MONTHS, Money, Type
from policydsl.feel.values import YearsMonthsDuration
from policydsl.model.unknown import OpenFactError
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.evaluate.emit import Emitter

_SIGNS = {Operator.ADD: "+", Operator.SUB: "-", Operator.MUL: "*", Operator.DIV: "/"}
_WHOLE: Mapping[Operator, Callable[[Figure, Figure], Figure | None]] = {
    Operator.ADD: lambda a, b: fig.add(a, b, "+"),
    Operator.SUB: lambda a, b: fig.add(a, b, "-"),
    Operator.MUL: fig.multiply,
    Operator.DIV: fig.divide,
}
_ROUNDINGS: Mapping[str, Rounding] = {
    "floor": "floor",
    "ceiling": "ceiling",
    "decimal": "half_even",
    "round up": "up",
    "round down": "down",
    "round half up": "half_up",
    "round half down": "half_down",
}
_PLACES = 30  # of a rounding that is worth a whole number
_ZERO = Decimal(0)


def numeric(type_: Type) -> bool:
    """Types whose values are figures."""
    return type_ in (NUMBER, YEARS_MONTHS) or isinstance(type_, Money)


class Numbers:
    """Writes figures into an emitter."""

    def __init__(self, out: Emitter) -> None:
        self.out = out

    # -- between the forms ---------------------------------------------------------------------------

    def value(self, node: Node) -> str:
        """Source of the FEEL value of a figure."""
        if isinstance(node, nodes.Const):
            return self.out.bind(node.value)
        found = self.figure(node)
        if node.type == YEARS_MONTHS:
            return f"{self.out.bind(months_of)}({found.source})"
        return self.as_decimal(found)

    def as_decimal(self, figure: Figure) -> str:
        """Source of the same number as a Decimal."""
        if figure.scale is None:
            return figure.base
        if figure.literal:
            return self.out.bind(decimal_of(figure.number, figure.scale))
        return f"{self.out.bind(decimal_of)}({figure.source}, {figure.scale})"

    def _decimal(self, source: str, *, nonnegative: bool = False, raw: bool = False) -> Figure:
        self.out.decimals = True
        return fig.decimal(source, nonnegative=nonnegative, raw=raw)

    def keep(self, figure: Figure, prefix: str) -> Figure:
        """The same figure by a name, its source written as a line."""
        if figure.literal:
            return figure
        name = self.out.fresh(prefix)
        self.out.line(f"{name} = {figure.base}")
        return self.named(figure, name)

    @staticmethod
    def named(figure: Figure, name: str) -> Figure:
        """The same figure with its base in a variable."""
        return Figure(name, figure.scale, figure.factor, figure.low, figure.high, raw=figure.raw)

    @staticmethod
    def plain(figure: Figure) -> Figure:
        """The same figure with its factor worked out."""
        if figure.literal or figure.factor == 1:
            return figure
        return Figure(figure.source, figure.scale, 1, *figure.bounds)

    @staticmethod
    def forced(figure: Figure) -> str:
        """Source that raises if the number is unknown."""
        return f"+{figure.base}" if figure.raw and figure.factor == 1 else figure.source

    def form(self, figure: Figure, type_: object) -> Form | None:
        """How the base of a kept figure is read back."""
        if type_ == YEARS_MONTHS:
            return Form(figure.low, figure.high, factor=figure.factor, months=True)
        return figure.form

    # -- nodes ---------------------------------------------------------------------------------------

    def figure(self, node: Node) -> Figure:
        """A node of a numeric type as a figure."""
        match node:
            case nodes.Const(value=YearsMonthsDuration(months=months)):
                return fig.literal(months)
            case nodes.Const(value=Decimal() as value):
                found = fig.constant(value)
                return self._decimal(self.out.bind(value), nonnegative=value >= 0) if found is None else found
            case nodes.Field():
                return self._field(node)
            case nodes.Local(name=name):
                local = self.out.locals[name]
                assert isinstance(local, Figure)  # noqa: S101
                return local
            case nodes.Day():
                return Figure(self.out.use("year"), 0, 1, -MAX_YEAR, MAX_YEAR)
            case nodes.Strict():
                return self._months(node) if node.type == YEARS_MONTHS else self._strict(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Property(of=of, name=name):
                return self._decimal(f"{self.out.bind(ops.member)}(known({self.out.expr(of)}), {self.out.bind(name)})")
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                return self._if(self.out.expr(condition), then, otherwise)
            case nodes.Aggregate():
                return self._aggregate(node)
            case _:
                raise NotFastError

    def _if(self, test: str, then: Node, otherwise: Node) -> Figure:
        first, second, places = self.out.branches(test, lambda: self.figure(then), lambda: self.figure(otherwise))
        one, other = self.alike(first, second)
        if places is None:
            return self._either(one, other, f"({one.source} if {test} else {other.source})")
        name = self.out.fresh("b")
        for place, branch in zip(places, (one, other), strict=True):
            self.out.fill(place, f"{name} = {branch.source}")
        return self._either(one, other, name)

    def _field(self, node: nodes.Field) -> Figure:
        field, source = self.out.declared(node), self.out.field(node)
        form = None if field is None else form_of(field)
        if form is None:
            return fig.decimal(source, nonnegative=node.nonnegative, raw=True)
        return Figure(source, form.scale, 1, form.low, form.high, raw=True)

    def alike(self, *figures: Figure) -> list[Figure]:
        """All at one scale, or all decimals."""
        found = fig.aligned(*figures)
        if found is not None and all(max(-low, high) < LIMIT for low, high in (f.bounds for f in found)):
            return found
        return [self._decimal(self.as_decimal(f), nonnegative=f.nonnegative, raw=f.raw) for f in figures]

    @staticmethod
    def _either(one: Figure, other: Figure, source: str) -> Figure:
        """What may be the one or the other, both alike."""
        if one.scale is None:
            return fig.decimal(source, nonnegative=one.nonnegative and other.nonnegative, raw=one.raw or other.raw)
        (low, high), (low2, high2) = one.bounds, other.bounds
        return Figure(source, one.scale, 1, min(low, low2), max(high, high2), raw=one.raw or other.raw)

    def union(self, figures: list[Figure], variable: str) -> Figure:
        """A variable that holds one of several figures, all alike."""
        found = self.named(self.plain(figures[0]), variable)
        for one in figures[1:]:
            found = self._either(found, one, variable)
        return found

    def _strict(self, node: nodes.Strict) -> Figure:
        op, args = node.op, node.args
        if op is Operator.NEG:
            operand = self.figure(args[0])
            return fig.negate(operand) or self._decimal(f"(-{self.as_decimal(operand)})")
        if op not in _SIGNS or any(a.type == YEARS_MONTHS or not numeric(a.type) for a in args):
            return self._decimal(self.out.operator(node))
        left, right = (self.figure(a) for a in args)
        found = _WHOLE[op](left, right)
        if found is not None:
            return found
        positive = op is not Operator.SUB and left.nonnegative and right.nonnegative
        return self._decimal(f"({self.as_decimal(left)} {_SIGNS[op]} {self.as_decimal(right)})", nonnegative=positive)

    def _months(self, node: nodes.Strict) -> Figure:
        """Durations of months: their sums, and their products with a number, cut to whole months."""
        op, args = node.op, node.args
        found: Figure | None = None
        if op is Operator.NEG:
            found = fig.negate(self.figure(args[0]))
        elif op in (Operator.ADD, Operator.SUB, Operator.MUL) and all(numeric(a.type) for a in args):
            found = _WHOLE[op](*(self.figure(a) for a in args))
            found = None if found is None else fig.to_places(found, 0, "down", self._nearest())
        if found is None:
            return Figure(f"{self.out.operator(node)}.months", 0, 1, -MAX_MONTHS, MAX_MONTHS)
        low, high = found.bounds
        if low >= -MAX_MONTHS and high <= MAX_MONTHS:
            return found
        name = self.out.fresh("t")
        self.out.line(f"{name} = {found.source}")
        self.out.line(f"if not -{MAX_MONTHS} <= {name} <= {MAX_MONTHS}: raise {self.out.bind(OpenFactError)}")
        return Figure(name, 0, 1, max(low, -MAX_MONTHS), min(high, MAX_MONTHS))

    def _nearest(self) -> str:
        return self.out.bind(fig.nearest)

    # -- functions -----------------------------------------------------------------------------------

    def _call(self, node: nodes.Call) -> Figure:
        if node.function in ("min", "max") and node.args and all(numeric(a.type) for a in node.args):
            return self._extreme(node.function, [self.figure(a) for a in node.args])
        if node.type != YEARS_MONTHS:
            found = self._rounded(node) if node.function in _ROUNDINGS else None
            if found is not None:
                return found
            return self._decimal(self.out.call(node))
        return Figure(f"{self.out.call(node)}.months", 0, 1, -MAX_MONTHS, MAX_MONTHS)

    def _extreme(self, function: str, args: list[Figure]) -> Figure:
        found, *rest = (self.keep(self.plain(f), "t") for f in self.alike(*args))
        sign = "<=" if function == "min" else ">="
        for one in rest:
            both = self._either(found, one, f"({found.source} if {found.source} {sign} {one.source} else {one.source})")
            if both.scale is not None:
                (low, high), (low2, high2) = found.bounds, one.bounds
                least = function == "min"
                low, high = (min(low, low2), min(high, high2)) if least else (max(low, low2), max(high, high2))
                both = Figure(both.base, both.scale, 1, low, high)
            else:
                both = fig.decimal(both.base, nonnegative=both.nonnegative)
            found = self.keep(both, "t") if one is not rest[-1] else both
        return found

    def _rounded(self, node: nodes.Call) -> Figure | None:
        """Rounding to a number of decimals that the policy gives; None: by the function."""
        places = 0
        if len(node.args) > 1:
            match node.args[1]:
                case nodes.Const(value=Decimal() as value) if abs(value) <= _PLACES and value == int(value):
                    places = int(value)
                case _:
                    return None
        number = self.figure(node.args[0])
        found = fig.to_places(number, places, _ROUNDINGS[node.function], self._nearest())
        if found is None and places == 0 and node.function in ("floor", "ceiling"):
            mode = self.out.bind(ROUND_FLOOR if node.function == "floor" else ROUND_CEILING)
            positive = number.nonnegative and node.function == "floor"
            return self._decimal(f"{self.as_decimal(number)}.to_integral_value({mode})", nonnegative=positive)
        if found is None:
            scale = self.out.bind(Decimal(places))
            return self._decimal(f"{self.out.bind(node.call)}(known({self.as_decimal(number)}), {scale})")
        return found

    # -- lists ---------------------------------------------------------------------------------------

    def _aggregate(self, node: nodes.Aggregate) -> Figure:
        out = self.out
        found, depth = out.fresh("s"), out.indent
        start = out.later()
        out.begin_members(node.members)
        body = self._body(node)
        if node.kind in ("min", "max"):
            one = out.fresh("t")
            out.line(f"{one} = known({body.base})")
            out.line(f"if {found} is None or {one} {'<' if node.kind == 'min' else '>'} {found}: {found} = {one}")
        else:
            out.line(f"{found} += {body.base}")
        out.indent = depth
        out.loops -= 1
        if node.kind in ("min", "max"):
            out.fill(start, f"{found} = None")
            out.line(f"if {found} is None: raise {out.bind(OpenFactError)}")
            whole = self.named(body, found)
        elif body.scale is None:
            out.fill(start, f"{found} = {out.bind(_ZERO)}")
            whole = self._decimal(found, nonnegative=body.nonnegative)
        else:
            out.fill(start, f"{found} = 0")
            whole = Figure(found, body.scale, body.factor, *_summed(body))
        out.parts[id(node.at)] = whole = replace(whole, raw=False)
        return whole

    def _body(self, node: nodes.Aggregate) -> Figure:
        """What is summed or compared: a decimal where its sum could be too large for a whole number."""
        body = self.figure(node.body)
        if node.kind in ("min", "max"):
            return self.plain(body)
        low, high = (n * body.factor for n in _summed(body))
        if node.type == YEARS_MONTHS and max(abs(low), abs(high)) > MAX_MONTHS:
            raise NotFastError
        if body.scale is not None and max(abs(low), abs(high)) >= LIMIT:
            return self._decimal(self.as_decimal(body), nonnegative=body.nonnegative)
        return body


def _summed(body: Figure) -> tuple[int, int]:
    """The bounds of a sum over a list."""
    return min(0, body.low * MOST_ITEMS), max(0, body.high * MOST_ITEMS)
