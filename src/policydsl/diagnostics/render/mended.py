"""The lines of a file as a fix would leave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from policydsl.diagnostics.diagnostic import Edit
from policydsl.diagnostics.render.excerpt import Mark
from policydsl.diagnostics.render.paint import Ink
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen

_MOST_LINES = 8
_AROUND = 2_000  # characters of a line that are looked at on either side: more than any screen shows


@frozen
class MendedLine:
    """A line after the fix, with marks under what is new; without a number it stands for lines left out."""

    number: int | None
    text: str = ""
    marks: tuple[Mark, ...] = ()
    removed: bool = False


def mended_lines(file: SourceFile, edits: Sequence[Edit]) -> Iterator[MendedLine]:
    """Give every line that the edits touch, as it will read; of two edits of one place the first counts."""
    before = 0
    for first, last, regional in _regions(file, edits):
        if before and first > before + 1:
            yield MendedLine(None)
        before = last
        lines = list(_mend(file, first, last, regional))
        yield from lines[:_MOST_LINES]
        if len(lines) > _MOST_LINES:
            yield MendedLine(None)


def _regions(file: SourceFile, edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Give the edits by the runs of lines that they change."""
    region: tuple[int, int, list[Edit]] | None = None
    done = 0
    for edit in sorted(edits, key=lambda e: (e.span.start, e.span.end)):
        if region and edit.span.start < done:
            continue
        first, last = file.position(edit.span.start).line, file.position(edit.span.end).line
        done = edit.span.end
        if region and first <= region[1] and edit.span.start - region[2][-1].span.end <= _AROUND:
            region = (region[0], max(last, region[1]), [*region[2], edit])
            continue
        if region:
            yield region
        region = (first, last, [edit])
    if region:
        yield region


def _mend(file: SourceFile, first: int, last: int, edits: Sequence[Edit]) -> Iterator[MendedLine]:
    """Write the lines `first` to `last` anew, remembering which characters are new."""
    if gone := _lines_gone(file, edits):
        yield from (MendedLine(number, file.line(number), removed=True) for number in gone)
        return
    start, end = edits[0].span.start, edits[-1].span.end
    at = start - (file.position(start).column - 1) + (first == 1 and file.text.startswith("\ufeff"))
    at = max(at, start - _AROUND)
    stop = min(end + len(file.line(last)) - (file.position(end).column - 1), end + _AROUND)
    lines: list[list[tuple[str, int]]] = [[]]  # a character and the number of the edit that it comes from, from 1
    for nth, edit in enumerate(edits, 1):
        _put(lines, file.text[at : edit.span.start], 0)
        _put(lines, edit.replacement, nth)
        at = edit.span.end
    _put(lines, file.text[at:stop], 0)
    for number, line in enumerate(lines, first):
        yield MendedLine(number, "".join(char for char, _ in line), tuple(_new_parts(line, edits)))


def _lines_gone(file: SourceFile, edits: Sequence[Edit]) -> list[int]:
    """Give the numbers of the lines that vanish, if the edits do nothing else."""
    numbers: list[int] = []
    for edit in edits:
        first, last = file.position(edit.span.start), file.position(edit.span.end)
        until = last.line if last.column > len(file.line(last.line)) else last.line - 1
        if (
            edit.replacement
            or first.column > 1
            or until < first.line
            or last.column not in {1, len(file.line(until)) + 1}
        ):
            return []
        numbers += [n for n in range(first.line, until + 1) if file.line(n).strip()]
    return numbers


def _put(lines: list[list[tuple[str, int]]], text: str, nth: int) -> None:
    for char in text:
        if char == "\n":
            lines.append([])
        elif char != "\r":
            lines[-1].append((char, nth))


def _new_parts(line: list[tuple[str, int]], edits: Sequence[Edit]) -> Iterator[Mark]:
    at = 0
    for nth, run in groupby(line, key=lambda pair: pair[1]):
        length = len(list(run))
        if nth:
            span = edits[nth - 1].span
            yield Mark(at, at + length, "+" if span.start == span.end else "~", Ink.MENDED)
        at += length
