"""In what unit a node's figures are: what the facts and parameters declare, and what follows for formulas of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from policydsl.feel.measures import COUNTERS, Measure, declared, times, together
from policydsl.feel.types import Assessed, Money
from policydsl.model.policy import Field, Policy
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import ClausePlan, LetPlan

_COUNTED: Final = re.compile(
    rf"[0-9.]+\s*[百千万亿]*\s*({'|'.join(sorted(map(re.escape, COUNTERS), key=len, reverse=True))})"
)
_LIKE_THEIR_ARGUMENTS: Final = frozenset(
    (
        "min",
        "max",
        "abs",
        "floor",
        "ceiling",
        "round up",
        "round down",
        "round half up",
        "round half down",
        "decimal",
        "convert",
    )
)
_LITERAL: Final = Measure(kind="literal")
_NONE: Final = Measure(kind="plain")


class Units:
    """The units of one clause's nodes; `field_of` gives a fact's declaration."""

    def __init__(self, policy: Policy, plan: ClausePlan, field_of: Callable[[Node], Field | None]) -> None:
        self.policy, self.field_of = policy, field_of
        self._known: dict[int, Measure | None] = {}
        self._locals: dict[str, Measure | None] = {}
        self._any = any(f.unit for e in policy.entities.values() for f in e.fields.values()) or any(
            p.unit for p in policy.parameters.values()
        )
        for step in plan.steps if self._any else ():
            if isinstance(step, LetPlan):
                self._locals[step.name] = self.of(step.value)
            elif step.sums:
                self._locals |= {input_name(name): self.of(given) for name, given in step.inputs.items()}
                self._locals |= {name: self.of(total) for name, total in step.sums.items()}
            else:
                self._locals |= {n: together(self.of(row.outputs[n]) for row in step.rows) for n in step.outputs}

    def shown(self, node: Node) -> str:
        """What stands behind a figure of this node: `平方米`; behind a price `/平方米`; mostly nothing."""
        found = self.of(node) if self._any or isinstance(node, nodes.Const) else None
        if found is None:
            return ""
        if isinstance(_plain(node), Money):
            return found.over if all(power < 0 for _, power in found.parts) else ""
        return found.text() if not found.text().startswith("/") else ""

    def of(self, node: Node) -> Measure | None:
        """The unit, found once for each node."""
        if id(node) not in self._known:
            self._known[id(node)] = self._of(node)
        return self._known[id(node)]

    def _of(self, node: Node) -> Measure | None:
        match node:
            case nodes.Const(at=at):
                place = at.origin.locate(at.span)
                counted = _COUNTED.fullmatch(at.origin.file.text[place.start : place.end])
                return declared(counted[1]) if counted else _LITERAL
            case nodes.Field() | nodes.Lookup() | nodes.Figure():
                field = self.field_of(node)
                if field is not None and field.unit:
                    return declared(field.unit)
                return _NONE if isinstance(_plain(node), Money) else None
            case nodes.Setting(kind="parameter", name=name):
                unit = self.policy.parameters[name].unit
                return declared(unit) if unit else None
            case nodes.Local(name=name):
                return self._locals.get(name)
            case nodes.Aggregate(kind="sum" | "min" | "max", body=body):
                return self.of(body)
            case nodes.If(then=then, otherwise=otherwise):
                return together((self.of(then), self.of(otherwise)))
            case nodes.Strict(op=Operator.ADD | Operator.SUB | Operator.NEG, args=args):
                return together(self.of(arg) for arg in args)
            case nodes.Strict(op=Operator.MUL | Operator.DIV as op, args=(left, right)):
                return self._product(left, right, over=op is Operator.DIV)
            case nodes.Call(function=function, args=args) if function in _LIKE_THEIR_ARGUMENTS:
                several = args if function in ("min", "max") else args[:1]
                return together(self.of(arg) for arg in several)
            case _:
                return None

    def _product(self, left: Node, right: Node, *, over: bool) -> Measure | None:
        first, second = self.of(left), self.of(right)
        for one, other in ((left, second), (right, first)):
            if isinstance(one, nodes.Const) and isinstance(one.type, Money) and (other is None or other.parts):
                return None  # 每平方米30元, which does not say so
        return times(first, second, over=over)


def _plain(node: Node) -> object:
    return node.type.item if isinstance(node.type, Assessed) else node.type
