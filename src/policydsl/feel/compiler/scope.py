"""Names resolved before a run: each is a slot of a frame, or may be an entry of the item that a filter looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from policydsl.feel.ast import Expr
from policydsl.feel.compiler.conform import ItemDefinition
from policydsl.feel.compiler.run import FIRST_SLOT, Code
from policydsl.source.frozen import frozen


class Frame:
    """The slots of one function (or of the whole formula)."""

    __slots__ = ("size",)

    def __init__(self) -> None:
        self.size = 0

    def slot(self) -> int:
        """A new slot."""
        self.size += 1
        return self.size + FIRST_SLOT - 1


@frozen
class Slot:
    """Where a value stands: so many frames out, at an index. `live` marks a list that is still growing."""

    frames: int
    index: int
    live: bool = False


@frozen
class Found:
    """A name resolved: the items of filters that may have such an entry, innermost first, then a slot, if any."""

    items: tuple[Slot, ...]
    slot: Slot | None


CompileFunction: TypeAlias = "Callable[[Expr, Scope], Code]"


@frozen
class Scope:
    """The names that a part of the formula sees. Inner scopes are made by the methods, this one stays."""

    frame: Frame
    compile_in: CompileFunction
    types: Mapping[str, ItemDefinition]
    names: tuple[tuple[str | None, Slot], ...] = ()  # innermost last; None: the item of a filter
    input: Slot | None = None

    def compile(self, expr: Expr) -> Code:
        """A part of the formula as code."""
        return self.compile_in(expr, self)

    def bind(self, name: str, *, live: bool = False) -> tuple[Scope, int]:
        """The scope with one more name, and its slot."""
        index = self.frame.slot()
        return self._with((name, Slot(0, index, live))), index

    def bind_item(self) -> tuple[Scope, int]:
        """The scope inside a filter: `item`, and the entries of the item by their names alone."""
        index = self.frame.slot()
        return self._with(("item", Slot(0, index)), (None, Slot(0, index))), index

    def bind_input(self) -> tuple[Scope, int]:
        """The scope with `?`."""
        index = self.frame.slot()
        return Scope(self.frame, self.compile_in, self.types, self.names, Slot(0, index)), index

    def function(self) -> Scope:
        """The scope of a function's body: a frame of its own, what is around it one frame further out."""
        outer = tuple((name, Slot(slot.frames + 1, slot.index, slot.live)) for name, slot in self.names)
        input_ = self.input and Slot(self.input.frames + 1, self.input.index)
        return Scope(Frame(), self.compile_in, self.types, outer, input_)

    def find(self, name: str) -> Found:
        """What a name may mean."""
        items: list[Slot] = []
        for known, slot in reversed(self.names):
            if known is None:
                items.append(slot)
            elif known == name:
                return Found(tuple(items), slot)
        return Found(tuple(items), None)

    def _with(self, *names: tuple[str | None, Slot]) -> Scope:
        return Scope(self.frame, self.compile_in, self.types, (*self.names, *names), self.input)
