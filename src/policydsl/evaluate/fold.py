"""Folds what a run fixes (readings, parameters) into a plan node, so that compiled code need not ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policydsl.evaluate.operators import OPERATORS
from policydsl.feel.failure import FeelFailure
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.feel.values import Value

Settings = Mapping[tuple[str, str], "Value"]


def fold(node: Node, settings: Settings) -> Node:
    """The same node with settings as constants and what follows from them computed."""
    match node:
        case nodes.Setting(kind=kind, name=name):
            if (kind, name) not in settings:
                return node  # one that no run fixes for all applicants
            return nodes.Const(node.at, node.type, settings[kind, name])
        case nodes.Strict(args=args):
            return _strict(replace(node, args=tuple(fold(a, settings) for a in args)))
        case nodes.Call(args=args):
            return replace(node, args=tuple(fold(a, settings) for a in args))
        case nodes.Property(of=of):
            return replace(node, of=fold(of, settings))
        case nodes.And(args=args):
            return _kleene(node, [fold(a, settings) for a in args], absorbing=False)
        case nodes.Or(args=args):
            return _kleene(node, [fold(a, settings) for a in args], absorbing=True)
        case nodes.If(condition=condition, then=then, otherwise=otherwise):
            condition = fold(condition, settings)
            if isinstance(condition, nodes.Const):
                return fold(then if condition.value is True else otherwise, settings)
            return replace(node, condition=condition, then=fold(then, settings), otherwise=fold(otherwise, settings))
        case nodes.Quantifier(members=members, condition=condition):
            return replace(node, members=_members(members, settings), condition=fold(condition, settings))
        case nodes.Aggregate(members=members, body=body):
            return replace(node, members=_members(members, settings), body=fold(body, settings))
        case _:
            return node


def _members(members: nodes.Members, settings: Settings) -> nodes.Members:
    return members if members.where is None else replace(members, where=fold(members.where, settings))


def _strict(node: nodes.Strict) -> Node:
    constants = [a for a in node.args if isinstance(a, nodes.Const)]
    if len(constants) < len(node.args):
        return node
    values = [a.value for a in constants]
    if node.op is Operator.NOT:
        return nodes.Const(node.at, node.type, value=values[0] is False)
    try:
        found = OPERATORS[node.op](*values)
    except FeelFailure:
        return node  # fails when it is evaluated, and is recorded then
    return node if found is None else nodes.Const(node.at, node.type, found)


def _kleene(node: nodes.And | nodes.Or, args: list[Node], *, absorbing: bool) -> Node:
    rest = [a for a in args if not (isinstance(a, nodes.Const) and a.value is (not absorbing))]
    if any(isinstance(a, nodes.Const) and a.value is absorbing for a in rest):
        return nodes.Const(node.at, node.type, absorbing)
    if not rest:
        return nodes.Const(node.at, node.type, not absorbing)
    return rest[0] if len(rest) == 1 else replace(node, args=tuple(rest))
