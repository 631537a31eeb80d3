"""What awards took before it was the turn of another: of a limit over all items, of a deduction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policydsl.award import Award
from policydsl.feel.ops import DECIMAL128

_ZERO = Decimal(0)


class Turns:
    """Running totals over the awards of an evaluation, in their order."""

    def __init__(self, awards: Sequence[Award]) -> None:
        self._taken: dict[int, Decimal] = {}  # by the award's identity
        self._deducted: dict[int, Decimal] = {}
        taken: dict[str, Decimal] = {}
        deducted: dict[tuple[str | None, str], Decimal] = {}
        for award in awards:
            clause, kind = award.clause.id, (award.clause.category, award.subject)
            before, less = taken.get(clause, _ZERO), deducted.get(kind, _ZERO)
            self._taken[id(award)], self._deducted[id(award)] = before, less
            if award.amount is not None:
                taken[clause] = DECIMAL128.add(before, award.amount)
            if award.deducted is not None:
                deducted[kind] = DECIMAL128.add(less, award.deducted)

    def taken_before(self, award: Award) -> Decimal:
        """What earlier awards of the same clause grant."""
        return self._taken[id(award)]

    def deducted_before(self, award: Award) -> Decimal:
        """What was taken off earlier awards of the same category and subject."""
        return self._deducted[id(award)]
