"""The account of open brackets: what each one is for, and how deep they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from policydsl.feel.parser.problem import Place, Problem
from policydsl.source import Span, Text

MAX_DEPTH: Final = 100

_OPENERS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(slots=True)
class Open:
    """An open bracket: `(`, `[`, `{`, `f` for a parameter list, `i` for iterators, which no sign closes."""

    kind: str
    span: Span
    index: int = -1
    has_dots: bool = False

    @property
    def sign(self) -> str:
        """The sign that opened it."""
        return "(" if self.kind == "f" else self.kind


class Brackets:
    """A stack of open brackets."""

    __slots__ = ("_open", "closed_first")

    def __init__(self) -> None:
        self._open: list[Open] = []
        self.closed_first: int | None = None  # token index of the sign that closes the bracket at token 1

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def kind(self) -> str:
        """What the innermost one is for, or nothing."""
        return self._open[-1].kind if self._open else ""

    @property
    def has_dots(self) -> bool:
        """Whether the innermost one holds `..`, so that it is a range."""
        return bool(self._open) and self._open[-1].has_dots

    @property
    def unclosed(self) -> Open | None:
        """The innermost real bracket that is still open."""
        return next((one for one in reversed(self._open) if one.kind != "i"), None)

    def waiting(self, sign: str) -> int:
        """How many open brackets a closing sign would close."""
        return sum(one.kind != "i" and one.sign == _OPENERS[sign] for one in self._open)

    def open(self, kind: str, span: Span, index: int = -1) -> None:
        """Take an opening sign."""
        if len(self._open) >= MAX_DEPTH:
            raise Problem("X032", span, limit=MAX_DEPTH)
        self._open.append(Open(kind, span, index))

    def close(self, sign: str, span: Span, index: int) -> None:
        """Take a closing sign; a range may end in another kind of bracket than it began with."""
        self.end_iterators(every=True)
        if not self._open:
            raise Problem("X005", span, sign=sign)
        opened = self._open.pop()
        if opened.sign != _OPENERS.get(sign, sign) and not (opened.has_dots and sign != "}"):
            note = Text("这里打开", "opened here")
            raise Problem("X006", span, Place(opened.span, note), sign=sign, opened=opened.sign)
        if opened.index == 1:
            self.closed_first = index

    def end_iterators(self, *, every: bool = False) -> None:
        """`return` or `satisfies` ends a list of iterators; a closing sign ends all of them."""
        while self._open and self._open[-1].kind == "i":
            self._open.pop()
            if not every:
                return

    def dots(self) -> None:
        """Take `..`."""
        if self._open and self._open[-1].kind in {"(", "["}:
            self._open[-1].has_dots = True
