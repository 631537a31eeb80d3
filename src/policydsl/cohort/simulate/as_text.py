"""A simulation for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.cohort.simulate.figures import Simulation
from policydsl.cohort.simulate.head import assumptions, head
from policydsl.cohort.simulate.sheet import Sheet, shown
from policydsl.cohort.simulate.shown import sheets
from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, pad, visible, wrap

_GAP = 2
_LEAST = 12  # columns for a name, however narrow the screen


def simulation_text(simulation: Simulation, lang: Lang, *, color: bool = False, width: int = 80) -> str:
    """The text."""
    paint = Paint(color)
    return "\n".join(line.rstrip() for line in _lines(simulation, lang, paint, width)) + "\n"


def _lines(simulation: Simulation, lang: Lang, paint: Paint, width: int) -> Iterator[str]:
    policy = simulation.base.policy
    for line in wrap(visible(policy.title.pick(lang)), width):
        yield paint(Ink.STRONG, line)
    if policy.number:
        yield visible(policy.number)
    yield ""
    pairs = list(head(simulation, lang))
    room = max(display_width(label) for label, _ in pairs) + _GAP
    for label, value in pairs:
        yield from _hanging(pad(label, room), value, width)
    for sheet in sheets(simulation):
        yield ""
        yield paint(Ink.STRONG, visible(sheet.title.pick(lang)))
        yield from _table(sheet, lang, paint, width)
    notes = list(assumptions(simulation, lang))
    if notes:
        yield ""
    for note in notes:
        yield from _hanging(Text("注：", "Note: ").pick(lang), note, width)


def _table(sheet: Sheet, lang: Lang, paint: Paint, width: int) -> Iterator[str]:
    """Names to the left, figures to the right; a long name goes on below."""
    heads = [column.label.pick(lang) for column in sheet.columns]
    cells = [[visible(shown(v, c.kind, lang)) for v, c in zip(row, sheet.columns, strict=True)] for row in sheet.rows]
    sizes = [max(map(display_width, column)) for column in zip(heads, *cells, strict=True)]
    texts = [i for i, column in enumerate(sheet.columns) if column.kind == "text"]
    over = sum(sizes) + _GAP * len(sizes) - width
    while over > 0 and any(sizes[i] > _LEAST for i in texts):  # the widest name gives way first
        sizes[max(texts, key=lambda i: sizes[i])] -= 1
        over -= 1
    if cells:
        yield from (paint(Ink.FRAME, line) for line in _row(heads, sizes, texts))
    for number, row in enumerate(cells):
        last = sheet.total and number == len(cells) - 1
        for line in _row(row, sizes, texts):
            yield paint(Ink.STRONG, line) if last else line
    for note in sheet.notes:
        yield from _hanging("  · ", note.pick(lang), width)


def _row(cells: list[str], sizes: list[int], texts: list[int]) -> Iterator[str]:
    wrapped = [
        wrap(cell, size) if i in texts else [cell] for i, (cell, size) in enumerate(zip(cells, sizes, strict=True))
    ]
    for level in range(max(map(len, wrapped))):
        parts = [
            pad(lines[level] if level < len(lines) else "", size, "left" if i in texts else "right")
            for i, (lines, size) in enumerate(zip(wrapped, sizes, strict=True))
        ]
        yield " " * _GAP + (" " * _GAP).join(parts)


def _hanging(start: str, text: str, width: int) -> Iterator[str]:
    margin = display_width(start)
    first, *rest = wrap(visible(text), max(_LEAST, width - margin))
    yield start + first
    for line in rest:
        yield " " * margin + line
