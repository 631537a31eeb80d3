"""The positioned tree of a YAML document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from policydsl.source import SourceFile, Span
from policydsl.syntax.offsets import offsets_of

Style: TypeAlias = Literal["plain", "single", "double", "literal", "folded"]
ScalarValue: TypeAlias = None | bool | int | Decimal | str


@dataclass(slots=True, eq=False)
class Scalar:
    """A scalar: `text` as written (quotes and folding resolved), `value` by the YAML 1.2 core schema.

    It is the `Origin` of the formula that it holds: `locate` maps spans of `text` to the file.
    """

    file: SourceFile
    span: Span
    text: str
    value: ScalarValue
    style: Style
    _offsets: tuple[int, ...] | None = field(default=None, repr=False)

    def locate(self, span: Span) -> Span:
        """The span in the file of a span of `text`; the whole scalar where it cannot be told."""
        offsets = self._offsets
        if offsets is None:
            mine = self.span
            offsets = self._offsets = offsets_of(self.file.text, mine.start, mine.end, self.style, self.text)
        if not offsets:
            return self.span
        last = len(offsets) - 1
        start, end = min(max(span.start, 0), last), min(max(span.end, 0), last)
        return Span(offsets[start], max(offsets[start], offsets[end]))


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    file: SourceFile
    span: Span
    items: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class Mapping:
    """A map; keys are scalars, unique by text, in the order written."""

    file: SourceFile
    span: Span
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value under a key, or None."""
        for k, v in self.entries:
            if k.text == key:
                return v
        return None

    def key(self, key: str) -> Scalar | None:
        """The key's own node, or None."""
        for k, _ in self.entries:
            if k.text == key:
                return k
        return None

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.entries)


Node: TypeAlias = Scalar | Sequence | Mapping


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


def walk(root: Node) -> Iterator[Node]:
    """All nodes, keys included, each once however many aliases repeat it."""
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        yield node
        if type(node) is Scalar or id(node) in seen:
            continue
        seen.add(id(node))
        if type(node) is Sequence:
            stack.extend(node.items)
        elif type(node) is Mapping:
            for key, value in node.entries:
                stack += (key, value)
