"""A day of the calendar."""

from __future__ import annotations

from dataclasses import dataclass, field

from policydsl.feel.temporal.calendar import date_of, days_of, month_days

MIN_YEAR, MAX_YEAR = -999_999_999, 999_999_999


@dataclass(frozen=True, slots=True, eq=False)
class Date:
    """A day; years run from -999999999 to 999999999."""

    year: int
    month: int
    day: int
    # One number that orders days: comparing it is the hot path of every period test.
    key: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_date(self.year, self.month, self.day):
            msg = f"not a date: {self.year}-{self.month}-{self.day}"
            raise ValueError(msg)
        object.__setattr__(self, "key", (self.year * 16 + self.month) * 32 + self.day)

    @classmethod
    def of_days(cls, days: int) -> Date:
        """The day so many days after 1970-01-01; OverflowError beyond the years allowed."""
        year, month, day = date_of(days)
        if not MIN_YEAR <= year <= MAX_YEAR:
            msg = "the year has more than nine digits"
            raise OverflowError(msg)
        return cls(year, month, day)

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        return days_of(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return (self.days + 3) % 7 + 1

    def plus_days(self, days: int) -> Date:
        """So many days later; OverflowError beyond the years allowed."""
        return Date.of_days(self.days + days)

    def plus_months(self, months: int) -> Date:
        """So many months later, on the last day of the month where it is shorter."""
        year, month0 = divmod(self.year * 12 + self.month - 1 + months, 12)
        if not MIN_YEAR <= year <= MAX_YEAR:
            msg = "the year has more than nine digits"
            raise OverflowError(msg)
        return Date(year, month0 + 1, min(self.day, month_days(year, month0 + 1)))

    def iso(self) -> str:
        """As `2025-04-21`."""
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"

    __str__ = iso

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if other.__class__ is Date else NotImplemented

    def __hash__(self) -> int:
        return self.key

    def __lt__(self, other: Date) -> bool:
        return self.key < other.key if other.__class__ is Date else NotImplemented

    def __le__(self, other: Date) -> bool:
        return self.key <= other.key if other.__class__ is Date else NotImplemented

    def __gt__(self, other: Date) -> bool:
        return self.key > other.key if other.__class__ is Date else NotImplemented

    def __ge__(self, other: Date) -> bool:
        return self.key >= other.key if other.__class__ is Date else NotImplemented


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return MIN_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= month_days(year, month)  # noqa: PLR2004
