"""What a sheet says beside its cells: which rows are hidden, which cells are merged."""

from __future__ import annotations

import re
from typing import IO, Final
from xml.etree import ElementTree as ET

from policydsl.source.frozen import frozen

_ROW: Final = "row"
_MERGE: Final = "mergeCell"
_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_LETTERS: Final = 26


@frozen
class Merge:
    """Cells merged into their first one."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def anchor(self) -> str:
        """The cell that has the value."""
        return f"{letters(self.left)}{self.top}"


@frozen
class Extras:
    """The numbers of hidden rows; merged cells."""

    hidden: frozenset[int]
    merges: tuple[Merge, ...]

    def in_row(self, number: int) -> tuple[Merge, ...]:
        """The merged cells that a row takes part in."""
        return tuple(one for one in self.merges if one.top <= number <= one.bottom) if self.merges else ()


def extras_of(stream: IO[bytes]) -> Extras:
    """Those of a sheet's XML."""
    hidden: set[int] = set()
    merges: list[Merge] = []
    for _, element in ET.iterparse(stream):  # noqa: S314  (expat bounds entities; openpyxl reads the same by it)
        name = element.tag.rpartition("}")[2]
        if name == _ROW:
            if element.get("hidden") in ("1", "true") and (element.get("r") or "").isdecimal():
                hidden.add(int(element.get("r") or 0))
            element.clear()
        elif name == _MERGE:
            found = _RANGE.fullmatch(element.get("ref") or "")
            if found is not None:
                right, bottom = found[3] or found[1], found[4] or found[2]
                merges.append(Merge(column_number(found[1]), int(found[2]), column_number(right), int(bottom)))
    return Extras(frozenset(hidden), tuple(merges))


def anchor_of(merges: tuple[Merge, ...], row: int, column: int) -> str | None:
    """The first of the merged cells that a cell is one of; None where it is none, or is itself the first."""
    for one in merges:
        if one.left <= column <= one.right and (row, column) != (one.top, one.left):
            return one.anchor
    return None


def letters(column: int) -> str:
    """The letters of a column: 28 is `AB`."""
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        found = chr(ord("A") + rest) + found
    return found


def column_number(name: str) -> int:
    """The number of a column by its letters."""
    found = 0
    for letter in name:
        found = found * _LETTERS + ord(letter) - ord("A") + 1
    return found
