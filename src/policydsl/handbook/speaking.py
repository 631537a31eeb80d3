"""The facts that a formula of a handbook asks for."""

from __future__ import annotations

from policydsl.model.policy import ROOT, Policy
from policydsl.plan import nodes
from policydsl.plan.nodes import Node


def facts_in(policy: Policy, node: Node | None) -> tuple[str, ...]:
    """The facts that a formula asks for, as `applicant.kind`."""
    found: dict[str, None] = {}
    for one in nodes.walk(node) if node is not None else ():
        if isinstance(one, nodes.Field):
            entity = policy.entities[one.of.list_key or ROOT]
            if one.name in entity.fields:
                found[f"{entity.item}.{one.name}"] = None
    return tuple(found)
