"""A comparison for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.render.diff.report import OUTCOMES, ApplicantRow, DiffReport, Section
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, pad, visible, wrap

_SIGNS = {"added": "+", "removed": "−"}
_GAP = 2


def diff_text(report: DiffReport, lang: Lang, *, color: bool = False, width: int = 80) -> str:
    """Changes, then effects."""
    paint = Paint(color)
    lines = [paint(Ink.STRONG, visible(report.title)), visible(" → ".join(report.sides)), "", report.summary]
    for section in report.sections:
        lines += ["", *_section(section, paint, width)]
    if report.effects_summary:
        lines += ["", *wrap(report.effects_summary, width)]
        for row in report.applicants:
            lines += ["", *_applicant(row, paint, lang)]
        lines += ["", *report.notes] if report.notes else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _section(section: Section, paint: Paint, width: int) -> Iterator[str]:
    heading = visible(section.heading + (f"  {section.cite}" if section.cite else ""))
    yield paint(Ink.STRONG, heading)
    for line in section.lines:
        sign = _SIGNS.get(line.kind, "·")
        first, *rest = wrap(visible(line.text), width - 4) or [""]
        yield f"  {sign} {first}"
        yield from (f"    {one}" for one in rest)


def _applicant(row: ApplicantRow, paint: Paint, lang: Lang) -> Iterator[str]:
    outcome = OUTCOMES[row.outcome].pick(lang)
    yield paint(Ink.STRONG, f"{visible(row.name)}  {outcome}") + f"  {row.before} → {row.after}  {row.gain}"
    names = [visible(" ".join(part for part in (one.clause, one.subject) if part)) for one in row.awards]
    room = max(map(display_width, names), default=0) + _GAP
    for name, one in zip(names, row.awards, strict=True):
        yield f"  {pad(name, room)}{one.before} → {one.after}  {one.gain}"
    if not row.awards:
        yield "  " + Text("各项支持不变", "every award as before").pick(lang)
