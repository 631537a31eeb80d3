"""A simulation as one page: pictures with their tables. It works offline, prints well, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from policydsl.charts.picture import svg_element
from policydsl.cohort.simulate.figures import Simulation
from policydsl.cohort.simulate.head import assumptions, head
from policydsl.cohort.simulate.pictures import charts
from policydsl.cohort.simulate.sheet import Sheet, shown
from policydsl.cohort.simulate.shown import sheets
from policydsl.source import Lang, Text
from policydsl.source.width import visible

_STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, transparent); }
body { font: 16px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif;
  max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; } .number { color: GrayText; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 1rem 0; } dt { color: GrayText; }
dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: .6rem 0; background: white; border: 1px solid var(--line); border-radius: 6px; padding: .5rem; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; margin: .3rem 0; }
th, td { padding: .25rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th.figure, td.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total td { font-weight: 600; border-top: 2px solid var(--line); }
p.note { color: GrayText; font-size: .9rem; margin: .2rem 0; }
td.minus { color: #b3202a; } @media (prefers-color-scheme: dark) { td.minus { color: #ff7b72; } }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt; } tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; } }
"""


def simulation_html(simulation: Simulation, lang: Lang) -> str:
    """The page."""
    policy = simulation.base.policy
    title = Text(f"试算：{policy.title.zh}", f"Simulation: {policy.title.pick('en')}").pick(lang)
    lines = [
        "<!doctype html>",
        f'<html lang="{"zh-CN" if lang == "zh" else "en"}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head>",
        f"<body><main><h1>{_text(title)}</h1>",
        f'<p class="number">{_text(policy.number)}</p>' if policy.number else "",
        "<dl>",
        *(f"<dt>{_text(label)}</dt><dd>{_text(value)}</dd>" for label, value in head(simulation, lang)),
        "</dl>",
        *_assumptions(simulation, lang),
        *_sections(simulation, lang),
    ]
    return "\n".join([*(line for line in lines if line), "</main></body></html>", ""])


def _text(text: str) -> str:
    return escape(visible(text))


def _assumptions(simulation: Simulation, lang: Lang) -> Iterator[str]:
    found = list(assumptions(simulation, lang))
    if found:
        yield f"<h2>{Text('假设和说明', 'Assumptions').pick(lang)}</h2><ul>"
        yield from (f"<li>{_text(one)}</li>" for one in found)
        yield "</ul>"


def _sections(simulation: Simulation, lang: Lang) -> Iterator[str]:
    drawn = dict(charts(simulation, lang))
    for place, sheet in enumerate(sheets(simulation)):
        title = _text(sheet.title.pick(lang))
        yield f"<section><h2>{title}</h2>"
        chart = drawn.get(sheet.key)
        if chart is not None:
            yield f'<figure aria-label="{title}">{svg_element(chart, f"s{place}_")}</figure>'
        yield from _table(sheet, lang)
        yield from (f'<p class="note">{_text(note.pick(lang))}</p>' for note in sheet.notes)
        yield "</section>"


def _table(sheet: Sheet, lang: Lang) -> Iterator[str]:
    if not sheet.rows:
        return
    heads = "".join(
        f'<th scope="col"{_side(column.kind)}>{_text(column.label.pick(lang))}</th>' for column in sheet.columns
    )
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    for number, row in enumerate(sheet.rows):
        cells = []
        for cell, column in zip(row, sheet.columns, strict=True):
            text = shown(cell, column.kind, lang)
            minus = column.kind != "text" and text.startswith("-")
            cells.append(f"<td{_side(column.kind, minus=minus)}>{_text(text)}</td>")
        last = ' class="total"' if sheet.total and number == len(sheet.rows) - 1 else ""
        yield f"<tr{last}>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _side(kind: str, *, minus: bool = False) -> str:
    if kind == "text":
        return ""
    return ' class="figure minus"' if minus else ' class="figure"'
