"""The whole-number form of values: what generated code computes with in the place of decimals and durations.

Money facts have at most four decimals and stand below 10**14 yuan, so an integer of 10**-4 yuan holds each of them
exactly; so does an integer a number that is declared whole. A value outside the bounds that generated code was made
for is UNKNOWN in this form: the marked evaluation, which reads the decimals, then serves its awards.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from policydsl.feel.ops import DECIMAL128
from policydsl.feel.temporal.duration import MAX_MONTHS
from policydsl.feel.types import NUMBER, YEARS_MONTHS, Assessed, Money, Type
from policydsl.feel.values import YearsMonthsDuration
from policydsl.model.policy import Entity, Field
from policydsl.model.unknown import UNKNOWN
from policydsl.source.frozen import frozen

MONEY_SCALE: Final = 4
_MONEY_MOST: Final = 10 ** (14 + MONEY_SCALE) - 1
_WHOLE_MOST: Final = 10**12
# One digit fewer than a decimal128 has: whatever stays below is the same number in both forms.
LIMIT: Final = 10**33
MOST_ITEMS: Final = 10**6  # of a list whose sums are bounded


@frozen
class Form:
    """A value as a whole number: `number * factor / 10**scale`, or of months; `low` and `high` bound the number."""

    low: int
    high: int
    scale: int = 0
    factor: int = 1
    months: bool = False

    def number(self, value: object) -> object:
        """The whole number for a fact; UNKNOWN where there is none within the bounds."""
        found: int | None = None
        if self.months:
            found = value.months if isinstance(value, YearsMonthsDuration) else None
        elif isinstance(value, Decimal) and value.adjusted() < _DIGITS:
            found = shifted(value, self.scale)
        return found if found is not None and self.low <= found <= self.high else UNKNOWN

    def value(self, number: int) -> Decimal | YearsMonthsDuration:
        """The value that a whole number stands for."""
        number *= self.factor
        return YearsMonthsDuration(number) if self.months else decimal_of(number, self.scale)


_DIGITS = 34


def shifted(value: Decimal, scale: int) -> int | None:
    """The value times 10**scale, if that is whole."""
    numerator, denominator = value.as_integer_ratio()
    found, rest = divmod(numerator * 10**scale, denominator)
    return None if rest else found


def decimal_of(number: int, scale: int) -> Decimal:
    """`number / 10**scale`, exactly, for numbers below LIMIT; raises for an unknown."""
    return DECIMAL128.scaleb(Decimal(number), -scale)


def months_of(number: int) -> YearsMonthsDuration:
    """A duration of so many months; raises for an unknown."""
    return YearsMonthsDuration(+number)


def form_of(field: Field) -> Form | None:
    """The whole-number form of a field; None: it is read as it is."""
    if field.by is not None:
        return None
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    if isinstance(type_, Money):
        return _bounded(field, MONEY_SCALE, _MONEY_MOST)
    if type_ == NUMBER and field.whole:
        return _bounded(field, 0, _WHOLE_MOST)
    return Form(-MAX_MONTHS, MAX_MONTHS, months=True) if type_ == YEARS_MONTHS else None


def _bounded(field: Field, scale: int, most: int) -> Form:
    low, high = -most, most
    if field.minimum is not None:
        numerator, denominator = field.minimum.as_integer_ratio()
        low = max(low, -(-numerator * 10**scale // denominator))
    if field.maximum is not None:
        numerator, denominator = field.maximum.as_integer_ratio()
        high = min(high, numerator * 10**scale // denominator)
    return Form(low, max(low, high), scale)


class Columns:
    """How the items of an entity are turned to the whole-number form."""

    def __init__(self, entity: Entity) -> None:
        found = [(i, form_of(field)) for i, field in enumerate(entity.fields.values(), 1)]
        self.forms: list[tuple[int, Form]] = [(i, form) for i, form in found if form is not None]
        # Generated code does not read facts by period: the marked evaluation serves the clauses that do.
        self.by_period = [i for i, field in enumerate(entity.fields.values(), 1) if field.by is not None]

    def one(self, values: tuple[object, ...], *, many: bool = False) -> tuple[object, ...]:
        """One item's values, by position as before; `many`: in a list so long that its sums have no bound."""
        if not self.forms and not self.by_period:
            return values
        made = list(values)
        for i in self.by_period:
            made[i] = UNKNOWN
        for i, form in self.forms:
            if (value := values[i]) is not None and value is not UNKNOWN:
                made[i] = UNKNOWN if many else form.number(value)
        return tuple(made)

    def all(self, items: Sequence[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
        """A list's items."""
        many = len(items) > MOST_ITEMS
        return tuple(self.one(item, many=many) for item in items)
