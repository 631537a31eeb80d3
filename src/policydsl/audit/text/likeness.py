"""How much two texts speak of the same: pairs of characters in common, the rare ones counting more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_ONE: Final = 5040  # a pair that stands nowhere else
_MOST: Final = 20_000  # characters of one text that are looked at


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of letters that stand side by side in a text."""
    text = text[:_MOST]
    return frozenset(a + b for a, b in zip(text, text[1:], strict=False) if a.isalpha() and b.isalpha())


class Likeness:
    """Compares texts against a body of passages: a pair that stands in few of them says more."""

    def __init__(self, passages: Iterable[str]) -> None:
        self.seen = Counter(pair for passage in passages for pair in pairs(passage))

    def of(self, one: frozenset[str], other: frozenset[str]) -> int:
        """0 where they have nothing in common; the more, the more they have."""
        return sum(_ONE // (1 + self.seen[pair]) for pair in one & other)
