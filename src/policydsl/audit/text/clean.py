"""A piece of the official text without what only lays it out; each character knows where it stands."""

from __future__ import annotations

import re
from array import array
from typing import Final

from policydsl.source import Span
from policydsl.source.frozen import frozen

# One sign for each that people type for it, so that nothing later asks for more than one.
_WIDE: Final = {0xFF01 + i: chr(0x21 + i) for i in range(94)}  # full-width letters, digits and signs
_SIGN: Final[dict[str, str]] = {
    **{chr(wide): narrow for wide, narrow in _WIDE.items()},
    **dict(zip("，：；（）！？", "，：；（）！？", strict=True)),  # these stay wide: the text is Chinese
    **dict.fromkeys("([〔【［", "（"),
    **dict.fromkeys(")]〕】］", "）"),
    ":": "：",
    ";": "；",
    **dict.fromkeys("「『„", "“"),
    **dict.fromkeys("」』", "”"),
    **dict.fromkeys("–―─━", "—"),
    **dict.fromkeys("‐‑−﹣", "-"),
    **dict.fromkeys("～〜∼", "~"),
    "﹪": "%",
    "○": "〇",
    "﹒": ".",
}
_SIGNS: Final = str.maketrans(_SIGN)
_WIDE_COMMA: Final = re.compile(r"(?<=[\uff10-\uff19])\uff0c(?=[\uff10-\uff19]{3}(?![\uff10-\uff19]))")  # １，０００
_COMMA: Final = re.compile(r"(?<![0-9]),|,(?![0-9]{3})")
# Blanks of every kind, marks of Markdown, tags: they stand between characters that belong together.
_LAYOUT: Final = re.compile(
    r"(?:[ \t\r\n\v\f\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff\u00ad*`]|~~"
    r"|<[A-Za-z/!][^<>\n]{0,80}>|&nbsp;|\\(?=[!-/:-@\[-`{-~]))+"
)
_WORD: Final = re.compile(r"[A-Za-z0-9]")


@frozen(eq=False)
class Clean:
    """Text without layout; `offsets` holds the place in the source of each character, and of the end."""

    text: str
    offsets: array[int]

    def span(self, start: int, end: int) -> Span:
        """The span in the source of a part of `text`."""
        end = min(end, len(self.text))
        if start >= end:
            at = self.offsets[min(start, len(self.offsets) - 1)]
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def whole(self) -> Span:
        """The span in the source of all of it."""
        return self.span(0, len(self.text))

    def part(self, start: int, end: int) -> Clean:
        """A part of it; the same places."""
        return Clean(self.text[start:end], self.offsets[start : end + 1])


def clean(text: str, start: int = 0, end: int | None = None) -> Clean:
    """The text from `start` to `end` without layout; a blank stays only between two Latin words or figures."""
    end = len(text) if end is None else end
    pieces: list[str] = []
    offsets = array("L")
    at = start
    for layout in _LAYOUT.finditer(text, start, end):
        if layout.start() > at:
            pieces.append(text[at : layout.start()])
            offsets.extend(range(at, layout.start()))
        if pieces and layout.end() < end and _blank_counts(text, layout):
            pieces.append(" ")
            offsets.append(layout.start())
        at = layout.end()
    if at < end:
        pieces.append(text[at:end])
        offsets.extend(range(at, end))
    offsets.append(offsets[-1] + 1 if offsets else start)
    made = _WIDE_COMMA.sub(",", "".join(pieces)).translate(_SIGNS)
    return Clean(_COMMA.sub("，", made), offsets)


def _blank_counts(text: str, layout: re.Match[str]) -> bool:
    before, after = text[layout.start() - 1 : layout.start()], text[layout.end() : layout.end() + 1]
    return layout[0].strip("*`~") != "" and bool(_WORD.match(before) and _WORD.match(after))
