"""A comparison as one HTML page: works offline, prints well, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from policydsl.render.diff.report import OUTCOMES, ApplicantRow, DiffReport, Section
from policydsl.source import Lang, Text

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
.sides, .cite { color: GrayText; } ul { margin: 0; padding-left: 1.4rem; }
.added::marker { content: "+ "; } .removed::marker { content: "− "; }
table { border-collapse: collapse; width: 100%; } th, td { padding: .3rem .6rem; text-align: left;
  border-bottom: 1px solid color-mix(in srgb, CanvasText 20%, transparent); vertical-align: top; }
td.sum, th.sum { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.total td { font-weight: 600; } .gains { color: #1a7f37; } .loses { color: #c0262d; } .open { color: #9a6700; }
@media (prefers-color-scheme: dark) { .gains { color: #56d364; } .loses { color: #ff7b72; } .open { color: #e3b341; } }
@media print { body { margin: 0; max-width: none; } tr, li { break-inside: avoid; } }
"""
_HEADS = (
    Text("主体 / 条款", "Applicant, clause"), Text("结果", "Outcome"), Text("原", "Before"), Text("新", "After"),
    Text("增减", "Change"),
)  # fmt: skip


def diff_html(report: DiffReport, lang: Lang) -> str:
    """The page."""
    lines = [
        "<!doctype html>",
        f'<html lang="{"zh-CN" if lang == "zh" else "en"}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head>",
        f'<body><main><h1>{escape(report.title)}</h1><p class="sides">{escape(" → ".join(report.sides))}</p>',
        f"<h2>{Text('改了什么', 'What changed').pick(lang)}</h2><p>{escape(report.summary)}</p>",
        *(line for section in report.sections for line in _section(section)),
    ]
    if report.effects_summary:
        lines += [f"<h2>{Text('影响谁', 'Whom it concerns').pick(lang)}</h2><p>{escape(report.effects_summary)}</p>"]
        lines += _table(report, lang)
        lines += [f"<p>{escape(note)}</p>" for note in report.notes]
    return "\n".join([*lines, "</main></body></html>", ""])


def _section(section: Section) -> Iterator[str]:
    cite = f' <span class="cite">{escape(section.cite)}</span>' if section.cite else ""
    yield f"<h3>{escape(section.heading)}{cite}</h3><ul>"
    yield from (f'<li class="{line.kind}">{escape(line.text)}</li>' for line in section.lines)
    yield "</ul>"


def _table(report: DiffReport, lang: Lang) -> Iterator[str]:
    heads = "".join(
        f'<th scope="col"{" class=sum" if i > 1 else ""}>{head.pick(lang)}</th>' for i, head in enumerate(_HEADS)
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for row in report.applicants:
        yield from _applicant(row, lang)
    yield "</tbody></table>"


def _applicant(row: ApplicantRow, lang: Lang) -> Iterator[str]:
    outcome = f'<span class="{row.outcome}">{OUTCOMES[row.outcome].pick(lang)}</span>'
    sums = _sums(row.before, row.after, row.gain)
    yield f'<tr class="total"><td>{escape(row.name)}</td><td>{outcome}</td>{sums}</tr>'
    for one in row.awards:
        name = " ".join(part for part in (one.clause, one.subject) if part)
        yield f"<tr><td>{escape(name)}</td><td></td>{_sums(one.before, one.after, one.gain)}</tr>"


def _sums(*cells: str) -> str:
    return "".join(f'<td class="sum">{escape(cell)}</td>' for cell in cells)
