"""The two kinds of duration, which do not mix: a month has no fixed number of days."""

from __future__ import annotations

from dataclasses import dataclass

NANOS = 1_000_000_000
MAX_NANOS = 10**30  # some 30,000 times the age of the world in either direction
MAX_MONTHS = 10**12
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True, order=True)
class DaysTimeDuration:
    """Days, hours, minutes and seconds, as one number of nanoseconds."""

    nanoseconds: int

    @classmethod
    def of(
        cls, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0, nanoseconds: int = 0
    ) -> DaysTimeDuration:
        """The duration of these parts together."""
        whole = days * _DAY + hours * _HOUR + minutes * _MINUTE + seconds
        return cls(whole * NANOS + nanoseconds)

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds, nanoseconds, without the sign."""
        seconds, nanos = divmod(abs(self.nanoseconds), NANOS)
        days, seconds = divmod(seconds, _DAY)
        hours, seconds = divmod(seconds, _HOUR)
        minutes, seconds = divmod(seconds, _MINUTE)
        return days, hours, minutes, seconds, nanos

    @property
    def negative(self) -> bool:
        """Whether it runs backwards."""
        return self.nanoseconds < 0

    def iso(self) -> str:
        """As `P2DT1H40M`; nothing at all is `PT0S`."""
        days, hours, minutes, seconds, nanos = self.parts
        text = f"P{days}D" if days else "P"
        fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        clock += f"{seconds}{fraction}S" if seconds or nanos else ""
        if clock or not days:
            text += "T" + (clock or "0S")
        return "-" + text if self.negative else text

    __str__ = iso


@dataclass(frozen=True, slots=True, order=True)
class YearsMonthsDuration:
    """Years and months, as one number of months."""

    months: int

    @classmethod
    def of(cls, years: int = 0, months: int = 0) -> YearsMonthsDuration:
        """The duration of these parts together."""
        return cls(years * 12 + months)

    @property
    def parts(self) -> tuple[int, int]:
        """Years and months, without the sign."""
        return divmod(abs(self.months), 12)

    @property
    def negative(self) -> bool:
        """Whether it runs backwards."""
        return self.months < 0

    def iso(self) -> str:
        """As `P2Y2M`; nothing at all is `P0M`."""
        years, months = self.parts
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if self.negative else "P") + (text or "0M")

    __str__ = iso
