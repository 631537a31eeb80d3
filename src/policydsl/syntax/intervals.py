"""Intervals in the notation of mathematics where YAML takes the bracket for the beginning of a list."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.values import quoted, shown

_END: Final = r"\s*([0-9][^\s\[\](){}（）［］,，、#]*(?: [^\s\[\](){}（）［］,，、#0-9]+)?)\s*"
# `[1亿元，10亿元）`; with brackets of one kind it is a list that YAML can read.
_COMMA: Final = re.compile(rf"\[{_END}[,，、]{_END}[)）］]([^\s\[\](){{}}（）［］,，#]*)")
# `[1亿元..` and nothing more
_OPEN: Final = re.compile(rf"\[{_END}(?:\.\.|…+|—+)[ \t]*(?=[\r\n#,}}]|\Z)")
_FIGURE: Final = re.compile(r"([0-9.]+)\s*(\D*)")


def mend(source: SourceFile, shadow: Shadow, at: int, end: int, reporter: Reporter) -> bool:
    """Report the interval that begins at `at`, if it is one; True if the shadow copy is mended."""
    both = _COMMA.match(source.text, at, end)
    found = both or _OPEN.match(source.text, at, end)
    if found is None:
        return False
    span = Span(at, len(found.group().rstrip()) + at)
    raw = source.text[at : span.end]
    if both:
        high = both[2] + both[3]
        meant = f"{_with_unit(both[1], high)}（含）—{high}（{'不含' if raw.rstrip(both[3])[-1] in ')）' else '含'}）"
    else:
        meant = f"{found[1]}（含）以上"
    fix = Fix((Edit(source, span, meant),), sure=both is not None and not both[3])
    reporter.report("Y060", Label(source, span), fix=fix, interval=shown(raw), meant=meant)
    return shadow.replace(span, quoted(meant))


def _with_unit(low: str, high: str) -> str:
    first, second = _FIGURE.fullmatch(low), _FIGURE.fullmatch(high)
    return low + second[2] if first and second and not first[2] else low
