"""Plan nodes to closures over marked values: the slow, complete evaluation with unknowns and failures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias, assert_never

from policydsl.award import FailureNote
from policydsl.evaluate.histories import lookup, source_of
from policydsl.evaluate.marks import CLOSED, TRUE, Mark, Marked, and3, not3, or3, same, union
from policydsl.evaluate.operators import OPERATORS
from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.types import DAYS_TIME, YEARS_MONTHS, Type
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.feel.values import Date, Value


@dataclass(slots=True)
class Env:
    """What a formula sees: the subject, the lists, the lets, and where failures go."""

    applicant: Sequence[object]
    item: Sequence[object] | None
    lists: Mapping[str, Sequence[Sequence[object]]]
    settings: Mapping[tuple[str, str], Value]
    as_of: Date
    locals: dict[str, Marked] = field(default_factory=dict)
    members: dict[nodes.Variable, Sequence[object]] = field(default_factory=dict)
    parts: dict[int, Marked] = field(default_factory=dict)
    failures: list[FailureNote] = field(default_factory=list)
    governing: Date | None = None  # the day that governs; None: `as_of`


Run: TypeAlias = Callable[[Env], Marked]

_NULL = Text("结果是 null，没有可用的值", "the result is null, not a value that can be used")


def compile_marked(node: Node) -> Run:
    """A closure that gives a node's value and mark."""
    match node:
        case nodes.Const(value=value):
            constant = (value, CLOSED)
            return lambda _: constant
        case nodes.Field():
            return _field(node)
        case nodes.Local(name=name):
            return lambda env: env.locals[name]
        case nodes.Setting(kind=kind, name=name):
            key = (kind, name)
            return lambda env: (env.settings[key], CLOSED)
        case nodes.Day(part=part):
            if part == "as_of":
                return lambda env: (env.as_of, CLOSED)
            return lambda env: (Decimal(env.as_of.year), CLOSED) if env.governing is None else _year(env.governing)
        case nodes.Strict(op=Operator.NOT, args=args):
            operand = compile_marked(args[0])
            return lambda env: not3(operand(env))
        case nodes.Strict(op=op, args=args):
            nulls = op in (Operator.EQ, Operator.NE)  # an assessed fact may be compared before it is assessed
            return _strict(OPERATORS[op], args, node.at, nulls=nulls)
        case nodes.Call(call=call, args=args):
            return _strict(call, args, node.at, nulls=False)
        case nodes.Property(of=of, name=name):
            return _strict(lambda value: ops.member(value, name), (of,), node.at, nulls=False)
        case nodes.And(args=args):
            runs = [compile_marked(arg) for arg in args]
            return lambda env: and3(run(env) for run in runs)
        case nodes.Or(args=args):
            runs = [compile_marked(arg) for arg in args]
            return lambda env: or3(run(env) for run in runs)
        case nodes.If():
            return _if(node)
        case nodes.IsNull(field=asked):
            read = compile_marked(asked)
            return lambda env: (read(env)[0] is None, CLOSED)
        case nodes.Quantifier():
            return _kept(node, _quantifier(node))
        case nodes.Aggregate():
            return _kept(node, _aggregate(node))
        case nodes.Lookup():
            return lookup(node, compile_marked)
        case nodes.Figure(of=of):
            return lambda env: (env.members[of][1], env.members[of][2])  # type: ignore[return-value]  # a Member
        case _:
            assert_never(node)


def _year(day: Date) -> Marked:
    return Decimal(day.year), CLOSED


def _kept(node: Node, run: Run) -> Run:
    """The same, its last value kept for the trace."""
    key = id(node)

    def keep(env: Env) -> Marked:
        found = env.parts[key] = run(env)
        return found

    return keep


def _field(node: nodes.Field) -> Run:
    index, name, variable = node.index, node.name, node.of
    if variable.kind == "applicant":
        mark = frozenset({f"{variable.name}.{name}"})
        return lambda env: (value, mark) if (value := env.applicant[index]) is UNKNOWN else (value, CLOSED)
    key = variable.list_key

    def read(env: Env) -> Marked:
        item = env.item if variable.kind == "item" else env.members[variable]
        assert item is not None  # noqa: S101  (a clause with an item is evaluated with one)
        value = item[index]
        if value is UNKNOWN:
            return UNKNOWN, frozenset({f"{key}[{item[0]}].{name}"})
        return value, CLOSED

    return read


def _strict(call: Callable[..., Value], args: tuple[Node, ...], at: nodes.At, *, nulls: bool) -> Run:
    runs = [compile_marked(arg) for arg in args]

    def run(env: Env) -> Marked:
        mark, values, unknown = CLOSED, [], False
        for one in runs:
            value, why = one(env)
            mark |= why
            unknown = unknown or value is UNKNOWN
            values.append(value)
        if unknown:
            return UNKNOWN, mark
        try:
            found = call(*values)
        except FeelFailure as failure:
            env.failures.append(FailureNote(failure.reason, at))
            return UNKNOWN, mark
        if found is None and not nulls:
            env.failures.append(FailureNote(_NULL, at))
            return UNKNOWN, mark
        return found, mark

    return run


def _if(node: nodes.If) -> Run:
    condition, then, otherwise = (compile_marked(n) for n in (node.condition, node.then, node.otherwise))

    def run(env: Env) -> Marked:
        truth, why = condition(env)
        if truth is not UNKNOWN and not why:
            return then(env) if truth else otherwise(env)
        left, right = then(env), otherwise(env)
        if not left[1] and not right[1] and same(left[0], right[0]):
            return left
        mark = why | left[1] | right[1]
        if truth is UNKNOWN:
            return UNKNOWN, mark
        return (left if truth else right)[0], mark

    return run


def _members(members: nodes.Members) -> Callable[[Env], tuple[list[tuple[Marked, Sequence[object]]] | None, Mark]]:
    """Each member with whether it counts."""
    variable, source = members.variable, source_of(members, compile_marked)
    where = compile_marked(members.where) if members.where is not None else None

    def each(env: Env) -> tuple[list[tuple[Marked, Sequence[object]]] | None, Mark]:
        items, open_ = source(env)
        if items is None:
            return None, open_
        found = []
        for item in items:
            env.members[variable] = item
            counts = TRUE if where is None else where(env)
            if counts[0] is not False or counts[1]:
                found.append((counts, item))
        return found, open_

    return each


def _quantifier(node: nodes.Quantifier) -> Run:
    variable = node.members.variable
    each, condition = _members(node.members), compile_marked(node.condition)

    def holds(env: Env, counts: Marked, item: Sequence[object]) -> Marked:
        env.members[variable] = item
        if node.kind == "some":
            return and3((counts, condition(env)))
        return or3((not3(counts), condition(env)))

    def run(env: Env) -> Marked:
        members, open_ = each(env)
        if members is None:
            return UNKNOWN, open_
        found = [holds(env, counts, item) for counts, item in members]
        value, mark = or3(found) if node.kind == "some" else and3(found)
        return (value, mark | open_) if open_ else (value, mark)

    return run


def _aggregate(node: nodes.Aggregate) -> Run:
    variable, kind, at, zero = node.members.variable, node.kind, node.at, zero_of(node.type)
    each, body = _members(node.members), compile_marked(node.body)

    def run(env: Env) -> Marked:
        counted: list[tuple[Marked, Marked]] = []
        members, open_ = each(env)
        if members is None:
            return UNKNOWN, open_
        for counts, item in members:
            env.members[variable] = item
            counted.append((counts, body(env)))
        return collect(env, kind, counted, at, zero, open_)

    return run


def collect(
    env: Env,
    kind: str,
    counted: list[tuple[Marked, Marked]],
    at: nodes.At,
    zero: object,
    open_: Mark = CLOSED,
) -> Marked:
    """The aggregate of figures, each with whether it counts; open while it is open what counts."""
    marks: list[Mark] = [open_]
    values: list[object] = []
    for (counts, why), (figure, waits) in counted:
        if counts is False and not why:
            continue
        if kind == "sum" and not waits and figure is not UNKNOWN and is_zero(figure):
            continue  # counts or not, it adds nothing
        marks.append(why)
        if counts is UNKNOWN and not why:  # it failed, and no fact will tell
            values.append(UNKNOWN)
        elif counts is UNKNOWN:
            marks.append(waits)
        elif counts is True:
            marks.append(waits)
            values.append(figure)
    mark = union(marks)
    if any(value is UNKNOWN for value in values):
        return UNKNOWN, mark
    if not values and kind in ("min", "max"):
        if not mark:
            env.failures.append(FailureNote(_EMPTY, at))
        return UNKNOWN, mark
    try:
        return _total(kind, values, zero), mark
    except FeelFailure as failure:
        env.failures.append(FailureNote(failure.reason, at))
        return UNKNOWN, mark


_EMPTY = Text("没有可比较的项，得不出最大或最小值", "there is nothing to take the least or greatest of")


def is_zero(figure: object) -> bool:
    """Whether adding it changes nothing."""
    return isinstance(figure, Decimal) and figure == 0


def zero_of(type_: Type) -> object:
    """The sum of nothing."""
    if type_ == YEARS_MONTHS:
        return YearsMonthsDuration(0)
    return DaysTimeDuration.of() if type_ == DAYS_TIME else Decimal(0)


def _total(kind: str, values: list[object], zero: object) -> object:
    if kind == "count":
        return Decimal(len(values))
    if not values:
        return zero
    total = values[0]
    for value in values[1:]:
        if kind == "sum":
            total = ops.add(total, value)  # type: ignore[arg-type]
        elif ops.less(value, total) if kind == "min" else ops.greater(value, total):  # type: ignore[arg-type]
            total = value
    return total
