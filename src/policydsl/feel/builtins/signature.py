"""Signatures of built-ins: written as text, read once into small frozen objects that a checker can match.

    substring(string: string, start position: number, length?: number) -> string
    min(list: list<C>) -> C
    min(values...: C) -> C
    time(hour: number, minute: number, second: number, offset?: days and time duration | null) -> time

`name?` may be left out; `name...` takes any number of arguments, at least one (the implementation gets them as one
list). Variables stand for one type throughout a signature: `T` any, `C` comparable (number, money, string, date,
time, date and time, the durations), `N` number or money, `Q` number, money or a duration.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, TypeAlias, cast, get_args

from policydsl.source.frozen import frozen

KindName: TypeAlias = Literal[
    "boolean",
    "number",
    "string",
    "date",
    "time",
    "date and time",
    "days and time duration",
    "years and months duration",
    "context",
    "function",
    "null",
    "any",
]
VariableName: TypeAlias = Literal["T", "C", "N", "Q"]


@frozen
class Kind:
    """A type without parts, by its FEEL name; `any` includes null."""

    name: KindName


@frozen
class Variable:
    """One type, the same wherever the variable stands in a signature."""

    name: VariableName


@frozen
class ListKind:
    """`list<item>`."""

    item: SigType


@frozen
class RangeKind:
    """`range<item>`."""

    item: SigType


@frozen
class OneOf:
    """`a | b`: any of these."""

    options: tuple[SigType, ...]


SigType: TypeAlias = Kind | Variable | ListKind | RangeKind | OneOf


@frozen
class Param:
    """A parameter: the name that a call by name uses, its type, and whether it may be left out or repeated."""

    name: str
    type: SigType
    optional: bool = False
    variadic: bool = False


@frozen
class Signature:
    """One way to call a function; `text` is how it was written, for people."""

    params: tuple[Param, ...]
    result: SigType
    text: str = ""

    @property
    def least(self) -> int:
        """The smallest number of arguments."""
        return sum(not param.optional for param in self.params)

    @property
    def most(self) -> int | None:
        """The largest number of arguments, or None if there is no limit."""
        return None if self.variadic else len(self.params)

    @property
    def variadic(self) -> bool:
        """Whether the last parameter takes any number of arguments."""
        return bool(self.params) and self.params[-1].variadic

    def takes(self, count: int) -> bool:
        """Whether so many arguments by position fit."""
        return self.least <= count and (self.most is None or count <= self.most)


def admits_null(kind: SigType) -> bool:
    """Whether null is a value of the type."""
    match kind:
        case Kind(name):
            return name in {"any", "null"}
        case Variable(name):
            return name == "T"
        case OneOf(options):
            return any(admits_null(option) for option in options)
        case ListKind() | RangeKind():
            return False


def parse_signature(text: str) -> Signature:
    """The signature that `text` writes; ValueError where it is not one (a mistake in the table, not of a user)."""
    head = re.fullmatch(r"\s*[a-z][a-z ]*\((?P<params>.*)\)\s*->\s*(?P<result>.+?)\s*", text, re.DOTALL)
    if head is None:
        msg = f"not a signature: {text}"
        raise ValueError(msg)
    written = [part for part in _split(head["params"], ",") if part.strip()]
    params = tuple(_param(part) for part in written)
    for before, after in pairwise(params):
        if before.variadic or (before.optional and not (after.optional or after.variadic)):
            msg = f"`{before.name}` must come last: {text}"
            raise ValueError(msg)
    return Signature(params, parse_type(head["result"]), " ".join(text.split()))


def parse_type(text: str) -> SigType:
    """The type that `text` writes: `number`, `list<C>`, `date | date and time`."""
    options = [part.strip() for part in _split(text, "|")]
    if len(options) > 1:
        return OneOf(tuple(parse_type(option) for option in options))
    name = " ".join(text.split())
    for prefix, kind in (("list", ListKind), ("range", RangeKind)):
        if name.startswith(f"{prefix}<") and name.endswith(">"):
            return kind(parse_type(name[len(prefix) + 1 : -1]))
    if name in get_args(VariableName):
        return Variable(cast("VariableName", name))
    if name in get_args(KindName):
        return Kind(cast("KindName", name))
    msg = f"not a type: {text!r}"
    raise ValueError(msg)


def show_type(kind: SigType) -> str:
    """A type as a signature writes it."""
    match kind:
        case Kind(name) | Variable(name):
            return name
        case ListKind(item):
            return f"list<{show_type(item)}>"
        case RangeKind(item):
            return f"range<{show_type(item)}>"
        case OneOf(options):
            return " | ".join(show_type(option) for option in options)


def _param(text: str) -> Param:
    written = re.fullmatch(r"\s*(?P<name>[A-Za-z][A-Za-z0-9 ]*?)(?P<mark>\?|\.\.\.)?\s*:(?P<type>.+)", text, re.DOTALL)
    if written is None:
        msg = f"not a parameter: {text!r}"
        raise ValueError(msg)
    mark = written["mark"]
    return Param(written["name"], parse_type(written["type"]), mark == "?", mark == "...")


def _split(text: str, mark: str) -> list[str]:
    """The parts of `text` between marks that stand outside of `<…>`."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "<") - (char == ">")
        if char == mark and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
