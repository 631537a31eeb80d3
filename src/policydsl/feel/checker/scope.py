"""Names in scope and what they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from policydsl.feel.types import Enum, ListOf, Record, Type
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Symbol:
    """Something with a name; the same object wherever a formula refers to it."""

    name: str
    type: Type
    kind: str  # applicant, list, item, parameter, reading, let, output, day, year, variable


@frozen
class FieldOf:
    """A field that a filter's condition names without its item: `qualified` in `xs[qualified]`."""

    symbol: Symbol
    name: str
    type: Type


@frozen
class Option:
    """A bare option of an enum in a table cell."""

    value: str
    type: Enum


ANY: Final = "*"  # among guarded paths: one that nobody knows, since it was misspelt

Binding: TypeAlias = Symbol | FieldOf | Option


@dataclass(frozen=True, slots=True)
class Scope:
    """Names, innermost first; `labels` maps people's words to ids, `absent` explains names out of reach."""

    names: Mapping[str, Binding]
    parent: Scope | None = None
    guarded: frozenset[str] = frozenset()  # assessed values that are known not to be null here
    labels: Mapping[str, str] = field(default_factory=dict)

    def lookup(self, name: str) -> Binding | None:
        """What a name stands for, or None."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.names.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def label(self, written: str) -> str | None:
        """The id whose label somebody wrote."""
        scope: Scope | None = self
        while scope is not None:
            if written in scope.labels:
                return scope.labels[written]
            scope = scope.parent
        return None

    def path_of_label(self, written: str) -> str | None:
        """The field within reach that is labelled so: `applicant.annual_revenue`; None if there are several or none."""
        found: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            for label, id_ in scope.labels.items():
                owner, dot, text = label.partition(".")
                if dot and text == written and isinstance(getattr(self.lookup(owner), "type", None), Record):
                    found.add(f"{owner}.{id_}")
            scope = scope.parent
        return found.pop() if len(found) == 1 else None

    def all_names(self) -> list[str]:
        """Every name in scope, innermost first."""
        found: dict[str, None] = {}
        scope: Scope | None = self
        while scope is not None:
            found.update(dict.fromkeys(scope.names))
            scope = scope.parent
        return list(found)

    def inside(self, symbol: Symbol, *, implicit: bool) -> Scope:
        """The scope of a filter (`implicit`: the item's fields stand by themselves) or of a quantifier."""
        names: dict[str, Binding] = {symbol.name: symbol}
        if implicit and isinstance(symbol.type, Record):
            names |= {name: FieldOf(symbol, name, type_) for name, type_ in symbol.type.fields}
        return Scope(names, self)

    def guard(self, paths: Iterable[str]) -> Scope:
        """The same scope where these assessed values are known not to be null."""
        paths = frozenset(paths)
        return Scope({}, self, paths) if paths else self

    def is_guarded(self, path: str) -> bool:
        """Whether an assessed value was asked for null before."""
        scope: Scope | None = self
        while scope is not None:
            if path in scope.guarded or ANY in scope.guarded:
                return True
            scope = scope.parent
        return False


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was most likely meant, or None."""
    from difflib import get_close_matches  # noqa: PLC0415  (only misspelt names pay for it)

    found = get_close_matches(name, list(known), n=1, cutoff=0.66)
    return found[0] if found else None


def item_of(type_: Type) -> Record | None:
    """The record that a list is made of."""
    return type_.item if isinstance(type_, ListOf) and isinstance(type_.item, Record) else None
