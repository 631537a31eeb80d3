"""Where each character of a scalar's text stands in the file.

YAML drops quotes, escapes, indentation and line ends on the way from the file to the text. The raw scalar
is scanned again into pairs of a character and its offset; the result counts only if the characters join
to the very text that the YAML parser gave, so that a doubt never turns into a wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_BREAKS: Final = "\r\n"
_BLANKS: Final = " \t"
_ESCAPES: Final = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
_HEX_DIGITS: Final = {"x": 2, "u": 4, "U": 8}
_PAIR: Final = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_HEADER: Final = re.compile(r"[|>](?:([-+])?([1-9])?|([1-9])([-+]))[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|$)")
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_MAX_INDENT: Final = 200


def offsets_of(raw: str, start: int, end: int, style: str, text: str) -> tuple[int, ...]:
    """Offsets of the characters of `text`, and of its end; empty if they cannot be told for certain."""
    if style == "plain":
        scan = _Scan(raw, start, end)
        scan.flow(lambda _: False)
    elif style in ("single", "double"):
        scan = _Scan(raw, start + 1, end - 1)
        scan.flow(scan.doubled_quote if style == "single" else scan.escape)
    else:
        return _block_offsets(raw, start, end, style, text)
    return scan.result(text)


class _Scan:
    """Characters and their offsets, gathered from one raw scalar."""

    __slots__ = ("at", "chars", "end", "places", "raw")

    def __init__(self, raw: str, start: int, end: int) -> None:
        self.raw = raw
        self.at = start
        self.end = end
        self.chars: list[str] = []
        self.places: list[int] = []

    def take(self, char: str, length: int) -> None:
        """The next `length` characters of the file stand for `char`."""
        self.chars.append(char)
        self.places.append(self.at)
        self.at += length

    def result(self, text: str) -> tuple[int, ...]:
        """The offsets, if they are those of `text`."""
        if "".join(self.chars) != text or len(self.chars) != len(text):
            return ()
        return (*self.places, self.at)

    def flow(self, special: Callable[[str], bool]) -> None:
        """A scalar whose line ends fold to spaces; `special` takes what has a meaning of its own."""
        while self.at < self.end:
            char = self.raw[self.at]
            if char in _BLANKS or char in _BREAKS:
                self._fold()
            elif not special(char):
                self.take(char, 1)

    def doubled_quote(self, char: str) -> bool:
        """`''` inside single quotes."""
        if char != "'":
            return False
        self.take("'", 2)
        return True

    def escape(self, char: str) -> bool:
        """A backslash inside double quotes and what follows it."""
        if char != "\\":
            return False
        pair = _PAIR.match(self.raw, self.at, self.end)
        if pair:
            high, low = int(pair[1], 16), int(pair[2], 16)
            self.take(chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), len(pair.group()))
            return True
        kind = self.raw[self.at + 1 : self.at + 2]
        if kind in _BREAKS:
            self._escaped_break()
        elif kind in _HEX_DIGITS:
            digits = _HEX_DIGITS[kind]
            self.take(_from_hex(self.raw[self.at + 2 : self.at + 2 + digits]), 2 + digits)
        else:
            self.take(_ESCAPES.get(kind, ""), 2)
        return True

    def _fold(self) -> None:
        """Blanks stay; a line end with the blanks around it is a space, each blank line after it a line end."""
        at = self.at
        while at < self.end and self.raw[at] in _BLANKS:
            at += 1
        if at >= self.end or self.raw[at] not in _BREAKS:
            while self.at < at:
                self.take(self.raw[self.at], 1)
            return
        first, at = self.at, _after_break(self.raw, at)
        blank_lines, at = self._blank_lines(at)
        if not blank_lines:
            self.chars.append(" ")
            self.places.append(first)
        for number, place in enumerate(blank_lines):
            self.chars.append("\n")
            self.places.append(place if number else first)
        self.at = at

    def _escaped_break(self) -> None:
        """A backslash at a line's end: the line end vanishes, blank lines after it stay line ends."""
        blank_lines, at = self._blank_lines(_after_break(self.raw, self.at + 1))
        self.chars += "\n" * len(blank_lines)
        self.places += blank_lines
        self.at = at

    def _blank_lines(self, at: int) -> tuple[list[int], int]:
        """Where the blank lines from `at` on end, and the first character after them and their indentation."""
        found: list[int] = []
        while True:
            next_at = at
            while next_at < self.end and self.raw[next_at] in _BLANKS:
                next_at += 1
            if next_at >= self.end or self.raw[next_at] not in _BREAKS:
                return found, next_at
            found.append(next_at)
            at = _after_break(self.raw, next_at)


def _block_offsets(raw: str, start: int, end: int, style: str, text: str) -> tuple[int, ...]:
    while end < len(raw) and raw[end] in " \t\r\n":
        end += 1  # the node's span leaves out the blank lines that the header may tell to keep
    header = _HEADER.match(raw, start, end)
    if not header:
        return ()
    chomp = header[1] or header[4] or ""
    lines = [(m.start(1), m.end(1), m.end(2)) for m in _LINE.finditer(raw, header.end(), end) if m.group()]
    told = next((b - a - len(raw[a:b].lstrip(" ")) for a, b, _ in lines if raw[a:b].strip(" ")), 0)
    widest = max((b - a - len(raw[a:b].lstrip(" ")) for a, b, _ in lines), default=0)
    # With an indentation figure in the header the column also depends on the parent: try what there can be.
    given = bool(header[2] or header[3])
    for indent in range(min(widest, _MAX_INDENT) + 1) if given or told == 0 else (told,):
        offsets = _block_at(raw, lines, indent, style, chomp).result(text)
        if offsets:
            return offsets
    return ()


def _block_at(raw: str, lines: list[tuple[int, int, int]], indent: int, style: str, chomp: str) -> _Scan:
    """The block's characters if its text begins in column `indent`."""
    scan = _Scan(raw, lines[0][0] if lines else len(raw), 0)
    body: list[tuple[int, int, int]] = []
    for start, end, after in lines:
        text_start = start
        while text_start < end and text_start - start < indent and raw[text_start] == " ":
            text_start += 1
        body.append((text_start, end, after))
    last = len(body)
    while last and body[last - 1][0] == body[last - 1][1]:
        last -= 1
    pending: list[tuple[int, int, int]] = []
    before: tuple[int, int, int] | None = None
    for line in body[:last]:
        if line[0] == line[1]:
            pending.append(line)
            continue
        _join_lines(scan, before, pending, line, folds=style == "folded")
        scan.at = line[0]
        for char in raw[line[0] : line[1]]:
            scan.take(char, 1)
        before, pending = line, []
    if before and chomp != "-" and before[2] > before[1]:
        scan.take("\n", before[2] - before[1])
    if chomp == "+":
        for _, end, after in body[last:]:
            if after > end:
                scan.at = end
                scan.take("\n", after - end)
    return scan


def _join_lines(
    scan: _Scan,
    before: tuple[int, int, int] | None,
    blank: list[tuple[int, int, int]],
    line: tuple[int, int, int],
    *,
    folds: bool,
) -> None:
    """What stands between two lines with text: a line end, or in a folded scalar perhaps a space or nothing."""
    raw = scan.raw
    if before is not None:
        more_indented = raw[before[0]] in _BLANKS or raw[line[0]] in _BLANKS
        scan.at = before[1]
        if not folds or more_indented:
            scan.take("\n", 1)
        elif not blank:
            scan.take(" ", 1)
    for _, end, _after in blank:
        scan.at = end
        scan.take("\n", 1)


def _after_break(raw: str, at: int) -> int:
    return at + 2 if raw.startswith("\r\n", at) else at + 1


def _from_hex(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        return ""
