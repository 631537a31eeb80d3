"""Intervals in the notation of mathematics where YAML takes the bracket for the beginning of a list."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span, Text
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.values import quoted, shown

_END: Final = r"\s*([0-9][^\s\[\](){}（）［］,，、#]*(?: [^\s\[\](){}（）［］,，、#0-9]+)?)\s*"
# `[1亿元，10亿元）`; with brackets of one kind it is a list that YAML can read.
_COMMA: Final = re.compile(rf"\[{_END}[,，、]{_END}[)）］]([^\s\[\](){{}}（）［］,，#]*)")
# `[1亿元..` and nothing more; `[1亿元，+∞)`
_OPEN: Final = re.compile(
    rf"\[{_END}(?:(?:\.\.|…+|—+)[ \t]*(?=[\r\n#,}}]|\Z)"
    r"|(?:\.\.|…+|—+|～|~|-|至|[,，、])\s*[+＋]?(?:∞|正?无穷大?)\s*[)）\]］])"
)
# `[1亿元..10亿元` without its end, `[1亿元—10亿元）`
_DASH: Final = rf"(?:\.\.|…+|—+|–|～|~|-|至){_END}"
_NO_END: Final = re.compile(rf"\[{_END}{_DASH}(?=[\r\n#,}}]|\Z)")
_DASHED: Final = re.compile(rf"\[{_END}(?!\.\.){_DASH}([)）])")
_LONGEST: Final = 80
_FIGURE: Final = re.compile(r"([0-9.]+)\s*(\D*)")


def mend(source: SourceFile, shadow: Shadow, at: int, end: int, reporter: Reporter) -> bool:
    """Report the interval that begins at `at`, if it is one; True if the shadow copy is mended."""
    both = _COMMA.match(source.text, at, end)
    found = both or _OPEN.match(source.text, at, end)
    dashed = None if found else _DASHED.match(source.text, at, end) or _NO_END.match(source.text, at, end)
    if dashed is not None and dashed.end() - at <= _LONGEST:
        return _two_ends(source, shadow, dashed, reporter)
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


def _two_ends(source: SourceFile, shadow: Shadow, found: re.Match[str], reporter: Reporter) -> bool:
    """An interval with a dash that has no end, or one that YAML does not see."""
    raw = found.group().rstrip()
    span = Span(found.start(), found.start() + len(raw))
    said = found.re is _DASHED
    meant = f"{_with_unit(found[1], found[2])}（含）—{found[2]}（不含）"
    help_ = None
    if not said:
        help_ = Text(
            f"写作 `{meant}`，不用引号；含 `{found[2]}` 的，后面写 `（含）`。",
            f"write `{meant}`, which needs no quotes; with `（含）` at its end if `{found[2]}` counts.",
        )
    fix = Fix((Edit(source, span, meant),), sure=said)
    reporter.report("Y060", Label(source, span), help=help_, fix=fix, interval=shown(raw), meant=meant)
    return shadow.replace(span, quoted(meant))


def _with_unit(low: str, high: str) -> str:
    first, second = _FIGURE.fullmatch(low), _FIGURE.fullmatch(high)
    return low + second[2] if first and second and not first[2] else low
