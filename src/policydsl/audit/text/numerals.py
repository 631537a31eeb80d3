"""Chinese numerals: `一百二十万`, `二〇二五`, `两`."""

from __future__ import annotations

from typing import Final

DIGITS: Final = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_SCALES: Final = {"万": 10**4, "亿": 10**8}
CHARS: Final = "".join((*DIGITS, *_TENS, *_SCALES))
SMALL: Final = "".join((*DIGITS, *_TENS))  # what numbering is made of
_MOST: Final = 20  # characters; a longer run is no figure
_WRITTEN: Final = "零一二三四五六七八九"


def number_of(text: str) -> int | None:
    """The value of a numeral, or of plain digits; None for what is none."""
    if text.isascii() and text.isdecimal():
        return int(text) if len(text) <= _MOST else None
    if not text or len(text) > _MOST or any(char not in CHARS for char in text):
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = section = digit = 0
    seen_digit = False
    for char in text:
        if char in DIGITS:
            digit, seen_digit = DIGITS[char], True
        elif char in _TENS:
            section += (digit if seen_digit and digit else 1) * _TENS[char]
            digit, seen_digit = 0, False
        else:
            scale = _SCALES[char]
            if scale > total:
                total = (total + section + digit or 1) * scale
            else:
                total += (section + digit or 1) * scale
            section = digit = 0
            seen_digit = False
    return total + section + digit


def numeral(value: int) -> str:
    """The numeral of 0 to 9999, as numbering writes it: `十五`, `一百零三`."""
    if not 0 <= value < 10**4:
        return str(value)
    if value < len(_WRITTEN):
        return _WRITTEN[value]
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit == 0:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + _WRITTEN[digit] + name
        gap = False
    return written.removeprefix("一") if written.startswith("一十") else written
