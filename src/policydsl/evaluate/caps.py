"""Rounding and caps: from the formula's amount to what is granted (LANGUAGE §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from policydsl.award import CapStep
from policydsl.evaluate.forms import MONEY_SCALE
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import ROOT, Rounding
from policydsl.plan.policy_plan import CapPlan

ZERO = Decimal(0)
FEN = Decimal("0.01")
MODES: Mapping[str, str] = {
    "down": ROUND_DOWN,
    "up": ROUND_UP,
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "half_down": ROUND_HALF_DOWN,
}


@dataclass(slots=True)
class Granted:
    """What was granted under a clause before: by subject, by subject and year, altogether, by year (yuan)."""

    by_subject: dict[str, Decimal] = field(default_factory=dict)
    by_subject_year: dict[tuple[str, int], Decimal] = field(default_factory=dict)
    total: Decimal = ZERO
    by_year: dict[int, Decimal] = field(default_factory=dict)

    def add(self, subject: str, year: int, amount: Decimal) -> None:
        """Count one earlier award."""
        self.by_subject[subject] = self.by_subject.get(subject, ZERO) + amount
        key = (subject, year)
        self.by_subject_year[key] = self.by_subject_year.get(key, ZERO) + amount
        self.total += amount
        self.by_year[year] = self.by_year.get(year, ZERO) + amount

    def before(self, cap: CapPlan, subject: str, year: int) -> Decimal:
        """What eats this cap."""
        if cap.cap.every == "year":
            return self.by_year.get(year, ZERO) if cap.shared else self.by_subject_year.get((subject, year), ZERO)
        return self.total if cap.shared else self.by_subject.get(subject, ZERO)


NOTHING_GRANTED = Granted()


@dataclass(slots=True)
class Room:
    """What earlier items took of a limit that covers all items: now, surely, and at the most (None: no bound)."""

    taken: Decimal = ZERO
    closed: Decimal = ZERO
    most: Decimal | None = ZERO


def rounded(amount: Decimal, rounding: Rounding) -> Decimal:
    """The amount as a multiple of the rounding unit, not below zero; InvalidOperation beyond 34 digits."""
    return _to_unit(amount, rounding.to, MODES[rounding.mode])


def with_minimum(amount: Decimal, least: Decimal, kind: str) -> Decimal:
    """The amount after the clause's minimum: one below it is raised to it, or is nothing."""
    if amount >= least:
        return amount
    return least if kind == "at_least" else ZERO


def cut(amount: Decimal, rounding: Rounding) -> Decimal:
    """The amount cut to the rounding unit: what a limit or a deduction left is never rounded up."""
    return _to_unit(amount, rounding.to, ROUND_DOWN)


def _to_unit(amount: Decimal, unit: Decimal, mode: str) -> Decimal:
    if amount <= ZERO:
        return ZERO
    if unit == FEN:
        return amount.quantize(FEN, mode, DECIMAL128)
    units = DECIMAL128.divide(amount, unit).to_integral_value(mode)
    return DECIMAL128.multiply(units, unit)


class WholeGranted(dict[str, int]):
    """What was granted under a clause before, by subject, and by subject and year (10**-4 yuan)."""

    def __init__(self) -> None:
        super().__init__()
        self.years: dict[tuple[str, int], int] = {}

    def add(self, subject: str, year: int, amount: int) -> None:
        """Count one earlier award."""
        self[subject] = self.get(subject, 0) + amount
        self.years[subject, year] = self.years.get((subject, year), 0) + amount


class WholeCaps:
    """The caps of each subject's own with earlier awards, in whole numbers of 10**-scale yuan: as `apply_caps`."""

    def __init__(self, caps: Sequence[CapPlan], scale: int, unit: int) -> None:
        self.caps = [(plan.cap.id, plan.cap.every == "year") for plan in caps]
        self.unit, self.ten = unit, 10 ** (scale - MONEY_SCALE)

    def code(
        self, count: int, limits: Sequence[int], granted: WholeGranted, subject: str, year: int
    ) -> int | tuple[int, str]:
        """So many rounding units after the caps, with the last one that lowered them."""
        amount, limited_by, total = count * self.unit, None, False
        for (id_, yearly), limit in zip(self.caps, limits, strict=True):
            start = amount
            before = (granted.years.get((subject, year), 0) if yearly else granted[subject]) * self.ten
            if yearly:
                amount = min(start, max(0, limit - before))
                bound = amount < start
            elif total:  # a second cap on the whole: the earlier grants are off already
                amount = max(0, min(start + before, limit) - before)
                bound = amount < start
            else:
                amount = max(0, min(start, limit) - before)
                bound, total = max(0, limit) < start, True
            if bound:
                limited_by = id_
        final = amount // self.unit
        return final if limited_by is None else (final, limited_by)


def units_in(amount: Decimal, rounding: Rounding) -> int:
    """The number of rounding units in an amount that is rounded already: the form in which outcomes hold it."""
    return int(DECIMAL128.divide(amount, rounding.to))


class Units:
    """Amounts in whole numbers of their rounding unit."""

    def __init__(self, rounding: Rounding) -> None:
        self.rounding = rounding

    def rounded(self, amount: Decimal) -> int:
        """An amount by its rounding; InvalidOperation beyond 34 digits."""
        return units_in(rounded(amount, self.rounding), self.rounding)


def apply_caps(
    amount: Decimal,
    caps: Sequence[tuple[CapPlan, Decimal]],
    granted: Granted,
    subject: str,
    year: int,
    rooms: Mapping[str, Room],
    steps: list[CapStep] | None = None,
) -> tuple[Decimal, str | None, bool]:
    """The caps in the order written, on a rounded amount; `steps` takes what each one did.

    Gives the sum, the last cap that lowered it, and whether an open earlier item could change it.
    """
    limited_by: str | None = None
    open_ = total = False
    for plan, limit in caps:
        cap, before = plan.cap, granted.before(plan, subject, year)
        start = amount
        if plan.shared:
            room = rooms[cap.id]
            left = max(ZERO, limit - before)
            amount = min(start, max(ZERO, left - room.taken))
            least = ZERO if room.most is None else min(start, max(ZERO, left - room.closed - room.most))
            open_ = open_ or least != amount or min(start, max(ZERO, left - room.closed)) != amount
            bound = amount < start
        elif cap.every == "year":
            amount = min(start, max(ZERO, limit - before))
            bound = amount < start
        elif total:  # a second cap on the whole: the earlier grants are off already
            amount = max(ZERO, min(start + before, limit) - before)
            bound = amount < start
        else:
            amount = max(ZERO, min(start, limit) - before)
            bound, total = max(ZERO, limit) < start, True
        if bound:
            limited_by = cap.id
        if steps is not None:
            steps.append(CapStep(cap.id, limit, before, start, amount, bound))
    return amount, limited_by, open_


def bound_of_item(caps: Sequence[tuple[CapPlan, Decimal]]) -> Decimal | None:
    """The most that one item can be granted by its own caps; None: no bound."""
    own = [limit for plan, limit in caps if not plan.shared and plan.cap.per != ROOT]
    return max(ZERO, min(own)) if own else None


def take(rooms: Mapping[str, Room], amount: Decimal, *, closed: bool, most: Decimal | None) -> None:
    """Count what an item takes of every shared limit; an open item may yet take up to `most`."""
    for room in rooms.values():
        room.taken += amount
        if closed:
            room.closed += amount
        elif most is None or room.most is None:
            room.most = None
        else:
            room.most += most
