"""Lines whose indentation fits nothing: which of them is the slip, and where it belongs.

YAML stops at the first line that fits nowhere. That may be a line after the one that was moved, and a line may fit in
two places: the lines around it, and what follows what in the rest of the document, tell which was meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen, replace
from policydsl.syntax.shadow import Shadow

_LINE: Final = re.compile(
    r"""( *)((?:-(?:[ ]+|$))*)(?:("[^"\n]*"|'[^'\n]*'|[^\s\#:'"\[\]{},&*!|>%@`?-][^:\n\#]*?):(?=[ ]|$))?(.*)"""
)
_NOTHING: Final = re.compile(r"[ ]*(?:[&!]\S*[ ]*)?(?:#.*)?")
_BLOCK_SCALAR: Final = re.compile(r"[ ]*(?:[&!]\S*[ ]+)?[|>][-+0-9]*[ ]*(?:#.*)?")
_STEP: Final = 2
_FIRST: Final = "^"  # before the first key of a map


@frozen
class Move:
    """The line that is to be moved, the place of the blanks before it, and the blanks that it should have."""

    line: int
    blanks: Span
    wanted: str


@frozen
class _Line:
    """A line with a key or a dash: the columns of its dashes and of what comes after them."""

    number: int
    dashes: tuple[int, ...]
    column: int
    key: str
    opens: bool  # whether it has no value of its own, so that the lines below it are that

    @property
    def indent(self) -> int:
        return self.dashes[0] if self.dashes else self.column

    def moved(self, by: int) -> _Line:
        dashes = tuple(dash + by for dash in self.dashes)
        return replace(self, dashes=dashes, column=self.column + by)

    @property
    def is_odd(self) -> bool:
        return self.indent % _STEP != 0 or self.column % _STEP != 0


def move(source: SourceFile, shadow: Shadow, stop: int) -> Move | None:
    """The line that is out of place where YAML stopped at line `stop`; None where it cannot be told."""
    lines = list(_lines(source, shadow))
    here = next((i for i, line in enumerate(lines) if line.number == stop), None)
    if here is None:
        return None
    at = _slip(lines, here)
    slip = lines[at]
    start, raw = source.start_of(slip.number), source.line(slip.number)
    blanks = Span(start, start + len(raw) - len(raw.lstrip()))
    if slip.dashes and slip.indent % _STEP == 0 and slip.column % _STEP and _has_places(lines):
        last = blanks.end + slip.dashes[-1] - slip.indent  # the blanks between its dash and its key
        return Move(slip.number, Span(last + 1, last + slip.column - slip.dashes[-1]), " ")
    column = _Places(lines, at).best()
    if column is None or column == slip.indent:
        return None
    return Move(slip.number, blanks, " " * column)


def places(source: SourceFile, shadow: Shadow, numbers: Iterable[int]) -> dict[int, str]:
    """The blanks that some lines should have, each by the lines around it; a line of no map or list is left out."""
    lines = list(_lines(source, shadow))
    found: dict[int, str] = {}
    for number in numbers:
        at = next((i for i, line in enumerate(lines) if line.number == number), None)
        column = None if at is None else _Places(lines, at).best()
        if at is not None and column is not None:
            found[number] = " " * column
            lines[at] = lines[at].moved(column - lines[at].indent)
    return found


def _lines(source: SourceFile, shadow: Shadow) -> Iterator[_Line]:
    """The lines of the copy that have a key or a dash; what is inside of texts over several lines is not among them."""
    text_above: int | None = None  # the column of a key whose value is a block of text
    number, start, length = 1, 0, len(source.text)
    while start < length:
        raw = source.line(number)
        written = shadow.now(Span(start, start + len(raw))).expandtabs(_STEP)
        blank = not written.strip() or written.lstrip().startswith("#")
        if text_above is not None and not blank and len(written) - len(written.lstrip(" ")) <= text_above:
            text_above = None
        found = None if blank or text_above is not None else _LINE.fullmatch(written)
        if found is not None and (found[2] or found[3] is not None):
            dashes = tuple(found.start(2) + i for i, sign in enumerate(found[2]) if sign == "-")
            rest = found[4]
            yield _Line(number, dashes, found.end(2), (found[3] or "").strip(), opens=bool(_NOTHING.fullmatch(rest)))
            if _BLOCK_SCALAR.fullmatch(rest):
                text_above = found.end(2) if found[3] is not None else dashes[-1]
        number += 1
        start = source.start_of(number) if number <= source.position(length).line else length


def _has_places(lines: list[_Line]) -> bool:
    """Whether nearly all lines are indented by steps of two, so that an odd one is out of place."""
    odd = sum(line.is_odd for line in lines)
    return odd * 4 <= len(lines)


def _slip(lines: list[_Line], here: int) -> int:
    """The line that was moved: the one where YAML stopped, or one above it that the others do not line up with."""
    stop = lines[here]
    parent = here
    while parent >= 0 and (parent == here or lines[parent].indent >= stop.indent):
        if lines[parent].is_odd and _has_places(lines):
            return parent
        parent -= 1
    if parent < 0:
        return here
    if lines[parent].is_odd and _has_places(lines):
        return parent
    first = parent + 1
    if first < here and lines[parent].opens and lines[first].indent > stop.indent:
        # The first line of a block against the others: the one that is a step further in is right.
        right = lines[parent].column + _STEP
        return first if stop.indent == right != lines[first].indent else here
    before = lines[parent - 1] if parent else None
    if parent == here - 1 and not lines[parent].opens and before is not None:
        is_left_out = before.opens and lines[parent].indent <= before.column
        return parent if is_left_out else here
    return here


class _Places:
    """Where one line may stand, and how well each place fits."""

    def __init__(self, lines: list[_Line], at: int) -> None:
        self.slip, self.above = lines[at], lines[:at]
        self.below = lines[at + 1] if at + 1 < len(lines) else None
        others = [*self.above, *lines[at + 1 :]]
        self.pairs = Counter(_pairs(others))
        lists = [one.indent - above.column for above, one in pairwise(others) if above.opens and one.dashes]
        self.list_step = 0 if lists.count(0) > lists.count(_STEP) else _STEP
        self.maps, self.items = _levels(self.above)

    def best(self) -> int | None:
        """The column in which it fits best."""
        levels = self.items if self.slip.dashes else self.maps
        columns = {column: line.key for column, line in levels.items()}
        last = self.above[-1] if self.above else None
        if last is None:
            columns[0] = _FIRST
        if last is not None and last.opens:
            parent = last.key or _FIRST
            step = self.list_step if self.slip.dashes and last.key else _STEP
            columns.setdefault(last.column + step, f"{_FIRST}{parent}")
        return max(columns, key=lambda column: self._fit(column, columns[column]), default=None)

    def _fit(self, column: int, before: str) -> tuple[bool, bool, bool, bool, bool, int]:
        slip, last = self.slip, self.above[-1] if self.above else None
        own = column + slip.column - slip.indent
        is_child = last is not None and column > last.column
        leaves_empty = last is not None and last.opens and not is_child and not (slip.dashes and column == last.column)
        return (
            is_child or slip.key not in self._siblings(column) or bool(slip.dashes),
            not leaves_empty,
            self._lets_follow(own),
            self._lets_follow(own, exactly=True),
            bool(self.pairs[before, slip.key]),
            -abs(column - slip.indent),
        )

    def _lets_follow(self, column: int, *, exactly: bool = False) -> bool:
        """Whether the line after it fits if its key stands in a column."""
        below = self.below
        if below is None:
            return not self.slip.opens or not exactly
        deeper = below.indent > column or (bool(below.dashes) and below.indent >= column)
        if self.slip.opens:
            return below.indent - column == (self.list_step if below.dashes else _STEP) if exactly else deeper
        if below.indent > column:
            return False
        known = self.items if below.dashes else self.maps
        return not exactly or (below.indent == column and not below.dashes) or below.indent in known

    def _siblings(self, column: int) -> set[str]:
        """The keys of the map in a column, as far as they stand above."""
        found: set[str] = set()
        for line in reversed(self.above):
            if line.column == column:
                found.add(line.key)
            if line.indent < column:
                break
        return found


def _levels(above: list[_Line]) -> tuple[dict[int, _Line], dict[int, _Line]]:
    """The maps and the lists that are open after some lines: their columns, each with the last line in it."""
    maps: dict[int, _Line] = {}
    items: dict[int, _Line] = {}
    limit: int | None = None
    for line in reversed(above):
        if line.key and (limit is None or line.column < limit or (line.opens and line.column == limit in items)):
            maps.setdefault(line.column, line)
            limit = line.column if limit is None else min(limit, line.column)
        for dash in reversed(line.dashes):
            if limit is None or dash < limit:
                items[dash] = line
                limit = dash
        if limit == 0 and 0 in maps:
            break
    return maps, items


def _pairs(lines: list[_Line]) -> Iterator[tuple[str, str]]:
    """What follows what in the maps of a document: a key and the next one, a key and the first one under it."""
    open_: list[tuple[int, str]] = []
    parent = _FIRST
    for line in lines:
        while open_ and open_[-1][0] > line.column:
            open_.pop()
        is_next = bool(open_) and open_[-1][0] == line.column and not line.dashes
        yield (open_[-1][1] if is_next else f"{_FIRST}{parent}"), line.key
        if open_ and open_[-1][0] == line.column:
            open_.pop()
        open_.append((line.column, line.key))
        parent = line.key or _FIRST
