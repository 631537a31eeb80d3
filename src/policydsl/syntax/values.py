"""Values of plain scalars, and how a text is quoted so that YAML leaves it alone."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.core_schema import MAX_DIGITS, CoreValue, Infinite, NotAFigure, resolve

# Spaces other than U+0020: full-width, no-break, and the typographic ones.
WIDE_SPACES: Final = "\u3000\u00a0\u1680\u2000-\u200a\u202f\u205f"
_EACH_WIDE_SPACE: Final = "\u3000\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f"
# What looks like a colon and is none to YAML.
WIDE_COLONS: Final = "：﹕︰∶"
# What a drafter separates entries with, and YAML does not.
WIDE_COMMAS: Final = "，、；;﹐"
_HALF_WIDTH: Final = str.maketrans(
    {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "，": ", ", "：": ": ", "“": '"', "”": '"'}
)
_WIDE_GAP: Final = re.compile(r"([,:]) {2,}")
# Values under these are no prose: a full stop at their end is not a part of them.
TERSE_KEYS: Final = ("cite", "departments", "number", "issuer", "category")
_SHOWN: Final = 40
_CONTROLS: Final = re.compile(r"[\n\r\t]")


def plain_value(source: SourceFile, start: int, end: int, text: str, reporter: Reporter) -> CoreValue:
    """The core schema's value; a number that no formula can use exactly is reported and kept as text."""
    try:
        return resolve(text)
    except Infinite:
        code = "Y024"
    except NotAFigure:
        code = "Y025"
    span = Span(start, end)
    fix = Fix((Edit(source, span, quoted(text)),))
    reporter.report(code, Label(source, span), fix=fix, value=shown(text), limit=MAX_DIGITS)
    return text


def has_wide_space(text: str) -> bool:
    """Whether one of them stands in a text; several times faster than a pattern."""
    return any(space in text for space in _EACH_WIDE_SPACE)


def half_width(text: str) -> str:
    """The text with the brackets, commas, colons and quotation marks that YAML knows."""
    return _WIDE_GAP.sub(r"\1 ", text.translate(_HALF_WIDTH)).rstrip()


def quoted(text: str) -> str:
    """The text as a quoted YAML scalar: single quotes where they will do."""
    if _CONTROLS.search(text):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def shown(text: str) -> str:
    """The text as a message quotes it: one line, not too long."""
    line = " ".join(text[: 4 * _SHOWN].split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
