"""What a sheet says beside its cells: which rows are hidden, which cells are merged; and that each cell comes once.

The library passes over a row whose number is not above the last one, takes the last of two cells in one place, and
fills what lies between two rows, however far they are apart: such sheets are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO, Final
from xml.etree import ElementTree as ET

from policydsl.cohort.workbook.cells import said
from policydsl.cohort.workbook.opening import WorkbookError
from policydsl.source import Text
from policydsl.source.frozen import frozen

_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_LETTERS: Final = 26
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # that Excel has
_SIDE_BY_SIDE: Final = 1000  # merged cells that meet in a row
_ORDER: Final = Text(
    "第 {row} 行之后的一行，行号不比它大，或不是 Excel 有的行号",
    "the row after row {row} has a number that is not greater, or none that Excel has",
)
_TWICE: Final = Text(
    "第 {row} 行有两格在同一列，或有一格不在 Excel 有的列",
    "row {row} has two cells in one column, or one in no column that Excel has",
)
_MERGES: Final = Text("第 {row} 行有太多的合并单元格", "too many merged cells meet in row {row}")


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
    """The numbers of hidden rows; merged cells, the topmost first."""

    hidden: frozenset[int]
    merges: tuple[Merge, ...]


class MergesOfRows:
    """The merged cells that rows take part in, asked from above."""

    def __init__(self, extras: Extras) -> None:
        self._ahead = list(reversed(extras.merges))
        self._here: list[Merge] = []

    def at(self, number: int) -> Sequence[Merge]:
        """Those of a row below all that were asked for before."""
        if not (self._ahead or self._here):
            return ()
        while self._ahead and self._ahead[-1].top <= number:
            self._here.append(self._ahead.pop())
        self._here = [one for one in self._here if one.bottom >= number]
        if len(self._here) > _SIDE_BY_SIDE:
            raise WorkbookError(said(_MERGES, row=number))
        return self._here


def extras_of(stream: IO[bytes]) -> Extras:
    """Those of a sheet's XML; WorkbookError where a row or a cell would be passed over."""
    from openpyxl.xml.constants import SHEET_MAIN_NS  # noqa: PLC0415  (loaded only when used)

    row, cell, merge = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("row", "c", "mergeCell"))
    hidden: set[int] = set()
    merges: list[Merge] = []
    last, columns = 0, dict[str, int]()
    for _, element in ET.iterparse(stream):  # noqa: S314  (expat bounds entities; openpyxl reads the same by it)
        if element.tag == row:
            last = _number_of(element, last)
            _check_cells((one.get("r") for one in element if one.tag == cell), last, columns)
            if element.get("hidden") in ("1", "true"):
                hidden.add(last)
            element.clear()
        elif element.tag == merge:
            begin, _, end = (element.get("ref") or "").partition(":")
            first, to = _PLACE.fullmatch(begin), _PLACE.fullmatch(end or begin)
            if first is not None and to is not None:
                merges.append(Merge(column_number(first[1]), int(first[2]), column_number(to[1]), int(to[2])))
    return Extras(frozenset(hidden), tuple(sorted(merges, key=lambda one: one.top)))


def _number_of(row: ET.Element, last: int) -> int:
    """The number of a row; `last`: of the one before."""
    written = row.get("r")
    if written is None:
        number = last + 1
    else:
        number = int(written) if written.isascii() and written.isdecimal() and len(written) <= 7 else 0  # noqa: PLR2004
    if not last < number <= _LAST_ROW:
        raise WorkbookError(said(_ORDER, row=last))
    return number


def _check_cells(places: Iterable[str | None], number: int, columns: dict[str, int]) -> None:
    """See that no cell takes the place of another; `columns`: numbers of columns by their letters."""
    seen: set[int] = set()
    at = 0
    for place in places:
        name = place.rstrip("0123456789").replace("$", "") if place else ""
        if place and name not in columns:
            columns[name] = column_number(name) if len(name) <= 3 and name.isalpha() and name.isascii() else 0  # noqa: PLR2004
        at = columns[name] if place else at + 1
        if at in seen or not 0 < at <= _LAST_COLUMN:
            raise WorkbookError(said(_TWICE, row=number))
        seen.add(at)


def anchor_of(merges: Sequence[Merge], row: int, column: int) -> str | None:
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
    for letter in name.upper():
        found = found * _LETTERS + ord(letter) - ord("A") + 1
    return found
