"""The values of a clause that a trace keeps, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from policydsl.plan.nodes import Aggregate, Node, Quantifier, children
from policydsl.source.frozen import frozen

ProbeKind = Literal[
    "condition", "let", "input", "row", "output", "part", "amount", "term", "minimum", "limit", "when",
    "may_exceed", "matched", "share", "due", "if", "for", "from", "repay",
]  # fmt: skip


@frozen(eq=False)
class Probe:
    """One value that a trace keeps; `node` computes it (None: found while matching rows)."""

    kind: ProbeKind
    name: str
    node: Node | None


def parts(root: Node) -> Iterator[Node]:
    """The aggregates and quantifiers in a formula that do not stand inside another one."""
    rest = [root]
    while rest:
        node = rest.pop()
        if isinstance(node, Aggregate | Quantifier):
            yield node
        else:
            rest.extend(children(node))
