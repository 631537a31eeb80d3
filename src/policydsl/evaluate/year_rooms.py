"""Limits that cover all items of a clause whose items may fall into different years, and under different texts.

What an item takes is counted once for its year and once for all years. A cap of a text then finds there what it is
about, however its own text calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, ValuesView
from typing import cast

from policydsl.evaluate.caps import Room
from policydsl.plan.policy_plan import CapPlan


class YearRooms:
    """What earlier items took, in each year and altogether."""

    def __init__(self) -> None:
        self.total = Room()
        self.years: dict[int, Room] = {}
        self.any_year = False  # whether an item of which the year is not known may take without bound

    def of(self, year: int, caps: Iterable[CapPlan]) -> Turn:
        """What the shared caps of a text have left in a year."""
        room = self.years.get(year)
        if room is None:
            room = self.years[year] = Room(most=None) if self.any_year else Room()
        return Turn(self.total, room, caps)

    def leave_open(self) -> None:
        """An item may yet take any sum, in any year."""
        self.any_year = True
        for room in (self.total, *self.years.values()):
            room.most = None


class Turn(dict[str, Room]):
    """The rooms of one item's caps, by their ids; what it takes is counted in both, each once."""

    def __init__(self, total: Room, year: Room, caps: Iterable[CapPlan]) -> None:
        super().__init__({c.cap.id: year if c.cap.every == "year" else total for c in caps if c.shared})
        self.both = {"total": total, "year": year}

    def __bool__(self) -> bool:
        return True

    def values(self) -> ValuesView[Room]:  # type: ignore[override]
        """Each room once."""
        return cast("ValuesView[Room]", self.both.values())
