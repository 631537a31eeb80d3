"""A curve for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.curve.curve import BreakKind
from policydsl.curve.report import Block, Report
from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.source import Text
from policydsl.source.width import display_width, pad, visible, wrap

SIGNS: Final[dict[BreakKind, str]] = {
    "cliff_down": "↓", "cliff_up": "↑", "status": "◆", "cap_begins": "⊤", "cap_ends": "⊥", "kink": "∠", "other": "·",
}  # fmt: skip
_GAP: Final = 2
_LEAST: Final = 24
_MOST_LINES: Final = 40  # of pieces, and of breaks, of one award: a table of more is for a program


def curve_text(report: Report, *, color: bool = False, width: int = 80) -> str:
    """The whole report."""
    layout = _Layout(report, Paint(color), width)
    return "\n".join(line.rstrip() for line in layout.lines()) + "\n"


class _Layout:
    def __init__(self, report: Report, paint: Paint, width: int) -> None:
        self.report, self.lang, self.paint, self.width = report, report.lang, paint, width

    def lines(self) -> Iterator[str]:
        """Head, awards, what stays, notes."""
        yield self.paint(Ink.STRONG, self.report.title)
        room = max(display_width(label) for label, _ in self.report.head) + _GAP
        for label, value in self.report.head:
            yield from self._hanging(pad(label, room), value)
        for block in self.report.blocks:
            yield ""
            yield self.paint(Ink.STRONG, visible(f"{block.cite} {block.title}".strip()))
            yield from self._block(block)
        if self.report.still:
            yield ""
            yield self.paint(Ink.STRONG, Text("不随它变化", "What does not move").pick(self.lang))
            for one in self.report.still:
                yield from self._hanging("  ", one)
        yield ""
        for note in self.report.notes:
            yield from self._hanging(Text("注：", "Note: ").pick(self.lang), note)

    def _block(self, block: Block) -> Iterator[str]:
        shown = block.lines[:_MOST_LINES]
        room = max(display_width(visible(line.range)) for line in shown) + _GAP
        for line in shown:
            semicolon = Text("；", "; ").pick(self.lang)
            notes = Text("（{}）", " ({})").pick(self.lang).format(semicolon.join(line.notes)) if line.notes else ""
            yield from self._hanging("  " + pad(visible(line.range), room), line.rule + notes)
        yield from self._more(len(block.lines) - len(shown))
        if not block.turns:
            return
        yield "  " + Text("转折", "Breaks").pick(self.lang)
        turns = block.turns[:_MOST_LINES]
        room = max(display_width(visible(turn.at)) for turn in turns) + _GAP
        for turn in turns:
            reason = ""
            if turn.reason:
                reason = Text("；{}", "; {}").pick(self.lang).format(turn.reason)
            yield from self._hanging(f"  {SIGNS[turn.one.kind]} " + pad(visible(turn.at), room), turn.told + reason)
        yield from self._more(len(block.turns) - len(turns))

    def _more(self, count: int) -> Iterator[str]:
        if count > 0:
            yield "  " + Text(
                f"… 还有 {count} 行，用 --format csv 看全部", f"… {count} more: --format csv has them all"
            ).pick(self.lang)

    def _hanging(self, start: str, text: str) -> Iterator[str]:
        """Text after its start, its further lines below it."""
        margin = display_width(start)
        first, *rest = wrap(visible(text), max(_LEAST, self.width - margin))
        yield start + first
        for line in rest:
            yield " " * margin + line
