r"""Sets of characters that patterns name: `[a-z-[aeiou]]`, `\d`, `\i`, `\p{Lu}`, `\p{IsBasicLatin}`."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache, lru_cache

from policydsl.feel.builtins.blocks import BLOCKS
from policydsl.source.frozen import frozen, replace

_LAST_CASED = 0x1E943  # no character above has a second case
_GROUPS = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
_CATEGORIES = frozenset(_GROUPS) | {group + part for group, parts in _GROUPS.items() for part in parts}
# XML's NameStartChar, and what NameChar has besides.
_NAME_START = (
    (":", ":"), ("A", "Z"), ("_", "_"), ("a", "z"), ("\xc0", "\xd6"), ("\xd8", "\xf6"), ("\xf8", "\u02ff"),
    ("\u0370", "\u037d"), ("\u037f", "\u1fff"), ("\u200c", "\u200d"), ("\u2070", "\u218f"), ("\u2c00", "\u2fef"),
    ("\u3001", "\ud7ff"), ("\uf900", "\ufdcf"), ("\ufdf0", "\ufffd"), ("\U00010000", "\U000effff"),
)  # fmt: skip
_NAME_REST = (("-", "."), ("0", "9"), ("\xb7", "\xb7"), ("\u0300", "\u036f"), ("\u203f", "\u2040"))

Test = Callable[[str], bool]


@lru_cache(maxsize=4096)
def folded(char: str) -> str:
    """One form for all characters that differ in case only, as far as one character can stand for them."""
    lowered = char.upper().lower()
    return lowered if len(lowered) == 1 else char.lower() if len(char.lower()) == 1 else char


@cache
def _variants() -> Mapping[str, frozenset[str]]:
    """Each character that has others differing from it in case only, with all of them."""
    groups: dict[str, set[str]] = defaultdict(set)
    for code in range(_LAST_CASED + 1):
        char = chr(code)
        groups[folded(char)].add(char)
    return {char: frozenset(group) for group in groups.values() if len(group) > 1 for char in group}


@frozen
class Items:
    """What stands in a pair of brackets: ranges of characters, and named classes."""

    ranges: tuple[tuple[str, str], ...] = ()
    tests: tuple[Test, ...] = ()
    any_case: bool = False  # a range takes the other case as well; a named class never does

    @classmethod
    def dot(cls, *, line_ends: bool) -> Items:
        """What `.` stands for."""
        return cls(tests=((lambda _: True) if line_ends else (lambda char: char not in "\n\r"),))

    def with_range(self, low: str, high: str) -> Items:
        """With the characters from `low` to `high` added."""
        return replace(self, ranges=(*self.ranges, (low, high)))

    def with_items(self, other: Items) -> Items:
        """With a named class added."""
        ranges = other.ranges
        added = (lambda char: _in_ranges(char, ranges),) if ranges else ()
        return replace(self, tests=(*self.tests, *added, *other.tests))

    def has(self, char: str) -> bool:
        """Whether a character is among them."""
        if any(test(char) for test in self.tests):
            return True
        if not self.any_case:
            return _in_ranges(char, self.ranges)
        return any(_in_ranges(variant, self.ranges) for variant in _variants().get(char, (char,)))


@frozen
class CharSet:
    """A bracket expression: items, or all but those, less those of another."""

    items: Items
    negated: bool = False
    less: CharSet | None = None

    def has(self, char: str) -> bool:
        """Whether a character is in the set."""
        left: CharSet | None = self
        sign = True
        # `[a-[b-[c]]]`: in a, and not in what (b and not in c) is.
        while left is not None:
            if left.items.has(char) == left.negated:
                return not sign
            left = left.less
            sign = not sign
        return not sign


def class_escape(letter: str, name: str = "") -> Items | None:
    r"""The class that `\letter`, or `\p{name}`, stands for; None if there is none."""
    positive = _class_test(letter.lower(), name)
    if positive is None:
        return None
    return Items(tests=(positive if letter.islower() else lambda char: not positive(char),))


def _class_test(letter: str, name: str) -> Test | None:
    match letter:
        case "s":
            return lambda char: char in " \t\n\r"
        case "d":
            return lambda char: unicodedata.category(char) == "Nd"
        case "w":
            return lambda char: unicodedata.category(char)[0] not in "PZC"
        case "i":
            return lambda char: _in_ranges(char, _NAME_START)
        case "c":
            return lambda char: _in_ranges(char, _NAME_START) or _in_ranges(char, _NAME_REST)
        case "p" if name in _CATEGORIES:
            return lambda char: unicodedata.category(char).startswith(name)
        case "p" if name.startswith("Is") and name[2:] in BLOCKS:
            low, high = BLOCKS[name[2:]]
            return lambda char: low <= ord(char) <= high
        case _:
            return None


def _in_ranges(char: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(low <= char <= high for low, high in ranges)
