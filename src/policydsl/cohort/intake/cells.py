"""Cells as facts, where they are plain; the fact reader decides about all others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.feel.values import Date
from policydsl.model.periods import NONE_GIVEN
from policydsl.model.policy import Field
from policydsl.model.reading import sum_in
from policydsl.model.unknown import UNKNOWN

_MONEY: Final = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,4})?")
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONEY_PLACES, _MONEY_LIMIT, _PLACES, _LIMIT = 4, Decimal(10**14), 15, Decimal(10**15)
# As YAML has them; spreadsheets and programs that write CSV spell them in one of these ways.
BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
BLANKS: Final = "".join(chr(one) for one in range(0x3001) if chr(one).isspace())  # there are none beyond

Convert = Callable[[object], object]


class OddError(Exception):
    """The cell is not plain."""


def is_empty(cell: object) -> bool:
    """Whether a cell says nothing."""
    return cell is None or cell == ""


def names_nothing(cell: object) -> bool:
    """Whether a cell that is to name something has nothing but blanks."""
    return cell is None or not str(cell).strip()


def written(cell: object) -> str:
    """A cell as a person would write it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def left_out(field: Field) -> object:
    """What stands for a fact that was not given."""
    return NONE_GIVEN if field.by is not None else None if field.assessed else UNKNOWN


def converter(field: Field) -> Convert:
    """From a cell that is not empty to a fact; raises `OddError`."""
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    match type_:
        case Money(currency):
            return _figures(field, lambda cell: money(cell, currency))
        case types.NUMBER:
            return _figures(field, _number)
        case Enum():
            options = frozenset(field.values)
            return lambda cell: cell if isinstance(cell, str) and cell in options else _odd()
        case types.TEXT:
            return lambda cell: cell if isinstance(cell, str) else _odd()
        case types.BOOLEAN:
            return lambda cell: cell if isinstance(cell, bool) else _known(BOOLEANS, cell)
        case types.DATE:
            return _date
        case _:
            return lambda _: _odd()


def _odd() -> object:
    raise OddError


def _known(options: dict[str, bool], cell: object) -> bool:
    found = options.get(cell) if isinstance(cell, str) else None
    if found is None:
        raise OddError
    return found


def _date(cell: object) -> Date:
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return Date(cell.year, cell.month, cell.day)
    match = _DAY.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise OddError
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise OddError from None
    return Date(day.year, day.month, day.day)


def _figures(field: Field, read: Callable[[object], Decimal]) -> Convert:
    low, high, whole = field.minimum, field.maximum, field.whole

    def convert(cell: object) -> Decimal:
        found = read(cell)
        if (low is not None and found < low) or (high is not None and found > high):
            raise OddError
        if whole and found != found.to_integral_value():
            raise OddError
        return found

    return convert


def money(cell: object, currency: str) -> Decimal:
    """A sum in this currency: a bare number, or one with the unit. A sum in another one is for the fact reader."""
    if not isinstance(cell, str):
        return _checked(cell, _MONEY_PLACES, _MONEY_LIMIT)
    return Decimal(cell) if _MONEY.fullmatch(cell) else _checked(sum_in(currency, cell), _MONEY_PLACES, _MONEY_LIMIT)


def _number(cell: object) -> Decimal:
    if isinstance(cell, str) and _NUMBER.fullmatch(cell):
        return Decimal(cell)
    return _checked(None if isinstance(cell, str) else cell, _PLACES, _LIMIT)


def _checked(cell: object, places: int, limit: Decimal) -> Decimal:
    """A number of at most so many decimals, below the limit."""
    if not isinstance(cell, int | Decimal) or isinstance(cell, bool):
        raise OddError
    found = Decimal(cell)
    exponent = found.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > places or abs(found) >= limit:
        raise OddError
    return found


def year(cell: object) -> int:
    """A year of four digits."""
    if isinstance(cell, str) and cell.isascii() and cell.isdigit():
        cell = int(cell) if len(cell) == 4 else 0  # noqa: PLR2004
    if isinstance(cell, int) and not isinstance(cell, bool) and 1900 <= cell <= 9999:  # noqa: PLR2004
        return cell
    raise OddError
