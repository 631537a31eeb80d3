"""Full-width colons after keys where YAML sees a text: lines that all end in `：` make one text of a whole map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from policydsl.source import SourceFile
from policydsl.source.resources import schema_names, schema_text
from policydsl.syntax.line_slips import Slip, colon_slip, line_slip
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence
from policydsl.syntax.values import WIDE_COLONS

# A name of the language's own, as all keys are but those that a drafter chooses.
_KEY: Final = re.compile(rf"[ \t]*(?:[-－—–][ \t]*)*([A-Za-z_]\w*)[ ]*[{WIDE_COLONS}]")
_PROPERTY: Final = re.compile(r'"(\w+)": \{')
_ONLY_DASHES: Final = re.compile(r"[ \t]*(?:-[ \t]+)*\Z")


def slips_in_texts(source: SourceFile, root: Node) -> list[Slip]:
    """The slips of all texts that were to be maps: each begins a line, and that line with a known key."""
    return [slip for scalar in _texts(root) for slip in _slips(source, scalar)]


def _texts(root: Node) -> Iterator[Scalar]:
    """Plain texts in the place of a map: the root, values and items."""
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if node.style == "plain":
                yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack += node.items if isinstance(node, Sequence) else []
            stack += [value for _, value in node.entries] if isinstance(node, Mapping) else []


def _slips(source: SourceFile, scalar: Scalar) -> Iterator[Slip]:
    first, last = (source.position(at).line for at in (scalar.span.start, scalar.span.end))
    before = source.text[source.start_of(first) : scalar.span.start]
    keys = {number: found for number in range(first, last + 1) if (found := _KEY.match(source.line(number)))}
    if not _ONLY_DASHES.fullmatch(before) or first not in keys or keys[first][1] not in _known():
        return
    for number in keys:
        for slip in (line_slip(source, number), colon_slip(source, number)):
            if slip is not None:
                yield slip


@cache
def _known() -> frozenset[str]:
    """Every key that some kind of document has."""
    return frozenset(name for kind in schema_names() for name in _PROPERTY.findall(schema_text(kind)))
