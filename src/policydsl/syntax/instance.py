"""A tree as the plain values that JSON Schema speaks of, and the way back from a path to a node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue, Sequence

Plain: TypeAlias = "ScalarValue | list[Plain] | dict[str, Plain]"


def plain(node: Node) -> Plain:
    """The node as scalars, lists and dicts; figures stay exact. The depth is bounded by the composer."""
    return _plain(node, {})


def _plain(node: Node, done: dict[int, Plain]) -> Plain:
    if type(node) is Scalar:
        return node.value
    known = done.get(id(node))
    if known is not None:
        return known  # an alias repeats the node
    value: Plain
    if type(node) is Mapping:
        value = {key.text: _plain(child, done) for key, child in node.entries}
    elif type(node) is Sequence:
        value = [_plain(child, done) for child in node.items]
    else:
        value = None
    done[id(node)] = value
    return value


def at_path(root: Node, path: Iterable[str | int]) -> Node:
    """The node at a path of keys and indexes; the nearest one above it if there is none."""
    node = root
    for step in path:
        child: Node | None = None
        if isinstance(node, Mapping):
            child = node.get(str(step))
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            child = node.items[step]
        if child is None:
            return node
        node = child
    return node
