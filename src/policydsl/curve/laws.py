"""The rule by which a figure moves over a stretch: constant, or so much for each step of the fact and something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policydsl.curve.sampling import Seen
from policydsl.source.frozen import frozen

ZERO: Final = Fraction(0)
_SURE: Final = 100  # how much wider than what rounding leaves open a stretch is on which a rate is told by its figures


@frozen
class Law:
    """`rate` times the fact plus `constant`; `loose`: what rounding may put between that and the figure."""

    rate: Fraction
    constant: Fraction
    loose: Fraction

    def at(self, number: Fraction) -> Fraction:
        """What it gives, before rounding."""
        return self.rate * number + self.constant

    def fits(self, number: Fraction, figure: Fraction) -> bool:
        """Whether a figure is what it gives, but for rounding."""
        return abs(self.at(number) - figure) < self.loose if self.loose else self.at(number) == figure


Sample = tuple[Fraction, Seen]


def law_of(samples: Sequence[Sample], unit: Fraction, mode: str = "down") -> Law | None:
    """The rule that all samples follow, in their order, rounded to the unit; None: they lie on no line.

    Unit 0: nothing is rounded.
    """
    points = [(number, Fraction(seen.figure)) for number, seen in samples if seen.figure is not None]
    if len(points) < len(samples) or not points:
        return None
    start, end = points[0][1], points[-1][1]
    if start == end:
        law = Law(ZERO, start, ZERO)
        return law if _all_fit(law, points) else None
    if not unit:
        first, last = points[0][0], points[-1][0]
        rate = (end - start) / (last - first)
        law = Law(rate, start - rate * first, ZERO)
        return law if _all_fit(law, points) else None
    made = _from_figures(samples, points, unit, mode)
    if made is not None and decimal_of(made.rate) is not None:
        return made
    fitted = _fitted(points, unit)  # the simplest one, where fine rounding or a division leaves an odd rate
    if made is None or (fitted is not None and fitted.rate.denominator < made.rate.denominator):
        return fitted
    return made


def _from_figures(
    samples: Sequence[Sample], points: Sequence[tuple[Fraction, Fraction]], unit: Fraction, mode: str
) -> Law | None:
    """The rule of the formula or of a limit, less what was taken off, which is mostly whole units."""
    (first, start), (last, _) = points[0], points[-1]
    pairs = zip(samples[0][1].figures, samples[-1][1].figures, strict=False)
    moving = [(Fraction(one), Fraction(other)) for one, other in pairs if one is not None and other not in (None, one)]
    for strict in (True, False):
        for one, other in moving:
            rate = tidy((other - one) / (last - first))
            off = (start - one) // unit
            for shift in (Fraction(0), off * unit, (off + 1) * unit):
                law = Law(rate, one + shift - rate * first, unit)
                if _all_fit(law, points) and not (strict and _beyond(law, points, unit, mode)):
                    return law
    return None


def _beyond(law: Law, points: Iterable[tuple[Fraction, Fraction]], unit: Fraction, mode: str) -> bool:
    """Whether a figure lies where its rounding would not have put it."""
    low, high = {"down": (Fraction(0), unit), "up": (-unit, Fraction(0))}.get(mode, (-unit / 2, unit / 2))
    return any(not low <= law.at(number) - figure <= high for number, figure in points)


def added(laws: Iterable[Law]) -> Law:
    """The rule of the sum."""
    every = [*laws]
    sloped = [law for law in every if law.rate]
    return Law(
        sum((law.rate for law in every), ZERO),
        sum((law.constant for law in every), ZERO),
        sum((law.loose for law in sloped), ZERO),
    )


def tidy(rate: Fraction) -> Fraction:
    """The simplest fraction within the last digits of a figure that division has cut off."""
    if rate.denominator < 10**12:
        return rate
    near = abs(rate) / 10**24
    return simplest(rate - near, rate + near)


def _fitted(points: Sequence[tuple[Fraction, Fraction]], unit: Fraction) -> Law | None:
    """The simplest rule that gives these figures, cut down to the unit, where it is the only simple one."""
    (first, start), (last, end) = points[0], points[-1]
    span = last - first
    rate = simplest((end - start - unit) / span, (end - start + unit) / span)
    if rate.denominator**2 * 4 * unit * _SURE > span:
        return None  # on so short a stretch many rates would do
    low = max(figure - rate * number for number, figure in points)
    high = min(figure - rate * number for number, figure in points)
    if low - high >= 2 * unit:
        return None
    # Cut down the constant is at least `low`; what a deduction left of a sum that was cut down, at most `high`.
    for constant in (_round(low), _round(high), simplest(low, low + (high + unit - low) / 2), (low + high) / 2):
        law = Law(rate, constant, unit)
        if _all_fit(law, points):
            return law
    return None


def _round(constant: Fraction) -> Fraction:
    """To whole fen, where it is next to some."""
    fen = Fraction(round(constant * 100), 100)
    return fen if abs(fen - constant) < Fraction(1, 100) else constant


def _all_fit(law: Law, points: Iterable[tuple[Fraction, Fraction]]) -> bool:
    return all(law.fits(number, figure) for number, figure in points)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction with the least denominator within inclusive bounds."""
    if low > high:
        low, high = high, low
    if low <= 0 <= high:
        return ZERO
    if high < 0:
        return -simplest(-high, -low)
    whole = low.numerator // low.denominator
    if whole == low:
        return low
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def decimal_of(value: Fraction) -> Decimal | None:
    """The same as a decimal number; None where that would not end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    return Decimal((value * 10**places).numerator).scaleb(-places)
