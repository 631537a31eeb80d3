"""What the moving fact decides, as it is noted: at which place, what came of it, and the figures compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from policydsl.feel.types import DATE, NUMBER, YEARS_MONTHS, Money, Type
from policydsl.feel.values import Date, Value, YearsMonthsDuration
from policydsl.plan.nodes import Operator
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    Function: TypeAlias = Callable[..., Value]

ORDER: Final = (Operator.LT, Operator.LE, Operator.GT, Operator.GE)
SAME: Final = (Operator.EQ, Operator.NE)


@frozen(eq=False)
class Decision:
    """`outcome`: what came of it; `left` and `right`: the figures whose crossing turns it (None: not known)."""

    site: object
    outcome: object
    left: Decimal | None = None
    right: Decimal | None = None

    @property
    def key(self) -> tuple[object, object]:
        """What must be the same at two positions."""
        return self.site, self.outcome


Notes: TypeAlias = "list[Decision]"


def figure(value: object) -> Decimal | None:
    """A value as a figure that moves in a straight line with the fact; None: it is none."""
    match value:
        case Decimal():
            return value
        case Date():
            return Decimal(value.days)
        case YearsMonthsDuration():
            return Decimal(value.months)
        case _:
            return None


def is_figure(type_: Type) -> bool:
    """Whether values of a type are figures."""
    return type_ == NUMBER or isinstance(type_, Money) or type_ in (DATE, YEARS_MONTHS)


def order(site: int, function: Function, notes: Notes) -> Function:
    """A comparison: whether it holds."""

    def call(left: Value, right: Value) -> Value:
        found = function(left, right)
        notes.append(Decision(site, found, figure(left), figure(right)))
        return found

    return call


def equality(site: int, function: Function, notes: Notes) -> Function:
    """`=` and `!=`: below, at or above, since a line that crosses a figure meets it in a single position."""

    def call(left: Value, right: Value) -> Value:
        found = function(left, right)
        one, other = figure(left), figure(right)
        side: object = found if one is None or other is None else (one > other) - (one < other)
        notes.append(Decision(site, side, one, other))
        return found

    return call


def extreme(site: int, function: Function, notes: Notes) -> Function:
    """`min` and `max` of several: which of them it is."""

    def call(*values: Value) -> Value:
        found = function(*values)
        which = next((i for i, one in enumerate(values) if one == found), -1)
        figures = [figure(one) for one in values]
        pair = figures if len(figures) == 2 else (None, None)  # noqa: PLR2004
        notes.append(Decision(site, which, *pair))
        return found

    return call


def sign(site: int, function: Function, notes: Notes) -> Function:
    """`abs`: below zero or not."""

    def call(value: Value) -> Value:
        found = function(value)
        one = figure(value)
        notes.append(Decision(site, None if one is None else one < 0, one, Decimal(0)))
        return found

    return call


def outcome(site: int, function: Function, notes: Notes) -> Function:
    """Any other function: what it gives."""

    def call(*values: Value) -> Value:
        found = function(*values)
        notes.append(Decision(site, _plain(found)))
        return found

    return call


class Rounded:
    """Rounding, and shares of a term, which are whole months: the step that a figure stands on.

    Where there are too many steps to list, the stairs are as good as a slope (`fine`), and nothing is noted.
    """

    def __init__(self, site: int, function: Function, notes: Notes, *, in_places: bool = True) -> None:
        """`in_places`: to so many decimals as a second argument says."""
        self.site, self.function, self.notes, self.in_places = site, function, notes, in_places
        self.fine = False

    def __call__(self, *values: Value) -> Value:
        """Round."""
        found = self.function(*values)
        if not self.fine:
            number, places = figure(values[0]), figure(values[1]) if len(values) > 1 else Decimal(0)
            turn: Decimal | None = None
            if self.in_places and number is not None and places is not None:
                turn = self._turn(number, found, int(places))
            self.notes.append(Decision(self.site, figure(found), None if turn is None else number, turn))
        return found

    @staticmethod
    def _turn(number: Decimal, found: Value, places: int) -> Decimal | None:
        """A figure at or near which the next step begins."""
        result = figure(found)
        if result is None:
            return None
        unit = Decimal(1).scaleb(-places)
        return result + unit if number >= result else result - unit


class Least:
    """`min` and `max` over the members of a list: which of the figures it is."""

    def __init__(self, site: int, notes: Notes) -> None:
        self.site, self.notes = site, notes
        self.given: list[object] = []

    def member(self, value: Value) -> Value:
        """One of the figures."""
        self.given.append(value)
        return value

    def result(self, value: Value) -> Value:
        """The least or the greatest of them."""
        which = next((i for i, one in enumerate(self.given) if one == value), -1)
        self.notes.append(Decision(self.site, (which, len(self.given))))
        self.given.clear()
        return value


def _plain(value: object) -> object:
    return repr(value) if isinstance(value, list | dict) else value


def first_turn(low: Sequence[Decision], high: Sequence[Decision]) -> tuple[Decision, Decision] | None:
    """The first decision that is not the same at two positions, as it is at both; None: other things are decided."""
    for one, other in zip(low, high, strict=False):
        if one.site != other.site:
            return None
        if one.outcome != other.outcome:
            return one, other
    return None
