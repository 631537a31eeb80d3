"""Columns of a cohort: how the values of a fact are kept while they are made, and how each format writes them.

Money, numbers, days and months are whole numbers of their smallest unit until they are written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.source.frozen import frozen

Kind: TypeAlias = Literal["decimal", "whole", "boolean", "text", "option", "date", "months", "days"]
Written: TypeAlias = Callable[[object], str]


@frozen
class Column:
    """A column of a table; `places`: decimals of a decimal one; `period`: of a fact by period, as facts write it."""

    name: str
    kind: Kind
    places: int = 0
    period: str = ""

    @property
    def title(self) -> str:
        """Its heading."""
        return f"{self.name}[{self.period}]" if self.period else self.name


def kind_of(type_: Type, *, whole: bool) -> Kind:
    """How the values of a type are kept."""
    plain = type_.item if isinstance(type_, Assessed | types.Series) else type_
    match plain:
        case Money():
            return "decimal"
        case Enum():
            return "option"
        case types.BOOLEAN:
            return "boolean"
        case types.NUMBER:
            return "whole" if whole else "decimal"
        case types.DATE:
            return "date"
        case types.DAYS_TIME:
            return "days"
        case types.YEARS_MONTHS:
            return "months"
        case _:
            return "text"


def plain_text(column: Column) -> Written:
    """How a value is written without quotes, as in a table of texts."""
    match column.kind:
        case "decimal":
            return _decimal(column.places)
        case "boolean":
            return lambda value: "true" if value else "false"
        case "date":
            return _day
        case "months":
            return lambda value: f"P{value}M"
        case "days":
            return lambda value: f"P{value}D"
        case _:
            return str


def json_text(column: Column) -> Written:
    """How a value is written in JSON."""
    plain = plain_text(column)
    if column.kind in ("decimal", "whole", "boolean"):
        return plain
    if column.kind == "option":  # few, and often the same
        return lambda value: _quoted_option(str(value))
    return lambda value: _quoted(plain(value))


def titles(columns: Sequence[Column]) -> list[str]:
    """The headings."""
    return [column.title for column in columns]


def _decimal(places: int) -> Written:
    unit = 10**places

    def write(value: object) -> str:
        assert isinstance(value, int)  # noqa: S101  (what decimals are kept as)
        sign, figure = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{figure // unit}.{figure % unit:0{places}d}"

    return write


@cache
def _date(value: object) -> date:
    assert isinstance(value, int)  # noqa: S101  (what days are kept as)
    return date.fromordinal(value)


@cache
def _day(value: object) -> str:
    return _date(value).isoformat()


@lru_cache(maxsize=4096)
def _quoted_option(text: str) -> str:
    return _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
