"""Types at work: `instance of`, and the coercion of a value to a declared type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias, assert_never

from policydsl.feel.ast import ContextType, FunctionType, GenericType, NamedType, TypeExpr
from policydsl.feel.failure import fail
from policydsl.feel.ops import show
from policydsl.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    FeelFunction,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)
from policydsl.source.frozen import frozen


@frozen
class ItemDefinition:
    """A named type of a decision model; `allowed` says which of its values may be used (`instance of` does not ask)."""

    type: TypeExpr
    allowed: Callable[[Value], bool] | None = None


Types: TypeAlias = Mapping[str, ItemDefinition]

_BUILT_IN: Mapping[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "dateTime": DateTime,
    "days and time duration": DaysTimeDuration,
    "dayTimeDuration": DaysTimeDuration,
    "years and months duration": YearsMonthsDuration,
    "yearMonthDuration": YearsMonthsDuration,
    "list": list,
    "context": dict,
    "range": Range,
    "function": FeelFunction,
    "null": type(None),
    "Null": type(None),
}
_ANY = frozenset({"Any", "any"})
_MAX_DEPTH = 64  # item definitions may name each other in a circle


def is_type(name: str) -> bool:
    """Whether FEEL itself has a type of that name."""
    return name in _BUILT_IN or name in _ANY


def conforms(value: Value, type_: TypeExpr, types: Types, *, allowed: bool = False, depth: int = 0) -> bool:
    """Whether a value is of a type; with `allowed` it must also be among its allowed values.

    Null is of no type but `Null`; inside lists and contexts it stands for any value, as the standard's null does.
    FeelFailure where the type is not known.
    """
    if value is None and depth:
        return True
    if depth > _MAX_DEPTH:
        return False
    match type_:
        case NamedType(name=name):
            if name in _ANY:
                return value is not None
            if name in types:
                item = types[name]
                fits = conforms(value, item.type, types, allowed=allowed, depth=depth)
                return fits and (not allowed or item.allowed is None or item.allowed(value))
            if name not in _BUILT_IN:
                raise fail(f"没有名为 `{name}` 的类型", f"there is no type `{name}`")
            return isinstance(value, _BUILT_IN[name])
        case GenericType(name="list", argument=argument):
            return isinstance(value, list) and all(
                conforms(item, argument, types, allowed=allowed, depth=depth + 1) for item in value
            )
        case GenericType(name="range", argument=argument):
            return isinstance(value, Range) and all(
                conforms(end, argument, types, depth=depth + 1) for end in (value.low, value.high)
            )
        case GenericType(name=name):
            raise fail(f"没有名为 `{name}` 的类型", f"there is no type `{name}`")
        case ContextType(fields=fields):
            return isinstance(value, dict) and all(
                name in value and conforms(value[name], field, types, allowed=allowed, depth=depth + 1)
                for name, field in fields
            )
        case FunctionType(parameters=parameters, result=result):
            return isinstance(value, FeelFunction) and _fits(value, parameters, result, types)
        case _:
            assert_never(type_)


def coerce(value: Value, type_: TypeExpr, types: Types) -> Value:
    """The value as the declared type asks: itself, the only member of a list, a list of it alone, a date's midnight.

    FeelFailure where it is none of these; null stays null.
    """
    if value is None:
        return None
    for candidate in _candidates(value):
        if conforms(candidate, type_, types, allowed=True):
            return candidate
    raise fail(
        f"`{show(value)}` 不符合声明的类型 {type_text(type_)}",
        f"`{show(value)}` is not a {type_text(type_)} as declared",
    )


def _candidates(value: Value) -> Iterator[Value]:
    yield value
    if isinstance(value, list) and len(value) == 1:
        yield value[0]
    if not isinstance(value, list):
        yield [value]
    if isinstance(value, Date):
        yield DateTime(value, Time(0, offset=0))


def type_text(type_: TypeExpr) -> str:
    """A type as it is written."""
    match type_:
        case NamedType(name=name):
            return name
        case GenericType(name=name, argument=argument):
            return f"{name}<{type_text(argument)}>"
        case ContextType(fields=fields):
            return "context<" + ", ".join(f"{name}: {type_text(field)}" for name, field in fields) + ">"
        case FunctionType(parameters=parameters, result=result):
            return "function<" + ", ".join(map(type_text, parameters)) + "> -> " + type_text(result)
        case _:
            assert_never(type_)


def _fits(function: FeelFunction, parameters: tuple[TypeExpr, ...], result: TypeExpr, types: Types) -> bool:
    """A function fits if it can be called so: what it takes is at least as wide as what it would be given."""
    if not function.takes(len(parameters)):
        return False
    wanted = zip(function.parameter_types, parameters, strict=False)
    return all(own is None or _within(given, own, types) for own, given in wanted) and (
        function.result_type is None or _within(function.result_type, result, types)
    )


def _within(inner: TypeExpr, outer: TypeExpr, types: Types, depth: int = 0) -> bool:
    """Whether every value of `inner` is one of `outer`."""
    if depth > _MAX_DEPTH:
        return True
    inner, outer = _resolved(inner, types), _resolved(outer, types)
    match inner, outer:
        case _, NamedType(name=name) if name in _ANY:
            return True
        case NamedType(name=one), NamedType(name=other):
            return one == other or (one in _BUILT_IN and other in _BUILT_IN and _BUILT_IN[one] is _BUILT_IN[other])
        case GenericType(name=one, argument=left), GenericType(name=other, argument=right):
            return one == other and _within(left, right, types, depth + 1)
        case ContextType(fields=left), ContextType(fields=right):
            known = dict(left)
            return all(name in known and _within(known[name], field, types, depth + 1) for name, field in right)
        case FunctionType(), FunctionType():
            return len(inner.parameters) == len(outer.parameters) and _within(
                inner.result, outer.result, types, depth + 1
            )
        case _:
            return False


def _resolved(type_: TypeExpr, types: Types) -> TypeExpr:
    for _ in range(_MAX_DEPTH):
        if not (isinstance(type_, NamedType) and type_.name in types):
            break
        type_ = types[type_.name].type
    return type_
