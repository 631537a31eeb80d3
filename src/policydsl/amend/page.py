"""A text seen as lines: where they begin and end, how far they are indented, which comments belong to what."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from policydsl.source import SourceFile, Span
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, walk

_COMMENT: Final = re.compile(r"[ \t]*#")
_BLANK: Final = re.compile(r"[ \t]*(?=[\r\n]|\Z)")
_COLON: Final = re.compile(r"[ \t]*:")
_USUAL_STEP: Final = 2


class Page:
    """The lines of a text with its tree. Offsets are those of the text."""

    def __init__(self, source: SourceFile, root: Node) -> None:
        self.source, self.text, self.root = source, source.text, root

    @cached_property
    def newline(self) -> str:
        """How the text ends its lines."""
        first = re.search(r"\r\n|\n|\r", self.text)
        return first.group() if first else "\n"

    @cached_property
    def is_json(self) -> bool:
        """Whether all of it stands between brackets, as other programs write it."""
        return is_flow(self.root) and not isinstance(self.root, Scalar)

    @cached_property
    def steps(self) -> tuple[int, int]:
        """How far the text indents maps and lists below their keys."""
        maps = lists = None
        for node in walk(self.root):
            if maps is not None and lists is not None:
                break
            if not isinstance(node, Mapping) or is_flow(node):
                continue
            for key, value in node:
                if isinstance(value, Scalar) or is_flow(value) or value.file is not key.file:
                    continue
                step = self.column(value.span.start) - self.column(key.span.start)
                if isinstance(value, Mapping) and step > 0:
                    maps = step if maps is None else maps
                elif isinstance(value, Sequence) and step >= 0:
                    lists = step if lists is None else lists
        return maps or _USUAL_STEP, _USUAL_STEP if lists is None else lists

    def line_start(self, at: int) -> int:
        """Where the line of `at` begins."""
        return at - self.source.position(at).column + 1

    def line_end(self, at: int) -> int:
        """Where the line of `at` ends, before its line break."""
        number = self.source.position(at).line
        return self.source.start_of(number) + len(self.source.line(number))

    def next_line(self, at: int) -> int:
        """Where the line after that of `at` begins; the end of the text if it is the last."""
        end = self.line_end(at)
        if self.text.startswith("\r\n", end):
            return end + 2
        return min(end + 1, len(self.text))

    def column(self, at: int) -> int:
        """How many characters stand before `at` on its line."""
        return self.source.position(at).column - 1

    def same_line(self, one: int, other: int) -> bool:
        """Whether both stand on one line."""
        return self.source.position(one).line == self.source.position(other).line

    def is_blank(self, start: int) -> bool:
        """Whether nothing but spaces stands from `start` to the end of its line."""
        return _BLANK.match(self.text, start) is not None

    def is_comment(self, start: int) -> bool:
        """Whether nothing but a comment stands from `start` to the end of its line."""
        return _COMMENT.match(self.text, start) is not None

    def indent(self, line: int) -> int:
        """The column of the first sign on the line that begins at `line`."""
        rest = self.text[line : self.line_end(line)]
        return len(rest) - len(rest.lstrip(" \t"))

    def starts_line(self, at: int) -> bool:
        """Whether nothing but spaces stands before `at` on its line."""
        return not self.text[self.line_start(at) : at].strip(" \t")

    def comment_above(self, at: int) -> int:
        """Where the comment that stands right above the line of `at`, in the same column, begins; else that line."""
        column, start = self.column(at), self.line_start(at)
        while start > 0:
            above = self.line_start(start - 1)
            if not self.is_comment(above) or self.indent(above) != column:
                break
            start = above
        return start

    def blank_above(self, line: int) -> int:
        """Where the blank lines right above a line begin; else that line."""
        while line > 0:
            above = self.line_start(line - 1)
            if not self.is_blank(above):
                break
            line = above
        return line

    def blank_below(self, line: int) -> int:
        """Where the blank lines that begin at `line` end."""
        while line < len(self.text) and self.is_blank(line):
            line = self.next_line(line)
        return line

    def tail(self, end: int, column: int) -> int:
        """Where a part of a block really ends: with its line, and the comments below it that stand further in."""
        end = self.line_end(end)
        line = self.next_line(end)
        while line < len(self.text):
            if self.is_comment(line) and self.indent(line) > column:
                end = self.line_end(line)
            elif not self.is_blank(line):
                break
            line = self.next_line(line)
        return end

    def after_colon(self, key: Scalar) -> int | None:
        """The offset after the colon of a key; None if it is not found where it should be."""
        found = _COLON.match(self.text, key.span.end)
        return None if found is None else found.end()

    def dash(self, items: Sequence, index: int) -> int | None:
        """Where the dash of an item stands."""
        if index == 0:
            return items.span.start
        column = self.column(items.span.start)
        line = self.line_start(items.items[index].span.start)
        least = items.items[index - 1].span.end
        while line > least:
            at = line + column
            if self.text.startswith("-", at) and not self.text[line:at].strip(" ") and self._is_dash(at):
                return at
            line = self.line_start(line - 1)
        return None

    def _is_dash(self, at: int) -> bool:
        return at + 1 == len(self.text) or self.text[at + 1] in " \t\r\n"


def is_flow(node: Node) -> bool:
    """Whether a collection stands between brackets."""
    return not isinstance(node, Scalar) and node.file.text.startswith(("{", "["), node.span.start)


def within(inner: Span, outer: Span) -> bool:
    """Whether one span lies in another."""
    return outer.start <= inner.start and inner.end <= outer.end
