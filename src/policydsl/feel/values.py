"""The values of FEEL: what a formula takes and gives.

Numbers are `Decimal`, texts `str`, booleans `bool`, null `None`, lists `list`, contexts `dict`; the rest is here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

from policydsl.feel.temporal import (
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
    parse_date,
    parse_date_time,
    parse_duration,
    parse_temporal,
    parse_time,
)
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.feel.ast import TypeExpr

Temporal: TypeAlias = Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration
Duration: TypeAlias = DaysTimeDuration | YearsMonthsDuration


@frozen
class Range:
    """The values from `low` to `high`; an end that is None is open to infinity.

    `(= x)` and `(!= x)` are ranges too in the standard, equal only to their like: `op` tells them from `[x..x]`.
    """

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    op: Literal["", "=", "!="] = ""


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function as a value: one that the text defines, or a built-in by its name. Equal only to itself."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Sequence[Value]], Value]  # arguments by position; may raise FeelFailure
    parameter_types: tuple[TypeExpr | None, ...] = ()  # as declared; none at all: any
    result_type: TypeExpr | None = None

    def takes(self, count: int) -> bool:
        """Whether it can be called with so many arguments."""
        return count == len(self.parameters)


Value: TypeAlias = Union[Decimal, str, bool, None, Temporal, Range, FeelFunction, "list[Value]", "dict[str, Value]"]

__all__ = [
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Duration",
    "FeelFunction",
    "Range",
    "Temporal",
    "Time",
    "Value",
    "YearsMonthsDuration",
    "parse_date",
    "parse_date_time",
    "parse_duration",
    "parse_temporal",
    "parse_time",
]
