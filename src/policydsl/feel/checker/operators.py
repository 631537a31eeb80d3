"""The types of operators, as plain functions. None means that the operator does not go with its operands."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.feel.ast import Expr, Negate, NumberLit, Op, Unit
from policydsl.feel.types import (
    DATE,
    DATE_TIME,
    DAYS_TIME,
    ERROR,
    NUMBER,
    TEXT,
    TIME,
    YEARS_MONTHS,
    Enum,
    Money,
    Type,
)

_ORDERED = (NUMBER, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
_DURATIONS = (DAYS_TIME, YEARS_MONTHS)


def is_zero(expr: Expr) -> bool:
    """Whether this is a literal `0`, which fits money too."""
    while isinstance(expr, Negate):
        expr = expr.operand
    return isinstance(expr, NumberLit) and expr.value == 0 and expr.unit is Unit.NONE


def arithmetic(op: Op, left: Type, right: Type) -> Type | None:
    """The type of `left op right`."""
    if ERROR in (left, right):
        return ERROR
    match op:
        case Op.ADD | Op.SUB:
            return _sum(op, left, right)
        case Op.MUL:
            return _product(left, right)
        case Op.DIV:
            return _quotient(left, right)
        case Op.POW:
            return NUMBER if left == right == NUMBER else None
        case _:
            return None


def _sum(op: Op, left: Type, right: Type) -> Type | None:
    if left == right and (left in (NUMBER, *_DURATIONS) or isinstance(left, Money)):
        return left
    if left == right == TEXT and op is Op.ADD:
        return TEXT
    if left in (DATE, DATE_TIME) and right in _DURATIONS:
        return left
    if left == TIME and right == DAYS_TIME:
        return TIME
    if op is Op.ADD and left in _DURATIONS and right in (DATE, DATE_TIME, TIME):
        return _sum(op, right, left)
    if op is Op.SUB and left == right and left in (DATE, TIME, DATE_TIME):
        return DAYS_TIME
    return None


def _product(left: Type, right: Type) -> Type | None:
    for one, other in ((left, right), (right, left)):
        if other == NUMBER and (one in (NUMBER, *_DURATIONS) or isinstance(one, Money)):
            return one
    return None


def _quotient(left: Type, right: Type) -> Type | None:
    if right == NUMBER and (left in (NUMBER, *_DURATIONS) or isinstance(left, Money)):
        return left
    if left == right and (isinstance(left, Money) or left in _DURATIONS):
        return NUMBER
    return None


def comparable(left: Type, right: Type, *, ordered: bool) -> bool:
    """Whether the two can be compared; `ordered` for < <= > >=."""
    if ERROR in (left, right):
        return True
    if isinstance(left, Money) or left in _ORDERED:
        return left == right
    if isinstance(left, Enum) or isinstance(right, Enum):
        return not ordered and _same_options(left, right)
    if left == right == TEXT:
        return True
    return left == right and not ordered


def _same_options(left: Type, right: Type) -> bool:
    return (
        isinstance(left, Enum)
        and isinstance(right, Enum)
        and (left.owner == right.owner or bool(set(left.values) & set(right.values)))
    ) or TEXT in (left, right)


def unify(left: Type, right: Type) -> Type | None:
    """The one type of two branches, or None."""
    if left == ERROR:
        return right
    if right in (ERROR, left):
        return left
    if all(one == TEXT or isinstance(one, Enum) for one in (left, right)):
        return TEXT
    return None


def majority(values: Sequence[tuple[Expr, Type]]) -> Type:
    """The type of most of the values that stand for one thing.

    Of two that are as many, bare numbers are those that lost their unit, else it is the first. A `0` fits all sums.
    """
    kinds: list[Type] = []
    votes: list[tuple[int, int]] = []  # how many, and how many of them have a unit
    for expr, type_ in values:
        if type_ == ERROR or is_zero(expr):
            continue
        index, merged = next(((i, m) for i, k in enumerate(kinds) if (m := unify(k, type_)) is not None), (-1, type_))
        if index < 0:
            kinds.append(merged)
            votes.append((0, 0))
        kinds[index] = merged
        count, with_unit = votes[index]
        votes[index] = count + 1, with_unit + (not _is_bare(expr))
    if not kinds:
        return NUMBER if any(type_ != ERROR for _, type_ in values) else ERROR
    return kinds[votes.index(max(votes))]


def _is_bare(expr: Expr) -> bool:
    return isinstance(expr, NumberLit) and expr.unit is Unit.NONE
