"""Tests: `in`, table cells, comparisons without a left side."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from policydsl.feel import ops
from policydsl.feel.ast import Expr, In, Input, Op, OpTest, RangeLit, UnaryTests
from policydsl.feel.compiler.run import Code, Env
from policydsl.feel.compiler.scope import Scope
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.values import Range, Value
from policydsl.feel.walk import walk
from policydsl.source import Span

Test: TypeAlias = Callable[[Env, Value], Value]

_COMPARE: dict[Op, Callable[[Value, Value], bool | None]] = {
    Op.EQ: ops.equal,
    Op.NE: ops.unequal,
    Op.LT: ops.less,
    Op.LE: ops.less_equal,
    Op.GT: ops.greater,
    Op.GE: ops.greater_equal,
}


def in_(expr: In, scope: Scope) -> Code:
    """`value in test` or `value in (test, …)`."""
    value = scope.compile(expr.value)
    inner, index = scope.bind_input()
    found = _any_of(expr.tests, inner)

    def run(env: Env) -> Value:
        env[index] = subject = value(env)
        return found(env, subject)

    return run


def unary_tests(tests: UnaryTests, scope: Scope, index: int) -> Code:
    """A table cell, asked of the value in the slot of `?`."""
    if tests.any:
        return lambda _: True
    found, negated, span = _any_of(tests.tests, scope, cell=True), tests.negated, tests.span

    def run(env: Env) -> Value:
        result = found(env, env[index])
        if not negated:
            return result
        try:
            return ops.not_(result)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


def _any_of(tests: tuple[Expr, ...], scope: Scope, *, cell: bool = False) -> Test:
    """True if one test is, else null if one is null (as a failed one is), else false."""
    compiled = tuple(_test(test, scope, cell=cell) for test in tests)
    if len(compiled) == 1:
        return compiled[0]

    def run(env: Env, subject: Value) -> Value:
        null = False
        for test in compiled:
            found = test(env, subject)
            if found is True:
                return True
            null = null or found is None
        return None if null else False

    return run


def _test(expr: Expr, scope: Scope, *, cell: bool) -> Test:
    span = expr.span
    if isinstance(expr, OpTest):
        return _compared(expr, scope)
    code = scope.compile(expr)
    if _asks_input(expr):
        return _asking(code, span)
    is_range = isinstance(expr, RangeLit)

    def run(env: Env, subject: Value) -> Value:
        test = code(env)
        if is_range and test is None:
            return None
        if cell and isinstance(test, bool) and not isinstance(subject, bool):
            # A cell may state a condition without `?`; it is not compared with the input then.
            return test
        if isinstance(test, list):
            env[0].charge((test,))
        try:
            return ops.in_(subject, test)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


def _asking(code: Code, span: Span) -> Test:
    """A test that speaks of `?` itself: what it gives is the answer."""

    def run(env: Env, _: Value) -> Value:
        answer = code(env)
        if answer is None or isinstance(answer, bool):
            return answer
        what = ops.kind(answer)
        wrong = fail(
            f"含有 `?` 的条件应给出 true 或 false，而 `{ops.show(answer)}` 是{what.zh}",
            f"a test with `?` must give true or false, but `{ops.show(answer)}` is a {what.en}",
        )
        return env[0].fail(wrong, span)  # type: ignore[no-any-return]

    return run


def _compared(expr: OpTest, scope: Scope) -> Test:
    operand, compare, span = scope.compile(expr.operand), _COMPARE[expr.op], expr.span

    def run(env: Env, subject: Value) -> Value:
        bound = operand(env)
        try:
            return compare(subject, bound)
        except FeelFailure as error:
            return env[0].fail(error, span)  # type: ignore[no-any-return]

    return run


def _asks_input(expr: Expr) -> bool:
    """Whether the test speaks of `?` itself, so that what it gives is the answer."""
    return any(isinstance(part, Input) for part in walk(expr))


def op_range(expr: OpTest, scope: Scope) -> Code:
    """`(< 5)` as a value: the range of what is below 5."""
    operand, op, span = scope.compile(expr.operand), expr.op, expr.span

    def run(env: Env) -> Value:
        end = operand(env)
        if op is Op.EQ or op is Op.NE:
            return Range(end, end, op="=" if op is Op.EQ else "!=")
        if end is None:
            return env[0].fail(  # type: ignore[no-any-return]
                fail("区间的端点是 null", "the end of the range is null"), span
            )
        if op in {Op.LT, Op.LE}:
            return Range(None, end, low_closed=False, high_closed=op is Op.LE)
        return Range(end, None, low_closed=op is Op.GE, high_closed=False)

    return run
