"""Plan nodes as SQL, in a frame."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Arithmetic, Figure, Mode
from policydsl.cohort.sql.forms import form_of
from policydsl.cohort.sql.frame import Frame, Group
from policydsl.feel.checker.currencies import CONVERT
from policydsl.feel.types import BOOLEAN, DATE, NUMBER, TEXT, YEARS_MONTHS, Enum, Money, Type
from policydsl.feel.values import Date, YearsMonthsDuration
from policydsl.model.policy import ROOT, Entity
from policydsl.plan import nodes
from policydsl.plan.nodes import At, Node, Operator
from policydsl.source import Text
from policydsl.source.frozen import replace

MOST_SUM: Final = 10**16  # a sum beyond is left to the interpreter
_ROUNDINGS: Final[Mapping[str, Mode]] = {
    "floor": "floor", "ceiling": "ceiling", "decimal": "half_even", "round up": "up", "round down": "down",
    "round half up": "half_up", "round half down": "half_down",
}  # fmt: skip
_PLACES: Final = 30
_SIGNS: Final = {
    Operator.EQ: "=",
    Operator.NE: "!=",
    Operator.LT: "<",
    Operator.LE: "<=",
    Operator.GT: ">",
    Operator.GE: ">=",
}
_PARTS: Final = ("year", "month", "day")


class NotLoweredError(Exception):
    """SQL cannot say it exactly; the interpreter serves the clause."""

    def __init__(self, reason: Text, at: At | None) -> None:
        super().__init__(reason.en)
        self.reason, self.at = reason, at


def numeric(type_: Type) -> bool:
    """Types whose values are figures."""
    return type_ in (NUMBER, YEARS_MONTHS) or isinstance(type_, Money)


class Lower:
    """Lowers the formulas of one clause into a frame; inside an aggregate, into its group."""

    def __init__(self, frame: Frame, arithmetic: Arithmetic, entities: Mapping[str, Entity], as_of: Date) -> None:
        self.frame, self.arithmetic, self.entities, self.as_of = frame, arithmetic, entities, as_of
        self.locals: dict[str, Sql | Figure] = {}
        self.formulas: dict[str, Node] = {}  # of lets, for conditions on members, which see no columns of the frame
        self.group: Group | None = None
        self.earlier: frozenset[str] = frozenset()  # the clauses under which something was granted before

    def keep(self, value: Sql) -> Sql:
        """The value as a column, so that it can be named often."""
        return value if self.group is not None else self.frame.keep(value)

    def kept(self, figure: Figure) -> Figure:
        """The same figure by a column."""
        return figure if figure.literal else replace(figure, base=self.keep(figure.base))

    def value(self, node: Node) -> Sql | Figure:
        """A figure for numbers, else an expression."""
        return self.figure(node) if numeric(node.type) else self.expr(node)

    # -- figures -------------------------------------------------------------------------------------

    def figure(self, node: Node) -> Figure:
        """A number, a sum of money or a duration of months."""
        match node:
            case nodes.Const(value=YearsMonthsDuration(months=months)):
                return fig.literal(months)
            case nodes.Const(value=Decimal() as value):
                return self._or_not(fig.constant(value), node)
            case nodes.Field():
                return self._field(node)
            case nodes.Local(name=name):
                found = self._local(name, node)
                assert isinstance(found, Figure)  # noqa: S101  (numeric)
                return found
            case nodes.Day():
                return fig.literal(self.as_of.year)
            case nodes.Strict():
                return self._strict(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Property(of=of, name=name) if of.type == DATE and name in _PARTS:
                if isinstance(of, nodes.Day):
                    return fig.literal(getattr(self.as_of, name))
                return Figure(sql.year_of(self.expr(of), name), 0, 1, 9999)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                one, other = fig.aligned(self.figure(then), self.figure(otherwise))
                test = self.keep(self.expr(condition))
                return self._either(one, other, self._if(test, self.source(one), self.source(other)))
            case nodes.Aggregate():
                return self._aggregate(node)
            case _:
                raise self.refused(node)

    def source(self, figure: Figure) -> Sql:
        """The number at the figure's scale."""
        return self.arithmetic.source(figure)

    @staticmethod
    def _if(test: Sql, then: Sql, otherwise: Sql) -> Sql:
        return sql.case([(test, then), (sql.not_(test.copy()), otherwise)])

    @staticmethod
    def _either(one: Figure, other: Figure, source: Sql) -> Figure:
        (low, high), (low2, high2) = one.bounds, other.bounds
        return Figure(source, one.scale, min(low, low2), max(high, high2))

    def _or_not(self, found: Figure | None, node: Node) -> Figure:
        if found is None:
            raise self.refused(node)
        return found

    def refused(self, node: Node) -> NotLoweredError:
        """What SQL cannot say."""
        return NotLoweredError(
            Text("这里的运算在 SQL 中没有精确的写法", "SQL has no exact form of this operation"), node.at
        )

    def _column(self, node: nodes.Field) -> Sql:
        kind = node.of.kind
        if self.group is None:
            if kind not in ("applicant", "item"):
                raise self.refused(node)
            return self.frame.field(kind, node.name)
        if kind == "member" and node.of.list_key == self.group.key:
            return sql.column(node.name, "m")
        if kind != "applicant":
            raise self.refused(node)
        self.group.applicant.add(node.name)
        return sql.column(node.name, "a")

    def _form(self, node: nodes.Field) -> tuple[int, int, int]:
        field = self.entities[node.of.list_key or ROOT].fields.get(node.name)
        form = None if field is None else form_of(field)
        if form is None or form.kind != "whole":
            raise self.refused(node)
        return form.scale, form.low, form.high

    def _field(self, node: nodes.Field) -> Figure:
        scale, low, high = self._form(node)
        return Figure(self._column(node), scale, low, high)

    def _local(self, name: str, node: Node) -> Sql | Figure:
        if self.group is None:
            return self.locals[name]
        formula = self.formulas.get(name)  # a let of the clause, said again in terms of facts
        if formula is None:
            raise self.refused(node)
        return self.value(formula)

    def _strict(self, node: nodes.Strict) -> Figure:
        op, args = node.op, node.args
        if not all(numeric(a.type) for a in args):
            raise self.refused(node)
        months = node.type == YEARS_MONTHS
        if not months and any(a.type == YEARS_MONTHS for a in args):
            raise self.refused(node)
        given = [self.figure(a) for a in args]
        found: Figure | None = None
        match op:
            case Operator.NEG:
                found = fig.times(given[0], -1, given[0].scale)
            case Operator.ADD | Operator.SUB:
                found = self.arithmetic.add(given[0], given[1], "+" if op is Operator.ADD else "-")
            case Operator.MUL:
                found = self.arithmetic.multiply(*given)
            case Operator.DIV if not months:
                found = self.arithmetic.divide(*given)
            case _:
                pass
        found = self._or_not(found, node)
        if months:
            found = self._or_not(self.arithmetic.to_places(self._for_rounding(found), 0, "down"), node)
            if max(-found.bounds[0], found.bounds[1]) > MOST_SUM:
                raise self.refused(node)
        return found

    def _for_rounding(self, figure: Figure) -> Figure:
        return figure if figure.nonnegative else self.kept(figure)

    def _call(self, node: nodes.Call) -> Figure:
        if node.function in ("min", "max") and node.args and all(numeric(a.type) for a in node.args):
            return self._extreme(node)
        if node.function == CONVERT:
            amount, rate = (self.figure(one) for one in node.args)
            if rate.bounds[0] <= 0:
                raise self.refused(node)  # a rate that may be none fails, which no product does
            return self._or_not(self.arithmetic.multiply(amount, rate), node)
        mode = _ROUNDINGS.get(node.function)
        if mode is None or node.type == YEARS_MONTHS:
            raise self.refused(node)
        places = 0
        if len(node.args) > 1:
            match node.args[1]:
                case nodes.Const(value=Decimal() as value) if abs(value) <= _PLACES and value == int(value):
                    places = int(value)
                case _:
                    raise self.refused(node)
        return self._or_not(
            self.arithmetic.to_places(self._for_rounding(self.figure(node.args[0])), places, mode), node
        )

    def _extreme(self, node: nodes.Call) -> Figure:
        least = node.function == "min"
        found, *rest = fig.aligned(*(self.figure(a) for a in node.args))
        for one in rest:
            left, right = self.keep(self.source(found)), self.keep(self.source(one))
            sign = "<=" if least else ">="
            ahead = sql.binary(sign, left, right)
            (low, high), (low2, high2) = found.bounds, one.bounds
            low, high = (min(low, low2), min(high, high2)) if least else (max(low, low2), max(high, high2))
            found = Figure(self._if(ahead, left.copy(), right.copy()), found.scale, low, high)
        return found

    # -- other values --------------------------------------------------------------------------------

    def expr(self, node: Node) -> Sql:
        """A truth, a text or a date."""
        match node:
            case nodes.Const(value=bool() as value):
                return sql.truth(value)
            case nodes.Const(value=str() as value):
                return sql.text(value)
            case nodes.Const(value=Date() as value) if 1 <= value.year <= 9999:  # noqa: PLR2004
                return sql.day(value.iso())
            case nodes.Day():
                return sql.day(self.as_of.iso())
            case nodes.Field():
                if node.name not in ("id", "name") and not _plain(node.type):
                    raise self.refused(node)
                return self._column(node)
            case nodes.Local(name=name):
                found = self._local(name, node)
                assert not isinstance(found, Figure)  # noqa: S101
                return found.copy()
            case nodes.Strict():
                return self._test(node)
            case nodes.Call(function="not", args=(one,)) if one.type == BOOLEAN:
                return sql.not_(self.expr(one))
            case nodes.And(args=args):
                return sql.and_([self.expr(a) for a in args])
            case nodes.Or(args=args):
                return self._or(args)
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                test = self.keep(self.expr(condition))
                return self._if(test, self.expr(then), self.expr(otherwise))
            case nodes.IsNull(field=field):
                return sql.is_null(self._column(field))
            case nodes.Quantifier():
                return self._quantifier(node)
            case _:
                raise self.refused(node)

    def _test(self, node: nodes.Strict) -> Sql:
        op, args = node.op, node.args
        if op is Operator.NOT:
            return sql.not_(self.expr(args[0]))
        sign = _SIGNS.get(op)
        if sign is None:
            raise self.refused(node)
        if all(numeric(a.type) for a in args):
            if sign in ("=", "!=") and any(isinstance(a, nodes.Field) and a.assessed for a in args):
                raise self.refused(node)  # null is equal to no number, and not unknown
            found = self.arithmetic.compare(self.figure(args[0]), sign, self.figure(args[1]))
            if found is None:
                raise self.refused(node)
            return found
        if not all(_plain(a.type) for a in args) or (args[0].type == BOOLEAN and sign not in ("=", "!=")):
            raise self.refused(node)
        left, right = self.expr(args[0]), self.expr(args[1])
        if sign in ("=", "!=") and any(isinstance(a, nodes.Field) and a.assessed for a in args):
            if not any(isinstance(a, nodes.Const) for a in args):
                raise self.refused(node)  # of two NULLs, which is null and which is unknown?
            return sql.same(left, right) if sign == "=" else sql.not_(sql.same(left, right))
        return sql.binary(sign, left, right)

    def _or(self, args: tuple[Node, ...]) -> Sql:
        """`x = "a" or x = "b"` as one look-up."""
        options: list[Sql] = []
        subject: nodes.Field | None = None
        for arg in args:
            match arg:
                case nodes.Strict(op=Operator.EQ, args=(nodes.Field() as field, nodes.Const(value=str() as value))):
                    if field.assessed:
                        break
                    if subject is not None and (field.of, field.name) != (subject.of, subject.name):
                        break
                    subject = field
                    options.append(sql.text(value))
                case _:
                    break
        if subject is not None and len(options) == len(args):
            return sql.among(self._column(subject), options)
        return sql.or_([self.expr(a) for a in args])

    # -- lists ---------------------------------------------------------------------------------------

    def _enter(self, members: nodes.Members, node: Node) -> Group:
        if self.group is not None or members.history is not None:
            raise self.refused(node)
        self.group = self.frame.group(members.variable.list_key)
        return self.group

    def _quantifier(self, node: nodes.Quantifier) -> Sql:
        group = self._enter(node.members, node)
        try:
            where = None if node.members.where is None else self.expr(node.members.where)
            condition = self.expr(node.condition)
        finally:
            self.group = None
        some = node.kind == "some"
        if where is not None:
            condition = sql.and_([where, condition]) if some else sql.or_([sql.not_(where), condition])
        deciding = sql.count_where(condition if some else sql.is_false(condition))
        unknown = sql.count_where(sql.is_null(condition.copy()))
        zero = sql.number(0)
        decided = self.frame.grouped(group.key, group.add(deciding))
        open_ = self.frame.grouped(group.key, group.add(unknown))
        return self.frame.keep(
            sql.case(
                [
                    (sql.binary(">", decided, zero), sql.truth(some)),
                    (sql.binary(">", open_, zero.copy()), sql.null("BOOLEAN")),
                ],
                sql.truth(not some),
            )
        )

    def _aggregate(self, node: nodes.Aggregate) -> Figure:
        if node.kind in ("min", "max") or (node.type != NUMBER and not isinstance(node.type, Money)):
            raise self.refused(node)
        group = self._enter(node.members, node)
        try:
            where = None if node.members.where is None else self.expr(node.members.where)
            body = fig.literal(1) if node.kind == "count" else self.figure(node.body)
        finally:
            self.group = None
        counted = self.arithmetic.source(body) if body.factor == 1 or body.literal else body.base
        unknown: list[Sql] = []
        if where is not None:
            unknown.append(sql.is_null(where))
            counted = sql.case([(where.copy(), counted)])
        if not body.literal:
            missing = sql.is_null(body.base.copy())
            unknown.append(missing if where is None else sql.and_([where.copy(), missing]))
        summed = self.frame.grouped(group.key, group.add(sql.total(counted)))
        open_ = self.frame.grouped(group.key, group.add(sql.count_where(sql.or_(unknown)))) if unknown else None
        whole = self.frame.keep(sql.coalesce(summed, sql.number(0)))
        low, high = (body.low, body.high)
        low, high = min(0, low) * MOST_SUM, max(0, high) * MOST_SUM
        most = sql.number(MOST_SUM)
        tests = [sql.binary("<=", whole, most)]
        if low < 0:
            tests.append(sql.binary(">=", whole.copy(), sql.number(-MOST_SUM)))
        if open_ is not None:
            tests.append(sql.binary("=", sql.coalesce(open_, sql.number(0)), sql.number(0)))
        found = self.frame.keep(sql.case([(sql.and_(tests), sql.narrow(whole.copy()))]))
        factor = 1 if body.literal else body.factor
        bounds = max(low, -MOST_SUM), min(high, MOST_SUM)
        return self._or_not(fig.checked(Figure(found, body.scale, *bounds, factor)), node)


def _plain(type_: Type) -> bool:
    """Types whose comparisons in SQL are FEEL's."""
    return type_ in (TEXT, BOOLEAN, DATE) or isinstance(type_, Enum)
