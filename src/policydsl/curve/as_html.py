"""Curves as one page: pictures, pieces and breaks as tables. It works offline, prints well, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from policydsl.charts.picture import svg_element
from policydsl.curve.as_text import SIGNS
from policydsl.curve.picture import chart_of
from policydsl.curve.report import Block, Report
from policydsl.source import Text

_STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, transparent); }
body { font: 16px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 2.5rem 0 .6rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 0; } dt { color: GrayText; }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 1.5rem 0; background: white; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; margin: .3rem 0 .8rem; }
caption { text-align: left; color: GrayText; font-size: .9rem; padding: .2rem 0; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
td.at { white-space: nowrap; font-variant-numeric: tabular-nums; } .cite, .why { color: GrayText; font-weight: 400; }
tr.cliff_down td { color: #b3202a; } tr.cliff_up td { color: #1a7f37; }
@media (prefers-color-scheme: dark) { tr.cliff_down td { color: #ff7b72; } tr.cliff_up td { color: #56d364; } }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; } tr, figure { break-inside: avoid; } }
"""


def curve_html(reports: Sequence[Report]) -> str:
    """The page."""
    first = reports[0]
    lines = [
        "<!doctype html>",
        f'<html lang="{"zh-CN" if first.lang == "zh" else "en"}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{escape(first.title)}</title><style>{_STYLE}</style></head>",
        "<body><main>",
        *(line for place, report in enumerate(reports) for line in _curve(report, f"c{place}_")),
    ]
    return "\n".join([*lines, "</main></body></html>", ""])


def _curve(report: Report, prefix: str) -> Iterator[str]:
    yield f"<h1>{escape(report.title)}</h1><dl>"
    yield from (f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in report.head)
    yield "</dl>"
    yield f'<figure aria-label="{escape(report.title)}">{svg_element(chart_of(report), prefix)}</figure>'
    for block in report.blocks:
        yield from _block(block, report)
    if report.still:
        yield f"<h2>{Text('不随它变化', 'What does not move').pick(report.lang)}</h2><ul>"
        yield from (f"<li>{escape(one)}</li>" for one in report.still)
        yield "</ul>"
    yield from (f"<p>{escape(note)}</p>" for note in report.notes)


def _block(block: Block, report: Report) -> Iterator[str]:
    cite = f'<span class="cite">{escape(block.cite)}</span> ' if block.cite else ""
    yield f"<h2>{cite}{escape(block.title)}</h2>"
    yield from _table(report, ("各段", "Pieces"), (("范围", "Range"), ("所得", "Award"), ("说明", "Notes")))
    for line in block.lines:
        notes = "<br>".join(escape(note) for note in line.notes)
        cells = f'<td class="at">{escape(line.range)}</td><td>{escape(line.rule)}</td><td class="why">{notes}</td>'
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table>"
    if not block.turns:
        return
    yield from _table(report, ("转折", "Breaks"), (("位置", "Position"), ("变化", "Change"), ("原因", "Cause")))
    for turn in block.turns:
        at = f"{SIGNS[turn.one.kind]} {turn.at}"
        cells = (
            f'<td class="at">{escape(at)}</td><td>{escape(turn.told)}</td><td class="why">{escape(turn.reason)}</td>'
        )
        yield f'<tr class="{turn.one.kind}">{cells}</tr>'
    yield "</tbody></table>"


def _table(report: Report, caption: tuple[str, str], heads: Sequence[tuple[str, str]]) -> Iterator[str]:
    cells = "".join(f'<th scope="col">{Text(*head).pick(report.lang)}</th>' for head in heads)
    yield f"<table><caption>{Text(*caption).pick(report.lang)}</caption><thead><tr>{cells}</tr></thead><tbody>"
