"""How the handbook looks, on a screen and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 18%, transparent); --soft: GrayText; }
* { box-sizing: border-box; }
body { font: 16px/1.7 "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, Georgia, serif;
  max-width: 56rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1, h2, h3, h4, th, dt, nav { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.4; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid CanvasText; }
h3 { font-size: 1.08rem; margin: 0 0 .5rem; }
h4 { font-size: .9rem; margin: 1rem 0 .2rem; color: var(--soft); font-weight: 600; }
article { border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.25rem; margin: 0 0 1.25rem; }
.cite { color: var(--soft); font-weight: 400; margin-right: .35em; white-space: nowrap; }
dl { display: grid; grid-template-columns: minmax(7rem, 15rem) 1fr; gap: .15rem 1rem; margin: 0; }
dt { font-size: .92rem; font-weight: 600; } dd { margin: 0; }
dl.checks { grid-template-columns: 1fr; } dl.checks dt::before { content: "☐ "; font-weight: 400; }
dl.checks dd { padding-left: 1.4em; margin-bottom: .35rem; }
code { font: .82rem ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace; color: var(--soft);
  overflow-wrap: anywhere; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .2em; }
a.fact { text-decoration: none; border: 1px solid var(--line); border-radius: 50%; padding: 0 .35em; font-size: .75rem;
  color: var(--soft); }
nav ol { list-style: none; padding: 0; columns: 2; column-gap: 2rem; } nav li { break-inside: avoid; }
nav h2 { border: 0; margin-bottom: .25rem; font-size: 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; margin: .25rem 0; }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { background: color-mix(in srgb, CanvasText 6%, transparent); } tbody th { font-weight: 500; }
td.short { white-space: nowrap; }
.note { color: var(--soft); font-size: .88rem; }
ul { margin: .2rem 0; padding-left: 1.3rem; } p { margin: .5rem 0; }
:target { outline: 2px solid Highlight; outline-offset: 2px; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } nav ol { columns: 1; } }
@media print {
  @page { margin: 18mm 16mm; } body { margin: 0; max-width: none; font-size: 10.5pt; padding: 0; }
  tr, dt, dd, li { break-inside: avoid; } h2, h3, h4, dt { break-after: avoid; } a.fact { display: none; }
  article { border: 0; border-top: 1px solid; border-radius: 0; padding: .6rem 0 0; }
  a { text-decoration: none; }
}
"""
