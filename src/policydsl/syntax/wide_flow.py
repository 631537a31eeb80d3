"""A map or list in braces whose colons and commas are full-width: one slip, however many signs it has."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.values import WIDE_COLONS

_FLOW: Final = re.compile(r"[{\[].*[}\]]")
_NAME: Final = r"[^\W\d]\w*"
_COLON: Final = re.compile(rf"(?<=\w)[ ]*[{WIDE_COLONS}][ ]*")
_COMMA: Final = re.compile(rf"[ ]*[，、；][ ]*(?={_NAME}[ ]*(?:[{WIDE_COLONS}]|: ))")
_QUOTES: Final = frozenset("\"'“”")


def mend(source: SourceFile, shadow: Shadow, at: int, reporter: Reporter) -> bool:
    """Report the signs of the line that `at` stands on; True if the shadow copy is mended."""
    number = source.position(at).line
    line, start = source.line(number), source.start_of(number)
    found = _FLOW.search(line)
    if found is None or _QUOTES.intersection(line):
        return False
    flow = found.group()
    colons = [] if ": " in flow else list(_COLON.finditer(flow))
    commas = list(_COMMA.finditer(flow))
    if not colons and not commas:
        return False
    edits = [(_span(m, start + found.start()), ": ") for m in colons]
    edits += [(_span(m, start + found.start()), ", ") for m in commas]
    if not shadow.replace_all(sorted(edits)):
        return False
    fix = Fix(tuple(Edit(source, span, by) for span, by in sorted(edits)))
    first = (colons or commas)[0]
    sign = first.group().strip()
    place = _span(first, start + found.start())
    written = source.text[place.start : place.end]
    place = Span(place.start + written.index(sign), place.start + written.index(sign) + len(sign))
    if colons:
        key = re.search(r"\w+\Z", flow[: first.start()])
        reporter.report("Y003", Label(source, place), fix=fix, key=key.group() if key else "", sign=sign)
    else:
        reporter.report("Y037", Label(source, place), fix=fix, sign=sign)
    return True


def _span(found: re.Match[str], start: int) -> Span:
    return Span(start + found.start(), start + found.end())
