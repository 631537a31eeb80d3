"""Names of several words: which word sequences are one name, longest first."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TypeAlias

from policydsl.feel.parser.patterns import NAME_CHAR, SPACE, WORD

# Properties, parameters and types with a space in their name; functions are listed with the built-ins.
_OTHER_NAMES = frozenset(
    {
        "days and time duration", "decimal separator", "end included", "grouping separator", "new item",
        "start included", "start position", "time offset", "years and months duration",
    }
)  # fmt: skip

_PIECE = re.compile(rf"{NAME_CHAR}+|{SPACE}+|.", re.DOTALL)
_FIRST = re.compile(WORD)

# first word -> (length, pattern of the whole name, the name), longest first
NameIndex: TypeAlias = Mapping[str, tuple[tuple[int, re.Pattern[str], str], ...]]


@lru_cache(maxsize=256)
def index(names: frozenset[str]) -> NameIndex:
    """An index of those of the names (built-in ones included) that are more than one word."""
    from policydsl.feel.builtins.names import MULTI_WORD  # noqa: PLC0415  (a run without formulas need not pay)

    return _index({*names, *MULTI_WORD, *_OTHER_NAMES})


def with_names(known: NameIndex, more: Collection[str]) -> NameIndex:
    """The index with names added that the formula itself declares."""
    added = _index(more)
    if not added:
        return known
    merged = dict(known)
    for first, entries in added.items():
        merged[first] = tuple(sorted({*entries, *merged.get(first, ())}, key=lambda entry: (-entry[0], entry[2])))
    return merged


def _index(names: Collection[str]) -> NameIndex:
    grouped: dict[str, list[tuple[int, re.Pattern[str], str]]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        if name.isidentifier():
            continue
        first = _FIRST.match(name)
        if first is None or first.end() == len(name):
            continue
        grouped.setdefault(first[0], []).append((len(name), _pattern(name), " ".join(name.split())))
    return {first: tuple(entries) for first, entries in grouped.items()}


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    pieces = (rf"{SPACE}++" if piece.isspace() else re.escape(piece) for piece in _PIECE.findall(name.strip()))
    return re.compile("".join(pieces) + f"(?!{NAME_CHAR})")
