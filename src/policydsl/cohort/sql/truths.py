"""Truths, texts and dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.dates import Dates
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.histories import Histories
from policydsl.cohort.sql.lists import Lists
from policydsl.cohort.sql.numbers import Numbers
from policydsl.cohort.sql.ratio import Ratio
from policydsl.cohort.sql.reasons import ASSESSED
from policydsl.cohort.sql.scope import choice, is_text, numeric
from policydsl.cohort.sql.texts import Texts
from policydsl.feel.types import BOOLEAN, DATE, TEXT, Enum, Type
from policydsl.feel.values import Date
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator

_SIGNS: Final = {
    Operator.EQ: "=",
    Operator.NE: "!=",
    Operator.LT: "<",
    Operator.LE: "<=",
    Operator.GT: ">",
    Operator.GE: ">=",
}


class Truths(Dates, Texts, Lists, Histories, Numbers):
    """Lowers what is no figure."""

    def expr(self, node: Node) -> Sql:
        """See `Scope`."""
        node = self.computed(node)
        match node:
            case nodes.Const(value=bool() as value):
                return sql.truth(value)
            case nodes.Const(value=str() as value):
                return sql.text(value)
            case nodes.Const(value=Date() as value) if 1 <= value.year <= 9999:  # noqa: PLR2004
                return sql.day(value.iso())
            case nodes.Setting():
                return sql.case([(test, self.expr(value)) for test, value in self.version(node)])
            case nodes.Field():
                if node.name not in ("id", "name") and not _plain(node.type):
                    raise self.refused(node)
                return self.column(node)
            case nodes.Lookup() if _plain(node.type):
                return self.looked_up_value(node)
            case nodes.Figure() if _plain(node.type):
                return self.figure_at_hand(node)
            case nodes.Local(name=name):
                found = self.local(name, node)
                assert not isinstance(found, Figure | Ratio)  # noqa: S101
                return found.copy()
            case _ if node.type == DATE and not isinstance(node, nodes.If):
                return self.date(node)
            case nodes.Strict() if is_text(node.type):
                return self.text(node)
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
                return choice(test, self.expr(then), self.expr(otherwise))
            case nodes.IsNull(field=field):
                return sql.is_null(self.column(field))
            case nodes.Quantifier():
                return self.quantifier(node)
            case nodes.Call() if node.type == BOOLEAN:
                return self._asked(node)
            case _ if is_text(node.type):
                return self.text(node)
            case _:
                raise self.refused(node)

    def _asked(self, node: nodes.Call) -> Sql:
        """A truth that a function gives."""
        match node.function:
            case "odd" | "even":
                return self.parity(node)
            case "before" | "after" | "coincides" as name:
                sign = {"before": Operator.LT, "after": Operator.GT, "coincides": Operator.EQ}[name]
                return self._test(nodes.Strict(node.at, BOOLEAN, sign, node.args))
            case "list contains":
                tests = [
                    nodes.Strict(node.at, BOOLEAN, Operator.EQ, (one, node.args[node.listed]))
                    for one in node.args[: node.listed]
                ]
                return self._strictly(node.args, self._or(tuple(tests)))
            case "all" | "any" as name:
                join = sql.and_ if name == "all" else sql.or_
                return self._strictly(node.args, join([self.expr(one) for one in node.args]))
            case _:
                return self.asked_of_text(node)

    def _strictly(self, args: Sequence[Node], found: Sql) -> Sql:
        """NULL where an argument is."""
        nulls = [sql.not_(self.known(one)) for one in args if not isinstance(one, nodes.Const)]
        return sql.case([(sql.not_(sql.or_(nulls)), found)]) if nulls else found

    def known(self, node: Node) -> Sql:
        """Whether a value is known."""
        if numeric(node.type):
            figure = self.figure(node)
            return sql.truth(True) if figure.literal else sql.not_(sql.is_null(figure.base.copy()))
        return sql.not_(sql.is_null(self.expr(node)))

    def _test(self, node: nodes.Strict) -> Sql:
        op, args = node.op, node.args
        if op is Operator.NOT:
            return sql.not_(self.expr(args[0]))
        sign = _SIGNS.get(op)
        if sign is None:
            raise self.refused(node)
        if all(numeric(a.type) for a in args):
            if sign in ("=", "!=") and any(isinstance(a, nodes.Field) and a.assessed for a in args):
                raise self.refused(node, ASSESSED)  # null is equal to no number, and not unknown
            found = self.ratios.compare(self.quantity(args[0]), sign, self.quantity(args[1]))
            if found is None:
                raise self.refused(node)
            return self.noted(found, node)
        if not all(_plain(a.type) for a in args) or (args[0].type == BOOLEAN and sign not in ("=", "!=")):
            raise self.refused(node)
        left, right = self.expr(args[0]), self.expr(args[1])
        if sign in ("=", "!=") and any(isinstance(a, nodes.Field) and a.assessed for a in args):
            if not any(isinstance(a, nodes.Const) for a in args):
                raise self.refused(node, ASSESSED)  # of two NULLs, which is null and which is unknown?
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
            return sql.among(self.column(subject), options)
        return sql.or_([self.expr(a) for a in args])


def _plain(type_: Type) -> bool:
    """Types whose comparisons in SQL are FEEL's."""
    return type_ in (TEXT, BOOLEAN, DATE) or isinstance(type_, Enum)
