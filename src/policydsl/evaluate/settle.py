"""Stacking: what awards of other policies leave payable (LANGUAGE §6, step 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from policydsl.evaluate.caps import ZERO


@dataclass(slots=True)
class Deductions:
    """What awards of other policies still take off, by category and subject; shared in clause order."""

    others: Mapping[tuple[str, str], Decimal]
    left: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    open: set[tuple[str, str]] = field(default_factory=set)

    def settle(self, category: str, subject: str, amount: Decimal) -> tuple[Decimal, bool]:
        """What is deducted from this award, and whether an open earlier award could change that."""
        key = (category, subject)
        total = self.others.get(key)
        if not total:
            return ZERO, False
        left = self.left.get(key, total)
        deducted = min(left, amount)
        self.left[key] = left - deducted
        return deducted, key in self.open

    def leave_open(self, category: str, subject: str) -> None:
        """An award of this kind and subject may still take part of the deduction."""
        self.open.add((category, subject))
