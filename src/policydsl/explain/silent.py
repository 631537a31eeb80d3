"""Formulas in words, without an applicant: labels in the place of names, no values."""

from __future__ import annotations

from typing import Any, cast

from policydsl.explain.glossary import Glossary
from policydsl.explain.phrases import quoted
from policydsl.explain.words import Speaker
from policydsl.model.policy import Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan
from policydsl.plan.probes import Probe
from policydsl.source import Lang
from policydsl.source.frozen import replace


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


def apart(policy: Policy, beside: ClausePlan, node: Node, lang: Lang) -> str:
    """A formula that stands beside a clause, or over several of them: a limit, what ranks the applications."""
    alone = replace(beside, steps=(), probes=(Probe("amount", "", node),), part_index={})
    return speaker(policy, alone, lang).say(node)


def ranked(policy: Policy, beside: ClausePlan, rank: Node, order: str, lang: Lang) -> str:
    """What ranks the applications: `，按评审得分从高到低`."""
    said, down = apart(policy, beside, rank, lang), order == "descending"
    by = said if isinstance(rank, nodes.Field) else quoted(lang, said)
    if lang == "zh":
        return f"，按{by}{'从高到低' if down else '从低到高'}"
    return f", by {by}, {'highest' if down else 'lowest'} first"
