"""A named text, its lines, and spans of code points in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol

from policydsl.source.frozen import frozen
from policydsl.source.outline import Outline, Part

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `start` up to but not including `end`."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from here to the end of `other`."""
        return Span(self.start, max(self.end, other.end))

    def shift(self, by: int) -> Span:
        """The same span, `by` code points further on."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A line and a column, both from 1; columns count code points."""

    line: int
    column: int


class SourceFile:
    """A text with the name that diagnostics show for it."""

    __slots__ = ("_starts", "has_mark", "name", "outline", "sha256", "text")

    def __init__(self, name: str, text: str, sha256: str = "", *, has_mark: bool = False) -> None:
        """`has_mark`: the file begins with a byte order mark, which is no part of the text."""
        self.name = name
        self.text = text
        self.sha256 = sha256
        self.has_mark = has_mark
        self.outline: Outline | None = None  # of a document that was parsed
        self._starts: list[int] | None = None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *(m.end() for m in _LINE_END.finditer(self.text))]
        return self._starts

    def position(self, offset: int) -> Position:
        """Line and column of a code point offset (clamped to the text)."""
        offset = max(0, min(offset, len(self.text)))
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end."""
        starts = self._line_starts()
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def start_of(self, number: int) -> int:
        """The offset where line `number` (from 1) begins."""
        return self._line_starts()[number - 1]

    def whole(self) -> Span:
        """The span of the whole text."""
        return Span(0, len(self.text))

    def part_at(self, offset: int) -> Part | None:
        """The innermost named part of the document that a place lies in; None where none is known."""
        return None if self.outline is None else self.outline.part_at(offset)

    def place(self, span: Span) -> tuple[SourceFile, Span]:
        """Where a person finds what stands in `span`: here, unless the text was put together from several files."""
        return self, span

    def __repr__(self) -> str:
        return f"SourceFile({self.name!r}, {len(self.text)} characters)"


class Origin(Protocol):
    """Where a formula's text stands in a file: maps spans in the formula to spans in the file."""

    @property
    def file(self) -> SourceFile:
        """The file that the formula stands in."""
        ...

    def locate(self, span: Span) -> Span:
        """The span in the file for a span in the formula's own text."""
        ...


@frozen
class WholeText:
    """The origin of a formula that is a whole text of its own, as on the command line."""

    file: SourceFile

    def locate(self, span: Span) -> Span:
        """Spans are the same in both."""
        return span
