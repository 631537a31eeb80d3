"""Date and time built-ins: a day's place in its year and week, the clock, sameness."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from time import time_ns

from policydsl.feel.temporal.calendar import date_of, days_of
from policydsl.feel.temporal.duration import NANOS
from policydsl.feel.values import Date, DateTime, Time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = 86_400


def day_of_year(date: Date | DateTime) -> Decimal:
    """The number of the day within its year."""
    day = _day(date)
    return Decimal(day.days - days_of(day.year, 1, 1) + 1)


def day_of_week(date: Date | DateTime) -> str:
    """The English name of the weekday."""
    return _DAYS[_day(date).weekday - 1]


def month_of_year(date: Date | DateTime) -> str:
    """The English name of the month."""
    return _MONTHS[_day(date).month - 1]


def week_of_year(date: Date | DateTime) -> Decimal:
    """The number of the week by ISO 8601: a week belongs to the year of its Thursday."""
    day = _day(date)
    thursday = day.days + 4 - day.weekday
    return Decimal((thursday - days_of(date_of(thursday)[0], 1, 1)) // 7 + 1)


def now() -> DateTime:
    """The clock of this computer, with its distance from UTC."""
    nanos = time_ns()
    away = datetime.fromtimestamp(nanos // NANOS, UTC).astimezone().utcoffset()
    offset = 0 if away is None else round(away.total_seconds())
    local = nanos + offset * NANOS
    return DateTime(Date.of_days(local // (_DAY * NANOS)), Time.of_nanos(local, offset))


def today() -> Date:
    """The day by the clock of this computer."""
    return now().date


def _day(date: Date | DateTime) -> Date:
    return date.date if isinstance(date, DateTime) else date
