"""Figures by period: `at(x, year - 1)` and `earlier(x, year)`, the two ways to read a fact that has one each period."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.feel import ast
from policydsl.feel.checker.paths import path_of
from policydsl.feel.printer import print_expression
from policydsl.feel.types import ERROR, NUMBER, ListOf, Series, Type, describe
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr
    from policydsl.feel.checker.checker import Checker
    from policydsl.feel.checker.scope import Scope

AT: Final = "at"
EARLIER: Final = "earlier"
NAMES: Final = (AT, EARLIER)
YEARS: Final = range(1000, 10_000)
QUARTERS: Final = range(1, 5)
_YEAR: Final = Text("年份", "year")
_A_YEAR: Final = Text("四位数字，如 `2023`", "four digits, as `2023`")
_A_QUARTER: Final = Text("`1` 到 `4`", "a number from `1` to `4`")
_QUARTER: Final = Text("季度", "quarter")
_FIELD: Final = Text("按期填报的事实", "a fact by period")


def call(checker: Checker, expr: ast.Call, name: str, scope: Scope) -> Type:
    """The type of `at(…)` or `earlier(…)`: one figure, or the list of those before a period."""
    arguments = expr.arguments
    found = checker.by_period(arguments[0].value, scope) if arguments else ERROR
    rest = [checker.value(one.value, scope) for one in arguments[1:]]
    if not arguments or any(one.name is not None for one in arguments):
        _usage(checker, expr, name, "year")
        return ERROR
    if not isinstance(found, Series):
        _not_by_period(checker, arguments[0].value, found, name)
        return ERROR
    if not _fits(name, found, len(arguments)):
        _usage(checker, expr, name, found.by, path_of(arguments[0].value) or "x")
        return ERROR
    _periods(checker, expr, name, found, rest)
    if name == AT:
        return found.item
    if found.since is None and since_of(expr, found) is None:
        checker.report("T064", expr.span, name=path_of(arguments[0].value) or "x", by=found.by)
        return ERROR
    return ListOf(found.item)


def is_history(expr: Expr) -> bool:
    """Whether these are the figures before a period, or some of them."""
    while isinstance(expr, ast.Filter):
        expr = expr.source
    return isinstance(expr, ast.Call) and isinstance(expr.function, ast.Name) and expr.function.name == EARLIER


def since_of(expr: ast.Call, series: Series) -> Expr | None:
    """The year from which `earlier` counts, where the call gives one of its own."""
    place = 2 if series.by == "year" else 3
    return expr.arguments[place].value if len(expr.arguments) > place else None


def as_value(checker: Checker, expr: Expr, found: Type) -> None:
    """Report what has a figure for each period and is used as if it had one."""
    if isinstance(found, ListOf):
        _of_a_list(checker, expr, found)
        return
    assert isinstance(found, Series)  # noqa: S101  (what the checker asks about)
    name = path_of(expr) or "x"
    example = f"{AT}({name}, year - 1)" if found.by == "year" else f"{AT}({name}, year, 1)"
    checker.report("T060", expr.span, name=name, kind=describe(found), example=example)


def _of_a_list(checker: Checker, expr: Expr, found: ListOf) -> None:
    source, field = (print_expression(expr.source), expr.name) if isinstance(expr, ast.Path) else ("xs", "x")
    assert isinstance(found.item, Series)  # noqa: S101
    period = "year - 1" if found.item.by == "year" else "year, 1"
    checker.report("T063", expr.span, source=source, field=field, period=period)


def _not_by_period(checker: Checker, expr: Expr, found: Type, name: str) -> None:
    if isinstance(found, ListOf) and isinstance(found.item, Series):
        _of_a_list(checker, expr, found)
    elif found != ERROR:
        path = path_of(expr)
        if path is None:
            checker.report("T006", expr.span, function=name, number="1", expected=_FIELD, found=describe(found))
        else:
            checker.report("T061", expr.span, name=path, function=name)


def _fits(name: str, series: Series, count: int) -> bool:
    least = 2 if series.by == "year" else 3
    return least <= count <= (least if name == AT else least + 1)


def _usage(checker: Checker, expr: ast.Call, name: str, by: str, written: str = "x") -> None:
    if by == "year":
        usage = f"{name}({written}, year - 1)"
        more = f"{name}({written}, year - 1, 2021)"
    else:
        usage = f"{name}({written}, year, 2)"
        more = f"{name}({written}, year, 2, 2021)"
    checker.report("T062", expr.span, function=name, usage=usage if name == AT else f"{usage}`, `{more}")


def _periods(checker: Checker, expr: ast.Call, name: str, series: Series, rest: list[Type]) -> None:
    """Each part of a period is a number, and one that is written out is a year or quarter that there is."""
    for place, (argument, found) in enumerate(zip(expr.arguments[1:], rest, strict=True), 2):
        one = argument.value
        if found not in (NUMBER, ERROR):
            checker.report("T006", one.span, function=name, number=str(place), expected=describe(NUMBER),
                           found=describe(found))  # fmt: skip
            continue
        is_quarter = series.by == "quarter" and place == 3  # noqa: PLR2004  (x, year, quarter)
        value = _written(one)
        if value is not None and value not in (QUARTERS if is_quarter else YEARS):
            what, example = (_QUARTER, _A_QUARTER) if is_quarter else (_YEAR, _A_YEAR)
            checker.report("T065", one.span, value=f"{value:f}", what=what, example=example)


def _written(expr: Expr) -> Decimal | None:
    match expr:
        case ast.NumberLit(value=value):
            return value
        case ast.Negate(operand=ast.NumberLit(value=value)):
            return -value
        case _:
            return None
