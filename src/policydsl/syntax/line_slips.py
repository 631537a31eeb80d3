"""Slips that show in the writing of a single line: tabs, full-width signs, a missing space."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from itertools import islice
from types import MappingProxyType
from typing import Final

from policydsl.diagnostics import Diagnostic, Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen
from policydsl.syntax.indentation import places
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.values import WIDE_COLONS, WIDE_SPACES, shown

_TABBED: Final = re.compile(r"(?:^|(?<=\r)) *\t[ \t]*(?=\S)", re.MULTILINE)
_MAX_TABBED: Final = 5000
_MAX_PLACED: Final = 2_000_000  # tabbed lines times characters: each is placed by the whole text
_DASH_TAB: Final = re.compile(r"[ ]*-([ ]*\t[ \t]*)(?=\S)")
_WIDE: Final = re.compile(rf"[ ]*[{WIDE_SPACES}][ {WIDE_SPACES}]*(?=\S|\Z)")
# A paragraph of a text may begin so, too: what looks like an entry has a dash or a key.
_WIDE_ENTRY: Final = re.compile(
    rf"[ ]*[{WIDE_SPACES}][ {WIDE_SPACES}]*(?:[-－][ {WIDE_SPACES}]|[^\W\d]\w*[ ]*[:{WIDE_COLONS}])"
)
_FOUR_SPACES: Final = re.compile(r"^ {1,3}[^\s]", re.MULTILINE)
_ANY_SPACES: Final = re.compile(r"^\t* +\t*[^\s#]", re.MULTILINE)
_FIRST_SIGN: Final = re.compile(r"[\r\n\s]*(?=\S)")
_ITEM: Final = r"([ \t]*(?:-[ ]+)*)"
_ANY_ITEM: Final = rf"([ \t]*(?:[-－﹣−‐‑–—][ {WIDE_SPACES}]+)*)"
_NAME: Final = r"([^\W\d][\w.]*|\"[^\"\n]+\"|'[^'\n]+')"
_FULL_WIDTH_COLON: Final = re.compile(rf"{_ANY_ITEM}{_NAME}([ ]*[{WIDE_COLONS}][ \t{WIDE_SPACES}]*)(.*)")
_WIDE_AFTER_COLON: Final = re.compile(rf"{_ITEM}{_NAME}:([ ]*[{WIDE_SPACES}][ {WIDE_SPACES}]*)(?=\S)")
_WIDE_AFTER_DASH: Final = re.compile(rf"{_ITEM}-([{WIDE_SPACES}][ {WIDE_SPACES}]*)(?=\S)")
_WIDE_DASH: Final = re.compile(rf"{_ITEM}([－﹣−‐‑–—])([ {WIDE_SPACES}]*)(?=[^\s－﹣−‐‑–—])")
# `• id: x`, `1. id: x`: as word processors number their lists
_BULLET: Final = re.compile(
    rf"{_ITEM}([•●○◆◇■□▪★＊·]|[0-9]{{1,2}}[.、．)）]|[(（][0-9]{{1,2}}[)）]|[①-⑳])([ {WIDE_SPACES}]*)"
    rf"(?=[{{\[]|[^\W\d]\w*[ ]*[:{WIDE_COLONS}](?:\s|[^\x00-\x7f]))"
)
_WIDE_HASH: Final = re.compile(r"[ \t]*(＃)")
_TIGHT_COLON: Final = re.compile(rf"{_ITEM}{_NAME}(:)(?![:/\s])(.+)")
_TIGHT_DASH: Final = re.compile(rf"{_ITEM}(-)([^\s\d.>-].*)")


@frozen
class Slip:
    """What is wrong with a line, where, and the edits that mend it."""

    code: str
    span: Span
    edits: tuple[tuple[Span, str], ...]
    args: Map[str, object] = MappingProxyType({})
    sure: bool = True  # whether the edits are all that can be meant

    def report(self, source: SourceFile, reporter: Reporter) -> None:
        """The finding, with its fix."""
        fix = Fix(tuple(Edit(source, span, by) for span, by in self.edits), self.sure)
        reporter.add(Diagnostic(self.code, (Label(source, self.span),), self.args, None, fix))


def mend(source: SourceFile, shadow: Shadow, first: int, last: int, reporter: Reporter, *, tabs: bool) -> bool:
    """Report and mend the first slip in lines `first` to `last`, else one in the line with content before them."""
    above = first - 1
    while above > 0 and not source.line(above).strip():
        above -= 1
    for number in (*range(first, last + 1), above):
        slip = number > 0 and line_slip(source, number, shadow if tabs else None)
        # A slip that is mended already is not the cause of this error.
        if slip and shadow.replace_all(slip.edits):
            slip.report(source, reporter)
            shadow.guessed |= slip.code in ("Y002", "Y005")
            return True
    return False


def line_slip(source: SourceFile, number: int, shadow: Shadow | None = None) -> Slip | None:
    """The slip in a line's indentation, dash or key, if there is one; tabs are one where the copy is given."""
    line, start = source.line(number), source.start_of(number)
    if shadow is not None and (_TABBED.match(line) or _DASH_TAB.match(line)):
        return _tabs(source, number, shadow)
    if _WIDE.match(line):
        return _wide_indentation(source, number)
    if found := _WIDE_HASH.match(line):
        span = Span(start + found.start(1), start + found.end(1))
        return Slip("Y042", span, ((span, "#"),))
    if found := _WIDE_DASH.match(line) or _BULLET.match(line):
        return _wide_dashes(source, start, found)
    if found := _WIDE_AFTER_DASH.match(line) or _WIDE_AFTER_COLON.match(line):
        last = found.lastindex or 0
        span = Span(start + found.start(last), start + found.end(last))
        wide = next(c for c in found[last] if c != " ")
        by = " " * len(found[last]) if last == 2 else " "  # noqa: PLR2004  (after a dash the columns count)
        return Slip("Y034", span, ((span, by),), {"character": f"U+{ord(wide):04X}"})
    if found := _FULL_WIDTH_COLON.match(line):
        return _colon("Y003", found, start)
    if found := _TIGHT_COLON.match(line):
        return _colon("Y004", found, start)
    if found := _TIGHT_DASH.match(line):
        return _dash(source, number, found)
    return None


def _wide_indentation(source: SourceFile, number: int) -> Slip:
    """The lines around this one that begin with such spaces, and look like entries, are one slip."""
    first = last = number
    while first > 1 and _WIDE_ENTRY.match(source.line(first - 1)):
        first -= 1
    end = source.position(len(source.text)).line
    while last < min(end, first + _MAX_TABBED) and _WIDE_ENTRY.match(source.line(last + 1)):
        last += 1
    edits: list[tuple[Span, str]] = []
    for line in range(first, last + 1):
        found, start = _WIDE.match(source.line(line)), source.start_of(line)
        if found:
            edits.append((Span(start, start + found.end()), as_spaces(found.group())))
    written = source.text[edits[0][0].start : edits[0][0].end]
    wide = next(c for c in written if c != " ")
    return Slip("Y034", edits[0][0], tuple(edits), {"character": f"U+{ord(wide):04X}"})


def _wide_dashes(source: SourceFile, start: int, first: re.Match[str]) -> Slip:
    """All lines that begin with the same sign are one slip; each stays as wide as it was, so that keys keep in line."""
    edits: list[tuple[Span, str]] = []
    at = start
    for line in source.text[start:].splitlines(keepends=True):
        found = _WIDE_DASH.match(line) or _BULLET.match(line)
        if found and (found[2] == first[2] or (found.re is first.re is _BULLET and found[1] == first[1])):
            width = 1 if _lines_up(source, at + len(line), found.start(2) + 2) else len(found[2]) - 1 + len(found[3])
            edits.append((Span(at + found.start(2), at + found.end()), "-" + " " * max(1, width)))
        at += len(line)
        if len(edits) >= _MAX_TABBED:
            break
    span = Span(start + first.start(2), start + first.end(2))
    return Slip("Y043", span, tuple(edits), {"sign": first[2]})


def _lines_up(source: SourceFile, below: int, column: int) -> bool:
    """Whether the text below begins in this column (counted from 0), as behind `- `."""
    found = _FIRST_SIGN.match(source.text, below)
    return found is not None and source.position(found.end()).column == column + 1


def colon_slip(source: SourceFile, number: int) -> Slip | None:
    """The full-width colon after the key of a line, whatever is wrong before it."""
    found = _FULL_WIDTH_COLON.match(source.line(number))
    return None if found is None else _colon("Y003", found, source.start_of(number))


def as_spaces(text: str) -> str:
    """Ordinary spaces as wide as the text looks: an ideographic space takes two columns."""
    return "".join("  " if char == "\u3000" else " " for char in text)


def _colon(code: str, found: re.Match[str], start: int) -> Slip:
    span = Span(start + found.start(3), start + found.end(3))
    args: dict[str, object] = {"key": found[2].strip("\"'"), "value": shown(found[4]), "sign": found[3].strip()}
    return Slip(code, span, ((span, ": " if found[4] else ":"),), args)


def _dash(source: SourceFile, number: int, found: re.Match[str]) -> Slip:
    """`-id: x`: the dash moves left if the next line lines up with the text after it, else a space comes in."""
    at = source.start_of(number) + found.start(2)
    below = _FIRST_SIGN.search(source.text, source.start_of(number) + len(source.line(number)))
    aligned = below is not None and source.position(below.end()).column == found.end(2) + 1
    edit = (Span(at - 1, at + 1), "- ") if aligned and found.start(2) > 0 else (Span(at + 1, at + 1), " ")
    return Slip("Y005", Span(at, at + 1), (edit,), {"value": shown(found[3])})


def _tabs(source: SourceFile, number: int, shadow: Shadow) -> Slip:
    """All lines that a tab indents are one slip; how wide it was meant is told by the other lines."""
    text = source.text
    width = 2 if _FOUR_SPACES.search(text) or "\n    " not in text else 4
    edits = [
        (Span(m.start(), m.end()), m.group().expandtabs(width)) for m in islice(_TABBED.finditer(text), _MAX_TABBED)
    ]
    if len(edits) * len(text) <= _MAX_PLACED and _ANY_SPACES.search(text):
        lines = {source.position(span.start).line: span for span, _ in edits}
        fitting = places(source, shadow, lines)
        edits = [(span, fitting.get(line, by)) for (line, span), (_, by) in zip(lines.items(), edits, strict=True)]
    start = source.start_of(number)
    if (dash := _DASH_TAB.match(text, start)) and not _TABBED.match(text, start):
        edits = [(Span(dash.start(1), dash.end(1)), " ")]
    first = next((span for span, _ in edits if span.start >= start), edits[0][0])
    # Where nothing is indented by spaces, a tab is one level, however wide.
    return Slip("Y002", first, tuple(edits), sure=not _ANY_SPACES.search(text))
