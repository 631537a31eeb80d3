"""A time of day, with an offset from UTC, a time zone, or neither."""

from __future__ import annotations

from dataclasses import dataclass

from policydsl.feel.temporal.duration import NANOS
from policydsl.feel.temporal.zone import is_zone, standard_offset, zone_offset

MAX_OFFSET = 18 * 3600  # 18 hours, as other FEEL engines allow; no place on earth is beyond 14
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day. At most one of `offset` (seconds east of UTC) and `zone` (its name) is given."""

    hour: int
    minute: int = 0
    second: int = 0
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    def __post_init__(self) -> None:
        if not is_time(self.hour, self.minute, self.second, self.nanosecond):
            msg = f"not a time: {self.hour}:{self.minute}:{self.second}.{self.nanosecond}"
            raise ValueError(msg)
        if self.offset is not None and (self.zone is not None or abs(self.offset) > MAX_OFFSET):
            msg = f"not an offset: {self.offset} {self.zone}"
            raise ValueError(msg)
        if self.zone is not None and not is_zone(self.zone):
            msg = f"not a time zone: {self.zone}"
            raise ValueError(msg)

    @classmethod
    def of_nanos(cls, nanos: int, offset: int | None = None, zone: str | None = None) -> Time:
        """The time so many nanoseconds after midnight, wrapped round the day."""
        seconds, nano = divmod(nanos % (_DAY * NANOS), NANOS)
        return cls(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, offset, zone)

    @property
    def nanos(self) -> int:
        """Nanoseconds since midnight, as the clock shows."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS + self.nanosecond

    @property
    def placed(self) -> bool:
        """Whether it says how far from UTC it stands."""
        return self.offset is not None or self.zone is not None

    def offset_on(self, days: int) -> int | None:
        """Seconds east of UTC on the day `days` after 1970-01-01; None if it does not say."""
        if self.zone is None:
            return self.offset
        return zone_offset(self.zone, days * _DAY + self.nanos // NANOS)

    @property
    def universal(self) -> int:
        """Nanoseconds since midnight in UTC, as far as it says; a zone counts with its standard offset."""
        offset = standard_offset(self.zone) if self.zone is not None else self.offset
        return (self.nanos - (offset or 0) * NANOS) % (_DAY * NANOS) if self.placed else self.nanos

    def iso(self) -> str:
        """As `10:30:00+08:00` or `10:30:00@Asia/Shanghai`."""
        fraction = f".{self.nanosecond:09d}".rstrip("0") if self.nanosecond else ""
        text = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction}"
        if self.zone is not None:
            return f"{text}@{self.zone}"
        return text + ("" if self.offset is None else offset_text(self.offset))

    __str__ = iso


def offset_text(offset: int) -> str:
    """An offset as `Z`, `+08:00` or `-02:30:15`."""
    if not offset:
        return "Z"
    size = abs(offset)
    seconds = f":{size % 60:02d}" if size % 60 else ""
    return f"{'-' if offset < 0 else '+'}{size // 3600:02d}:{size // 60 % 60:02d}{seconds}"


def is_time(hour: int, minute: int, second: int, nanosecond: int = 0) -> bool:
    """Whether there is such a time of day."""
    return 0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and 0 <= nanosecond < NANOS  # noqa: PLR2004
