"""Findings for people at a terminal: message, place, the lines themselves with carets, help and the mended line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from policydsl.diagnostics.diagnostic import Diagnostic, Edit, Label
from policydsl.diagnostics.render.excerpt import Mark, excerpt
from policydsl.diagnostics.render.mended import mended_lines
from policydsl.diagnostics.render.paint import SEVERITY_INK, Ink, Paint
from policydsl.diagnostics.render.places import bracketed
from policydsl.diagnostics.render.summary import summary
from policydsl.source import Lang, SourceFile, Text
from policydsl.source.frozen import frozen
from policydsl.source.width import visible, wrap

_SEVERITY = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "style": Text("写法", "style"),
    "note": Text("提示", "note"),
}
_HELP = Text("帮助", "help")
_WRITE = Text("可以这样改", "write it like this")
_COLON = Text("：", ": ")
_LEAST_ROOM = 24

# Line numbers from 1 to what is marked on the line.
_Lines = dict[int, list[Mark]]


def render_text(
    diagnostics: Iterable[Diagnostic], lang: Lang, *, allowed: int = 0, color: bool = False, width: int = 80
) -> str:
    """All findings, a blank line between them, and a last line that counts them; empty where there are none."""
    found = tuple(diagnostics)
    if not found:
        return ""
    printer = _Printer(lang, Paint(color), width)
    blocks = ["\n".join(row.rstrip() for row in printer.block(d)) for d in found]
    return "\n\n".join([*blocks, printer.paint(Ink.STRONG, summary(found, lang, allowed=allowed))]) + "\n"


@frozen
class _Printer:
    lang: Lang
    paint: Paint
    width: int

    def block(self, diagnostic: Diagnostic) -> Iterator[str]:
        """One finding, row by row."""
        ink = SEVERITY_INK[diagnostic.severity]
        head = f"{_SEVERITY[diagnostic.severity].pick(self.lang)}[{diagnostic.code}]"
        message = visible(diagnostic.message(self.lang))
        yield self.paint(ink, head) + self.paint(Ink.STRONG, _COLON.pick(self.lang) + message)

        sections = _sections(diagnostic.labels, ink, self.lang)
        edits = _edits_by_file(diagnostic.fix.edits if diagnostic.fix else ())
        numbers = [n for _, _, lines in sections for n in lines]
        numbers += [f.position(e.span.end).line + e.replacement.count("\n") for f, es in edits for e in es]
        gutter = len(str(max(numbers, default=0)))

        for nth, (file, label, lines) in enumerate(sections):
            if nth and (file.text or sections[nth - 1][0].text):
                yield self._bar(gutter)
            arrow = "-->" if nth == 0 else ":::"
            if not file.text:  # a folder, a table: no text of which to show a line
                yield " " * gutter + self.paint(Ink.FRAME, arrow) + f" {visible(file.name)}"
                continue
            place = self._place(file, label.span.start, gutter, arrow)
            yield place + bracketed(file.part_at(label.span.start), self.lang)
            yield self._bar(gutter)
            yield from self._lines(file, lines, gutter)
        yield from self._help(
            diagnostic.help_text(self.lang), edits, gutter, has_excerpt=any(file.text for file, _, _ in sections)
        )

    def _help(
        self, text: str, edits: Sequence[tuple[SourceFile, list[Edit]]], gutter: int, *, has_excerpt: bool
    ) -> Iterator[str]:
        if not text and not edits:
            return
        if has_excerpt:
            yield self._bar(gutter)
        head = _HELP.pick(self.lang) + _COLON.pick(self.lang)
        indent = " " * (2 * len(head) if self.lang == "zh" else len(head))
        lines = [
            line
            for paragraph in (text or _WRITE.pick(self.lang)).splitlines()
            for line in wrap(visible(paragraph), max(_LEAST_ROOM, self.width - len(indent)))
        ]
        for nth, line in enumerate(lines):
            yield (self.paint(Ink.STRONG, head) if nth == 0 else indent) + line
        for nth, (file, of_file) in enumerate(edits):
            if nth or not has_excerpt:
                yield self._place(file, of_file[0].span.start, gutter, "-->" if nth == 0 else ":::")
            yield self._bar(gutter)
            yield from self._mended(file, of_file, gutter)

    def _place(self, file: SourceFile, offset: int, gutter: int, arrow: str) -> str:
        position = file.position(offset)
        name = visible(file.name)
        return " " * gutter + self.paint(Ink.FRAME, arrow) + f" {name}:{position.line}:{position.column}"

    def _bar(self, gutter: int, sign: str = "|", number: str = "") -> str:
        return self.paint(Ink.FRAME, f"{number:>{gutter}} {sign}")

    def _room(self, gutter: int) -> int:
        return max(_LEAST_ROOM, self.width - gutter - 3)

    def _lines(self, file: SourceFile, lines: _Lines, gutter: int) -> Iterator[str]:
        before = 0
        for number in sorted(lines):
            if before and number == before + 2:
                yield from self._line(number - 1, file.line(number - 1), (), gutter)
            elif before and number > before + 2:
                yield self.paint(Ink.FRAME, "...")
            yield from self._line(number, file.line(number), lines[number], gutter)
            before = number

    def _line(self, number: int, text: str, marks: Sequence[Mark], gutter: int) -> Iterator[str]:
        if number == 1:  # a byte order mark takes no room
            cut = len(text) - len(text.removeprefix("\ufeff"))
            text = text[cut:]
            marks = [Mark(max(0, m.start - cut), max(0, m.end - cut), m.sign, m.ink, m.note) for m in marks]
        for row in excerpt(text, marks, self._room(gutter), self.paint):
            yield self._bar(gutter, number=str(number) if row.is_source else "") + " " + row.text

    def _mended(self, file: SourceFile, edits: Sequence[Edit], gutter: int) -> Iterator[str]:
        for line in mended_lines(file, edits):
            if line.number is None:
                yield self.paint(Ink.FRAME, "...")
                continue
            sign = "-" if line.removed else "|"
            for row in excerpt(line.text, line.marks, self._room(gutter), self.paint):
                number = str(line.number) if row.is_source else ""
                bar = self._bar(gutter, sign if row.is_source else "|", number)
                yield f"{bar} {row.text}"


def _sections(labels: Sequence[Label], ink: Ink, lang: Lang) -> list[tuple[SourceFile, Label, _Lines]]:
    """By file, the primary one first: the first label and the marks on each line."""
    firsts: dict[int, Label] = {}
    lines: defaultdict[int, _Lines] = defaultdict(dict)
    for nth, label in enumerate(labels):
        key = id(label.file)
        firsts.setdefault(key, label)
        sign, mark_ink = ("^", ink) if nth == 0 else ("-", Ink.FRAME)
        for number, mark in _marks(label, sign, mark_ink, visible(label.note.pick(lang))):
            lines[key].setdefault(number, []).append(mark)
    return [(first.file, first, lines[key]) for key, first in firsts.items()]


def _marks(label: Label, sign: str, ink: Ink, note: str) -> Iterator[tuple[int, Mark]]:
    """Give the marks of a label: one, or for a part of several lines one on the first and one on the last."""
    file, span = label.file, label.span
    start = file.position(span.start)
    end = file.position(span.end)
    if end.line > start.line:  # the line end and the blanks after a block do not belong to what is meant
        kept = len(file.text[span.start : span.end].rstrip())
        end = file.position(span.start + kept)
    if end.line == start.line:
        yield start.line, Mark(start.column - 1, end.column - 1, sign, ink, note)
        return
    first, last = file.line(start.line), file.line(end.line)
    yield start.line, Mark(start.column - 1, len(first.rstrip()), sign, ink)
    yield end.line, Mark(len(last) - len(last.lstrip()), end.column - 1, sign, ink, note)


def _edits_by_file(edits: Sequence[Edit]) -> list[tuple[SourceFile, list[Edit]]]:
    files: dict[int, tuple[SourceFile, list[Edit]]] = {}
    for edit in edits:
        files.setdefault(id(edit.file), (edit.file, []))[1].append(edit)
    return list(files.values())
