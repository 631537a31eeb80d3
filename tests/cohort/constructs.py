"""What a clause is made of, by names: to see that random policies have it in clauses that queries serve."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.feel.types import DATE, TEXT
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator, walk
from policydsl.plan.policy_plan import ClausePlan

ALL = frozenset({
    "least over a list", "least day", "quotient", "collecting table", "cap that may be exceeded", "case by case",
    "governing day", "claim window", "period", "earlier periods", "day moved", "days between", "months between",
    "text function", "several caps", "shared cap then another", "part of a duration",
})  # fmt: skip


def constructs(plan: ClausePlan) -> Iterator[str]:
    """Those of a clause."""
    roots = [p.node for p in plan.probes if p.node is not None]
    if plan.table is not None:
        roots += [node for row in plan.table.rows for node in row.outputs.values()]
        if plan.table.table.hit == "collect":
            yield "collecting table"
    for root in roots:
        for node in walk(root):
            yield from _of(node)
    if plan.dated is not None:
        yield "governing day"
    if plan.claim is not None:
        yield "claim window"
    if any(cap.may_exceed is not None for cap in plan.caps):
        yield "cap that may be exceeded"
    if plan.caps and plan.amount is None:
        yield "case by case"
    if len(plan.caps) > 1:
        yield "shared cap then another" if plan.caps[0].shared else "several caps"


def _of(node: Node) -> Iterator[str]:
    match node:
        case nodes.Aggregate(members=members) | nodes.Quantifier(members=members) if members.history is not None:
            yield "earlier periods"
        case nodes.Aggregate(kind="min" | "max"):
            yield "least day" if node.type == DATE else "least over a list"
        case nodes.Lookup():
            yield "period"
        case nodes.Strict(op=Operator.DIV, args=(_, other)) if not isinstance(other, nodes.Const):
            yield "quotient"
        case nodes.Strict(args=(one, _)) if node.type == DATE and isinstance(one, nodes.Field):
            yield "day moved"
        case nodes.Strict(op=Operator.SUB, args=(one, _)) if one.type == DATE and node.type != DATE:
            yield "days between"
        case nodes.Call(function="years and months duration"):
            yield "months between"
        case nodes.Call(args=(one, *_)) if one.type == TEXT:
            yield "text function"
        case nodes.Property(of=of) if of.type != DATE:
            yield "part of a duration"
        case _:
            pass
