"""A table of a workbook, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from policydsl.cohort.shape import TableShape
from policydsl.cohort.workbook.cells import Cell, read_cell, said
from policydsl.cohort.workbook.extras import Extras, Merge, MergesOfRows, anchor_of, letters
from policydsl.cohort.workbook.opening import rows_of
from policydsl.cohort.workbook.sheets import SheetColumn
from policydsl.source import Text
from policydsl.source.frozen import frozen

_STRAY: Final = Text("所在的列没有列名", "stands in a column without a name")
_MERGED: Final = Text(
    "与 {anchor} 合并了，不知道是空着还是同样的值：请取消合并，逐格填写",
    "is merged with {anchor}, and may be empty or the same: undo the merging and fill in each cell",
)


@frozen(eq=False)
class Row:
    """A row with something in it. `cells`: by the name of the column; `stray`: those that stand in none."""

    number: int
    cells: Mapping[str, Cell]
    stray: tuple[Cell, ...]
    hidden: bool

    @property
    def problems(self) -> list[Cell]:
        """The cells that have one."""
        return [cell for cell in (*self.cells.values(), *self.stray) if cell.problem is not None]


class SheetTable:
    """A table of a workbook: `columns` are the names of those that it has, `first` is the first row below its headings.

    `rows` reads it from its beginning, as often as it is asked for.
    """

    def __init__(
        self, sheet: Any, shape: TableShape, columns: Mapping[int, SheetColumn], extras: Extras, first: int, path: Path
    ) -> None:
        self.shape, self.name, self.sheet, self.first = shape, shape.name, str(sheet.title), first
        self.columns = tuple(column.name for column in columns.values())
        self._sheet, self._by_place, self._extras, self._path = sheet, columns, extras, path

    @property
    def hidden(self) -> int:
        """How many hidden rows it has, a filter's perhaps; they are read as the others are."""
        return sum(number >= self.first for number in self._extras.hidden)

    def rows(self) -> Iterator[Row]:
        """The rows that hold anything, in order; WorkbookError where one cannot be read."""
        merges = MergesOfRows(self._extras)
        for number, cells in rows_of(self._sheet, self._path):
            if number >= self.first and any(map(is_filled, cells)):
                yield self._row(number, cells, merges.at(number))

    def _row(self, number: int, cells: Sequence[Any], merges: Sequence[Merge]) -> Row:
        found: dict[str, Cell] = {}
        for index, column in self._by_place.items():
            place = f"{letters(index)}{number}"
            anchor = anchor_of(merges, number, index) if merges else None
            if anchor is not None:
                found[column.name] = Cell(None, place, said(_MERGED, anchor=anchor))
            elif index > len(cells):
                found[column.name] = Cell(None, place)
            else:
                one = cells[index - 1]
                found[column.name] = read_cell(one.value, one.data_type, place, column)
        stray = tuple(
            Cell(None, f"{letters(index)}{number}", _STRAY)
            for index, cell in enumerate(cells, 1)
            if index not in self._by_place and is_filled(cell)
        )
        return Row(number, found, stray, number in self._extras.hidden)


def is_filled(cell: Any) -> bool:
    """Whether anything is written in a cell of openpyxl."""
    value = cell.value
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
