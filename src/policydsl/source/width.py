"""How many columns a text takes on a screen, and laying text out by columns.

Chinese characters take two columns, combining marks none. Characters of ambiguous width (`≥`, `“`, `…`) are
counted as one, as terminals do unless told otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal
from unicodedata import category, east_asian_width

Align = Literal["left", "right", "center"]

_JOINER = "\u200d"  # joins emoji into one picture
_EMOJI_STYLE = "\ufe0f"  # shows the character before it as a picture
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc", "Zl", "Zp"})
_JAMO = frozenset(map(chr, range(0x1160, 0x1200)))  # vowels and finals, drawn into the syllable before them

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕］｝”’…—·％‰℃,.;:?!)]}%｡､＞>/")
_NOT_LAST = frozenset("（《〈「『【〔［｛“‘￥¥$([{＜<《")
_COUNTED = frozenset("万亿元年月日天个项家倍米岁")  # stays with the digit before it
_SPACE = re.compile(r"[ \t]+")


@lru_cache(maxsize=8192)
def _alone(char: str) -> int:
    if category(char) in _INVISIBLE or char in _JAMO:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def widths(text: str) -> Iterator[int]:
    """Give the columns that each character adds, seen together with the one before it."""
    before, shown = "", 0
    for char in text:
        if before == _JOINER or (char in _SKIN_TONES and shown == 2):  # noqa: PLR2004  (columns of a wide one)
            width = 0
        elif char == _EMOJI_STYLE:
            width = 1 if shown == 1 and not before.isascii() else 0
        else:
            width = _alone(char)
        yield width
        before = char
        shown = width or shown


def display_width(text: str) -> int:
    """Columns that `text` takes on one line; control characters take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(widths(text))


def pad(text: str, width: int, align: Align = "left") -> str:
    """`text` with spaces up to `width` columns; a longer one stays as it is."""
    space = max(0, width - display_width(text))
    match align:
        case "left":
            return text + " " * space
        case "right":
            return " " * space + text
        case "center":
            return " " * (space // 2) + text + " " * (space - space // 2)


def truncate(text: str, width: int) -> str:
    """`text` cut to `width` columns; `…` stands for what is left out."""
    if display_width(text) <= width:
        return text
    if width < 1:
        return ""
    return _head(text, width - 1) + "…"


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns; line ends of `text` stay.

    Words, and figures with their unit, stay whole where they fit; no line starts with a closing mark or ends
    with an opening one. What is too wide for any line is cut.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _wrap_paragraph(paragraph, width)]


def _wrap_paragraph(text: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for piece in _pieces(text):
        if line and used + display_width(piece.rstrip(" ")) > width:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        *cut, rest = _cut(piece, width) if not line else [piece]
        lines += cut
        line += rest
        used += display_width(rest)
    return [*lines, line.rstrip(" ")]


def _cut(piece: str, width: int) -> list[str]:
    """Cut what is too wide for any line; spaces at the end take no room."""
    parts, start, used = [], 0, 0
    for at, added in enumerate(widths(piece.rstrip(" "))):
        if used + added > width and at > start and added:
            parts.append(piece[start:at])
            start, used = at, 0
        used += added
    return [*parts, piece[start:]]


def _head(text: str, width: int) -> str:
    """Give the longest start of `text` that fits; marks stay with their character."""
    used = 0
    for at, added in enumerate(widths(text)):
        used += added
        if used > width:
            return text[:at]
    return text


def _pieces(text: str) -> Iterator[str]:
    """Split `text` where a line may end; spaces belong to the piece before them."""
    text = _SPACE.sub(lambda m: m[0].replace("\t", " "), text)
    start = 0
    for at in range(1, len(text)):
        if _may_break(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _may_break(left: str, right: str) -> bool:
    if right == " " or left == _JOINER or _alone(right) == 0 or right == _EMOJI_STYLE:
        return False
    if left == " ":
        return True
    if right in _NOT_FIRST or left in _NOT_LAST:
        return False
    if left.isdigit() and right in _COUNTED:
        return False
    return _alone(left) == 2 or _alone(right) == 2  # noqa: PLR2004  (columns of a Chinese character)


# ── showing what must not reach a terminal as it is ──

_PICTURES = {chr(c): chr(0x2400 + c) for c in range(0x20)} | {
    "\t": "    ",
    "\x7f": "␡",
    "\x85": "␤",
    "\u2028": "␤",
    "\u2029": "␤",
    _JOINER: _JOINER,
}


@lru_cache(maxsize=8192)
def visible_char(char: str) -> str:
    """`char` as it may be shown: control, direction and other hidden characters become a visible sign."""
    if char in _PICTURES:
        return _PICTURES[char]
    return "\ufffd" if category(char) in {"Cc", "Cf", "Cs"} else char


def visible(text: str) -> str:
    """`text` on one line as it may be shown, so that no text of a file can steer the terminal."""
    if text.isprintable():
        return text
    return "".join(map(visible_char, text))
