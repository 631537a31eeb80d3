"""What a plain scalar means in the YAML 1.2 core schema, with the written digits kept."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TypeAlias

CoreValue: TypeAlias = None | bool | int | Decimal | str

_WORDS: dict[str, CoreValue] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
# A plain scalar that begins otherwise, and is not empty, is text.
TELLING_STARTS = _NUMBER_STARTS | frozenset("~nNtTfFI")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER = re.compile(r"[-+]?(?:\.(?:inf|Inf|INF)|Infinity)|\.(?:nan|NaN|NAN)|NaN")

# decimal128 holds 34 digits and these exponents; a figure outside cannot be computed with exactly.
MAX_DIGITS = 34
_MAX_EXPONENT = 6144
# Above this length a figure is refused unread: reading it would cost more than the answer is worth.
_MAX_LENGTH = 200


class NotAFigure(ValueError):  # noqa: N818  (no error of the program: a finding about the text)
    """A plain scalar that YAML reads as a number which no formula can use exactly."""


class Infinite(NotAFigure):
    """`.nan`, `.inf` and what JSON writers make of them."""


def resolve(text: str) -> CoreValue:
    """The value of a plain scalar; `NotAFigure` if it is a number outside decimal128."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _NUMBER_STARTS:
        return _number(text)
    if text in ("NaN", "Infinity"):
        raise Infinite(text)
    return text


def _number(text: str) -> CoreValue:
    if len(text) > _MAX_LENGTH:
        if _DECIMAL.fullmatch(text) or _RADIX.fullmatch(text):
            raise NotAFigure(text)
        return text
    if _INTEGER.fullmatch(text):
        return _bounded_int(text, 10)
    if _DECIMAL.fullmatch(text):
        return _bounded(text)
    if _RADIX.fullmatch(text):
        return _bounded_int(text, 0)
    if _NO_NUMBER.fullmatch(text):
        raise Infinite(text)
    return text


def _bounded_int(text: str, base: int) -> int:
    value = int(text, base)
    if abs(value) >= 10**MAX_DIGITS:
        raise NotAFigure(text)
    return value


def _bounded(text: str) -> Decimal:
    value = Decimal(text)
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > MAX_DIGITS or abs(value.adjusted()) > _MAX_EXPONENT:
        raise NotAFigure(text)
    return value
