"""What each part of a formula comes to, for showing: the evaluator's own closures, run on the facts of one award.

The figures of an award come from the trace alone. This serves what a trace has no room for: which items a sum
counted, which half of a condition failed.
"""

from __future__ import annotations

from collections.abc import Mapping

from policydsl.evaluate.marks import TRUE, Marked
from policydsl.explain.evidence import Evidence, MemberItems
from policydsl.model.facts import Item
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.source.frozen import frozen

_NONE_BOUND: MemberItems = {}


@frozen(eq=False)
class Reader:
    """Looks up and computes for one clause and subject."""

    evidence: Evidence
    item: Item | None
    locals: Mapping[str, Marked]

    def value(self, node: Node, bound: MemberItems = _NONE_BOUND) -> object:
        """What a node comes to."""
        return self.seen(node, bound)[0]

    def seen(self, node: Node, bound: MemberItems = _NONE_BOUND) -> Marked:
        """The value, and the missing facts that could change it."""
        return self.evidence.seen(node, self.evidence.env(self.item, self.locals, bound))

    def items(self, members: nodes.Members, bound: MemberItems = _NONE_BOUND) -> tuple[Item, ...]:
        """The list that members are taken from; of earlier periods each as an item that is called by its period."""
        if members.history is None:
            return self.evidence.evaluation.facts.lists[members.variable.list_key]
        return self.evidence.earlier(members, self.evidence.env(self.item, self.locals, bound))

    def period(self, named: nodes.Period, at: nodes.At, bound: MemberItems = _NONE_BOUND) -> int | None:
        """The period that a formula names, where that is known."""
        return self.evidence.period(named, at, self.evidence.env(self.item, self.locals, bound))

    def periods(self, history: nodes.History, bound: MemberItems = _NONE_BOUND) -> range | None:
        """The periods of a history, where they are known."""
        return self.evidence.periods(history, self.evidence.env(self.item, self.locals, bound))

    def counts(self, members: nodes.Members, item: Item, bound: MemberItems = _NONE_BOUND) -> Marked:
        """Whether an item is among the members."""
        if members.where is None:
            return TRUE
        return self.seen(members.where, {**bound, members.variable: item})
