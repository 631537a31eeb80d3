"""From a call as written to the implementation: which signature is meant, and do the values fit it.

`bind` looks at what is known before any value is (how many arguments, or their names) and gives a function of the
values, so that an evaluator pays for the choice once. Values are converted as the standard has it: a single value
for a list of one, a list of one for its only member, a date for the start of that day in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from policydsl.feel.builtins.entry import Builtin, Step, free
from policydsl.feel.builtins.signature import (
    Kind,
    ListKind,
    OneOf,
    Param,
    RangeKind,
    Signature,
    SigType,
    Variable,
    admits_null,
    show_type,
)
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import kind, show
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
from policydsl.source.figures import counted
from policydsl.source.frozen import frozen


class Bound(Protocol):
    """A built-in, ready for the values of one call."""

    def __call__(self, values: Sequence[Value], step: Step = ...) -> Value:
        """The value; FeelFailure where there is none."""
        ...


_KINDS: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "number": (Decimal,),
    "string": (str,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "days and time duration": (DaysTimeDuration,),
    "years and months duration": (YearsMonthsDuration,),
    "context": (dict,),
    "function": (FeelFunction,),
    "null": (type(None),),
    "any": (object,),
    "T": (object,),
    "C": (Decimal, str, Date, Time, DateTime, DaysTimeDuration, YearsMonthsDuration),
    "N": (Decimal,),
    "Q": (Decimal, DaysTimeDuration, YearsMonthsDuration),
}
_CLASS_LABELS = {
    "C": ("可比较大小的值", "a value that can be ordered"),
    "Q": ("数、金额或期限", "a number or a duration"),
}


@frozen
class _Way:
    """One signature, with the place of each argument of the call among its parameters."""

    signature: Signature
    places: tuple[int, ...]  # of each argument; those of a variadic parameter share the last
    size: int  # how many parameters get a value; the others, optional ones, are not passed
    accepted: tuple[tuple[type, ...], ...]  # for each argument the Python types of the values that fit as they are


def _way(signature: Signature, places: tuple[int, ...], size: int) -> _Way:
    return _Way(signature, places, size, tuple(classes(signature.params[place].type) for place in places))


def classes(type_: SigType) -> tuple[type, ...]:
    """The Python types of the values that a type holds; what is inside of lists and ranges is not looked at."""
    match type_:
        case Kind(name) | Variable(name):
            return _KINDS[name]
        case ListKind():
            return (list,)
        case RangeKind():
            return (Range,)
        case OneOf(options):
            return tuple(class_ for option in options for class_ in classes(option))


def bind(builtin: Builtin, count: int, names: Sequence[str] | None = None) -> Bound:
    """A function that calls `builtin` with so many values, or with values in the order of `names`.

    FeelFailure, at once, where no signature takes such a call; the function it gives fails where a value does not fit.
    Its second argument counts the steps of implementations whose work depends on more than the size of the values.
    """
    return _bound(builtin, count, None if names is None else tuple(names))


@lru_cache(maxsize=1024)
def _bound(builtin: Builtin, count: int, names: tuple[str, ...] | None) -> Bound:
    ways = _by_count(builtin, count) if names is None else _by_names(builtin, names)
    impl, metered = builtin.impl, builtin.metered
    quick = tuple((way.accepted, _arrangement(way)) for way in ways)

    def bound(values: Sequence[Value], step: Step = free) -> Value:
        for accepted, arranged in quick:
            if all(map(isinstance, values, accepted)):
                fitting = values if arranged is None else arranged(values)
                break
        else:
            fitting = _fitted(builtin, ways, values)
        try:
            return impl(*fitting, step=step) if metered else impl(*fitting)
        except RecursionError:
            # Lists within lists can be built deeper than two values can be compared.
            raise fail("值嵌套太深", "the values are nested too deeply") from None

    return bound


def _arrangement(way: _Way) -> Callable[[Sequence[Value]], Sequence[Value]] | None:
    """From the arguments as the call has them to those of the implementation; None: they are the same."""
    if way.signature.variadic:
        fixed = way.size - 1
        return lambda values: [*values[:fixed], list(values[fixed:])]
    if way.places == tuple(range(way.size)):
        return None

    def arranged(values: Sequence[Value]) -> Sequence[Value]:
        placed: list[Value] = [None] * way.size
        for place, value in zip(way.places, values, strict=True):
            placed[place] = value
        return placed

    return arranged


def _by_count(builtin: Builtin, count: int) -> tuple[_Way, ...]:
    ways = []
    for signature in builtin.signatures:
        if signature.takes(count):
            size = min(count, len(signature.params))
            ways.append(_way(signature, tuple(min(at, size - 1) for at in range(count)), size))
    if not ways:
        raise _wrong_count(builtin, count)
    return tuple(ways)


def _by_names(builtin: Builtin, names: Sequence[str]) -> tuple[_Way, ...]:
    ways = []
    given = set(names)
    for signature in builtin.signatures:
        places = {param.name: at for at, param in enumerate(signature.params)}
        if signature.variadic or len(given) < len(names) or not given <= places.keys():
            continue
        # A call by name may leave out what may be null: `is(value1: x)` asks whether x is null.
        missing = [param for param in signature.params if param.name not in given]
        if all(param.optional or admits_null(param.type) for param in missing):
            left = [param for param in missing if param.optional]
            ways.append(_way(signature, tuple(places[name] for name in names), len(signature.params) - len(left)))
    if not ways:
        raise _wrong_names(builtin, names)
    return tuple(ways)


def _fitted(builtin: Builtin, ways: tuple[_Way, ...], values: Sequence[Value]) -> list[Value]:
    """The values converted to the first signature that they fit so; as they are they fit none."""
    for way in ways:
        arranged = _arranged(way, values)
        if arranged is not None:
            return arranged
    raise _misfit(builtin, ways, values)


class _Misfit:
    """What a conversion gives where there is none."""


_NO = _Misfit()


def _arranged(way: _Way, values: Sequence[Value]) -> list[Value] | None:
    params = way.signature.params
    arranged: list[Value] = [None] * way.size
    rest: list[Value] = []
    for place, value in zip(way.places, values, strict=True):
        fitting = _converted(value, params[place].type)
        if isinstance(fitting, _Misfit):
            return None
        if params[place].variadic:
            rest.append(fitting)
            arranged[place] = rest
        else:
            arranged[place] = fitting
    return arranged


def _converted(value: Value, type_: SigType) -> Value | _Misfit:
    if isinstance(value, classes(type_)):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], classes(type_)):
        return value[0]
    options = type_.options if isinstance(type_, OneOf) else (type_,)
    if isinstance(value, Date) and Kind("date and time") in options:
        return DateTime(value, Time(0, offset=0))
    if value is not None and any(isinstance(option, ListKind) for option in options):
        return [value]
    return _NO


def _misfit(builtin: Builtin, ways: tuple[_Way, ...], values: Sequence[Value]) -> FeelFailure:
    """Which argument does not fit, told of the signature that the values fit furthest."""
    furthest = -1
    blamed: tuple[Param, Value] | None = None
    for way in ways:
        for at, (place, value) in enumerate(zip(way.places, values, strict=True)):
            param = way.signature.params[place]
            if _converted(value, param.type) is _NO:
                if at > furthest:
                    furthest, blamed = at, (param, value)
                break
    if blamed is None:
        return _wrong_count(builtin, len(values))
    param, value = blamed
    if value is None:
        return fail(
            f"`{builtin.name}` 的参数 `{param.name}` 是 null",
            f"the argument `{param.name}` of `{builtin.name}` is null",
        )
    zh, en = _wanted(param.type)
    return fail(
        f"`{builtin.name}` 的参数 `{param.name}` 应为{zh}，得到的是{kind(value).zh} `{show(value)}`",
        f"the argument `{param.name}` of `{builtin.name}` must be {en}, not the {kind(value).en} `{show(value)}`",
    )


def _wanted(type_: SigType) -> tuple[str, str]:
    if isinstance(type_, Variable) and type_.name in _CLASS_LABELS:
        return _CLASS_LABELS[type_.name]
    options = type_.options if isinstance(type_, OneOf) else (type_,)
    zh, en = [], []
    for option in options:
        label = kind(_SAMPLES[classes(option)[0]]) if classes(option)[0] in _SAMPLES else None
        zh.append(label.zh if label else show_type(option))
        en.append(label.en if label else show_type(option))
    return "或".join(zh), " or ".join(en)


_SAMPLES: dict[type, Value] = {
    bool: True,
    Decimal: Decimal(0),
    str: "",
    Date: Date(2000, 1, 1),
    Time: Time(0),
    DateTime: DateTime(Date(2000, 1, 1), Time(0)),
    DaysTimeDuration: DaysTimeDuration(0),
    YearsMonthsDuration: YearsMonthsDuration(0),
    list: [],
    dict: {},
    Range: Range(None, None),
    FeelFunction: FeelFunction("", (), lambda _: None),
    type(None): None,
}


def _wrong_count(builtin: Builtin, count: int) -> FeelFailure:
    ways = "；".join(f"`{signature.text}`" for signature in builtin.signatures)
    return fail(
        f"`{builtin.name}` 不接受 {count} 个参数，写法是 {ways}",
        f"`{builtin.name}` does not take {counted(count, 'argument')}; it is called as {ways.replace('；', ' or ')}",
    )


def _wrong_names(builtin: Builtin, names: Sequence[str]) -> FeelFailure:
    known = {param.name for signature in builtin.signatures for param in signature.params}
    ways = "；".join(f"`{signature.text}`" for signature in builtin.signatures)
    en_ways = ways.replace("；", " or ")
    strange = [name for name in names if name not in known]
    if strange:
        return fail(
            f"`{builtin.name}` 没有名为 `{strange[0]}` 的参数，写法是 {ways}",
            f"`{builtin.name}` has no parameter `{strange[0]}`; it is called as {en_ways}",
        )
    return fail(
        f"`{builtin.name}` 的参数缺少或重复，写法是 {ways}",
        f"an argument of `{builtin.name}` is missing or given twice; it is called as {en_ways}",
    )
