"""The rule by which a figure moves over a stretch: constant, or so much for each step of the fact and something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policydsl.curve.sampling import Seen
from policydsl.source.frozen import frozen

ZERO: Final = Fraction(0)


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


def law_of(samples: Sequence[Sample], unit: Fraction) -> Law | None:
    """The rule that all samples follow, which were found in order; None: there is none, they lie on no line."""
    points = [(number, Fraction(seen.figure)) for number, seen in samples if seen.figure is not None]
    if len(points) < len(samples) or not points:
        return None
    (first, start), (last, end) = points[0], points[-1]
    if start == end:
        law = Law(ZERO, start, ZERO)
        return law if _all_fit(law, points) else None
    for one, other in zip(samples[0][1].figures, samples[-1][1].figures, strict=False):
        if one is None or other is None or one == other:
            continue
        raw = Fraction(one)
        rate = tidy((Fraction(other) - raw) / (last - first))
        whole = start - raw
        shift = whole - whole % unit if whole % unit else whole
        for constant in (raw + shift + more - rate * first for more in (ZERO, unit)):
            law = Law(rate, constant, unit)
            if _all_fit(law, points):
                return law
    return _fitted(points, unit)


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
    if rate.denominator < 10**12:  # noqa: PLR2004
        return rate
    near = abs(rate) / 10**24
    return simplest(rate - near, rate + near)


def _fitted(points: Sequence[tuple[Fraction, Fraction]], unit: Fraction) -> Law | None:
    """The simplest rule that gives these figures, cut down to the unit."""
    (first, start), (last, end) = points[0], points[-1]
    span = last - first
    rate = simplest((end - start - unit) / span, (end - start + unit) / span)
    low = max(figure - rate * number for number, figure in points)
    high = min(figure - rate * number for number, figure in points) + unit
    if low >= high:
        return None
    law = Law(rate, simplest(low, low + (high - low) / 2), unit)
    return law if _all_fit(law, points) else None


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
