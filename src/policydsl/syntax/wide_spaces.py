"""Full-width and other odd spaces, as an input method leaves them in the indentation or before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policydsl.source import Span
from policydsl.syntax.line_slips import Slip, as_spaces
from policydsl.syntax.tree import Mapping, Node, Scalar, walk
from policydsl.syntax.values import WIDE_SPACES

_ANY_WIDE: Final = re.compile(f"[{WIDE_SPACES}]")
_WIDE_EDGE: Final = re.compile(f"[{WIDE_SPACES}\\s]*[{WIDE_SPACES}][{WIDE_SPACES}\\s]*")


def slips_in_keys(root: Node) -> list[Slip]:
    """Keys that begin or end with such a space: one slip for all that begin so, one for each that ends so."""
    slips: list[Slip] = []
    heads: list[tuple[Span, str]] = []
    for key in sorted(_keys(root), key=lambda one: one.span.start):
        if key.style != "plain":
            continue
        head = _WIDE_EDGE.match(key.text)
        name = key.text.strip()
        if head is not None and key.span.end - key.span.start == len(key.text):
            at = Span(key.span.start, key.span.start + head.end())
            heads.append((at, as_spaces(head.group())))
        elif name != key.text:
            at = Span(key.span.start + len(name), key.span.end)
            slips.append(Slip("Y034", at, ((at, ""),), {"character": _code_point(key.text[len(name) :])}))
    if heads:  # lines that are indented in one way are one slip
        first = heads[0][0]
        character = _code_point(root.file.text[first.start : first.end])
        slips.append(Slip("Y034", first, tuple(heads), {"character": character}))
    return slips


def _keys(root: Node) -> Iterator[Scalar]:
    return (key for node in walk(root) if type(node) is Mapping for key, _ in node.entries)


def _code_point(text: str) -> str:
    return next((f"U+{ord(c):04X}" for c in text if _ANY_WIDE.match(c)), "")
