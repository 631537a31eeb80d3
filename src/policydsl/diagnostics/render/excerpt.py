"""One line of a source file with marks under it, cut to the room there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.source.frozen import frozen
from policydsl.source.width import display_width, visible_char, widths, wrap

_NARROW_NOTE = 40  # a note that hangs is given at least so many columns, if there are


@frozen
class Mark:
    """A part of one line (code points from 0), the character drawn under it, and a note."""

    start: int
    end: int
    sign: str
    ink: Ink
    note: str = ""


@frozen
class Row:
    """A row of output behind the gutter; a source row bears the line's number."""

    text: str
    is_source: bool = False


def excerpt(line: str, marks: Sequence[Mark], room: int, paint: Paint) -> list[Row]:
    """Show `line` and its marks in `room` columns; marks too far apart show the line twice."""
    rows: list[Row] = []
    for group in _groups(line, sorted(marks, key=lambda m: (m.start, m.end)), room):
        window = _Window.around(line, group[0].start, max(m.end for m in group), room)
        rows.append(Row(window.text, is_source=True))
        rows += [Row(text) for text in _marker_rows([window.place(m) for m in group], room, paint)]
    return rows or [Row(_Window.around(line, 0, 0, room).text, is_source=True)]


def _groups(line: str, marks: Sequence[Mark], room: int) -> Iterator[list[Mark]]:
    group: list[Mark] = []
    for mark in marks:
        if group and not _fits(line[group[0].start : mark.end], room - 2) and not _fits(line, room):
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def _fits(text: str, room: int) -> bool:
    return len(text) <= 8 * room and _measure(text)[-1] <= room


def _measure(text: str) -> list[int]:
    """Give the column at which each character of `text` is shown, and the one after the last."""
    shown = [visible_char(char) for char in text]
    added = widths("".join(shown))
    columns = [0]
    for part in shown:
        columns.append(columns[-1] + sum(islice(added, len(part))))
    return columns


@frozen
class _Window:
    """The shown part of a line: from code point `first` on, whose columns are `columns`."""

    text: str
    first: int
    columns: list[int]

    @classmethod
    def around(cls, line: str, start: int, end: int, room: int) -> _Window:
        """Cut `line` so that what stands from `start` to `end` is in the middle."""
        # A line may have a million characters: look only at what can be shown.
        low = max(0, start - 4 * room)
        high = min(len(line), min(end, start + 4 * room) + 4 * room)
        part = line[low:high]
        columns = _measure(part)
        if len(part) == len(line) and columns[-1] <= room:
            return cls("".join(map(visible_char, part)), 0, columns)
        inner = room - 2
        left, right = columns[start - low], columns[min(max(start, end) - low, len(part))]
        from_column = left - max(0, inner - (right - left)) // 2
        from_column = max(0, min(from_column, columns[-1] - inner))
        first = next(i for i, column in enumerate(columns) if column >= from_column)
        last = max((i for i, column in enumerate(columns) if column <= columns[first] + inner), default=first)
        before = "…" if low + first > 0 else ""
        after = "…" if low + last < len(line) else ""
        text = before + "".join(map(visible_char, part[first:last])) + after
        shift = len(before) - columns[first]
        return cls(text, low + first, [column + shift for column in columns[first : last + 1]])

    def column(self, at: int) -> int:
        """Give the column of a code point of the line; the nearest shown one for those cut off."""
        return self.columns[max(0, min(at - self.first, len(self.columns) - 1))]

    def place(self, mark: Mark) -> Mark:
        """Give the same mark in columns; one under nothing still gets one sign."""
        start = self.column(mark.start)
        return Mark(start, max(self.column(mark.end), start + 1), mark.sign, mark.ink, mark.note)


def _marker_rows(marks: Sequence[Mark], room: int, paint: Paint) -> list[str]:
    cells: dict[int, Mark] = {}
    for mark in sorted(marks, key=lambda m: m.sign == "^"):  # the primary one is drawn over the others
        cells.update(dict.fromkeys(range(mark.start, mark.end), mark))
    row = _draw({column: (mark.sign, mark.ink) for column, mark in cells.items()}, paint)
    noted = sorted((m for m in marks if m.note), key=lambda m: (m.start, m.end))
    if noted and _stands_beside(noted[-1], marks, room):
        last = noted.pop()
        row += " " + paint(last.ink, last.note)
    return [row, *_hanging(noted, room, paint)]


def _stands_beside(mark: Mark, marks: Sequence[Mark], room: int) -> bool:
    rightmost = all(m.end <= mark.end for m in marks)
    return rightmost and "\n" not in mark.note and mark.end + 1 + display_width(mark.note) <= room


def _hanging(noted: list[Mark], room: int, paint: Paint) -> Iterator[str]:
    """Notes below the marks, each at the end of a bar, from right to left."""
    if noted:
        yield _draw({m.start: ("|", m.ink) for m in noted}, paint)
    while noted:
        mark = noted.pop()
        column = max(0, min(mark.start, room - min(display_width(mark.note), _NARROW_NOTE)))
        bars = {m.start: ("|", m.ink) for m in noted if m.start < column}
        for text in wrap(mark.note, max(1, room - column)):
            row = _draw(bars, paint)
            used = max(bars, default=-1) + 1
            yield row + " " * (column - used) + paint(mark.ink, text)


def _draw(cells: dict[int, tuple[str, Ink]], paint: Paint) -> str:
    row, run, ink = "", "", Ink.PLAIN
    for column in range(max(cells, default=-1) + 1):
        sign, next_ink = cells.get(column, (" ", Ink.PLAIN))
        if next_ink is not ink:
            row += paint(ink, run)
            run, ink = "", next_ink
        run += sign
    return row + paint(ink, run)
