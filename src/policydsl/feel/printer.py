"""The canonical text of an expression: as few brackets as the grammar allows, figures in the units people write.

Reading the text gives the same expression again, spans aside. Multi-word names must be in scope when it is read.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, assert_never

from policydsl.feel import ast
from policydsl.feel.ast import COMPARISONS, Binary, Expr, NumberLit, Op, OpTest, TemporalLit, TypeExpr, UnaryTests
from policydsl.feel.literal_text import key_text, number_text, string_text, temporal_text


class _Level(IntEnum):
    """How tightly an expression holds together; a looser one needs brackets inside a tighter one."""

    OR = 1
    AND = 2
    COMPARE = 3
    ADD = 4
    MUL = 5
    POWER = 6
    NEGATE = 7
    TYPED = 8
    POSTFIX = 9


_LEVELS: Final = {
    Op.OR: _Level.OR, Op.AND: _Level.AND, Op.ADD: _Level.ADD, Op.SUB: _Level.ADD, Op.MUL: _Level.MUL,
    Op.DIV: _Level.MUL, Op.POW: _Level.POWER,
}  # fmt: skip
_TAKES_ARGUMENTS: Final = frozenset({"list", "range", "context"})


def print_expression(expr: Expr) -> str:
    """The text of an expression."""
    return _print(expr, _Level.OR, last=True)


def print_unary_tests(tests: UnaryTests) -> str:
    """The text of a table cell."""
    if tests.any:
        return "-"
    if tests.negated:
        return f"not({_tests(tests.tests)})"
    if len(tests.tests) == 1 and _is_not_call(tests.tests[0]):
        return f"({_test(tests.tests[0])})"  # bare, it would negate the cell
    return ", ".join(f"({_test(test)})" if _looks_like_range(test) else _test(test) for test in tests.tests)


def _is_not_call(test: Expr) -> bool:
    return isinstance(test, ast.Call) and isinstance(test.function, ast.Name) and test.function.name == "not"


def _looks_like_range(test: Expr) -> bool:
    literals = (NumberLit, TemporalLit)
    return isinstance(test, Binary) and isinstance(test.left, literals) and isinstance(test.right, literals)


def _whole(expr: Expr) -> str:
    return _print(expr, _Level.OR, last=True)


def _test(test: Expr) -> str:
    return _op_test(test, last=True) if isinstance(test, OpTest) else _whole(test)


def _tests(tests: tuple[Expr, ...]) -> str:
    return ", ".join(map(_test, tests))


def _op_test(test: OpTest, *, last: bool) -> str:
    return f"{test.op.value} {_print(test.operand, _Level.ADD, last=last)}"


def _print(expr: Expr, least: _Level, *, last: bool) -> str:
    """The text of an expression where the grammar wants one of a level.

    `last`: nothing follows that the body of an `if`, `for`, `some`, `every` or `function` could swallow.
    """
    match expr:
        case Binary():
            return _binary(expr, least, last=last)
        case ast.Between(_, value, low, high):
            text = (
                f"{_print(value, _Level.ADD, last=False)} between {_print(low, _Level.ADD, last=False)}"
                f" and {_print(high, _Level.ADD, last=last or least > _Level.COMPARE)}"
            )
            return _wrap(text, _Level.COMPARE, least)
        case ast.In(_, value, tests):
            last = last or least > _Level.COMPARE
            text = f"{_print(value, _Level.ADD, last=False)} in {_in_tests(tests, last=last)}"
            return _wrap(text, _Level.COMPARE, least)
        case ast.Negate(_, operand):
            text = f"-{_print(operand, _Level.NEGATE, last=last or least > _Level.NEGATE)}"
            return _wrap(text, _Level.NEGATE, least)
        case ast.InstanceOf(_, value, type_):
            text = f"{_print(value, _Level.TYPED, last=False)} instance of {_type(type_)}"
            # `x instance of list < y` would read on into the type
            bare = isinstance(type_, ast.NamedType) and type_.name in _TAKES_ARGUMENTS
            return _wrap(text, _Level.OR if bare else _Level.TYPED, least)
        case ast.If() | ast.For() | ast.Quantified() | ast.FunctionLit():
            text = _ending(expr)
            # as an operand it may stand only last; what is indexed or called is always closed
            return text if last and least < _Level.TYPED else f"({text})"
        case OpTest():
            return f"({_op_test(expr, last=True)})"
        case NumberLit(_, value, unit, of, currency):
            level = _Level.NEGATE if value.is_signed() else _Level.POSTFIX
            return _wrap(number_text(value, unit, currency) + of, level, least)
        case _:
            return _primary(expr)


def _wrap(text: str, level: _Level, least: _Level) -> str:
    return text if level >= least else f"({text})"


def _binary(expr: Binary, least: _Level, *, last: bool) -> str:
    if expr.op in COMPARISONS:
        level, left, right = _Level.COMPARE, _Level.ADD, _Level.ADD
    else:
        level = _LEVELS[expr.op]
        left, right = level, _Level(level + 1)
    text = (
        f"{_print(expr.left, left, last=False)} {expr.op.value} {_print(expr.right, right, last=last or least > level)}"
    )
    return _wrap(text, level, least)


def _in_tests(tests: tuple[Expr, ...], *, last: bool) -> str:
    if len(tests) > 1:
        return f"({_tests(tests)})"
    only = tests[0]
    return _op_test(only, last=last) if isinstance(only, OpTest) else _print(only, _Level.ADD, last=last)


def _ending(expr: ast.If | ast.For | ast.Quantified | ast.FunctionLit) -> str:
    match expr:
        case ast.If(_, condition, then, otherwise):
            return f"if {_whole(condition)} then {_whole(then)} else {_whole(otherwise)}"
        case ast.For(_, iterators, body):
            return f"for {_iterators(iterators)} return {_whole(body)}"
        case ast.Quantified(_, kind, iterators, condition):
            return f"{kind} {_iterators(iterators)} satisfies {_whole(condition)}"
        case ast.FunctionLit(_, parameters, body):
            return f"function({', '.join(map(_parameter, parameters))}) {_whole(body)}"
        case _:
            assert_never(expr)


def _iterators(iterators: tuple[ast.Iterator, ...]) -> str:
    return ", ".join(
        f"{one.name} in {_whole(one.source)}" + (f"..{_whole(one.end)}" if one.end is not None else "")
        for one in iterators
    )


def _parameter(parameter: ast.Parameter) -> str:
    return parameter.name if parameter.type is None else f"{parameter.name}: {_type(parameter.type)}"


def _primary(
    expr: ast.StringLit
    | ast.BooleanLit
    | ast.NullLit
    | TemporalLit
    | ast.Name
    | ast.Input
    | ast.RangeLit
    | ast.Path
    | ast.Filter
    | ast.Call
    | ast.ListLit
    | ast.ContextLit
    | ast.ErrorExpr,
) -> str:
    match expr:
        case ast.StringLit(_, value):
            return string_text(value)
        case ast.BooleanLit(_, value):
            return "true" if value else "false"
        case ast.NullLit() | ast.ErrorExpr():
            return "null"
        case TemporalLit(_, value):
            return temporal_text(value)
        case ast.Name(_, name):
            return name
        case ast.Input():
            return "?"
        case ast.RangeLit(_, low, high, low_closed, high_closed):
            opening, closing = "[" if low_closed else "(", "]" if high_closed else ")"
            return f"{opening}{_whole(low)}..{_whole(high)}{closing}"
        case ast.Path(_, source, name):
            return f"{_print(source, _Level.POSTFIX, last=False)}.{name}"
        case ast.Filter(_, source, condition):
            return f"{_print(source, _Level.POSTFIX, last=False)}[{_whole(condition)}]"
        case ast.Call(_, function, arguments):
            return f"{_print(function, _Level.POSTFIX, last=False)}({', '.join(map(_argument, arguments))})"
        case ast.ListLit(_, items):
            return f"[{', '.join(map(_whole, items))}]"
        case ast.ContextLit(_, entries):
            return "{" + ", ".join(f"{key_text(entry.key)}: {_whole(entry.value)}" for entry in entries) + "}"
        case _:
            assert_never(expr)


def _argument(argument: ast.Argument) -> str:
    return _test(argument.value) if argument.name is None else f"{argument.name}: {_whole(argument.value)}"


def _type(type_: TypeExpr) -> str:
    match type_:
        case ast.NamedType(_, name):
            return name
        case ast.GenericType(_, name, argument):
            return f"{name}<{_type(argument)}>"
        case ast.ContextType(_, fields):
            return f"context<{', '.join(f'{name}: {_type(field)}' for name, field in fields)}>"
        case ast.FunctionType(_, parameters, result):
            return f"function<{', '.join(map(_type, parameters))}> -> {_type(result)}"
        case _:
            assert_never(type_)
