"""Escapes inside double quotes that libyaml refuses: JSON's surrogate pairs (fine), and wrong ones."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.shadow import Shadow

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_PAIR: Final = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_ESCAPE: Final = re.compile(r"\\.", re.DOTALL)
_LONE: Final = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_WRITTEN: Final = re.compile(r"\\(?:x[0-9a-fA-F]{0,2}|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|.)", re.DOTALL)


def mend(source: SourceFile, shadow: Shadow, at: int, reporter: Reporter) -> bool:
    """Rewrite the pairs as one escape each, without a report; report any other escape at `at`."""
    text = source.text
    start = text.rfind("\\", 0, at + 1)
    if start < 0:
        return False
    pair = _PAIR.match(text, start)
    if pair:
        # JSON writers escape everything outside ASCII: all strings from here on in one go.
        spans = _pairs(text, start) if text.lstrip()[:1] in ("{", "[") else []
        spans = spans or [pair]
        return shadow.replace_all((Span(*found.span()), _one_escape(found)) for found in spans)
    written = _WRITTEN.match(text, start)
    escape = written.group() if written else text[start : start + 2]
    span = Span(start, start + len(escape))
    if _LONE.fullmatch(escape):
        reporter.report("Y033", Label(source, span), escape=escape)
        return shadow.replace(span, "\\uFFFD")
    fix = Fix((Edit(source, span, "\\" + escape),))
    reporter.report("Y032", Label(source, span), fix=fix, escape=escape)
    return shadow.replace(span, "\\" + escape)


def _pairs(text: str, start: int) -> list[re.Match[str]]:
    """The pairs in all double-quoted strings of a JSON text, from the string around `start` on."""
    found: list[re.Match[str]] = []
    for string in _STRING.finditer(text):
        if string.end() <= start or "\\u" not in string.group():
            continue
        at = string.start() + 1
        while at < string.end():
            pair = _PAIR.match(text, at, string.end())
            if pair:
                found.append(pair)
                at = pair.end()
                continue
            step = _ESCAPE.match(text, at) if text[at] == "\\" else None
            at = step.end() if step else at + 1
    return found


def _one_escape(pair: re.Match[str]) -> str:
    char = 0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + (int(pair[2], 16) - 0xDC00)
    return f"\\U{char:08X}"
