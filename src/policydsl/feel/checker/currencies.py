"""Amounts of several currencies: never mixed, converted by `convert` alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeGuard

from policydsl.feel import ast
from policydsl.feel.builtins import BUILTINS
from policydsl.feel.literal_text import number_text
from policydsl.feel.types import ERROR, NUMBER, Money, Type, describe
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, currency_name

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr
    from policydsl.feel.checker.checker import Checker
    from policydsl.feel.checker.scope import Scope
    from policydsl.source import Span

CONVERT: Final = "convert"
_USAGE: Final = "convert(amount: money, rate: number) -> money"
_FOREIGN: Final = Text("另一币种的金额", "money of another currency")
RATE: Final = Text("取自参数或事实的汇率", "a rate that is a parameter or a fact")


def mixed(left: Type, right: Type) -> bool:
    """Whether both are money, of two currencies."""
    return isinstance(left, Money) and isinstance(right, Money) and left != right


def report_mixed(checker: Checker, left: tuple[Expr, Type], right: tuple[Expr, Type], span: Span) -> None:
    """Report amounts of two currencies; a `0元` among dollars only needs their unit."""
    for (one, _), (_, other) in ((left, right), (right, left)):
        if isinstance(one, ast.NumberLit) and one.value == 0 and isinstance(other, Money):
            zero = number_text(one.value, one.unit, other.currency)
            help_ = Text(f"写作 `{zero}`", f"write `{zero}`")
            checker.report("T083", one.span, help=help_, left=name_of(left[1]), right=name_of(right[1]), replace=zero)
            return
    checker.report("T083", span, left=name_of(left[1]), right=name_of(right[1]), help=conversion(checker))


def name_of(type_: Type) -> Text:
    """What a currency is called."""
    if not isinstance(type_, Money):
        return describe(type_)
    return currency_text(type_.currency)


def currency_text(currency: str) -> Text:
    """The same of a code."""
    return Text(currency_name(currency), f"{currency} ({CURRENCIES[currency]})")


def with_unit(literal: Decimal | None, type_: Type) -> Text:
    """How a number becomes money of this currency."""
    currency = type_.currency if isinstance(type_, Money) else "CNY"
    unit = CURRENCIES[currency]
    if literal is None:
        return Text(f"数后写上单位，如 `100万{unit}`", f"write the unit, as `100万{unit}`")
    sum_ = number_text(literal, ast.Unit.MONEY, currency)
    name = "yuan" if currency == "CNY" else currency
    return Text(f"若以{unit}计，写作 `{sum_}`", f"if {name} are meant, write `{sum_}`")


def conversion(checker: Checker) -> Text:
    """How one is made the other."""
    unit = CURRENCIES[checker.currency]
    return Text(
        f"先换算成{unit}：`convert(x, 汇率)`，汇率是 1 个外币单位合多少{unit}，写成参数或事实",
        f"convert first: `convert(x, rate)` gives {checker.currency}; the rate, how many {checker.currency} one unit "
        "of the other comes to, is a parameter or a fact",
    )


def is_conversion(expr: object) -> TypeGuard[ast.Call]:
    """Whether this is `convert(amount, rate)`, with both of them."""
    return (
        isinstance(expr, ast.Call)
        and isinstance(expr.function, ast.Name)
        and expr.function.name == CONVERT
        and len(expr.arguments) == 2  # noqa: PLR2004
    )


def in_order(expr: ast.Call) -> tuple[Expr, Expr]:
    """The amount and the rate, in whichever order they were named."""
    first, second = (argument.value for argument in expr.arguments)
    return (second, first) if expr.arguments[0].name == "rate" else (first, second)


def convert(checker: Checker, expr: ast.Call, scope: Scope) -> Type:
    """The type of `convert(amount, rate)`: money of the policy's currency."""
    home = Money(checker.currency)
    names = [argument.name for argument in expr.arguments]
    found = [checker.value(argument.value, scope) for argument in expr.arguments]
    if len(found) != 2 or names not in ([None, None], ["amount", "rate"], ["rate", "amount"]):  # noqa: PLR2004
        checker.report("T007", expr.span, function=CONVERT, usage=_USAGE)
        return ERROR
    amount, rate = (0, 1) if names[0] != "rate" else (1, 0)
    argument, by = in_order(expr)
    if found[amount] == home:
        checker.report("T084", argument.span, name=name_of(home))
    elif found[amount] != ERROR and not isinstance(found[amount], Money):
        _argument(checker, argument, amount, _FOREIGN, found[amount])
    if found[rate] not in (NUMBER, ERROR):
        _argument(checker, by, rate, RATE, found[rate])
    function = BUILTINS[CONVERT]
    checker.typing.calls[id(expr)] = (function, function.signatures[0])
    return home


def _argument(checker: Checker, expr: Expr, at: int, expected: Text, found: Type) -> None:
    checker.report("T006", expr.span, function=CONVERT, number=str(at + 1), expected=expected, found=describe(found))


__all__ = [
    "CONVERT",
    "conversion",
    "convert",
    "in_order",
    "is_conversion",
    "mixed",
    "name_of",
    "report_mixed",
    "with_unit",
]
