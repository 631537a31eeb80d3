"""Calls, and functions that the text defines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from policydsl.feel.ast import Call, FunctionLit, Name
from policydsl.feel.builtins import BUILTINS, Builtin, bind
from policydsl.feel.builtins.signature import Kind
from policydsl.feel.compiler.conform import coerce
from policydsl.feel.compiler.invoke import Closure, call_value, in_run
from policydsl.feel.compiler.lookups import failing
from policydsl.feel.compiler.run import LOOKED_THROUGH, Code, Env, LimitReached, Run
from policydsl.feel.compiler.scope import Scope
from policydsl.feel.compiler.work import work
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.values import FeelFunction, Value
from policydsl.source import Text


def call(expr: Call, scope: Scope) -> Code:
    """`function(arguments)`: a function in scope comes before a built-in of its name, any other value does not."""
    arguments = tuple(scope.compile(argument.value) for argument in expr.arguments)
    named = [argument.name for argument in expr.arguments if argument.name is not None]
    names = tuple(named) or None
    if names is not None and len(names) < len(arguments):
        mixed = fail("参数要么都写名称，要么都不写", "give all arguments by name, or none")
        return failing(mixed, expr.span)
    callee = expr.function
    otherwise: Code | None = None
    if isinstance(callee, Name):
        found, builtin = scope.find(callee.name), BUILTINS.get(callee.name)
        otherwise = None if builtin is None else _builtin(expr, builtin, arguments, names)
        if found.slot is None:
            # An item that a filter looks at may have an entry of any name, but no function in it.
            unknown = fail(f"没有名为 `{callee.name}` 的函数", f"there is no function `{callee.name}`")
            return otherwise or failing(unknown, callee.span)
    function, span = scope.compile(callee), expr.span

    def run(env: Env) -> Value:
        called = function(env)
        if otherwise is not None and not isinstance(called, FeelFunction):
            return otherwise(env)
        run_: Run = env[0]
        values = [argument(env) for argument in arguments]
        try:
            run_.charge(values)
            return _checked(call_value(called, values, names, run_), run_)
        except FeelFailure as error:
            return run_.fail(error, span)

    return run


def _builtin(expr: Call, builtin: Builtin, arguments: tuple[Code, ...], names: tuple[str, ...] | None) -> Code:
    span = expr.span
    try:
        bound = bind(builtin, len(arguments), names)
    except FeelFailure as error:
        return failing(error, span)

    cost, hands_over = builtin.cost, _takes_functions(builtin)

    def run(env: Env) -> Value:
        values = [argument(env) for argument in arguments]
        run_: Run = env[0]
        if hands_over:
            values = [in_run(value, run_) for value in values]
        run_.step(cost)
        run_.charge(values, cost)
        try:
            return _checked(bound(values, run_.step), run_)
        except FeelFailure as error:
            return run_.fail(error, span)

    return run


def _takes_functions(builtin: Builtin) -> bool:
    """Whether it calls functions that it is given: those of the text count in the run that it is called in."""
    return any(param.type == Kind("function") for signature in builtin.signatures for param in signature.params)


def _checked(value: Value, run: Run) -> Value:
    """What a call gives is bounded too: `concatenate` of a list with itself doubles it each time."""
    if isinstance(value, list | dict):
        run.weigh(value)
    elif isinstance(value, str) and len(value) > run.limits.size:
        raise LimitReached(Text("中间结果太大，已停止", "the computation was stopped: a text became too long"))
    return value


def function(expr: FunctionLit, scope: Scope, *, itself: int | None = None) -> Code:
    """`function(parameters) body`: it keeps the values of the names around it as they are when it is made.

    `itself` is the slot of the name it is about to get, so that the body can call it.
    """
    inner = scope.function()
    for parameter in expr.parameters:
        # Bound before the body takes a slot, so that the arguments are the first slots of a frame.
        inner, _ = inner.bind(parameter.name)
    body, frame, types = inner.compile(expr.body), inner.frame, scope.types
    declared = tuple(parameter.type for parameter in expr.parameters)
    typed, steps = any(type_ is not None for type_ in declared), work(expr.body)
    named = tuple(parameter.name for parameter in expr.parameters)

    def make(env: Env) -> Value:
        around = env.copy()

        def invoke(run: Run, arguments: Sequence[Value]) -> Value:
            values = list(arguments)
            if typed:
                run.charge(values, LOOKED_THROUGH)
                values = [
                    value if type_ is None else coerce(value, type_, types)
                    for value, type_ in zip(values, declared, strict=True)
                ]
            run.enter(steps)
            try:
                return body([run, around, *values, *([None] * (frame.size - len(values)))])
            finally:
                run.leave()

        made = Closure("", named, _outside(invoke, env), declared, None, invoke)
        if itself is not None:
            around[itself] = made
        return made

    return make


def _outside(invoke: Callable[[Run, Sequence[Value]], Value], env: Env) -> Callable[[Sequence[Value]], Value]:
    """A call from where there is no run: it belongs to the run that made the function."""
    run: Run = env[0]
    return lambda arguments: invoke(run, arguments)
