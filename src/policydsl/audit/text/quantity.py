"""Figures as values that can be compared: a policy's `36个月` is a text's 三年, `50%` its 五成."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact
from enum import StrEnum
from typing import Final, TypeAlias

from policydsl.source import Text
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen

WIDE: Final = Context(prec=80)
Key: TypeAlias = tuple[str, object]


class Sort(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    MONTHS = "months"
    DAYS = "days"
    DATE = "date"


WORDS: Final = {
    Sort.MONEY: Text("金额", "amount"),
    Sort.RATIO: Text("比例", "rate"),
    Sort.COUNT: Text("数量", "number"),
    Sort.MONTHS: Text("期限", "term"),
    Sort.DAYS: Text("期限", "term"),
    Sort.DATE: Text("日期", "date"),
}


@frozen
class Quantity:
    """A value; two figures are the same where their `keys` meet."""

    sort: Sort
    keys: frozenset[Key]

    def same(self, other: Quantity) -> bool:
        """Whether the two can be one figure."""
        return not self.keys.isdisjoint(other.keys)

    def alike(self, other: Quantity) -> bool:
        """Whether the two count the same kind of thing, whatever their values."""
        return self.sort is other.sort or {self.sort, other.sort} <= _LIKE


_LIKE: Final = frozenset({Sort.COUNT, Sort.MONTHS, Sort.DAYS})


def money(yuan: Decimal, currency: str = "CNY") -> Quantity:
    """A sum of money."""
    return Quantity(Sort.MONEY, frozenset({(f"money {currency}", yuan)}))


def ratio(value: Decimal, *, written: bool) -> Quantity:
    """A share; as a text writes it (`written`) it may be a plain number in the policy."""
    keys: set[Key] = {("ratio", value)}
    return Quantity(Sort.RATIO, frozenset(keys | {("number", value)} if written else keys))


def count(value: Decimal, *, large: bool = False, multiple: bool = False) -> Quantity:
    """A number of things; a large one without a unit (`50万`) may be money, a multiple (`1.5倍`) a ratio."""
    keys: set[Key] = {("number", value)}
    if large:
        keys |= {(f"money {code}", value) for code in CURRENCIES}
    if multiple:
        keys.add(("ratio", value))
    return Quantity(Sort.COUNT, frozenset(keys))


def months(value: Decimal, written: Decimal | None = None) -> Quantity:
    """A time in months; `written` is the number that stands in the text, which a policy may count with."""
    keys: set[Key] = {("months", value)}
    if written is not None:
        keys |= {("number", value), ("number", written)}
    return Quantity(Sort.MONTHS, frozenset(keys))


def seconds(value: Decimal, written: Decimal | None = None) -> Quantity:
    """A time in seconds."""
    keys: set[Key] = {("seconds", value)}
    if written is not None:
        keys.add(("number", written))
    return Quantity(Sort.DAYS, frozenset(keys))


def date(year: int, month: int = 0, day: int = 0) -> Quantity:
    """A day, or a part of one: a year alone, a day of any year."""
    keys: set[Key] = {("date", (year, month, day))}
    if year and not month:
        keys |= {("year", year), ("number", Decimal(year))}
    return Quantity(Sort.DATE, frozenset(keys))


def share(part: Decimal, of: Decimal) -> Quantity:
    """A fraction; one that no decimal is exact for answers to the number that it divides by."""
    context = Context(prec=WIDE.prec)
    exact = context.divide(part, of)
    if not context.flags[Inexact]:
        return ratio(exact, written=True)
    return Quantity(Sort.RATIO, frozenset({("share", (part, of)), ("number", of)}))


def day_of(year: int, month: int, day: int) -> Quantity:
    """A day as a policy has it: it answers to its year and to its day of the year, too."""
    keys: set[Key] = {
        ("date", (year, month, day)),
        ("year", year),
        ("date", (0, month, day)),
        ("date", (year, month, 0)),
    }
    return Quantity(Sort.DATE, frozenset(keys))
