"""Dates, times and durations: what is written, what is a real one, and what comes of moving them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.feel.temporal import (
    MAX_YEAR,
    MIN_YEAR,
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from policydsl.feel.temporal.calendar import date_of, days_of

SECOND = 1_000_000_000
HOUR = 3600 * SECOND


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2025-04-21", "2025-04-21"),
        ("-0044-03-15", "-0044-03-15"),
        ("0000-01-01", "0000-01-01"),
        ("999999999-12-31", "999999999-12-31"),
        ("-999999999-01-01", "-999999999-01-01"),
        ("2024-02-29", "2024-02-29"),
        ("10:30:00", "10:30:00"),
        ("10:30:00.500", "10:30:00.5"),
        ("10:30:00Z", "10:30:00Z"),
        ("10:30:00-00:00", "10:30:00Z"),
        ("10:30:00+08:00", "10:30:00+08:00"),
        ("10:30:00-02:30:15", "10:30:00-02:30:15"),
        ("10:30:00@Asia/Shanghai", "10:30:00@Asia/Shanghai"),
        ("24:00:00", "00:00:00"),
        ("2025-04-21T10:30:00", "2025-04-21T10:30:00"),
        ("2025-12-31T24:00:00", "2026-01-01T00:00:00"),
        ("P0D", "PT0S"),
        ("PT0.000S", "PT0S"),
        ("PT36H", "P1DT12H"),
        ("PT1000M0.999999999S", "PT16H40M0.999999999S"),
        ("-P1D", "-P1D"),
        ("P0Y", "P0M"),
        ("P26M", "P2Y2M"),
        ("-P1Y", "-P1Y"),
    ],
)
def test_iso_text_is_read_and_written_in_canonical_form(text: str, canonical: str) -> None:
    value = parse_temporal(text)
    assert str(value) == canonical
    assert parse_temporal(canonical) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "foo", "2025-4-21", "2025-13-01", "2025-02-29", "2025-04-31", "+2025-04-21", "998-12-31", "01211-12-31",
        "9999999999-12-25", "2025-04-21T", "2025-04-21T7:20", "2025-04-2110:30:00", "7:20", "10:30", "23:59:60",
        "24:00:01", "25:00:00", "10:30:00+5:00", "10:30:00+19:00", "10:30:00@Mars/Olympus", "10:30:00@../etc/passwd",
        "10:30:00+02:00@Europe/Paris", "P", "PT", "P1", "1D", "P1H", "P1S", "P1DT", "P1Y1D", "PT1H1D", "P1.5Y",
        "２０２５-04-21", "P" + "9" * 99 + "D",
    ],
)  # fmt: skip
def test_what_is_no_date_time_or_duration_is_nothing(text: str) -> None:
    assert parse_temporal(text) is None


def test_each_reader_takes_its_own_kind_only() -> None:
    assert parse_date("10:30:00") is None
    assert parse_time("2025-04-21") is None
    assert parse_date_time("2025-04-21") is None
    assert parse_duration("2025-04-21") is None


def test_days_of_python_s_calendar() -> None:
    epoch = dt.date(1970, 1, 1).toordinal()
    for ordinal in range(1, dt.date.max.toordinal(), 367):
        day = dt.date.fromordinal(ordinal)
        assert days_of(day.year, day.month, day.day) == ordinal - epoch
        assert Date(day.year, day.month, day.day).weekday == day.isoweekday()


@given(st.integers(days_of(MIN_YEAR, 1, 1), days_of(MAX_YEAR, 12, 31)))
def test_every_day_has_its_date(days: int) -> None:
    assert days_of(*date_of(days)) == days
    date = Date.of_days(days)
    assert date.days == days
    assert parse_date(date.iso()) == date


DAYS = st.integers(-10_000_000, 10_000_000)


@given(DAYS, DAYS)
def test_dates_are_ordered_as_their_days(one: int, other: int) -> None:
    left, right = Date.of_days(one), Date.of_days(other)
    assert (left < right, left <= right, left > right, left >= right, left == right) == (
        one < other, one <= other, one > other, one >= other, one == other,
    )  # fmt: skip
    assert (hash(left) == hash(right)) == (one == other)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("0000-01-01", -1, "-0001-12-01"),
    ],
)
def test_a_month_later_stays_within_the_month(start: str, months: int, end: str) -> None:
    date = parse_date(start)
    assert date is not None
    assert date.plus_months(months).iso() == end


def test_beyond_the_years_there_is_no_date() -> None:
    last = Date(MAX_YEAR, 12, 31)
    with pytest.raises(OverflowError):
        last.plus_days(1)
    with pytest.raises(OverflowError):
        last.plus_months(1)
    with pytest.raises(ValueError, match="not a date"):
        Date(2025, 2, 29)


@pytest.mark.parametrize(
    ("start", "nanos", "end"),
    [
        # Clocks in Paris go from 01:59 to 03:00 that night, and in autumn from 02:59 back to 02:00.
        ("2025-03-30T01:30:00@Europe/Paris", HOUR, "2025-03-30T03:30:00@Europe/Paris"),
        ("2025-10-26T01:30:00@Europe/Paris", 3 * HOUR, "2025-10-26T03:30:00@Europe/Paris"),
        ("2025-12-31T23:59:59.999999999", 1, "2026-01-01T00:00:00"),
        ("2025-01-01T00:00:00+08:00", -1, "2024-12-31T23:59:59.999999999+08:00"),
        ("-8000-01-01T00:00:00@Asia/Shanghai", 24 * HOUR, "-8000-01-02T00:00:00@Asia/Shanghai"),
    ],
)
def test_time_passes_as_in_the_world(start: str, nanos: int, end: str) -> None:
    moment = parse_date_time(start)
    assert moment is not None
    assert moment.plus_nanos(nanos).iso() == end


def test_a_moment_knows_its_offset() -> None:
    summer, winter = (parse_date_time(f"2025-{month}-01T12:00:00@Europe/Paris") for month in ("07", "01"))
    assert summer is not None
    assert winter is not None
    assert (summer.offset, winter.offset) == (7200, 3600)
    assert DateTime(Date(2025, 7, 1), Time(12)).offset is None


def test_a_time_has_an_offset_or_a_zone_but_not_both() -> None:
    with pytest.raises(ValueError, match="not an offset"):
        Time(10, offset=3600, zone="Europe/Paris")
    with pytest.raises(ValueError, match="not a time zone"):
        Time(10, zone="Nowhere")
    with pytest.raises(ValueError, match="not a time"):
        Time(24)


def test_durations_are_exact_and_ordered() -> None:
    assert DaysTimeDuration.of(days=1) == DaysTimeDuration.of(hours=24)
    assert DaysTimeDuration.of(seconds=1) > DaysTimeDuration.of(nanoseconds=999_999_999)
    assert YearsMonthsDuration.of(years=1) == YearsMonthsDuration.of(months=12)
    assert YearsMonthsDuration(-1) < YearsMonthsDuration(0)
    assert DaysTimeDuration.of(days=-1, hours=-1).parts == (1, 1, 0, 0, 0)


@given(st.integers(-(10**24), 10**24))
def test_a_duration_is_read_as_it_is_written(nanos: int) -> None:
    duration = DaysTimeDuration(nanos)
    assert parse_duration(duration.iso()) == duration


@given(st.integers(-(10**12), 10**12))
def test_months_are_read_as_they_are_written(months: int) -> None:
    assert parse_duration(YearsMonthsDuration(months).iso()) == YearsMonthsDuration(months)
