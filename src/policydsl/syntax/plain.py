"""A tree as the plain values that JSON Schema speaks of."""

from __future__ import annotations

from typing import TypeAlias

from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue, Sequence

Plain: TypeAlias = "ScalarValue | list[Plain] | dict[str, Plain]"


def plain(node: Node) -> Plain:
    """The node as scalars, lists and dicts; figures stay exact. The depth is bounded by the composer."""
    if type(node) is Scalar:
        return node.value
    if type(node) is Mapping:
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if type(node) is Sequence else None
