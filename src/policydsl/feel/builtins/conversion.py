"""Conversion built-ins: from texts and parts to numbers, dates, times, durations and ranges."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NoReturn

from policydsl.feel.failure import fail
from policydsl.feel.ops import DECIMAL128, guarded, make_range, number_text, show, whole
from policydsl.feel.temporal import MAX_OFFSET
from policydsl.feel.temporal.duration import NANOS
from policydsl.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    Duration,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)

_MAX_FIGURE = 1000  # characters of a text that is read as a number
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
_GROUPING, _DECIMAL = (" ", ",", "."), (",", ".")


def date(first: str | Date | DateTime | Decimal, month: Decimal | None = None, day: Decimal | None = None) -> Date:
    """A date from its text, from a date and time, or from year, month and day."""
    if isinstance(first, Date):
        return first
    if isinstance(first, DateTime):
        return first.date
    if isinstance(first, str):
        return parse_date(first) or _unreadable(first, "日期", "a date", "2025-04-21")
    parts = [_whole(part) for part in (first, month, day) if part is not None]
    try:
        return Date(*parts)
    except ValueError:
        written = "-".join(map(str, parts))
        raise fail(f"没有 `{written}` 这一天", f"there is no day `{written}`") from None


def date_and_time(first: str | Date | DateTime, clock: Time | None = None) -> DateTime:
    """A date and time from its text (a date alone means its start), or from a date and a time."""
    if isinstance(first, str):
        day = parse_date(first)
        read = DateTime(day, Time(0)) if day else parse_date_time(first)
        return read or _unreadable(first, "日期时刻", "a date and time", "2025-04-21T10:30:00")
    if clock is not None:
        return DateTime(first if isinstance(first, Date) else first.date, clock)
    return first if isinstance(first, DateTime) else DateTime(first, Time(0, offset=0))


def time(
    first: str | Time | DateTime | Decimal,
    minute: Decimal | None = None,
    second: Decimal | None = None,
    offset: DaysTimeDuration | None = None,
) -> Time:
    """A time from its text, from a date and time, or from hour, minute, second and its distance from UTC."""
    if isinstance(first, Time):
        return first
    if isinstance(first, DateTime):
        return first.time
    if isinstance(first, str):
        return parse_time(first) or _unreadable(first, "时刻", "a time", "10:30:00")
    clock = [part for part in (first, minute, second) if part is not None]
    hour, minutes = (_whole(part) for part in clock[:2])
    nanos = guarded(DECIMAL128.multiply, clock[2], Decimal(NANOS)).to_integral_value("ROUND_DOWN")
    seconds, nano = divmod(int(nanos), NANOS) if abs(nanos) < NANOS * NANOS else (-1, 0)
    try:
        return Time(hour, minutes, seconds, nano, _offset(offset))
    except ValueError:
        written = ":".join(number_text(part) for part in clock)
        raise fail(f"没有 `{written}` 这一时刻", f"there is no time `{written}`") from None


def number(from_: str, grouping: str | None, decimal: str | None) -> Decimal:
    """A number from its text, once the grouping separators are taken out and the decimal one is made a point."""
    if grouping not in (None, *_GROUPING):
        raise fail(
            f"分组符号 `{grouping}` 只能是空格、逗号、句点或 null",
            f"the grouping separator `{grouping}` must be a space, a comma, a period or null",
        )
    if decimal not in (None, *_DECIMAL):
        raise fail(
            f"小数点符号 `{decimal}` 只能是句点、逗号或 null",
            f"the decimal separator `{decimal}` must be a period, a comma or null",
        )
    if decimal is not None and decimal == grouping:
        raise fail(
            f"分组符号与小数点符号不能都是 `{decimal}`",
            f"`{decimal}` cannot be both the grouping and the decimal separator",
        )
    text = from_.replace(grouping, "") if grouping else from_
    if decimal == ",":
        # A period that is left would be read as the decimal point although the caller said it is a comma.
        text = text.replace(".", "?").replace(",", ".")
    if len(text) > _MAX_FIGURE or not _NUMBER.fullmatch(text):
        raise fail(f"文本 `{show(from_)}` 读不成数", f"the text `{show(from_)}` cannot be read as a number")
    return guarded(DECIMAL128.plus, Decimal(text))


def duration(from_: str) -> Duration:
    """A duration from its text; years and months, or days and time."""
    return parse_duration(from_) or _unreadable(from_, "期限", "a duration", "P1Y6M")


def years_and_months_duration(from_: Date | DateTime, to: Date | DateTime) -> YearsMonthsDuration:
    """The whole months from one day to another; times of day do not count."""
    start = from_.date if isinstance(from_, DateTime) else from_
    end = to.date if isinstance(to, DateTime) else to
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonthsDuration(months)


_END = (
    r'"(?:[^"\\]|\\.)*"|@"[^"\\]*"|-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)'
    r'|(?:date\s+and\s+time|date|time|duration)\s*\(\s*"[^"\\]*"\s*\)'
)
_RANGE = re.compile(rf"\s*([\[(\]])\s*({_END})\s*\.\.\s*({_END})\s*([\])\[])\s*", re.DOTALL)
_CALL = re.compile(r'(?P<name>[a-z\s]*?)\s*\(?\s*@?"(?P<text>.*)"\s*\)?', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def range_(from_: str) -> Range:
    """A range from its text; both ends must be written out, as `[1..10]` or `[@"2025-01-01"..@"2025-12-31")`."""
    found = _RANGE.fullmatch(from_) if len(from_) <= _MAX_FIGURE else None
    if not found:
        raise fail(
            f"文本 `{show(from_)}` 读不成区间，应如 `[1..10]`",
            f"the text `{show(from_)}` cannot be read as a range like `[1..10]`",
        )
    opening, low, high, closing = found.groups()
    return make_range(_end(low), _end(high), low_closed=opening == "[", high_closed=closing == "]")


def _end(text: str) -> Value:
    if text[0] == '"':
        return _ESCAPED.sub(_unescaped, text[1:-1])
    found = _CALL.fullmatch(text)
    if not found:
        return guarded(DECIMAL128.plus, Decimal(text))
    written = found["text"]
    match " ".join(found["name"].split()):
        case "date":
            return date(written)
        case "time":
            return time(written)
        case "date and time":
            return date_and_time(written)
        case "duration":
            return duration(written)
        case _:
            return parse_temporal(written) or _unreadable(written, "日期、时刻或期限", "a date or duration", "P1Y")


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code is None:
        return _PLAIN_ESCAPES.get(found[3], found[3])
    if int(code, 16) > 0x10FFFF:  # noqa: PLR2004  (the last code point)
        raise fail(f"没有字符 `{found[0]}`", f"there is no character `{found[0]}`")
    return chr(int(code, 16))


def _whole(part: Decimal) -> int:
    if not whole(part) or part.adjusted() > 9:  # noqa: PLR2004  (digits of the largest year)
        raise fail(
            f"`{number_text(part)}` 不能作为年、月、日、时或分",
            f"`{number_text(part)}` is no year, month, day, hour or minute",
        )
    return int(part)


def _offset(offset: DaysTimeDuration | None) -> int | None:
    if offset is None:
        return None
    seconds, rest = divmod(offset.nanoseconds, NANOS)
    if rest or abs(seconds) > MAX_OFFSET:
        raise fail(f"`{offset}` 不能作为与 UTC 的时差", f"`{offset}` cannot be a distance from UTC")
    return seconds


def _unreadable(text: str, zh: str, en: str, sample: str) -> NoReturn:
    raise fail(
        f"文本 `{show(text)}` 读不成{zh}，应如 `{sample}`",
        f"the text `{show(text)}` cannot be read as {en} like `{sample}`",
    )
