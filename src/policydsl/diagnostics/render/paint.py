"""Colours, where the reader's terminal wants them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum
from typing import TextIO

from policydsl.diagnostics.catalogue import Severity
from policydsl.source.frozen import frozen


class Ink(Enum):
    """What a piece of the output is; the value is its ANSI code."""

    PLAIN = ""
    STRONG = "1"
    ERROR = "1;31"
    WARNING = "1;33"
    STYLE = "1;36"
    NOTE = "1;35"
    FRAME = "1;34"  # line numbers, bars, secondary labels
    MENDED = "32"


SEVERITY_INK = {
    Severity.ERROR: Ink.ERROR,
    Severity.WARNING: Ink.WARNING,
    Severity.STYLE: Ink.STYLE,
    Severity.NOTE: Ink.NOTE,
}


@frozen
class Paint:
    """Colours text, or leaves it as it is."""

    color: bool

    def __call__(self, ink: Ink, text: str) -> str:
        """`text` in the colour of `ink`."""
        if not self.color or ink is Ink.PLAIN or not text:
            return text
        return f"\x1b[{ink.value}m{text}\x1b[0m"


def wants_color(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to `stream`: only a terminal, and not where NO_COLOR is set."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
