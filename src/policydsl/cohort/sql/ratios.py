"""Operations on quotients: made, added, multiplied, asked, rounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.dividing import Dividing
from policydsl.cohort.sql.figure import MIRRORED, MOST_QUOTIENT, Arithmetic, Figure, Mode, Sign, most
from policydsl.cohort.sql.ratio import APART, DIGITS, ROOM, Quantity, Ratio, cancelled, scaled, up, whole
from policydsl.evaluate.forms import LIMIT
from policydsl.source.frozen import replace

Keep: TypeAlias = Callable[[Sql], Sql]


class Ratios:
    """Operations on quotients. Each gives None where they would not be exact."""

    def __init__(self, arithmetic: Arithmetic, keep: Keep) -> None:
        self.arithmetic, self.keep = arithmetic, keep
        self.dividing = Dividing(arithmetic, keep)
        self.loose = False  # whether something was left open since this was last asked

    # -- made ----------------------------------------------------------------------------------------

    def divide(self, left: Quantity, right: Quantity) -> Ratio | None:
        """`left / right`."""
        if isinstance(right, Ratio):
            return self._by_ratio(self.of(left), right)
        if isinstance(left, Ratio):
            found = self._divided(left, right)
            return None if found is None else replace(found, steps=left.steps + 1, inner=self._inner(left))
        scale = max(left.scale, right.scale)
        over, under, _ = cancelled(whole(left, scale), whole(right, scale))
        signed = self._signed(over, under)
        if signed is None or max(most(one) for one in signed) >= LIMIT:
            return None
        return Ratio(*signed, most(signed[0]))

    def per(self, one: Ratio, unit: Figure) -> Ratio | None:
        """In units, which is no division of the interpreter."""
        return self._divided(one, unit)

    def _divided(self, left: Ratio, right: Figure) -> Ratio | None:
        """With as many roundings as before."""
        signed = self._signed(scaled(left.over, 10**right.scale), whole(right, right.scale))
        if signed is None:
            return None
        over, divisor = signed
        over, divisor, common = cancelled(over, divisor)
        fitting = self.fitting(left.under, divisor, ROOM)
        under = None if fitting is None else self.arithmetic.multiply(*fitting)
        if under is None or most(over) >= LIMIT:
            return None
        size = up(left.size * 10**right.scale, common)
        return replace(left, over=over, under=under, size=size, extra=left.extra + right.scale)

    @staticmethod
    def _inner(one: Ratio) -> int:
        return max(one.inner, most(one.over)) if one.steps else 0

    def _signed(self, over: Figure, under: Figure) -> tuple[Figure, Figure] | None:
        """The same quotient with its sign above, NULL below a zero."""
        if under.literal:
            if under.number == 0:
                return None
            return (over, under) if under.number > 0 else (self._negated(over), fig.literal(-under.number))
        if under.bounds[0] > 0:
            return over, under
        if most(over) >= LIMIT or most(under) >= LIMIT:
            return None
        zero = sql.number(0)
        given = self.keep(self.arithmetic.source(under))
        above, below = sql.binary(">", given, zero), sql.binary("<", given.copy(), zero.copy())
        if under.bounds[0] >= 0:
            return over, Figure(self.keep(sql.case([(above, given.copy())])), 0, 0, under.bounds[1])
        value = self.keep(self.arithmetic.source(over))
        positive = sql.case([(above, given.copy()), (below, sql.neg(given.copy()))])
        signed = sql.case([(above.copy(), value), (below.copy(), sql.neg(value.copy()))])
        return (
            Figure(self.keep(signed), 0, -most(over), most(over)),
            Figure(self.keep(positive), 0, 0, most(under)),
        )

    def of(self, one: Quantity) -> Ratio:
        """As a quotient."""
        if isinstance(one, Ratio):
            return one
        return Ratio(whole(one, one.scale), fig.literal(10**one.scale), most(one), steps=0)

    @staticmethod
    def _negated(figure: Figure) -> Figure:
        return fig.literal(-figure.number) if figure.literal else replace(figure, factor=-figure.factor)

    def negate(self, one: Ratio) -> Ratio:
        """Its opposite."""
        return replace(one, over=self._negated(one.over))

    # -- sums ----------------------------------------------------------------------------------------

    def add(self, one: Ratio, other: Quantity, sign: Sign) -> Ratio | None:
        """`one + other` or `one - other`."""
        if isinstance(other, Ratio):
            return self._both(one, other, sign)
        under, over = scaled(one.under, 10**other.scale), scaled(one.over, 10**other.scale)
        number = self.arithmetic.multiply(whole(other, other.scale), one.under)
        if max(most(under), most(over)) >= LIMIT or number is None:
            return None
        found = self.arithmetic.add(over, number, sign)
        size = one.size * 10**other.scale + most(number)
        if found is None or size >= APART:
            return None
        return replace(
            one, over=found, under=under, size=size, steps=one.steps + 1, inner=self._inner(one),
            extra=one.extra + other.scale, summed=True,
        )  # fmt: skip

    def _both(self, one: Ratio, other: Ratio, sign: Sign) -> Ratio | None:
        first, second, _ = cancelled(one.under, other.under)
        left, right = self._crossed(one, second), self._crossed(other, first)
        under = self.arithmetic.multiply(one.under, second)
        if left is None or right is None or under is None:
            return None
        found = self.arithmetic.add(left[0], right[0], sign)
        size = left[1] + right[1]
        if found is None or size >= APART:
            return None
        steps = max(one.steps, other.steps) + 1
        return Ratio(found, under, size, steps, sure=self._all_sure([one, other]), summed=True)

    def _crossed(self, one: Ratio, by: Figure) -> tuple[Figure, int] | None:
        """The numerator times a whole number, and its size."""
        fitting = self.fitting(one.over, by, ROOM)
        over = None if fitting is None else self.arithmetic.multiply(*fitting)
        if fitting is None or over is None:
            return None
        size = one.size if one.summed else min(one.size, most(fitting[0]))
        return over, size * most(fitting[1])

    # -- products ------------------------------------------------------------------------------------

    def times(self, one: Ratio, other: Quantity) -> Ratio | None:
        """`one * other`."""
        if isinstance(other, Ratio):
            return self._product(one, other, sure=self._all_sure([one, other]))
        places = fig.places_of(other)
        factor = replace(self.of(other), steps=0)
        if places is None:
            return self._product(one, factor, sure=self._all_sure([one]))
        # by twos and fives: what ends behind the point then did so before
        found = self._product(one, factor, sure=one.sure)
        if found is None:
            return None
        return replace(found, inner=self._inner(one), extra=one.extra + places + other.scale)

    def _product(self, one: Ratio, other: Ratio, sure: Sql | None) -> Ratio | None:
        first, under2, common = cancelled(one.over, other.under)
        second, under1, common2 = cancelled(other.over, one.under)
        below = self.fitting(under1, under2, ROOM)
        under = None if below is None else self.arithmetic.multiply(*below)
        fitting = self.fitting(first, second, ROOM)
        if under is None or fitting is None:
            return None
        sizes = [
            part.size if part.summed else min(part.size, most(cut) * by)
            for part, cut, by in ((one, fitting[0], common), (other, fitting[1], common2))
        ]
        over = self.arithmetic.multiply(*fitting)
        size = up(sizes[0] * sizes[1], common * common2)
        if over is None or size >= APART:
            return None
        summed = one.summed or other.summed
        return Ratio(over, under, size, one.steps + other.steps + 1, sure=sure, summed=summed)

    def _by_ratio(self, one: Ratio, other: Ratio) -> Ratio | None:
        """By a quotient of two figures: of others no one can say how far off they are for their size."""
        if other.steps != 1 or other.summed:
            return None
        signed = self._signed(other.under, other.over)
        if signed is None or most(signed[1]) >= LIMIT:
            return None
        turned = Ratio(*signed, most(signed[0]))
        found = self._product(one, turned, sure=self._all_sure([one, other]))
        return None if found is None else replace(found, steps=one.steps + 2)

    def product(self, one: Figure, other: Figure) -> Figure | None:
        """`one * other`; figures larger than there are, which only their type allows, are left open."""
        found = self.arithmetic.multiply(one, other)
        if found is not None:
            return found
        fitting = self.fitting(one, other, LIMIT)
        return None if fitting is None else self.arithmetic.multiply(*fitting)

    def fitting(self, one: Figure, other: Figure, room: int) -> tuple[Figure, Figure] | None:
        """Two figures whose product is below `room`: open beyond sizes that no one has."""
        if most(one) * most(other) < room:
            return one, other
        for usual in range(12, 5, -1):
            first, second = (most(f) if f.literal else min(most(f), 10 ** (f.scale + usual)) for f in (one, other))
            if first * second < room:
                first = min(most(one), (room - 1) // max(1, second))
                second = min(most(other), (room - 1) // max(1, first))
                return self.within(one, first), self.within(other, second)
        return None

    def within(self, figure: Figure, bound: int) -> Figure:
        """The figure, NULL beyond a bound on the number at its scale."""
        if most(figure) <= bound:
            return figure
        self.loose = True
        bound //= abs(figure.factor)
        value = self.keep(figure.base)
        tests = [sql.binary("<=", value, sql.number(bound))]
        if figure.low < 0:
            tests.append(sql.binary(">=", value.copy(), sql.number(-bound)))
        kept = value.copy() if self.arithmetic.is_wide(0, bound) else sql.narrow(value.copy())
        found = self.keep(sql.case([(sql.and_(tests), kept)]))
        return replace(figure, base=found, low=max(figure.low, -bound), high=min(figure.high, bound))

    # -- whether nothing was rounded -----------------------------------------------------------------

    def _all_sure(self, given: Sequence[Ratio]) -> Sql | None:
        """Whether none of the values was rounded."""
        tests: list[Sql] = []
        for one in given:
            if one.sure is not None:
                tests.append(one.sure.copy())
            if one.steps:
                tests.append(self._ends(one))
        return self.keep(sql.and_(tests)) if tests else None

    def _ends(self, one: Ratio) -> Sql:
        """Whether it ends behind the point, early enough to be exact, with what led to it."""
        largest = most(one.over)
        places = max((n for n in range(32) if largest * 10**n < LIMIT and self._short(one, n)), default=None)
        if places is None:
            return sql.truth(False)
        over, under, _ = cancelled(scaled(one.over, 10**places), one.under)
        if under.literal and under.number == 1:
            return sql.not_(sql.is_null(over.base.copy()))
        value, by = self.arithmetic.source(over), self.arithmetic.source(under)
        return sql.binary("=", sql.binary("%", value, by), sql.number(0))

    @staticmethod
    def _short(one: Ratio, places: int) -> bool:
        """Whether all that led to a value of so many decimals has few enough digits."""
        return one.inner * int(10 ** (places + one.extra)) < DIGITS

    # -- asked ---------------------------------------------------------------------------------------

    def compare(self, left: Quantity, sign: str, right: Quantity) -> Sql | None:
        """A comparison."""
        if isinstance(left, Figure) and isinstance(right, Figure):
            return self.arithmetic.compare(left, sign, right)
        if isinstance(left, Figure):
            left, sign, right = right, MIRRORED[sign], left
        one, other = self.of(left), self.of(right)
        under, under2, _ = cancelled(one.under, other.under)
        crossed, crossed2 = self._crossed(one, under2), self._crossed(other, under)
        if crossed is None or crossed2 is None:
            return None
        (first, size), (second, size2) = crossed, crossed2
        if size * one.steps + size2 * other.steps >= APART:
            return None
        found = self.arithmetic.compare(first, sign, second)
        if found is None:
            return None
        sure = self._sure_if_equal(one, other, right)
        if sure is None:
            return found
        self.loose = True
        differ = self.arithmetic.compare(first, "!=", second)
        assert differ is not None  # noqa: S101  (as the other)
        return sql.case([(sql.or_([differ, sure]), found)])

    def _sure_if_equal(self, one: Ratio, other: Ratio, right: Quantity) -> Sql | None:
        """Whether the interpreter finds two values equal that are; None: always."""
        if isinstance(right, Figure):
            return one.sure if self._short(one, right.scale) else sql.truth(False)
        if one.steps == other.steps == 1 and one.sure is None and other.sure is None:
            return None
        return self._all_sure([one, other])

    def to_places(self, one: Quantity, places: int, mode: Mode) -> Figure | None:
        """Rounded to so many decimals."""
        if isinstance(one, Figure):
            return self.arithmetic.to_places(one, places, mode)
        over, under, common = cancelled(
            scaled(one.over, 10 ** max(0, places)), scaled(one.under, 10 ** max(0, -places))
        )
        if max(most(over), most(under)) >= LIMIT or up(one.size * 10 ** max(0, places), common) * one.steps >= APART:
            return None
        if self.arithmetic.dialect == "spark" and most(over) >= MOST_QUOTIENT:
            over = self.within(over, MOST_QUOTIENT - 1)
        sure = one.sure
        if not self._short(one, max(0, places) + mode.startswith("half")):
            sure = sql.truth(False)
        self.loose = self.loose or sure is not None
        size = most(over) + 1
        found = Figure(self.keep(self.dividing.rounded(over, under, mode, sure)), max(0, places), -size, size)
        if over.bounds[0] >= 0:
            found = replace(found, low=0)
        return fig.checked(replace(found, factor=10 ** max(0, -places)))
