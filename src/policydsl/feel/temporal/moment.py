"""A date with a time of day: FEEL's date and time."""

from __future__ import annotations

from policydsl.feel.temporal.date import Date
from policydsl.feel.temporal.duration import NANOS
from policydsl.feel.temporal.time import Time
from policydsl.feel.temporal.zone import zone_offset_at
from policydsl.source.frozen import frozen

_DAY_NANOS = 86_400 * NANOS


@frozen
class DateTime:
    """A day and the time on it; `==` asks for the same writing, FEEL's `=` for the same moment."""

    date: Date
    time: Time

    @property
    def local_nanos(self) -> int:
        """Nanoseconds since 1970-01-01, as clock and calendar show."""
        return self.date.days * _DAY_NANOS + self.time.nanos

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at that moment; None if it does not say."""
        return self.time.offset_on(self.date.days)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970-01-01 in UTC; a moment without offset counts as one in UTC."""
        offset = self.offset
        return self.local_nanos - (offset * NANOS if offset else 0)

    def plus_nanos(self, nanos: int) -> DateTime:
        """So many nanoseconds later; OverflowError beyond the years allowed.

        In a named zone the clock is moved along the world's time, so that an hour is an hour across a change.
        """
        if self.time.zone is None:
            return self._at(self.local_nanos + nanos)
        instant = self.instant + nanos
        return self._at(instant + zone_offset_at(self.time.zone, instant // NANOS) * NANOS)

    def plus_months(self, months: int) -> DateTime:
        """So many months later at the same time of day."""
        return DateTime(self.date.plus_months(months), self.time)

    def _at(self, local_nanos: int) -> DateTime:
        days, nanos = divmod(local_nanos, _DAY_NANOS)
        return DateTime(Date.of_days(days), Time.of_nanos(nanos, self.time.offset, self.time.zone))

    def iso(self) -> str:
        """As `2025-04-21T10:30:00`."""
        return f"{self.date.iso()}T{self.time.iso()}"

    __str__ = iso
