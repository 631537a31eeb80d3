"""Sums as results show them: exact, in yuan with two digits, and in 万元 as documents print them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from functools import reduce

from policydsl.source import Lang
from policydsl.source.figures import CURRENCIES, plain_text, yuan_text

_FEN = Decimal("0.01")
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


def fen(value: Decimal) -> str:
    """A sum as the result document has it: `1500000.00`; what is no whole number of fen is a bug."""
    return f"{value.quantize(_FEN, context=_EXACT):f}" if value else "0.00"


def added(values: Iterable[Decimal]) -> Decimal:
    """The sum, to the last digit."""
    return reduce(_EXACT.add, values, Decimal(0))


def difference(whole: Decimal, part: Decimal) -> Decimal:
    """What is left, to the last digit."""
    return _EXACT.subtract(whole, part)


def wan(value: Decimal, currency: str = "CNY") -> str:
    """`150万元`, `87.430025万元`: every digit, none at the end that says nothing."""
    unit = CURRENCIES[currency]
    return f"{plain_text(value.scaleb(-4, _EXACT))}万{unit}" if value else f"0{unit}"


def yuan(value: Decimal, currency: str = "CNY") -> str:
    """`1,500,000.00元`."""
    return yuan_text(value, currency)


def sum_text(value: Decimal, currency: str, lang: Lang) -> str:
    """One sum within a sentence: in Chinese as the shorter of 元 and 万元, else as `CNY 1,500,000.00`."""
    if lang == "en":
        return f"{currency} {yuan_text(value).removesuffix('元')}"
    if abs(value) >= 10_000 and value % 100 == 0:  # noqa: PLR2004  (1万元)
        return wan(value, currency)
    return yuan(value, currency)
