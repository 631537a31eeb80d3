"""Formulas of a clause in words, without an applicant: labels in the place of names, no values."""

from __future__ import annotations

from typing import Any, cast

from policydsl.explain.glossary import Glossary
from policydsl.explain.words import Speaker
from policydsl.model.policy import ROOT, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Lang


class _Silent:
    """A reader that knows no value, for words that need none."""

    def value(self, _node: Node, _bound: object = None) -> object:
        """Nothing is known."""
        return UNKNOWN

    def seen(self, _node: Node, _bound: object = None) -> tuple[object, frozenset[str]]:
        """Nothing is known."""
        return UNKNOWN, frozenset()

    def items(self, _members: object) -> tuple[object, ...]:
        """There are none."""
        return ()

    def period(self, _named: object, _at: object, _bound: object = None) -> None:
        """Not known."""

    def periods(self, _history: object, _bound: object = None) -> None:
        """Not known."""

    def counts(self, _members: object, _item: object, _bound: object = None) -> tuple[object, frozenset[str]]:
        """Nothing is known."""
        return UNKNOWN, frozenset()


def speaker(policy: Policy, plan: ClausePlan, lang: Lang) -> Speaker:
    """Says the formulas of a clause."""
    return Speaker(Glossary(policy, plan), cast("Any", _Silent()), lang)


def facts_in(policy: Policy, node: Node | None) -> tuple[str, ...]:
    """The facts that a formula asks for, as `applicant.kind`."""
    found: dict[str, None] = {}
    for one in nodes.walk(node) if node is not None else ():
        if isinstance(one, nodes.Field):
            entity = policy.entities[one.of.list_key or ROOT]
            if one.name in entity.fields:
                found[f"{entity.item}.{one.name}"] = None
    return tuple(found)
