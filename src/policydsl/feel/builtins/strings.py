"""Text built-ins that need no patterns. Texts are counted in characters (code points); positions start at 1."""

from __future__ import annotations

from decimal import Decimal

from policydsl.feel.builtins.lists import stretch


def substring(string: str, start: Decimal, length: Decimal | None = None) -> str:
    """`length` characters, or all, from a position on."""
    first, last = stretch(start, length, len(string))
    return string[first:last]


def string_length(string: str) -> Decimal:
    """The number of characters."""
    return Decimal(len(string))


def upper_case(string: str) -> str:
    """In capital letters."""
    return string.upper()


def lower_case(string: str) -> str:
    """In small letters."""
    return string.lower()


def substring_before(string: str, match: str) -> str:
    """What stands before the first `match`; nothing if it does not occur."""
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


def substring_after(string: str, match: str) -> str:
    """What stands after the first `match`; nothing if it does not occur."""
    return string.partition(match)[2] if match else string


def contains(string: str, match: str) -> bool:
    """Whether `match` occurs in it."""
    return match in string


def starts_with(string: str, match: str) -> bool:
    """Whether it starts with `match`."""
    return string.startswith(match)


def ends_with(string: str, match: str) -> bool:
    """Whether it ends with `match`."""
    return string.endswith(match)
