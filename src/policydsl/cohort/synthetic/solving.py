"""What a formula is worth where no fact decides, and which fact makes a formula come to a given value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final, TypeAlias

from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import Date
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import ClausePlan, LetPlan, PolicyPlan, RowPlan, TablePlan

Names: TypeAlias = Mapping[str, tuple[Node, ...]]
"""What the names of a clause may stand for: the value of a let, the outputs of the rows of a table."""
Found: TypeAlias = Callable[[nodes.Field, Any], None]

_MOST: Final = 24  # values of one formula
_DEEP: Final = 40  # formulas inside formulas
_FOLDED: Final[Mapping[Operator, Callable[[Any, Any], Any]]] = {
    Operator.ADD: ops.add,
    Operator.SUB: ops.subtract,
    Operator.MUL: ops.multiply,
    Operator.DIV: ops.divide,
}
# The operand that makes `left op right` come to `value`, where the other one is `known`: for the left one, the right.
_BACK: Final[Mapping[Operator, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]]] = {
    Operator.ADD: (ops.subtract, ops.subtract),
    Operator.SUB: (ops.add, lambda value, known: ops.subtract(known, value)),
    Operator.MUL: (ops.divide, ops.divide),
    Operator.DIV: (ops.multiply, lambda value, known: ops.divide(known, value)),
}
_STEPS: Final = frozenset(["floor", "ceiling", "round", "round up", "round down", "round half up", "trunc", "modulo"])
_BOUNDS: Final = frozenset(["min", "max"])


def names_of(clause: ClausePlan, row: RowPlan | None = None) -> dict[str, tuple[Node, ...]]:
    """The names of a clause; with one row of its table, the outputs of that row alone."""
    found: dict[str, tuple[Node, ...]] = {}
    for step in clause.steps:
        if isinstance(step, LetPlan):
            found[step.name] = (step.value,)
            continue
        rows = step.rows if row is None or row not in step.rows else (row,)
        for name in step.outputs:
            found[name] = tuple(one.outputs[name] for one in rows if name in one.outputs)
        found.update(_inputs(step))
    return found


def _inputs(table: TablePlan) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """The input of a progressive table, by the name that its bands have for it."""
    if table.table.hit == "progressive":
        for name, given in table.inputs.items():
            yield f"·{name}", (given,)


class Solver:
    """Looks at the formulas of a policy on one day."""

    def __init__(self, plan: PolicyPlan, day: Date) -> None:
        self.plan, self.day = plan, day

    def worth(self, node: Node, names: Names, depth: int = 0) -> list[Any]:
        """The values that a formula may have whatever the facts; none where facts decide."""
        if depth > _DEEP:
            return []
        found: list[Any] = []
        match node:
            case nodes.Const(value=value):
                found = [value]
            case nodes.Setting(kind="parameter", name=name):
                found = [self.plan.parameters[name].at(self.day)]
            case nodes.Setting(name=name):
                found = list(self.plan.policy.readings[name].options)
            case nodes.Day(part=part):
                found = [self.day if part == "as_of" else Decimal(self.day.year)]
            case nodes.Local(name=name):
                found = [value for one in names.get(name, ()) for value in self.worth(one, names, depth + 1)]
            case nodes.If(then=then, otherwise=otherwise):
                found = [*self.worth(then, names, depth + 1), *self.worth(otherwise, names, depth + 1)]
            case nodes.Strict(op=op, args=(left, right)) if op in _FOLDED:
                for one in self.worth(left, names, depth + 1):
                    for other in self.worth(right, names, depth + 1):
                        with suppress(FeelFailure):
                            found.append(_FOLDED[op](one, other))
            case nodes.Strict(op=Operator.NEG, args=(operand,)):
                for one in self.worth(operand, names, depth + 1):
                    with suppress(FeelFailure):
                        found.append(ops.negate(one))
            case _:
                pass
        return [one for one in found if one is not None][:_MOST]

    def solve(self, node: Node, value: Any, names: Names, found: Found, depth: int = 0) -> None:
        """Tell `found` each fact that alone makes a formula come to a value, with what the fact must be."""
        if depth > _DEEP or value is None:
            return
        match node:
            case nodes.Field():
                found(node, value)
            case nodes.Lookup(field=field):
                found(field, value)
            case nodes.Local(name=name):
                for one in names.get(name, ()):
                    self.solve(one, value, names, found, depth + 1)
            case nodes.If(then=then, otherwise=otherwise):
                self.solve(then, value, names, found, depth + 1)
                self.solve(otherwise, value, names, found, depth + 1)
            case nodes.Aggregate(body=body, members=members):  # with one member
                if members.history is not None and isinstance(body, nodes.Figure):
                    found(members.history.field, value)
                self.solve(body, value, names, found, depth + 1)
            case nodes.Strict(op=Operator.NEG, args=(operand,)):
                with suppress(FeelFailure):
                    self.solve(operand, ops.negate(value), names, found, depth + 1)
            case nodes.Strict(op=op, args=(left, right)) if op in _BACK:
                for side, other, back in ((left, right, _BACK[op][0]), (right, left, _BACK[op][1])):
                    for known in self.worth(other, names):
                        with suppress(FeelFailure):
                            self.solve(side, back(value, known), names, found, depth + 1)
            case nodes.Call(function=function, args=args) if function in _BOUNDS or function in _STEPS:
                for one in args if function in _BOUNDS else args[:1]:
                    self.solve(one, value, names, found, depth + 1)
            case _:
                pass

    def kinks(self, node: Node, names: Names, found: Found) -> None:
        """The facts at which a part of a formula changes its course: comparisons, bounds, steps."""
        for one in nodes.walk(node):
            match one:
                case nodes.Strict(op=op, args=(left, right)) if op not in _FOLDED:
                    for side, other in ((left, right), (right, left)):
                        for value in self.worth(other, names):
                            self.solve(side, value, names, found)
                            _figure(side, value, node, found)
                case nodes.Call(function=function, args=args) if function in _BOUNDS:
                    for value in [value for arg in args for value in self.worth(arg, names)]:
                        for arg in args:
                            self.solve(arg, value, names, found)
                case nodes.Call(function=function, args=(stepped, *_)) if function in _STEPS:
                    for count in (1, 2, 3):
                        self.solve(stepped, Decimal(count), names, found)
                case _:
                    pass


def _figure(side: Node, value: Any, root: Node, found: Found) -> None:
    """A figure of earlier periods that is compared: the fact of which it is one."""
    if not isinstance(side, nodes.Figure):
        return
    for one in nodes.walk(root):
        if isinstance(one, nodes.Quantifier | nodes.Aggregate) and one.members.variable is side.of:
            if one.members.history is not None:
                found(one.members.history.field, value)
            return
