"""The door of the compiler: one case a node, and what the closures are wrapped in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import assert_never

from policydsl.feel import ast, ops
from policydsl.feel.compiler import calls, cells, lookups, loops, makers
from policydsl.feel.compiler.conform import ItemDefinition, conforms
from policydsl.feel.compiler.run import LOOKED_THROUGH, USUAL, Code, Env, Limits, Outcome, perform
from policydsl.feel.compiler.scope import Frame, Scope
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Value
from policydsl.source import Span
from policydsl.source.frozen import frozen

_NO_TYPES: Mapping[str, ItemDefinition] = MappingProxyType({})

_OPERATORS: Mapping[ast.Op, Callable[[Value, Value], Value]] = {
    ast.Op.ADD: ops.add,
    ast.Op.SUB: ops.subtract,
    ast.Op.MUL: ops.multiply,
    ast.Op.DIV: ops.divide,
    ast.Op.POW: ops.power,
    ast.Op.EQ: ops.equal,
    ast.Op.NE: ops.unequal,
    ast.Op.LT: ops.less,
    ast.Op.LE: ops.less_equal,
    ast.Op.GT: ops.greater,
    ast.Op.GE: ops.greater_equal,
    ast.Op.AND: ops.and_,
    ast.Op.OR: ops.or_,
}


@frozen
class Compiled:
    """A formula that is ready to run, as often as wanted."""

    span: Span
    names: tuple[str, ...]
    _code: Code
    _blank: list[None]  # the slots after those of the names

    def run(self, values: Mapping[str, Value] = MappingProxyType({}), limits: Limits = USUAL) -> Outcome:
        """The value with these values of the names; a name that is left out is null."""
        get = values.get
        return perform(self._code, [*map(get, self.names), *self._blank], self.span, limits)


@frozen
class CompiledTests:
    """A table cell that is ready to run."""

    span: Span
    names: tuple[str, ...]
    _code: Code
    _blank: list[None]

    def run(
        self, input_value: Value, values: Mapping[str, Value] = MappingProxyType({}), limits: Limits = USUAL
    ) -> Outcome:
        """True, false or null: whether the cell holds of `input_value`."""
        get = values.get
        return perform(self._code, [*map(get, self.names), input_value, *self._blank], self.span, limits)


def compile_expression(
    expr: ast.Expr, names: Collection[str] = (), types: Mapping[str, ItemDefinition] = _NO_TYPES
) -> Compiled:
    """Compile a formula. `names` are those that `run` gets values for, `types` the item definitions it may name."""
    scope = _root(names, types)
    unique = tuple(dict.fromkeys(names))
    code = _safely(lambda: scope.compile(expr), expr.span)
    return Compiled(expr.span, unique, code, [None] * (scope.frame.size - len(unique)))


def compile_unary_tests(
    cell: ast.UnaryTests, names: Collection[str] = (), types: Mapping[str, ItemDefinition] = _NO_TYPES
) -> CompiledTests:
    """Compile a table cell."""
    scope, index = _root(names, types).bind_input()
    unique = tuple(dict.fromkeys(names))
    code = _safely(lambda: cells.unary_tests(cell, scope, index), cell.span)
    return CompiledTests(cell.span, unique, code, [None] * (scope.frame.size - len(unique) - 1))


def _root(names: Collection[str], types: Mapping[str, ItemDefinition]) -> Scope:
    scope = Scope(Frame(), _compile, types)
    for name in dict.fromkeys(names):
        # The names take the first slots, in order: a run copies its values there.
        scope, _ = scope.bind(name)
    return scope


def _safely(make: Callable[[], Code], span: Span) -> Code:
    try:
        return make()
    except RecursionError:
        return lookups.failing(fail("公式嵌套太深", "the formula is nested too deeply"), span)


def _compile(expr: ast.Expr, scope: Scope) -> Code:
    match expr:
        case ast.NumberLit(value=number):
            rounded = DECIMAL128.plus(number)
            return lambda _: rounded
        case ast.StringLit(value=value) | ast.BooleanLit(value=value) | ast.TemporalLit(value=value):
            return lambda _: value
        case ast.NullLit():
            return lambda _: None
        case ast.Name():
            return lookups.name(expr, scope)
        case ast.Input():
            if scope.input is None:
                return lookups.failing(
                    fail("`?` 只能用在表格的单元格里", "`?` only stands in the cell of a table"), expr.span
                )
            return lookups.read(scope.input)
        case ast.Negate(operand=operand):
            return _negate(scope.compile(operand), expr.span)
        case ast.Binary():
            return _binary(expr, scope.compile(expr.left), scope.compile(expr.right))
        case ast.Between():
            return _between(expr, scope)
        case ast.In():
            return cells.in_(expr, scope)
        case ast.OpTest():
            return cells.op_range(expr, scope)
        case ast.RangeLit():
            return _range(expr, scope)
        case ast.If():
            return _if(expr, scope)
        case ast.For():
            return loops.for_(expr, scope)
        case ast.Quantified():
            return loops.quantified(expr, scope)
        case ast.Path():
            return lookups.path(expr, scope)
        case ast.Filter():
            return lookups.filter_(expr, scope)
        case ast.Call():
            return calls.call(expr, scope)
        case ast.FunctionLit():
            return calls.function(expr, scope)
        case ast.ListLit():
            return makers.list_literal(expr, scope)
        case ast.ContextLit():
            return makers.context(expr, scope)
        case ast.InstanceOf():
            return _instance_of(expr, scope)
        case ast.ErrorExpr():
            return lookups.failing(fail("公式有误，无法计算", "the formula could not be read"), expr.span)
        case _:
            assert_never(expr)


def _negate(operand: Code, span: Span) -> Code:
    def run(env: Env) -> Value:
        value = operand(env)
        try:
            return ops.negate(value)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


_SLOW = 6  # steps of an operation on anything but numbers, as two moments in their time zones
_POWER = 32  # steps: one with a broken exponent takes as long as the additions of so many
_DECIDES = {ast.Op.AND: False, ast.Op.OR: True}


def _binary(expr: ast.Binary, left: Code, right: Code) -> Code:
    operate, span = _OPERATORS[expr.op], expr.span
    decides = _DECIDES.get(expr.op)

    def run(env: Env) -> Value:
        one, other = left(env), right(env)
        if one.__class__ is not Decimal:
            env[0].step(_SLOW)
        try:
            return operate(one, other)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    def run_equality(env: Env) -> Value:
        one, other = left(env), right(env)
        if isinstance(one, list | dict):
            env[0].charge((one,), LOOKED_THROUGH)
        try:
            return operate(one, other)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    def run_logic(env: Env) -> Value:
        first = left(env)
        if first is decides:
            return first
        try:
            return operate(first, right(env))
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    def run_power(env: Env) -> Value:
        env[0].step(_POWER)
        return run(env)

    if expr.op in {ast.Op.EQ, ast.Op.NE}:
        return run_equality
    if expr.op is ast.Op.POW:
        return run_power
    return run if decides is None else run_logic


def _between(expr: ast.Between, scope: Scope) -> Code:
    value, low, high = (scope.compile(part) for part in (expr.value, expr.low, expr.high))
    span = expr.span

    def run(env: Env) -> Value:
        try:
            return ops.between(value(env), low(env), high(env))
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


def _range(expr: ast.RangeLit, scope: Scope) -> Code:
    low, high = scope.compile(expr.low), scope.compile(expr.high)
    low_closed, high_closed, span = expr.low_closed, expr.high_closed, expr.span

    def run(env: Env) -> Value:
        try:
            return ops.make_range(low(env), high(env), low_closed=low_closed, high_closed=high_closed)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


def _if(expr: ast.If, scope: Scope) -> Code:
    condition, then, otherwise = (scope.compile(part) for part in (expr.condition, expr.then, expr.otherwise))
    span = expr.condition.span

    def run(env: Env) -> Value:
        chosen = condition(env)
        if chosen is True:
            return then(env)
        if chosen is False or chosen is None:
            return otherwise(env)
        what = ops.kind(chosen)
        wrong = fail(
            f"`if` 后应是 true 或 false，而 `{ops.show(chosen)}` 是{what.zh}",
            f"`if` needs true or false, but `{ops.show(chosen)}` is a {what.en}",
        )
        return env[0].fail(wrong, span)  # type: ignore[no-any-return]

    return run


def _instance_of(expr: ast.InstanceOf, scope: Scope) -> Code:
    value, type_, types, span = scope.compile(expr.value), expr.type, scope.types, expr.span

    def run(env: Env) -> Value:
        subject = value(env)
        env[0].charge((subject,), LOOKED_THROUGH)
        try:
            return conforms(subject, type_, types)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run
