"""Functions as values: built-ins by their name, and the functions that a text defines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policydsl.feel.builtins import BUILTINS, Builtin, bind
from policydsl.feel.builtins.entry import Step, free
from policydsl.feel.compiler.run import Limits, Run
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.values import FeelFunction, Value
from policydsl.source.figures import counted


@dataclass(frozen=True, slots=True, eq=False)
class BuiltinFunction(FeelFunction):
    """A built-in as a value, as in `sort(list, precedes)`; it keeps all its signatures."""

    builtin: Builtin | None = None

    def takes(self, count: int) -> bool:
        """Whether one of the signatures can be called with so many arguments."""
        return self.builtin is not None and any(signature.takes(count) for signature in self.builtin.signatures)


@dataclass(frozen=True, slots=True, eq=False)
class Closure(FeelFunction):
    """A function that the text defines. Called in a run, its failures and its depth count there."""

    invoke: Callable[[Run, Sequence[Value]], Value] | None = None


def builtin_function(name: str) -> BuiltinFunction | None:
    """The built-in of that name as a value."""
    builtin = BUILTINS.get(name)
    return None if builtin is None else _FUNCTIONS.setdefault(name, _as_value(builtin))


def _as_value(builtin: Builtin) -> BuiltinFunction:
    parameters = tuple(param.name for param in builtin.signatures[0].params)
    return BuiltinFunction(
        builtin.name, parameters, lambda arguments: call_builtin(builtin, arguments), builtin=builtin
    )


# A function is equal only to itself, so that each name must always give the same one.
_FUNCTIONS: dict[str, BuiltinFunction] = {}


def call_builtin(
    builtin: Builtin, arguments: Sequence[Value], names: tuple[str, ...] | None = None, step: Step = free
) -> Value:
    """Call a built-in by position or by name. FeelFailure where no signature fits."""
    return bind(builtin, len(arguments), names)(arguments, step)


def in_run(value: Value, run: Run) -> Value:
    """A function that is handed to a built-in, bound to the run that the built-in is called in."""
    if isinstance(value, Closure) and value.invoke is not None:
        invoke = value.invoke
        return FeelFunction(value.name, value.parameters, lambda arguments: invoke(run, arguments))
    if isinstance(value, BuiltinFunction):
        return FeelFunction(value.name, value.parameters, lambda arguments: call_value(value, arguments, None, run))
    return value


def call_value(function: Value, arguments: Sequence[Value], names: tuple[str, ...] | None, run: Run) -> Value:
    """Call whatever is called as a function. FeelFailure where it is none, or the arguments do not fit."""
    if isinstance(function, BuiltinFunction) and function.builtin is not None:
        run.step(function.builtin.cost)
        return call_builtin(function.builtin, [in_run(value, run) for value in arguments], names, run.step)
    if not isinstance(function, FeelFunction):
        raise not_a_function()
    placed = arguments if names is None else _placed(function, arguments, names)
    if len(placed) != len(function.parameters):
        wanted, given = len(function.parameters), len(placed)
        raise fail(
            f"函数要 {wanted} 个参数，给了 {given} 个",
            f"the function takes {counted(wanted, 'argument')}, {given} {'is' if given == 1 else 'are'} given",
        )
    if isinstance(function, Closure) and function.invoke is not None:
        return function.invoke(run, placed)
    return function.call(placed)


def call_function(function: Value, arguments: Sequence[Value], names: tuple[str, ...] | None = None) -> Value:
    """Call a function value from outside of any run, by position or by name. FeelFailure where it does not fit."""
    return call_value(function, arguments, names, Run(Limits()))


def _placed(function: FeelFunction, arguments: Sequence[Value], names: tuple[str, ...]) -> list[Value]:
    given = dict(zip(names, arguments, strict=True))
    for name in names:
        if name not in function.parameters:
            known = "、".join(f"`{parameter}`" for parameter in function.parameters)
            raise fail(
                f"函数没有参数 `{name}`；有：{known}",
                f"the function has no parameter `{name}`; it has {known.replace('、', ', ')}",
            )
    if len(given) < len(function.parameters) or len(given) < len(names):
        raise fail("函数的参数缺少或重复", "an argument of the function is missing or given twice")
    return [given[parameter] for parameter in function.parameters]


def not_a_function() -> FeelFailure:
    """What is called is no function."""
    return fail("这里调用的不是函数", "what is called here is not a function")
