"""How much two texts speak of the same: pairs of characters in common, the rare ones counting more."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

_ONE: Final = 5040  # a pair that stands nowhere else
_MOST: Final = 20_000  # characters of one text that are looked at


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of letters that stand side by side in a text."""
    text = text[:_MOST]
    return frozenset(a + b for a, b in pairwise(text) if a.isalpha() and b.isalpha())


class Likeness:
    """Compares texts against a body of passages: a pair that stands in few of them says more."""

    def __init__(self, passages: Iterable[str]) -> None:
        self._stands: dict[str, list[int]] = {}
        for index, passage in enumerate(passages):
            for pair in pairs(passage):
                self._stands.setdefault(pair, []).append(index)

    def of(self, one: frozenset[str], other: frozenset[str]) -> int:
        """0 where they have nothing in common; the more, the more they have."""
        return sum(self._weight(pair) for pair in one & other)

    def over(self, one: frozenset[str]) -> dict[int, int]:
        """The same against every passage at once, by its index; those with nothing in common are left out."""
        found: dict[int, int] = {}
        for pair in one:
            weight = self._weight(pair)
            for index in self._stands.get(pair, ()) if weight else ():
                found[index] = found.get(index, 0) + weight
        return found

    def _weight(self, pair: str) -> int:
        return _ONE // (1 + len(self._stands.get(pair, ())))
