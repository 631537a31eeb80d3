"""How facts stand in the typed tables: whole numbers where the interpreter has decimals.

A value that does not fit its form is never left out: its applicant is evaluated by the interpreter instead.
"""

from __future__ import annotations

from typing import Final, Literal

from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.model.periods import By, period_text
from policydsl.model.policy import Field
from policydsl.source.frozen import frozen

MONEY_SCALE: Final = 2  # fen
NUMBER_SCALE: Final = 6
_MOST: Final = (
    10**15
)  # ten trillion yuan; a thousand million for other numbers; so that a rate of 10% still fits a BIGINT
_MOST_MONTHS: Final = 10**6
_MOST_DAYS: Final = 10**6


@frozen
class Form:
    """`kind`: the type of the column; of a whole number its scale and bounds, both inclusive.

    `months`, `days`: of a duration, which is so many of them.
    """

    kind: Literal["whole", "boolean", "text", "date"]
    scale: int = 0
    low: int = 0
    high: int = 0
    months: bool = False
    days: bool = False

    @property
    def sql_type(self) -> str:
        """The type of the column in both dialects."""
        return {"whole": "BIGINT", "boolean": "BOOLEAN", "text": "VARCHAR", "date": "DATE"}[self.kind]


def column_of(name: str, by: By, period: int) -> str:
    """The column of a figure of one period."""
    return f"{name}[{period_text(by, period)}]"


def form_of(field: Field) -> Form | None:
    """The form of a field; None: no query reads it."""
    return None if field.by is not None else form_of_figure(field)


def form_of_figure(field: Field) -> Form | None:
    """The form of a field, or of each of its figures by period; None: no query reads it."""
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    if isinstance(type_, Money):
        return _whole(field, MONEY_SCALE)
    if type_ == types.NUMBER:
        return _whole(field, 0 if field.whole else NUMBER_SCALE)
    if type_ == types.YEARS_MONTHS:
        return Form("whole", low=-_MOST_MONTHS, high=_MOST_MONTHS, months=True)
    if type_ == types.DAYS_TIME:
        return Form("whole", low=-_MOST_DAYS, high=_MOST_DAYS, days=True)
    if type_ == types.BOOLEAN:
        return Form("boolean")
    if type_ == types.DATE:
        return Form("date")
    return Form("text") if type_ == types.TEXT or isinstance(type_, Enum) else None


def _whole(field: Field, scale: int) -> Form:
    low, high = -_MOST, _MOST
    if field.minimum is not None:
        numerator, denominator = field.minimum.as_integer_ratio()
        low = max(low, -(-numerator * 10**scale // denominator))
    if field.maximum is not None:
        numerator, denominator = field.maximum.as_integer_ratio()
        high = min(high, numerator * 10**scale // denominator)
    return Form("whole", scale, low, max(low, high))
