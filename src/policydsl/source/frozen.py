"""Frozen, slotted records, made cheaply.

The standard library's dataclasses compile six functions a class; some two hundred classes of them cost more at
start-up than reading and checking a policy does. A record here has the same form and the same behaviour (positional
and named construction, equality and hash by value, `repr`, pattern matching, pickling), but its functions are shared
or made from one compiled template, at a fiftieth of the cost. Type checkers know it by `dataclass_transform`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")
_TEMPLATES: dict[int, CodeType] = {}


@overload
def frozen(cls: type[T], /) -> type[T]: ...
@overload
def frozen(*, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True)
def frozen(cls: type[T] | None = None, /, *, eq: bool = True) -> type[T] | Callable[[type[T]], type[T]]:
    """A class whose annotations are its fields, in order; `eq=False`: equal only to itself."""
    if cls is None:
        return lambda one: _make(one, eq=eq)
    return _make(cls, eq=eq)


def replace(record: T, /, **changes: Any) -> T:
    """The same record with some fields changed."""
    make: Any = type(record)
    names: tuple[str, ...] = make.__match_args__
    unknown = changes.keys() - set(names)
    if unknown:
        msg = f"{make.__name__} has no {', '.join(sorted(unknown))}"
        raise TypeError(msg)
    made: T = make(*(changes[name] if name in changes else getattr(record, name) for name in names))
    return made


def _make(cls: type[T], *, eq: bool) -> type[T]:
    names = tuple(cls.__dict__.get("__annotations__", {}))  # noqa: RUF063  (importing inspect costs 6 ms)
    body = {k: v for k, v in cls.__dict__.items() if k not in ("__dict__", "__weakref__", *names)}
    defaults = tuple(cls.__dict__[name] for name in names if name in cls.__dict__)
    first = len(names) - len(defaults)
    if any((name in cls.__dict__) is not (i >= first) for i, name in enumerate(names)):
        msg = f"{cls.__name__}: a field without a default follows one that has one"
        raise TypeError(msg)
    body |= {
        "__slots__": names,
        "__match_args__": names,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce,
        "__qualname__": cls.__qualname__,
    }
    if "__repr__" not in body:
        body["__repr__"] = _repr
    if eq and "__eq__" not in body:
        body["__eq__"] = _eq
        body["__hash__"] = _hash
    metaclass: Any = type(cls)
    made = metaclass(cls.__name__, cls.__bases__, body)
    made.__init__ = _init(made, names, defaults)
    result: type[T] = made
    return result


def _init(cls: Any, names: tuple[str, ...], defaults: tuple[object, ...]) -> FunctionType:
    """`__init__` from the template for so many fields, with this class's names and slots."""
    count = len(names)
    code = _TEMPLATES.get(count)
    if code is None:
        parameters = "".join(f", f{i}" for i in range(count))
        body = "".join(f"    set{i}(self, f{i})\n" for i in range(count)) or "    pass\n"
        namespace: dict[str, Any] = {}
        exec(f"def __init__(self{parameters}):\n{body}", namespace)  # noqa: S102  (a template without any text of a user)
        code = _TEMPLATES[count] = namespace["__init__"].__code__
    slots = {f"set{i}": getattr(cls, name).__set__ for i, name in enumerate(names)}
    return FunctionType(code.replace(co_varnames=("self", *names)), slots, "__init__", defaults)


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    msg = f"{type(self).__name__} is frozen: `{name}` cannot be changed"
    raise AttributeError(msg)


def _values(record: Any) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in record.__match_args__)


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in self.__match_args__)})"


def _eq(self: object, other: object) -> bool:
    return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(self: object) -> int:
    return hash(_values(self))


def _reduce(self: object) -> tuple[Callable[..., object], tuple[object, ...]]:
    return type(self), _values(self)
