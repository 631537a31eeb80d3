"""Whether the part that a figure plays in a formula is the one that the words around it in the text give it."""

from __future__ import annotations

from typing import Final

from policydsl.audit.policy.uses import OPPOSITE, THRESHOLDS, Part, Use
from policydsl.audit.text.bounds import Bound
from policydsl.audit.text.quantity import Sort
from policydsl.audit.text.sentences import Sourced

_SAYS: Final = {
    Part.AT_LEAST: frozenset({Bound.AT_LEAST, Bound.UP, Bound.ABOUT}),
    Part.ABOVE: frozenset({Bound.ABOVE, Bound.UP, Bound.ABOUT}),
    Part.AT_MOST: frozenset({Bound.AT_MOST, Bound.DOWN, Bound.ABOUT}),
    Part.BELOW: frozenset({Bound.BELOW, Bound.DOWN, Bound.ABOUT}),
    Part.EQUAL: frozenset({Bound.PLAIN, Bound.ABOUT, Bound.EACH}),
    Part.CAP: frozenset({Bound.AT_MOST, Bound.DOWN, Bound.ABOUT}),
    Part.FLOOR: frozenset({Bound.AT_LEAST, Bound.UP, Bound.ABOUT}),
    Part.AMOUNT: frozenset({Bound.PLAIN, Bound.AT_MOST, Bound.DOWN, Bound.UP, Bound.ABOUT, Bound.EACH}),
    Part.RATE: frozenset({Bound.PLAIN, Bound.AT_MOST, Bound.DOWN, Bound.UP, Bound.ABOUT}),
    Part.UNIT: frozenset({Bound.EACH, Bound.PLAIN, Bound.ABOUT}),
    Part.OTHER: frozenset(Bound),
}
# Limits of what is counted or lasts are often given bare: 每年支持10家, 免租3年.
_BARE_LIMITS: Final = frozenset({Sort.COUNT, Sort.MONTHS, Sort.DAYS, Sort.DATE})


def fits(use: Use, figure: Sourced, *, either: bool = False) -> bool:
    """Whether the text says of the figure what the formula does with it; `either`: of it or of the rest."""
    threshold = use.part in THRESHOLDS
    shut_out = figure.excluded and threshold
    if figure.bound in _SAYS[use.part] and not (shut_out and use.spot.part == "eligibility"):
        return True
    if threshold and (either or use.either or shut_out):
        return figure.bound in _SAYS[OPPOSITE[use.part]]
    if use.part is Part.CAP and figure.bound is Bound.PLAIN:
        return figure.bounded.figure.quantity.sort in _BARE_LIMITS
    return False


def same(use: Use, figure: Sourced) -> bool:
    """Whether the two are one value."""
    return not use.quantity.keys.isdisjoint(figure.keys)


def rivals(use: Use, figure: Sourced) -> bool:
    """Whether the figure of the text could stand in the place of the formula's, with another value."""
    return use.quantity.alike(figure.bounded.figure.quantity) and not same(use, figure) and fits(use, figure)
