"""The figures of a text: amounts, rates, numbers, times and days, in digits or Chinese numerals.

What only looks like a figure is none: the number of a document, 第三批, 十四五, names in quotes or《》, 5G, 500强.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.audit.text import quantity
from policydsl.audit.text.numerals import DIGITS, number_of
from policydsl.audit.text.quantity import WIDE, Quantity
from policydsl.audit.text.scan import BOUND, BRANCHES, SCAN
from policydsl.audit.text.units import BY_LENGTH, COUNTERS, CURRENCIES, MONTHS, RATIOS, SCALE, SECONDS
from policydsl.source.frozen import frozen

_MOST_DIGITS: Final = 34


@frozen
class Figure:
    """A figure in a clean text: its value and where it stands; `text` is how it is printed."""

    quantity: Quantity
    text: str
    start: int
    end: int
    unit: str = ""


_BOUND: Final = re.compile(BOUND, re.VERBOSE)
_WORD_VALUES: Final = {"翻番": 2, "翻一番": 2, "翻两番": 4, "翻倍": 2, "加倍": 2}
_VAGUE: Final = frozenset("几数上")  # 数百万元, 上亿元
_NOT_A_TIME: Final = frozenset("上前下次后每首同当本这那逐隔去今明昨年")  # 上一年, 每一年
_LARGE: Final = frozenset("百千万亿")


def figures(text: str) -> Iterator[Figure]:
    """Every figure of a clean text, in order."""
    for found in SCAN.finditer(text):
        yield from _figures(found, text)


def _figures(found: re.Match[str], text: str) -> Iterator[Figure]:
    start, end = found.span()
    whole = found[0]
    match _branch(found):
        case "years":
            for group in ("year_a", "year_b"):
                yield Figure(quantity.date(int(found[group])), found[group] + "年", *found.span(group), "年")
        case "date":
            yield from _day(found, ("y", "m", "d"))
        case "iso":
            yield from _day(found, ("iy", "im", "id"))
        case "month":
            yield Figure(quantity.date(int(found["my"]), int(found["mm"])), whole, start, end)
        case "year":
            year = number_of(found["yy"]) or 0
            yield Figure(quantity.date(year), whole, start, end, "年")
        case "day":
            yield Figure(quantity.date(0, int(found["dm"]), int(found["dd"])), whole, start, end)
        case "calendar":
            yield Figure(quantity.date(0, int(found["cm"]), 0), whole, start, end)
        case "pair" if int(found["pair_b"]):
            yield Figure(quantity.share(Decimal(found["pair_a"]), Decimal(found["pair_b"])), whole, start, end)
        case "share":
            yield from _share(found)
        case "span":
            years, more = _value(found["span_y"]), _value(found["span_m"])
            if years is not None and more is not None:
                yield Figure(quantity.months(years * 12 + more), whole, start, end)
        case "half_more":
            years = _value(found["half_y"])
            if years is not None:
                yield Figure(quantity.months(years * 12 + 6), whole, start, end)
        case "word":
            yield _word(whole, start, end)
        case "lone":
            value = _value(found["lone"])
            if value is not None:
                yield from _with_unit(found, "l_", value, whole, start, end)
        case "digits":
            value = _value(found["digits"])
            if value is not None and not (text[end : end + 1].isascii() and text[end : end + 1].isalpha()):
                yield from _with_unit(found, "", value, whole, start, end)
        case "numeral":
            yield from _numeral(found, text)
        case _:
            pass


def _branch(found: re.Match[str]) -> str:
    return next(name for name in BRANCHES if found[name] is not None)


def _day(found: re.Match[str], names: tuple[str, str, str]) -> Iterator[Figure]:
    year, month, day = (number_of(found[name]) or 0 for name in names)
    yield Figure(quantity.day_of(year, month, day), found[0], *found.span())


def _share(found: re.Match[str]) -> Iterator[Figure]:
    of = _value(found["of"])
    part = _value(found["part"])
    if not of or part is None:
        return
    made = quantity.share(part, of)
    yield Figure(made, found[0], *found.span())


def _word(whole: str, start: int, end: int) -> Figure:
    if whole == "半年":
        return Figure(quantity.months(Decimal(6)), whole, start, end)
    if whole == "减半":
        return Figure(quantity.ratio(Decimal("0.5"), written=True), whole, start, end)
    return Figure(quantity.count(Decimal(_WORD_VALUES[whole]), multiple=True), whole, start, end, "倍")


def _with_unit(found: re.Match[str], prefix: str, value: Decimal, whole: str, start: int, end: int) -> Iterator[Figure]:
    """The figure for a number and the unit that was found in the groups with this prefix."""
    groups = found.re.groupindex

    def unit(name: str) -> str:
        return (found[prefix + name] or "") if prefix + name in groups else ""

    def scaled(written: str) -> tuple[Decimal, str]:
        counted = written in COUNTERS  # the 千 of 千克 is no number
        scale = "" if counted else next((s for s in BY_LENGTH if written.startswith(s)), "")
        return WIDE.multiply(value, Decimal(10 ** SCALE[scale])), written[len(scale) :]

    if unit("money"):
        amount, currency = scaled(unit("money"))
        made, word = quantity.money(amount, CURRENCIES[currency]), currency
    elif unit("ratio"):
        word = unit("ratio")
        made = quantity.ratio(WIDE.scaleb(value, RATIOS[word]), written=True)
    elif unit("months"):
        word = unit("months")
        made = quantity.months(WIDE.multiply(value, Decimal(MONTHS[word])), value)
    elif unit("seconds"):
        word = unit("seconds")
        made = quantity.seconds(WIDE.multiply(value, Decimal(SECONDS[word])), value)
    elif unit("scale"):
        amount, word = scaled(unit("scale"))
        made = quantity.count(amount, large=True)
    else:
        amount, word = scaled(unit("count") or unit("latin"))
        made = quantity.count(amount, multiple=word == "倍")
    yield Figure(made, whole, start, end, word)


def _numeral(found: re.Match[str], text: str) -> Iterator[Figure]:
    written = found["numeral"]
    start, end = found.span()
    before = text[start - 1 : start]
    value = _value(written)
    if value is None or before in _VAGUE:
        return
    is_money = found["c_money"] is not None
    followed = text[end : end + 2]
    if written[0] in _LARGE and not (is_money and followed == "以上"):  # 百万元 of 数百万元, 千家万户, 百年
        return
    if found["c_scale"] is not None and (len(written) < 2 or written[0] not in DIGITS or followed[:1] in _AFTER_LARGE):  # noqa: PLR2004
        return
    if found["c_months"] is not None and before in _NOT_A_TIME and value == 1:
        return
    yield from _with_unit(found, "c_", value, found[0], start, end)


_AFTER_LARGE: Final = frozenset("众象物能一多余分般事国里")


def _value(written: str) -> Decimal | None:
    plain = written.replace(",", "")
    if plain.isascii():
        return Decimal(plain) if len(plain) <= _MOST_DIGITS else None
    number = number_of(plain)
    return None if number is None else Decimal(number)


def bounds_of(text: str) -> dict[int, tuple[int, bool]]:
    """Where `（含）` and `（不含）` stand: start to end and whether the figure itself counts."""
    return {m.start(): (m.end(), "不" not in m[0][:2]) for m in _BOUND.finditer(text)}
