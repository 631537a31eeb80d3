"""What each part of a formula comes to, for showing: every leaf is looked up, every operation done again.

The figures of an award come from the trace alone. This serves what a trace has no room for: which items a sum
counted, which half of a condition failed, what an answer to an open question would decide. It follows the rules
of LANGUAGE §6 and is held against the trace by a property test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias, assert_never

from policydsl.award import Evaluation
from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.types import DAYS_TIME, YEARS_MONTHS, Type
from policydsl.feel.values import DaysTimeDuration, Value, YearsMonthsDuration
from policydsl.model.facts import Item
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator, Variable
from policydsl.source.frozen import frozen

Seen: TypeAlias = tuple[object, bool]  # a value, and whether missing facts could change it
MemberItems: TypeAlias = Mapping[Variable, Item]

_STRICT: Mapping[Operator, Callable[..., Value]] = {
    Operator.ADD: ops.add,
    Operator.SUB: ops.subtract,
    Operator.MUL: ops.multiply,
    Operator.DIV: ops.divide,
    Operator.POW: ops.power,
    Operator.EQ: ops.equal,
    Operator.NE: ops.unequal,
    Operator.LT: ops.less,
    Operator.LE: ops.less_equal,
    Operator.GT: ops.greater,
    Operator.GE: ops.greater_equal,
    Operator.NEG: ops.negate,
}
_NONE_BOUND: MemberItems = {}
_NO_ANSWERS: Mapping[str, Value] = {}


def fact_key(field_: nodes.Field, item: Item | None) -> str:
    """The name of a fact as traces give it: `applicant.kind`, `compute_purchases[C1].fee`."""
    if field_.of.kind == "applicant":
        return f"{field_.of.name}.{field_.name}"
    return f"{field_.of.list_key}[{'' if item is None else item.id}].{field_.name}"


@frozen(eq=False)
class Reader:
    """Looks up and computes for one clause and subject; `assumed` are answers to try for missing facts."""

    evaluation: Evaluation
    item: Item | None
    locals: Mapping[str, Seen]
    assumed: Mapping[str, Value] = _NO_ANSWERS

    def value(self, node: Node, bound: MemberItems = _NONE_BOUND) -> object:
        """What a node comes to."""
        return self.seen(node, bound)[0]

    def items(self, members: nodes.Members) -> tuple[Item, ...]:
        """The list that members are taken from."""
        return self.evaluation.facts.lists[members.variable.list_key]

    def seen(self, node: Node, bound: MemberItems = _NONE_BOUND) -> Seen:
        """The value and whether it is open."""
        match node:
            case nodes.Const(value=value):
                return value, False
            case nodes.Field():
                return self._fact(node, bound)
            case nodes.Local(name=name):
                return self.locals.get(name, (UNKNOWN, False))
            case nodes.Setting(kind="parameter", name=name):
                return self.evaluation.plan.parameters[name].at(self.evaluation.as_of), False
            case nodes.Setting(name=name):
                return self.evaluation.readings[name], False
            case nodes.Day(part=part):
                day = self.evaluation.as_of
                return (day if part == "as_of" else Decimal(day.year)), False
            case nodes.Strict(op=Operator.NOT, args=args):
                return not3(self.seen(args[0], bound))
            case nodes.Strict(op=op, args=args):
                return self._apply(_STRICT[op], args, bound, nulls=op in (Operator.EQ, Operator.NE))
            case nodes.Call(call=call, args=args):
                return self._apply(call, args, bound)
            case nodes.Property(of=of, name=name):
                return self._apply(lambda value: ops.member(value, name), (of,), bound)
            case nodes.And(args=args):
                return kleene([self.seen(arg, bound) for arg in args], absorbing=False)
            case nodes.Or(args=args):
                return kleene([self.seen(arg, bound) for arg in args], absorbing=True)
            case nodes.If():
                return self._if(node, bound)
            case nodes.IsNull(field=asked):
                return self._fact(asked, bound)[0] is None, False
            case nodes.Quantifier():
                return self._quantifier(node, bound)
            case nodes.Aggregate():
                return self._aggregate(node, bound)
            case _:
                assert_never(node)

    def counts(self, members: nodes.Members, item: Item, bound: MemberItems = _NONE_BOUND) -> Seen:
        """Whether an item is among the members."""
        if members.where is None:
            return True, False
        return self.seen(members.where, {**bound, members.variable: item})

    def _fact(self, node: nodes.Field, bound: MemberItems) -> Seen:
        item: Item | None = None
        if node.of.kind == "applicant":
            found = self.evaluation.facts.applicant.values[node.index]
        else:
            item = self.item if node.of.kind == "item" else bound[node.of]
            found = UNKNOWN if item is None else item.values[node.index]
        if found is UNKNOWN and self.assumed:
            found = self.assumed.get(fact_key(node, item), UNKNOWN)
        return found, found is UNKNOWN

    def _apply(
        self, call: Callable[..., Value], args: tuple[Node, ...], bound: MemberItems, *, nulls: bool = False
    ) -> Seen:
        seen = [self.seen(arg, bound) for arg in args]
        is_open = any(one[1] for one in seen)
        if any(value is UNKNOWN for value, _ in seen):
            return UNKNOWN, is_open
        try:
            found = call(*(value for value, _ in seen))
        except FeelFailure:
            return UNKNOWN, is_open
        return (UNKNOWN if found is None and not nulls else found), is_open

    def _if(self, node: nodes.If, bound: MemberItems) -> Seen:
        truth, is_open = self.seen(node.condition, bound)
        if truth is not UNKNOWN and not is_open:
            return self.seen(node.then if truth else node.otherwise, bound)
        left, right = self.seen(node.then, bound), self.seen(node.otherwise, bound)
        if not left[1] and not right[1] and left[0] is not UNKNOWN and same(left[0], right[0]):
            return left
        is_open = is_open or left[1] or right[1]
        if truth is UNKNOWN:
            return UNKNOWN, is_open
        return (left if truth else right)[0], is_open

    def _quantifier(self, node: nodes.Quantifier, bound: MemberItems) -> Seen:
        found = []
        for item in self.items(node.members):
            inside = {**bound, node.members.variable: item}
            counts, holds = self.counts(node.members, item, bound), self.seen(node.condition, inside)
            if node.kind == "some":
                found.append(kleene([counts, holds], absorbing=False))
            else:
                found.append(kleene([not3(counts), holds], absorbing=True))
        return kleene(found, absorbing=node.kind == "some")

    def _aggregate(self, node: nodes.Aggregate, bound: MemberItems) -> Seen:
        figures = []
        for item in self.items(node.members):
            inside = {**bound, node.members.variable: item}
            figures.append((self.counts(node.members, item, bound), self.seen(node.body, inside)))
        return total(node.kind, node.type, figures)


def total(kind: str, type_: Type, figures: Iterable[tuple[Seen, Seen]]) -> Seen:
    """The sum, count, least or greatest of the figures that count."""
    counted: list[object] = []
    is_open = False
    for (counts, count_open), (figure, figure_open) in figures:
        if counts is False and not count_open:
            continue
        if kind == "sum" and not figure_open and isinstance(figure, Decimal) and not figure:
            continue
        is_open = is_open or count_open or (figure_open and counts is not False)
        if counts is True:
            counted.append(figure)
    if any(figure is UNKNOWN for figure in counted):
        return UNKNOWN, is_open
    if kind == "count":
        return Decimal(len(counted)), is_open
    if not counted:
        return (_zero(type_) if kind == "sum" else UNKNOWN), is_open
    found = counted[0]
    try:
        for figure in counted[1:]:
            if kind == "sum":
                found = ops.add(found, figure)  # type: ignore[arg-type]
            elif ops.less(figure, found) if kind == "min" else ops.greater(figure, found):  # type: ignore[arg-type]
                found = figure
    except FeelFailure:
        return UNKNOWN, is_open
    return found, is_open


def kleene(operands: Iterable[Seen], *, absorbing: bool) -> Seen:
    """`and` (absorbed by false) or `or` (absorbed by true) of three values."""
    is_open = decided = unknown = False
    for value, one_open in operands:
        if value is absorbing and not one_open:
            return absorbing, False
        decided = decided or value is absorbing
        unknown = unknown or value is UNKNOWN
        is_open = is_open or one_open
    if decided:
        return absorbing, is_open
    return (UNKNOWN if unknown else not absorbing), is_open


def not3(seen: Seen) -> Seen:
    """The opposite."""
    value, is_open = seen
    return (UNKNOWN if value is UNKNOWN else not value), is_open


def same(left: object, right: object) -> bool:
    """Whether two known values are of one kind and equal."""
    return type(left) is type(right) and bool(left == right)


def _zero(type_: Type) -> object:
    if type_ == YEARS_MONTHS:
        return YearsMonthsDuration(0)
    return DaysTimeDuration.of() if type_ == DAYS_TIME else Decimal(0)
