"""A comparison as Markdown, for a pull request or a memorandum."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.render.diff.report import OUTCOMES, DiffReport
from policydsl.render.markdown import escaped, table
from policydsl.source import Lang, Text

_HEADS = (
    Text("主体", "Applicant"), Text("结果", "Outcome"), Text("条款", "Clause"), Text("原", "Before"),
    Text("新", "After"), Text("增减", "Change"),
)  # fmt: skip
_CHANGES = Text("改了什么", "What changed")
_EFFECTS = Text("影响谁", "Whom it concerns")


def diff_markdown(report: DiffReport, lang: Lang) -> str:
    """Changes as lists, effects as a table."""
    lines = [f"# {escaped(report.title)}", "", escaped(" → ".join(report.sides)), "", f"## {_CHANGES.pick(lang)}", ""]
    lines += [report.summary, ""]
    for section in report.sections:
        cite = f"（{section.cite}）" if section.cite and lang == "zh" else f" ({section.cite})" if section.cite else ""
        lines += [f"- **{escaped(section.heading)}**{escaped(cite)}"]
        lines += [f"  - {escaped(line.text)}" for line in section.lines]
    if report.effects_summary:
        lines += ["", f"## {_EFFECTS.pick(lang)}", "", report.effects_summary, "", *_effects(report, lang)]
        lines += ["", *report.notes] if report.notes else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _effects(report: DiffReport, lang: Lang) -> Iterator[str]:
    rows: list[list[str]] = []
    for row in report.applicants:
        total = [row.name, OUTCOMES[row.outcome].pick(lang), Text("合计", "Total").pick(lang)]
        rows.append([f"**{escaped(cell)}**" for cell in (*total, row.before, row.after, row.gain)])
        for one in row.awards:
            name = " ".join(part for part in (one.clause, one.subject) if part)
            rows.append(["", "", *(escaped(cell) for cell in (name, one.before, one.after, one.gain))])
    yield from table([head.pick(lang) for head in _HEADS], rows, right=(3, 4, 5))
