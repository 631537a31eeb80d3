"""Lines on their way out: each with its indentation and the comment behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from policydsl.source.width import display_width

_GAP = 2


@dataclass(slots=True)
class Line:
    """A line: its text without indentation, the comment at its end, and in which column that stood."""

    indent: int
    text: str
    comment: str = ""
    comment_column: int = 0  # as written, in columns of a screen; 0: none

    @property
    def written(self) -> str:
        """Indentation and text."""
        return " " * self.indent + self.text if self.text else ""


@dataclass(slots=True)
class Lines:
    """What is laid out so far."""

    lines: list[Line] = field(default_factory=list)

    def add(self, indent: int, text: str) -> None:
        """One more line."""
        self.lines.append(Line(indent, text))

    def blank(self, count: int) -> None:
        """Blank lines, at most so many together; none at the beginning."""
        while count and self.lines and not (self.lines[-1].text == "" and self._blanks() >= count):
            self.lines.append(Line(0, ""))

    def extend_last(self, text: str) -> None:
        """Put a text behind the last line."""
        self.lines[-1].text += text

    def comment_last(self, comment: str, column: int) -> None:
        """A comment behind the last line; a second one there stands below."""
        last = self.lines[-1] if self.lines else None
        if last is None or last.comment or not last.text or last.text.startswith("#"):
            self.add(0 if last is None else last.indent, comment)
        else:
            last.comment, last.comment_column = comment, column

    def text(self) -> str:
        """Everything; comments that stood below each other in neighbouring lines still do."""
        found: list[str] = []
        group: list[Line] = []
        for line in [*self.lines, None]:
            if group and (line is None or line.comment_column != group[0].comment_column or not line.comment):
                found += _aligned(group)
                group = []
            if line is None:
                continue
            if line.comment:
                group.append(line)
            else:
                found.append(line.written)
        while found and not found[-1]:
            found.pop()
        return "".join(f"{one}\n" for one in found)

    def _blanks(self) -> int:
        count = 0
        for line in reversed(self.lines):
            if line.text:
                break
            count += 1
        return count


def _aligned(group: list[Line]) -> list[str]:
    column = max(display_width(line.written) for line in group) + _GAP
    return [line.written + " " * (column - display_width(line.written)) + line.comment for line in group]
