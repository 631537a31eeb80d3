"""What awards took before it was the turn of another: of a limit over all items, of a deduction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policydsl.award import Award
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model.policy import Cap

_ZERO = Decimal(0)


class Turns:
    """Running totals over the awards of an evaluation, in their order."""

    def __init__(self, awards: Sequence[Award]) -> None:
        self._taken: dict[int, Decimal] = {}  # by the award's identity
        self._deducted: dict[int, Decimal] = {}
        self._of_year: dict[int, Decimal] = {}
        taken: dict[str, Decimal] = {}
        of_year: dict[tuple[str, int | None], Decimal] = {}
        deducted: dict[tuple[str | None, str], Decimal] = {}
        for award in awards:
            clause, kind = award.clause.id, (award.clause.category, award.subject)
            before, less = taken.get(clause, _ZERO), deducted.get(kind, _ZERO)
            self._taken[id(award)], self._deducted[id(award)] = before, less
            year = _year(award)
            mine = self._of_year[id(award)] = of_year.get((clause, year), _ZERO)
            if award.amount is not None:
                taken[clause] = DECIMAL128.add(before, award.amount)
                of_year[clause, year] = DECIMAL128.add(mine, award.amount)
            if award.deducted is not None:
                deducted[kind] = DECIMAL128.add(less, award.deducted)

    def taken_before(self, award: Award, cap: Cap) -> Decimal:
        """What earlier awards of the same clause take of a cap: of a yearly one, those of the same year."""
        return (self._of_year if cap.every == "year" else self._taken)[id(award)]

    def deducted_before(self, award: Award) -> Decimal:
        """What was taken off earlier awards of the same category and subject."""
        return self._deducted[id(award)]


def _year(award: Award) -> int | None:
    """The year that an award falls into, where a day of its own governs it; None: that of the evaluation."""
    told = None if award.trace is None else award.trace.governing
    return told.day[0].year if told is not None and isinstance(told.day[0], Date) else None
