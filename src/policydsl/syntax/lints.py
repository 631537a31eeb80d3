"""Invisible characters; and whether the tree must be walked for the traps that YAML accepts without a word."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.tree import Node
from policydsl.syntax.values import TERSE_KEYS, has_wide_space

# Zero-width and direction-changing characters make two names differ that look the same.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x85\u2028\u2029]")
_MAX_INVISIBLE: Final = 50
_MAX_ODD_ENDS: Final = 20_000
_STOP_AT_END: Final = re.compile(r"[。；;][ \t]*(?:[\r\n,}\]#]|\Z)")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_ENDS: Final = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}
_DRAWN: Final = "\u200d\x85\u2028\u2029"  # what joins a picture of several, or breaks a line, is seen
# Necessary signs of the traps. One by one: a pattern that begins with a few characters is found fast, a choice
# of several is not. None may read a piece of text twice.
_TELLING: Final = tuple(
    re.compile(sign)
    for sign in (
        r"[“‘＂＇](?:(?<=^.)|(?<=[\s\[{,].))[^“”‘’＂＇\n]*[”’＂＇][ \t]*(?:[\r\n,}\]#:]|\Z)",
        r"[｛［【]",
        r"#(?<=[ \t]#)[^\s#!]",
        r"#(?<=[ \t]#)[ \t]+[0-9]{1,3}[)）、。]?[ \t]*(?:[\r\n]|\Z)",
        r"[和与及并会联以、/；， ](?<=[局委办厅部院会心府署].)(?=[^\s])",
        r"[|>](?<=[ \t].)[-+]?[1-9][-+]?[ \t]*(?:[\r\n]|\Z|#)",
        r"[,，、][ \t]*(?:[\r\n]|\Z)",
        r"\[[^\[\]]*[，、；]",
        r"＃",
        r"：(?<=[A-Za-z0-9_ ].)",
        r":(?<=\w.)[^/\s:]",
    )
)


def lint(source: SourceFile, root: Node, reporter: Reporter) -> None:
    """Report what reads otherwise than it looks."""
    text = source.text
    _line_ends(source, reporter)
    for found in islice(_INVISIBLE.finditer(text), _MAX_INVISIBLE):
        span = Span(found.start(), found.end())
        fix = Fix((Edit(source, span, ""),), sure=found.group() not in _DRAWN)
        reporter.report("Y031", Label(source, span), fix=fix, character=f"U+{ord(found.group()):04X}")
    if not (any(sign.search(text) for sign in _TELLING) or _has_odd_end(text)):
        return
    from policydsl.syntax.traps import report_traps  # noqa: PLC0415  (few texts have a sign of one)

    report_traps(text, root, reporter)


def _has_odd_end(text: str) -> bool:
    """Whether a value may end with a special space, or one that is no prose with a full stop."""
    if has_wide_space(text):
        return True
    for found in _STOP_AT_END.finditer(text):
        head = text[text.rfind("\n", 0, found.start()) + 1 : found.start()].lstrip(" ")
        if (head.startswith("-") and ":" not in head) or head.lstrip(" -{").startswith(TERSE_KEYS):
            return True
    return False


def _line_ends(source: SourceFile, reporter: Reporter) -> None:
    """Lines that end in different ways: once for the file, at the first that is not like most."""
    text = source.text
    if "\r" not in text:
        return
    windows = text.count("\r\n")
    counts = {"\r\n": windows, "\n": text.count("\n") - windows, "\r": text.count("\r") - windows}
    usual = max(counts, key=lambda end: counts[end])
    odd = sum(counts.values()) - counts[usual]
    if not odd:
        return
    others = [found.span() for found in _LINE_END.finditer(text) if found.group() != usual]
    fix = Fix(tuple(Edit(source, Span(start, end), usual) for start, end in others)) if odd <= _MAX_ODD_ENDS else None
    reporter.report("Y040", Label(source, Span(*others[0])), fix=fix, count=odd, usual=_ENDS[usual])
