"""Figures written in Chinese numerals, as figures of the language: `十亿元` → `10亿元`, `百分之三十` → `30%`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from policydsl.source.figures import CURRENCIES

_DIGITS: Final = {
    **{sign: at for at, sign in enumerate("〇一二三四五六七八九")},
    **{sign: at for at, sign in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}  # fmt: skip
_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_SIGNS: Final = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_UNITS: Final = (
    "个百分点", "个月", "平方米", "分钟", "小时", "周年", "年", "天", "日", "人", "名", "家", "户", "项", "个", "次",
    "台", "套", "件", "倍", "圆", *sorted(CURRENCIES.values(), key=len, reverse=True),
)  # fmt: skip
_SAME: Final = {"圆": "元", "周年": "年", "日": "天"}
_PART_OF: Final = {"百": -2, "千": -3, "万": -4}
_FIGURE = re.compile(rf"(半|[{_SIGNS}]+(?:点[{_SIGNS}]+)?)({'|'.join(_UNITS)})?(整|半)?")
_RATIO = re.compile(rf"([百千万])分之([{_SIGNS}]+(?:点[{_SIGNS}]+)?|[0-9]+(?:\.[0-9]+)?)")
_TENTHS = re.compile(rf"([{_SIGNS}]|[0-9]+)成(半)?")
_HALVES: Final = {"年": "6个月", "天": "12小时", "小时": "30分钟"}


def figure_at(word: str) -> tuple[int, str] | None:
    """How much of a word, from its beginning, is a figure in Chinese numerals, and how the language writes it."""
    ratio = _RATIO.match(word)
    if ratio:
        value = _decimal(ratio[2])
        return None if value is None else (ratio.end(), _percent(value.scaleb(_PART_OF[ratio[1]] + 2)))
    tenths = _TENTHS.match(word)
    if tenths:
        count = _decimal(tenths[1])
        return None if count is None else (tenths.end(), _percent(count * 10 + (5 if tenths[2] else 0)))
    found = _FIGURE.match(word)
    if found is None:
        return None
    unit = _SAME.get(found[2] or "", found[2] or "")
    if found[1] == "半":
        return (found.end(), _HALVES[unit]) if unit in _HALVES else None
    count = _decimal(found[1])
    if count is None:
        return None
    if found[3] == "半":
        return (found.end(), f"{_plain(count * 12 + 6)}个月") if unit == "年" else None
    return found.end(), _text(count, unit)


def _text(count: Decimal, unit: str) -> str:
    for scale, power in (("亿", 10**8), ("万", 10**4)):
        if count >= power and count * 100 % power == 0:
            return f"{_plain(count / power)}{scale}{unit}"
    return f"{_plain(count)}{unit}"


def _value(signs: str) -> int | None:
    """The number that the signs write; None if they are no number, as `三百千`."""
    if all(sign in _DIGITS for sign in signs):  # 二〇二五
        return int("".join(str(_DIGITS[sign]) for sign in signs))
    total, section, digit, last = 0, 0, 0, 10**5
    for at, sign in enumerate(signs):
        if sign in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[sign]
        elif sign in _TENS:
            scale = _TENS[sign]
            if scale >= last or (not digit and at):
                return None
            section, digit, last = section + (digit or 1) * scale, 0, scale
        else:
            scale = _MYRIADS[sign]
            section += digit or (0 if at else 1)
            total = (total + section) * scale if scale > _MYRIADS["万"] else total + section * scale
            section, digit, last = 0, 0, 10**5
    return total + section + digit


def _decimal(text: str) -> Decimal | None:
    if text[0].isascii():
        return Decimal(text)
    whole, _, part = text.partition("点")
    scale = part.lstrip("".join(_DIGITS))  # 一点五亿
    value, power = _value(whole), _value(scale) if scale else 1
    if value is None or power is None:
        return None
    decimals = "".join(str(_DIGITS[sign]) for sign in part.removesuffix(scale))
    return Decimal(f"{value}.{decimals}" if decimals else value) * power


def _percent(value: Decimal) -> str:
    return f"{_plain(value)}%"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
