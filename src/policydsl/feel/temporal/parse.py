"""ISO 8601 text, in the forms of XML Schema that FEEL names, and `@zone`."""

from __future__ import annotations

import re
from typing import TypeAlias

from policydsl.feel.temporal.date import MAX_YEAR, MIN_YEAR, Date, is_date
from policydsl.feel.temporal.duration import MAX_MONTHS, MAX_NANOS, DaysTimeDuration, YearsMonthsDuration
from policydsl.feel.temporal.moment import DateTime
from policydsl.feel.temporal.time import MAX_OFFSET, Time, is_time
from policydsl.feel.temporal.zone import is_zone

AnyTemporal: TypeAlias = Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration

_MAX_TEXT = 100  # longer than any date with any zone name; keeps a hostile text cheap
_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?"
    r"(?:(?P<utc>[Zz])|(?P<sign>[+-])(?P<oh>[0-9]{2}):(?P<om>[0-9]{2})(?::(?P<os>[0-9]{2}))?|@(?P<zone>[A-Za-z0-9_+/-]+))?"
)
_DATE_RE = re.compile(_DATE)
_TIME_RE = re.compile(_TIME)
_DATE_TIME_RE = re.compile(f"{_DATE}T{_TIME}")
_MONTHS_RE = re.compile(r"(?P<sign>-?)P(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?<!P)")
_DAYS_RE = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?(?:(?P<seconds>[0-9]+)(?:\.(?P<fraction>[0-9]*))?S)?)?(?<![PT])"
)


def parse_date(text: str) -> Date | None:
    """A date as `2025-04-21`, or None."""
    found = _match(_DATE_RE, text)
    return _date(found) if found else None


def parse_time(text: str) -> Time | None:
    """A time as `10:30:00`, `10:30:00.5Z`, `10:30:00+08:00` or `10:30:00@Asia/Shanghai`, or None."""
    found = _match(_TIME_RE, text)
    timed = _time(found) if found else None
    return timed[0] if timed else None


def parse_date_time(text: str) -> DateTime | None:
    """A date and time as `2025-04-21T10:30:00`, or None; `T24:00:00` is the start of the next day."""
    found = _match(_DATE_TIME_RE, text)
    if not found:
        return None
    date, timed = _date(found), _time(found)
    if date is None or timed is None:
        return None
    time, next_day = timed
    if not next_day:
        return DateTime(date, time)
    try:
        return DateTime(date.plus_days(1), time)
    except OverflowError:
        return None


def parse_duration(text: str) -> DaysTimeDuration | YearsMonthsDuration | None:
    """A duration as `P1Y6M` or `P30DT12H`, or None; the two kinds do not mix."""
    if found := _match(_MONTHS_RE, text):
        months = int(found["years"] or 0) * 12 + int(found["months"] or 0)
        return YearsMonthsDuration(-months if found["sign"] else months) if months <= MAX_MONTHS else None
    if found := _match(_DAYS_RE, text):
        days, hours, minutes, seconds = (int(found[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
        duration = DaysTimeDuration.of(days, hours, minutes, seconds, _nanos(found["fraction"]))
        if duration.nanoseconds > MAX_NANOS:
            return None
        return DaysTimeDuration(-duration.nanoseconds) if found["sign"] else duration
    return None


def parse_temporal(text: str) -> AnyTemporal | None:
    """What `@"…"` means: a date, a time, a date and time or a duration, whichever the text is; else None."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(text) if len(text) <= _MAX_TEXT else None


def _date(found: re.Match[str]) -> Date | None:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    return Date(year, month, day) if MIN_YEAR <= year <= MAX_YEAR and is_date(year, month, day) else None


def _time(found: re.Match[str]) -> tuple[Time, bool] | None:
    """The time, and whether it was written 24:00:00."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    nanos = _nanos(found["fraction"])
    next_day = (hour, minute, second, nanos) == (24, 0, 0, 0)
    hour = 0 if next_day else hour
    if not is_time(hour, minute, second, nanos):
        return None
    zone: str | None = found["zone"]
    if zone is not None and not is_zone(zone):
        return None
    offset: int | None = 0 if found["utc"] else None
    if found["sign"]:
        minutes, seconds = int(found["om"]), int(found["os"] or 0)
        size = int(found["oh"]) * 3600 + minutes * 60 + seconds
        if minutes > 59 or seconds > 59 or size > MAX_OFFSET:  # noqa: PLR2004  (minutes and seconds of a clock)
            return None
        offset = -size if found["sign"] == "-" else size
    return Time(hour, minute, second, nanos, offset, zone), next_day


def _nanos(fraction: str | None) -> int:
    """Digits after the point as nanoseconds; what is finer is cut off."""
    return int((fraction or "")[:9].ljust(9, "0")) if fraction else 0
