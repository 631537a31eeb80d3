"""A mended copy of a text that is parsed in its place, and the way back to the places of the original."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from policydsl.source import Span

# YAML 1.1, which libyaml speaks, breaks lines at these; YAML 1.2 does not. They are parsed as characters
# of the private use area (one for one, so no offset moves) and put back into the texts afterwards.
_OLD_BREAKS = "\x85\u2028\u2029"


class Shadow:
    """The original text with replacements that do not overlap; offsets map back to the original."""

    __slots__ = ("_edits", "_restore", "_starts", "guessed", "original", "text")

    def __init__(self, original: str) -> None:
        self.original = original
        self.guessed = False  # whether the indentation of the copy rests on a guess
        self._edits: list[tuple[int, int, str]] = []
        self._restore: dict[int, str] = {}
        self._starts: list[int] = []
        if any(c in original for c in _OLD_BREAKS):
            free = (chr(c) for c in range(0xE000, 0xF900) if chr(c) not in original)
            for char, stand_in in zip(_OLD_BREAKS, free, strict=False):
                self._restore[ord(stand_in)] = char
        if original.startswith("\ufeff"):  # libyaml skips it without counting it
            self._edits.append((0, 1, ""))
        self._build()

    @property
    def mended(self) -> bool:
        """Whether offsets in the copy differ from those of the original."""
        return bool(self._edits)

    @property
    def stands_in(self) -> bool:
        """Whether texts from the copy have to go through `restore`."""
        return bool(self._restore)

    def restore(self, text: str) -> str:
        """The text with the original's characters."""
        return text.translate(self._restore)

    def replace(self, span: Span, by: str) -> bool:
        """Replace a span of the original; False if it touches an earlier replacement."""
        return self.replace_all(((span, by),))

    def replace_all(self, replacements: Iterable[tuple[Span, str]]) -> bool:
        """Make the replacements that touch no earlier one; False if there are none."""
        edits = self._edits
        before = len(edits)
        for span, by in replacements:
            i = bisect_right(edits, (span.start, span.end, chr(0x10FFFF)))
            clear_before = i == 0 or (edits[i - 1][1] <= span.start and edits[i - 1][:2] != (span.start, span.end))
            if clear_before and (i == len(edits) or span.end <= edits[i][0]):
                edits.insert(i, (span.start, span.end, by))
        if len(edits) == before:
            return False
        self._build()
        return True

    def now(self, span: Span) -> str:
        """What stands in the copy for a span of the original."""
        pieces: list[str] = []
        at = span.start
        for start, end, by in self._edits[bisect_right(self._edits, (span.start, -1, "")) :]:
            if start > span.end:
                break
            pieces += self.original[at:start], by
            at = end
        pieces.append(self.original[at : span.end])
        return "".join(pieces)

    def replace_again(self, span: Span, by: str) -> bool:
        """Replace a span, whatever was put in its place; False if that changes nothing, or an edit reaches beyond."""
        inside = [one for one in self._edits if span.start <= one[0] and one[1] <= span.end]
        if self.now(span) == by:
            return False
        kept = [one for one in self._edits if one not in inside]
        before, self._edits = self._edits, kept
        if self.replace(span, by):
            return True
        self._edits = before
        return False

    def to_file(self, offset: int) -> int:
        """The offset in the original: inside a replacement, its start."""
        if not self._edits:
            return offset
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return offset
        start, end, by = self._edits[i]
        into = offset - self._starts[i]
        return start if into < len(by) else end + into - len(by)

    def _build(self) -> None:
        pieces: list[str] = []
        self._starts = []
        length = last = 0
        for start, end, by in self._edits:
            pieces.append(self.original[last:start])
            length += start - last
            self._starts.append(length)
            pieces.append(by)
            length += len(by)
            last = end
        pieces.append(self.original[last:])
        text = "".join(pieces)
        self.text = text.translate({ord(c): s for s, c in self._restore.items()}) if self._restore else text
