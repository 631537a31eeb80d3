"""Dates, times, moments and durations of FEEL: exact, of any year to nine digits, to the nanosecond.

Takes ISO 8601 text or parts; gives frozen values that compare, hash and print as ISO text.
Guarantees: a value that exists is a real one (no 30 February); a text that is not one parses to None.
"""

from policydsl.feel.temporal.date import MAX_YEAR, MIN_YEAR, Date
from policydsl.feel.temporal.duration import DaysTimeDuration, YearsMonthsDuration
from policydsl.feel.temporal.moment import DateTime
from policydsl.feel.temporal.parse import parse_date, parse_date_time, parse_duration, parse_temporal, parse_time
from policydsl.feel.temporal.time import MAX_OFFSET, Time

__all__ = [
    "MAX_OFFSET",
    "MAX_YEAR",
    "MIN_YEAR",
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Time",
    "YearsMonthsDuration",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
]
