"""How each fact of a policy is drawn: from its declaration and from what the policy asks about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from policydsl.cohort.synthetic import spread
from policydsl.cohort.synthetic.columns import Column, Kind, kind_of
from policydsl.cohort.synthetic.hints import Hint, Hints
from policydsl.cohort.synthetic.shares import Shares
from policydsl.cohort.synthetic.spread import Draw, Entry
from policydsl.cohort.synthetic.usual import usual_of
from policydsl.feel import types
from policydsl.feel.types import Assessed, Money
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.model.periods import period_of_day, period_text
from policydsl.model.policy import Entity, Field
from policydsl.source.figures import plain_text
from policydsl.source.frozen import frozen

_MONEY_PLACES: Final = (2, 4)  # fen; the most that a fact file takes
_NUMBER_PLACES: Final = (2, 6)
_MOST_MONEY: Final = 10**13  # yuan; a fact file takes less than ten times as much
_MOST_NUMBER: Final = 10**9
_USUAL_MONEY: Final = 5_000_000  # yuan, where the policy compares a sum with nothing
_USUAL_NUMBER: Final = 20
_ROUND_SUM: Final = 10_000  # yuan
_PERIODS: Final = (3, 8, 40)  # usual, most that are looked back, most since the first one that is asked for
_YEARS: Final = (1900, 2200)
_BEFORE: Final = 400  # days before the policy from which dates are
_SPAN: Final = 3 * 365
_DAY: Final = 86_400 * 10**9
_LIKELY, _EVEN, _USUAL = (85, 15), (50, 50), (60, 40)
_NEGATIVE: Final = 20  # one in so many sums without a least one is below zero
_TEXTS: Final = 60


@frozen(eq=False)
class Slot:
    """One fact of an item: its columns, as many draws as there are columns. `follows`: each period from the next."""

    columns: tuple[Column, ...]
    draw: Draw
    follows: tuple[int | None, int | None] | None = None  # the least and the most that it may come to


def slots_of(entity: Entity, hints: Hints, shares: Shares) -> list[Slot]:
    """Those of all facts of an entity, in their order."""
    return [_Fact(field, hints.of(entity.key, field.id), hints.day, hints, shares).slot() for field in
            entity.fields.values()]  # fmt: skip


def day_of(value: Date) -> int:
    """A day as a count of days."""
    return date(value.year, value.month, value.day).toordinal()


class _Fact:
    """One fact while its distribution is made."""

    def __init__(self, field: Field, hint: Hint, day: Date, hints: Hints, shares: Shares) -> None:
        self.field, self.hint, self.day, self.policy = field, hint, day, hints.plan.policy
        self.shares = shares
        self.kind: Kind = kind_of(field.type, whole=field.whole)
        self.missing = max(shares.missing, shares.assessed) if field.assessed else shares.missing
        self.money = isinstance(field.type.item if isinstance(field.type, Assessed) else field.type, Money)
        figures = [one for one in hint.edges if isinstance(one, Decimal)]
        numeric = self.kind in ("decimal", "whole")
        self.usual = usual_of(field, figures, money=self.money) if numeric and not self._is_year(figures) else None
        self.places = self._places() if self.kind == "decimal" else 0

    def slot(self) -> Slot:
        """The columns and the draw."""
        field = self.field
        numeric = self.kind in ("decimal", "whole", "date", "months", "days")
        draw = spread.number_draw(self._entries(), self.missing) if numeric else self._choice()
        if field.by is None:
            return Slot((Column(field.id, self.kind, self.places),), draw)
        titles = [period_text(field.by, one) for one in self._periods()]
        columns = tuple(Column(field.id, self.kind, self.places, period) for period in titles)
        return Slot(columns, draw, self._bounds() if self.kind in ("decimal", "whole") else None)

    def _periods(self) -> range:
        """The periods of a fact that are given: all that it must have, or as far as formulas look back."""
        field, (usual, back, most) = self.field, _PERIODS
        assert field.by is not None  # noqa: S101  (what the caller asks about)
        now = period_of_day(field.by, self.day)
        if field.since is not None:
            return range(max(min(field.since, now), now - most + 1), now + 1)
        asked = [one for one in self.hint.periods if one <= now]
        first = min(asked, default=now - usual + 1)
        return range(max(first, now - back + 1), now + 1)

    # -- figures ---------------------------------------------------------------------------------------

    def _places(self) -> int:
        least, most = _MONEY_PLACES if self.money else _NUMBER_PLACES
        edges = [one for one in self.hint.edges if isinstance(one, Decimal)]
        given = [one for one in (self.field.minimum, self.field.maximum) if one is not None]
        if not self.money:
            given += edges
            fine = self.usual is not None and self.usual.most <= 10  # noqa: PLR2004
            if fine or (edges and all(abs(one) <= 1 for one in edges)):
                least = _MONEY_PLACES[1]
        known = [len(plain_text(one).partition(".")[2]) for one in given]
        return max([least, *(one for one in known if one <= most)])

    def _unit(self, value: Any) -> int | None:
        """A value in the smallest unit; None where it is of another kind."""
        match value:
            case Decimal() if self.kind in ("decimal", "whole"):
                return int((value.scaleb(self.places)).to_integral_value(rounding="ROUND_FLOOR"))
            case Date() if self.kind == "date" and 1 <= value.year <= 9999:  # noqa: PLR2004
                return day_of(value)
            case YearsMonthsDuration(months) if self.kind == "months" and months >= 0:
                return months
            case DaysTimeDuration(nanoseconds) if self.kind == "days" and nanoseconds >= 0:
                return nanoseconds // _DAY
            case _:
                return None

    def _bounds(self) -> tuple[int | None, int | None]:
        """The least and the most in the smallest unit; there always is a most, within what a fact file takes."""
        least, most = self.field.minimum, self.field.maximum
        if self.usual is not None:  # what formulas compare it with is within reach all the same
            asked = [one for one in self.hint.edges if isinstance(one, Decimal)]
            usual = min([self.usual.least, *asked]), max([self.usual.most, *asked])
            least = usual[0] if least is None else max(least, min(usual[0], most if most is not None else usual[0]))
            most = max(usual[1], least) if most is None else max(min(most, usual[1]), least)
        low = None if least is None else -int((-least).scaleb(self.places).to_integral_value(rounding="ROUND_FLOOR"))
        high = self._unit(most) if most is not None else None
        top = (_MOST_MONEY if self.money else _MOST_NUMBER) * 10**self.places
        limit = top if high is None else min(high, _MOST_MONEY * 10**self.places)
        return low, limit if low is None else max(low, limit)

    def _entries(self) -> Sequence[Entry]:
        edges = [one for value in self.hint.edges if (one := self._unit(value)) is not None]
        match self.kind:
            case "date":
                return self._dates(edges)
            case "months" | "days":
                usual = 12 if self.kind == "months" else 90
                return self._around(edges, [usual], 0, 10**4, edges)
            case _:
                low, high = self._bounds()
                if self._is_year(edges):
                    year = self.day.year
                    near = [one for one in edges if abs(one - year) <= spread.ENTRIES] or [year]
                    last = max(year, *near)  # years to come are seldom stated
                    entries = spread.even(
                        max(min(near) - 3, low or 0), min(last, last if high is None else high), spread.ENTRIES
                    )
                    return spread.with_edges(entries, spread.around(near, low, high), self.shares.edges)
                scale = 10**self.places
                usual = (_USUAL_MONEY if self.money else _USUAL_NUMBER) * scale
                if self.usual is not None:
                    usual = int(self.usual.centre * scale)
                    if self.usual.narrow and low is not None and high is not None:
                        return spread.with_edges(
                            spread.even(low, high, spread.ENTRIES), spread.around(edges, low, high), self.shares.edges
                        )
                return self._around(edges, [usual], low, high, edges)

    def _around(
        self, edges: Sequence[int], usual: Sequence[int], low: int | None, high: int | None, centres: Iterable[int]
    ) -> Sequence[Entry]:
        chosen = [one for one in centres if one > 0] or list(usual)
        if high is not None and high <= 0:
            bottom = low if low is not None else min(high * 100, high - usual[0])
            return spread.with_edges(
                spread.even(bottom, high, spread.ENTRIES), spread.around(edges, low, high), self.shares.edges
            )
        bounded = self.field.maximum is not None and self.usual is None and low is not None and high is not None
        entries = spread.skewed(chosen, max(low, 0) if low is not None else 0, high, spread.ENTRIES)
        if bounded and not edges and low is not None and high is not None:
            entries = spread.even(low, high, spread.ENTRIES)
        if self.money:
            entries = spread.rounded(entries, _ROUND_SUM * 10**self.places, high)
        if low is None or low < 0:
            entries = self._below_zero(entries, low)
        return spread.with_edges(entries, spread.around(edges, low, high), self.shares.edges)

    @staticmethod
    def _below_zero(entries: Sequence[Entry], low: int | None) -> list[Entry]:
        found = list(entries)
        for index in range(0, len(found), _NEGATIVE):
            first, steps, size = found[index]
            last = first + (steps - 1) * size
            found[index] = (-last, steps, size) if low is None or -last >= low else (low, -low, 1)
        return found

    def _is_year(self, edges: Sequence[int | Decimal]) -> bool:
        if self.kind != "whole":
            return False
        first, last = _YEARS
        return all(first <= one <= last for one in edges) if edges else "year" in self.field.id.split("_")

    def _dates(self, edges: Sequence[int]) -> Sequence[Entry]:
        """Days around the time in force, none after the day of evaluation."""
        today = day_of(self.day)
        begin = self.policy.in_force.start
        first = min(today, day_of(begin) - _BEFORE) if begin is not None else today - _SPAN
        known = [*edges, *([] if begin is None else [day_of(begin)])]
        entries = spread.even(first, today, spread.ENTRIES)
        return spread.with_edges(entries, spread.around(known, 1, today), self.shares.edges)

    # -- options ---------------------------------------------------------------------------------------

    def _choice(self) -> Draw:
        hint, missing = self.hint, self.missing
        if self.kind == "boolean":
            yes = hint.wants[True] + hint.shuns[False]
            no = hint.wants[False] + hint.shuns[True]
            likely = _USUAL if yes == no == 0 else _EVEN if yes == no else _LIKELY if yes > no else _LIKELY[::-1]
            return spread.choice_draw([(True, likely[0]), (False, likely[1])], missing)
        if self.kind == "option":
            return spread.choice_draw([(one, self._weight(one)) for one in self.field.values], missing)
        wanted: list[tuple[object, int]] = [(one, 8) for one in {**hint.wants, **hint.shuns} if isinstance(one, str)]
        return spread.choice_draw(
            [*(pair for pair in wanted if pair[0]), *((one, 1) for one in self._texts())], missing
        )

    def _weight(self, option: str) -> int:
        """Options that conditions ask for come more often, those that they exclude seldom, but all of them come."""
        hint = self.hint
        if hint.wants[option]:
            return 3 + 2 * min(hint.wants[option], 4)
        return 1 if hint.shuns[option] else 2

    def _texts(self) -> list[str]:
        """Texts of no meaning; times are on the hour, days and times on days before that of evaluation."""
        plain = self.field.type.item if isinstance(self.field.type, Assessed) else self.field.type
        if plain == types.TIME:
            return [f"{8 + i % 12:02d}:{i * 7 % 60:02d}:00" for i in range(_TEXTS)]
        if plain == types.DATE_TIME:
            return [f"{self.day.plus_days(-i * 11).iso()}T{8 + i % 12:02d}:30:00" for i in range(_TEXTS)]
        return [f"示例{i:02d}" for i in range(1, _TEXTS + 1)]
