"""Edits of a formula as edits of its file, where that is safe: the formula may stand quoted in YAML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.diagnostics import Edit, Fix
from policydsl.source import Origin, Span, WholeText

_SCALAR_STARTS: Final = frozenset("\"'[]{}>|*&!%#`@,?:-")  # with which a plain YAML scalar cannot begin
_QUOTES: Final = frozenset("\"'")


def mend(edits: Sequence[tuple[Span, str]], text: str, origin: Origin, *, sure: bool = True) -> Fix | None:
    """The fix, or None if one of the edits might change what YAML makes of the scalar."""
    if not edits:
        return None
    places = [(origin.locate(span), replacement) for span, replacement in edits]
    if not isinstance(origin, WholeText) and not all(_is_safe(*edit, text, origin) for edit in edits):
        if len(edits) > 1 or edits[0][0] != Span(0, len(text)) or not _stands_bare(text, origin):
            return None
        places = [(places[0][0], _quoted(edits[0][1]))]
    return Fix(tuple(Edit(origin.file, place, replacement) for place, replacement in places), sure)


def _stands_bare(text: str, origin: Origin) -> bool:
    """Whether the whole formula stands in the file as it is, without quotes and on one line."""
    place = origin.locate(Span(0, len(text)))
    return origin.file.text[place.start : place.end] == text and origin.file.text[place.start - 1] not in _QUOTES


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_safe(span: Span, replacement: str, text: str, origin: Origin) -> bool:
    file = origin.file.text
    place, start = origin.locate(span), origin.locate(Span(0, 0)).start
    if file[place.start : place.end] != text[span.start : span.end]:
        return False  # escapes or folded lines lie between
    quote = file[start - 1 : start]
    if quote in _QUOTES:
        return quote not in replacement and not (quote == '"' and "\\" in replacement)
    if span.start == 0 and replacement[:1] in _SCALAR_STARTS:
        return False
    after = file[place.end : place.end + 1]
    if ": " in replacement or (replacement.endswith(":") and (not after or after.isspace())):
        return False
    line = file[file.rfind("\n", 0, start) + 1 : start]
    in_flow = "{" in line or "[" in line
    return not (in_flow and any(sign in replacement for sign in ",[]{}"))
