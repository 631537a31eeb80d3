"""Evaluations for people at a terminal, laid out by columns so that Chinese text stays aligned."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.award import Evaluation, Status
from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.render.money import sum_text, wan, yuan
from policydsl.render.report import Entry, Group, Report, report_of
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, pad, visible, wrap

_INDENT = 2
_GAP = 2
_LEAST_ROOM = 20  # columns for a title, however narrow the screen


def result_text(evaluation: Evaluation, lang: Lang, *, color: bool = False, width: int = 80) -> str:
    """One applicant's result."""
    layout = _Layout(report_of(evaluation, lang), lang, Paint(color), width)
    return "\n".join(line.rstrip() for line in layout.lines()) + "\n"


class _Layout:
    """The report on lines of at most `width` columns."""

    def __init__(self, report: Report, lang: Lang, paint: Paint, width: int) -> None:
        self.report, self.lang, self.paint, self.width = report, lang, paint, width
        cites = [e.award.clause.cite for g in report.groups for e in g.entries]
        self.margin = _INDENT + max(map(display_width, cites), default=0) + _GAP

    def lines(self) -> Iterator[str]:
        """Head, groups, totals, notes."""
        yield from self._head()
        for group in self.report.groups:
            yield ""
            yield self.paint(Ink.STRONG, group.heading)
            yield from self._group(group)
        yield ""
        yield from self._totals()
        if self.report.notes:
            yield ""
        for note in self.report.notes:
            yield from self._hanging(Text("注：", "Note: ").pick(self.lang), note)

    def _head(self) -> Iterator[str]:
        for line in wrap(visible(self.report.title), self.width):
            yield self.paint(Ink.STRONG, line)
        if self.report.number:
            yield visible(self.report.number)
        yield ""
        room = max(display_width(label) for label, _ in self.report.head) + _GAP
        for label, value in self.report.head:
            yield from self._hanging(pad(label, room), value)

    def _group(self, group: Group) -> Iterator[str]:
        brief = group.status not in (Status.ELIGIBLE, Status.UNDETERMINED)
        for entry in group.entries:
            yield from self._brief(entry) if brief else self._full(entry)

    def _full(self, entry: Entry) -> Iterator[str]:
        """Title and figure; the item and the figure in yuan; what is to be said of it."""
        first, second = self._figures(entry)
        yield from self._row(self._cite(entry), entry.title, first)
        below = [*([entry.subject] if entry.subject else []), *("· " + detail for detail in entry.details)]
        margin = " " * self.margin
        if second:  # beside what stands first below the title, where that leaves it room
            room = self.width - self.margin - display_width(second) - _GAP
            fits = bool(below) and display_width(visible(below[0])) <= room
            yield from self._row(margin, below.pop(0) if fits else "", second)
        for line in below:
            mark = "· " if line.startswith("· ") else ""
            yield from self._hanging(margin + mark, line.removeprefix(mark))

    def _figures(self, entry: Entry) -> tuple[str, str]:
        if entry.amount is None:
            return entry.figure, ""
        currency = self.report.currency
        if self.lang == "zh":
            return f"{entry.basis} {wan(entry.amount, currency)}".lstrip(), yuan(entry.amount, currency)
        return f"{entry.basis} {sum_text(entry.amount, currency, self.lang)}".lstrip(), ""

    def _brief(self, entry: Entry) -> Iterator[str]:
        """The title with its item; the reason beneath."""
        subject = f"{entry.title} · {entry.subject}" if entry.subject else entry.title
        yield from self._row(self._cite(entry), subject, "")
        for detail in entry.details:
            yield from self._hanging(" " * self.margin + "· ", detail)

    def _cite(self, entry: Entry) -> str:
        return pad(" " * _INDENT + visible(entry.award.clause.cite), self.margin)

    def _row(self, left: str, middle: str, right: str) -> Iterator[str]:
        """A line with something at its left and right ends; the middle goes on below where it is too long."""
        room = self.width - display_width(left) - (display_width(right) + _GAP if right else 0)
        first, *rest = wrap(visible(middle), max(_LEAST_ROOM, room))
        yield left + (pad(first, room) + " " * _GAP + right if right else first)
        for line in rest:
            yield " " * display_width(left) + line

    def _hanging(self, start: str, text: str) -> Iterator[str]:
        """Text after its start, its further lines below it."""
        margin = display_width(start)
        first, *rest = wrap(visible(text), max(_LEAST_ROOM, self.width - margin))
        yield start + first
        for line in rest:
            yield " " * margin + line

    def _totals(self) -> Iterator[str]:
        yield self.paint(Ink.STRONG, Text("合计", "Total").pick(self.lang))
        totals, currency = self.report.totals, self.report.currency
        chinese = self.lang == "zh"
        if chinese:
            cells = [(t.label, wan(t.amount, currency), yuan(t.amount, currency)) for t in totals]
        else:
            cells = [(t.label, sum_text(t.amount, currency, self.lang), "") for t in totals]
        widths = [max(display_width(cell[column]) for cell in cells) for column in range(3)]
        for label, first, second in cells:
            line = pad(label, widths[0]) + " " * _GAP + pad(first, widths[1], "right")
            yield " " * _INDENT + line + (" " * _GAP + pad(second, widths[2], "right") if chinese else "")
