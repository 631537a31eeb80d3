"""What happens between two pieces: a kink, a cap that begins to bind, a cliff and how far its dead zone reaches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from policydsl.curve.curve import Break, BreakKind, Piece
from policydsl.curve.sampling import Point, Sampler

Figure = Callable[[Point], Decimal | None]
ZERO = Decimal(0)


def breaks_of(sampler: Sampler, pieces: Sequence[Piece], figure: Figure, unit: Fraction) -> tuple[Break, ...]:
    """The breaks between pieces."""
    found = []
    for place, (left, right) in enumerate(pairwise(pieces), 1):
        before, after = left.figure_end, right.figure_start
        kind = _kind(left, right, Fraction(sampler.axis.step), unit)
        lost: Decimal | None = None
        until: int | None = None
        if (before or ZERO) > (after or ZERO) and kind in ("cliff_down", "status"):
            lost = (before or ZERO) - (after or ZERO)
            until = _made_good(sampler, pieces[place:], figure, before or ZERO)
        found.append(Break(right.start, kind, before, after, left, right, lost, until))
    return tuple(found)


def _kind(left: Piece, right: Piece, step: Fraction, unit: Fraction) -> BreakKind:
    if left.status is not right.status:
        return "status"
    before, after = left.figure_end, right.figure_start
    if before is None or after is None:
        return "other"
    jump = Fraction(after) - Fraction(before)
    rates = [law.rate for law in (left.law, right.law) if law is not None]
    steepest = max((abs(rate) for rate in rates), default=Fraction(0))
    # One step along either line, and what rounding does to it, is no cliff; nor is there any rounding down of a line
    # that rises, so that the least loss is one.
    falls = jump < 0 and all(rate >= 0 for rate in rates) and not (left.bent or right.bent)
    rises = jump > 0 and all(rate <= 0 for rate in rates) and not (left.bent or right.bent)
    if falls or jump < -(steepest * step + unit):
        return "cliff_down"
    if rises or jump > steepest * step + unit:
        return "cliff_up"
    if left.limited_by != right.limited_by:
        return "cap_begins" if right.limited_by is not None else "cap_ends"
    same = left.law is not None and right.law is not None and left.law.rate == right.law.rate
    return "other" if same and jump == 0 else "kink"


def _made_good(sampler: Sampler, pieces: Sequence[Piece], figure: Figure, before: Decimal) -> int | None:
    """The first position after a cliff where there is more than before it."""

    def more(index: int) -> bool:
        return (figure(sampler.at(index)) or ZERO) > before

    for piece in pieces:
        if more(piece.start):
            return piece.start
        known = sorted(index for index in sampler.points if piece.start < index <= piece.end)
        low = piece.start
        for high in known if piece.bent or piece.dark else known[-1:]:
            if more(high):
                return _bisected(more, low, high)
            low = high
    return None


def _bisected(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first position where it holds, which it does at `high` and not at `low`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
