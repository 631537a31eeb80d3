"""Time zones by name: what they are called and how far from UTC they stand at a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from policydsl.feel.temporal.calendar import date_of

_DAY = 86_400
_CYCLE = 400  # after so many years the calendar, and with it every rule by weekday, repeats


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether this computer knows a time zone of that name."""
    return bool(name) and not name.startswith(("/", ".")) and _zone(name) is not None


@lru_cache(maxsize=4096)
def zone_offset(name: str, local_seconds: int) -> int:
    """Seconds east of UTC when the clocks there show `local_seconds` since 1970-01-01.

    Of a time that the clocks show twice the first is meant; one that they skip counts as before the skip.
    """
    zone = _zone(name)
    return 0 if zone is None else _offset(_moment(local_seconds).replace(tzinfo=zone))


@lru_cache(maxsize=4096)
def zone_offset_at(name: str, utc_seconds: int) -> int:
    """Seconds east of UTC of the clocks there, `utc_seconds` after 1970-01-01 in UTC."""
    zone = _zone(name)
    return 0 if zone is None else _offset(zone.fromutc(_moment(utc_seconds).replace(tzinfo=zone)))


@lru_cache(maxsize=256)
def standard_offset(name: str) -> int:
    """Seconds east of UTC of the clocks there without summer time: for a time of day that has no date."""
    zone = _zone(name)
    if zone is None:
        return 0
    moment = datetime(2000, 1, 1, tzinfo=zone)
    return _offset(moment) - round((moment.dst() or timedelta()).total_seconds())


def _moment(seconds: int) -> datetime:
    days, second = divmod(seconds, _DAY)
    year, month, day = date_of(days)
    if not 1 < year < 9999:  # noqa: PLR2004  (what Python's datetime can hold, with room for the offset)
        year = 2000 + year % _CYCLE
    return datetime(year, month, day) + timedelta(seconds=second)  # noqa: DTZ001  (the zone is set by the caller)


def _offset(moment: datetime) -> int:
    offset = moment.utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
