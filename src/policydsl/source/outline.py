"""The parts of a document that have a name: what people say when they speak of a place in it."""

from __future__ import annotations

from typing import Protocol

from policydsl.source.frozen import frozen
from policydsl.source.lang import Text


@frozen
class Part:
    """A named part: the path to it by names, as an amendment writes it, and what people call it."""

    path: tuple[str, ...]
    words: Text


class Outline(Protocol):
    """Knows the named parts of one text."""

    def part_at(self, offset: int) -> Part | None:
        """The innermost part that a place of the text lies in; None: in none of them."""
        ...
