"""A text put together from parts of several files, each of which knows where it comes from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from policydsl.source.frozen import frozen
from policydsl.source.text import SourceFile, Span


@frozen
class Piece:
    """A part of a text. `exact`: its characters are those of `origin` in `file`, one for one.

    Otherwise all of them stand for the whole of `origin`: an indentation, a quote, a comma.
    """

    text: str
    file: SourceFile
    origin: Span
    exact: bool = True

    @classmethod
    def of(cls, file: SourceFile, span: Span) -> Piece:
        """What stands in `span` of a file."""
        return cls(file.text[span.start : span.end], file, span)

    def cut(self, start: int, end: int) -> Piece:
        """The characters from `start` up to `end`."""
        if not self.exact:
            return Piece(self.text[start:end], self.file, self.origin, exact=False)
        at = self.origin.start
        return Piece(self.text[start:end], self.file, Span(at + start, at + end))

    def place(self, start: int, end: int) -> Span:
        """Where in its file the characters from `start` up to `end` stand."""
        return Span(self.origin.start + start, self.origin.start + end) if self.exact else self.origin


# Replace a span by pieces; an empty span is a place between two characters.
Splice: TypeAlias = tuple[Span, tuple[Piece, ...]]


class Patchwork(SourceFile):
    """The text of the pieces, under the name and the digest of `first`, the file that it began with."""

    __slots__ = ("_ends", "first", "pieces")

    def __init__(self, first: SourceFile, pieces: Iterable[Piece]) -> None:
        self.first = first
        self.pieces = tuple(_joined(pieces))
        super().__init__(first.name, "".join(piece.text for piece in self.pieces), first.sha256)
        self._ends: list[int] = []
        end = 0
        for piece in self.pieces:
            end += len(piece.text)
            self._ends.append(end)

    @classmethod
    def whole_of(cls, file: SourceFile) -> Patchwork:
        """The same text, in one piece."""
        return file if isinstance(file, Patchwork) else cls(file, (Piece.of(file, file.whole()),))

    def spliced(self, splices: Sequence[Splice]) -> Patchwork:
        """The text with all splices made; they must not overlap. Those at one place keep their order."""
        made: list[Piece] = []
        at = 0
        for span, pieces in sorted(splices, key=lambda splice: splice[0]):
            if span.start < at:
                msg = f"splices overlap at {span.start}"
                raise ValueError(msg)
            made += self._between(at, span.start)
            made += pieces
            at = span.end
        made += self._between(at, len(self.text))
        return Patchwork(self.first, made)

    def place(self, span: Span) -> tuple[SourceFile, Span]:
        """The file that the beginning of `span` comes from, and where in it; as much of `span` as that file has.

        A place between two characters belongs to the one that was put in, if one of them was.
        """
        if not self.pieces:
            return self, span
        first = self._piece_at(span.start)
        if span.start == span.end and self._was_put_in_before(span.start, first):
            first -= 1
        last = max(first, self._piece_at(max(span.start, span.end - 1)))
        file = self.pieces[first].file
        places = [self._part(i, span) for i in range(first, last + 1) if self.pieces[i].file is file]
        # Text that moved stands in an order of its own: only what follows the beginning belongs to it.
        return file, Span(places[0].start, max(place.end for place in places if place.start >= places[0].start))

    def exact_place(self, span: Span) -> tuple[SourceFile, Span] | None:
        """The same, only where the file has the very characters of `span` and nothing between them."""
        if not self.pieces:
            return None
        first = self._piece_at(span.start)
        if span.start == span.end and self._was_put_in_before(span.start, first):
            first -= 1
        if not self.pieces[first].exact or span.end > self._ends[first]:
            return None
        return self.pieces[first].file, self._part(first, span)

    def _between(self, start: int, end: int) -> Iterable[Piece]:
        if start >= end:
            return
        for i in range(self._piece_at(start), len(self.pieces)):
            before = self._ends[i] - len(self.pieces[i].text)
            if before >= end:
                return
            yield self.pieces[i].cut(max(start - before, 0), min(end, self._ends[i]) - before)

    def _piece_at(self, offset: int) -> int:
        return min(bisect_right(self._ends, offset), len(self.pieces) - 1)

    def _was_put_in_before(self, offset: int, index: int) -> bool:
        """Whether the piece before the one at `index` ends at `offset`, and came in where that one has always been."""
        ends_here = index > 0 and self._ends[index - 1] == offset
        return ends_here and self.pieces[index].file is self.first and self.pieces[index - 1].file is not self.first

    def _part(self, index: int, span: Span) -> Span:
        piece, before = self.pieces[index], self._ends[index] - len(self.pieces[index].text)
        start = min(max(span.start - before, 0), len(piece.text))
        return piece.place(start, min(max(span.end - before, start), len(piece.text)))


def _joined(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """Without empty ones, and those that follow each other in their file in one."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is None:
            last = piece
        elif last.exact and piece.exact and last.file is piece.file and last.origin.end == piece.origin.start:
            last = Piece(last.text + piece.text, last.file, last.origin.to(piece.origin))
        else:
            yield last
            last = piece
    if last is not None:
        yield last
