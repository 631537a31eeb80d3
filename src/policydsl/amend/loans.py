"""Values that YAML lends from one place to another: `&name` gives a place a name, `*name` repeats what stands there.

A text that is edited by places cannot keep such a bond, so it is said, not broken in silence.
"""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Label
from policydsl.source import Span
from policydsl.syntax.tree import Mapping, Node, Scalar

_ANCHOR: Final = re.compile(r"&\S+")
_ALIAS: Final = re.compile(r"\*[^\s,\]}]+")
_NOTE: Final = re.compile(r"(?:^|(?<=[ \t\r\n]))#[^\r\n]*")


def lent_in(node: Node, body: Mapping) -> Label | None:
    """Where a value of an entry of `body`, or a part of it, is lent or borrowed; None if it stands for itself."""
    key = next((key for key, value in body if value is node), None)
    if key is None:
        return None
    # A name for the whole value is not copied with it, and does no harm.
    is_alias = node.span.start < key.span.end or node.span.end > body.span.end
    return _lent(node, key.span.end if is_alias else node.span.start, body.span.end)


def repeated(root: Node) -> frozenset[int]:
    """The identities of all nodes that stand in several places of a tree."""
    seen: set[int] = set()
    found: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if id(node) in seen:
                found.add(id(node))
        elif id(node) in seen:
            found.add(id(node))
            continue  # what is below has been seen with it
        seen.add(id(node))
        stack += _children(node)
    return frozenset(found)


def _lent(node: Node, start: int, end: int) -> Label | None:
    text, file = node.file.text, node.file
    if node.span.start == node.span.end:
        return None
    if node.span.start < start or node.span.end > end:
        alias = _ALIAS.search(text, start, end)
        return Label(file, Span(*alias.span()) if alias else Span(start, start))
    gap = _NOTE.sub(lambda note: " " * len(note.group()), text[start : node.span.start])
    anchor = _ANCHOR.search(gap)
    if anchor is not None:
        return Label(file, Span(start + anchor.start(), start + anchor.end()))
    at = node.span.start
    for child in _children(node):
        lent = _lent(child, at, node.span.end)
        if lent is not None:
            return lent
        at = max(at, child.span.end)
    return None


def _children(node: Node) -> list[Node]:
    match node:
        case Scalar():
            return []
        case Mapping():
            return [child for entry in node.entries for child in entry]
        case _:
            return list(node.items)
