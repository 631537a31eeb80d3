"""Invisible characters; and whether the tree must be walked for the traps that YAML accepts without a word."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.tree import Node

# Zero-width and direction-changing characters make two names differ that look the same.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x85\u2028\u2029]")
_MAX_INVISIBLE: Final = 50
_DRAWN: Final = "\u200d\x85\u2028\u2029"  # what joins a picture of several, or breaks a line, is seen
# Necessary signs of the traps. One by one: a pattern that begins with a few characters is found fast, a choice
# of several is not. None may read a piece of text twice.
_TELLING: Final = tuple(
    re.compile(sign)
    for sign in (
        r"[“‘＂＇](?:(?<=^.)|(?<=[\s\[{,].))[^“”‘’＂＇\n]*[”’＂＇][ \t]*(?:[\r\n,}\]#:]|\Z)",
        r"[｛［【]",
        r"#(?<=[ \t]#)[^\s#!]",
        r"[|>](?<=[ \t].)[-+]?[1-9][-+]?[ \t]*(?:[\r\n]|\Z|#)",
        r",[ \t]*(?:[\r\n]|\Z)",
        r"\[[^\[\]]*，",
        r"：(?<=[A-Za-z0-9_ ].)",
        r":(?<=\w.)[^/\s:]",
    )
)


def lint(source: SourceFile, root: Node, reporter: Reporter) -> None:
    """Report what reads otherwise than it looks."""
    text = source.text
    for found in islice(_INVISIBLE.finditer(text), _MAX_INVISIBLE):
        span = Span(found.start(), found.end())
        fix = Fix((Edit(source, span, ""),), sure=found.group() not in _DRAWN)
        reporter.report("Y031", Label(source, span), fix=fix, character=f"U+{ord(found.group()):04X}")
    if not any(sign.search(text) for sign in _TELLING):
        return
    from policydsl.syntax.traps import report_traps  # noqa: PLC0415  (few texts have a sign of one)

    report_traps(text, root, reporter)
