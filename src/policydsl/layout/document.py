"""A document laid out: the tree from the top, each comment with the line that it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as Map
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.layout.formulas import same
from policydsl.layout.lines import Lines
from policydsl.layout.scalars import WIDTH, block_comment, in_brackets, scalar_lines
from policydsl.model.policy import CellPart, Formula
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.source.width import display_width
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, walk

_STEP: Final = 2
_LINE: Final = re.compile(r"\r\n|\r|\n")
_ANCHOR: Final = re.compile(r"&[^\s,\[\]{}]+")
_ALIAS: Final = re.compile(r"\s*:?\s*(\*[^\s,\[\]{}]+)")
_COMMENT: Final = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*")
_SHORT: Final = 100  # columns of a list of words that stays on its line


@frozen
class Layout:
    """A text laid out; `faithful`: reading it gives the same entries, formulas and comments."""

    text: str
    faithful: bool


def lay_out(source: SourceFile, tree: Node, formulas: Map[int, Formula | CellPart]) -> Layout:
    """The document of `tree` in the canonical layout. `formulas`: those of its scalars that are one, by identity."""
    text = _Writer(source, formulas, bare=True).document(tree)
    if _is_faithful(source, tree, text, formulas):
        return Layout(text, faithful=True)
    # some texts are read with others around them otherwise than alone
    text = _Writer(source, formulas, bare=False).document(tree)
    return Layout(text, faithful=_is_faithful(source, tree, text, formulas))


class _Writer:
    """Goes through the tree in the order of the text; `at` is how far the text has been read."""

    def __init__(self, source: SourceFile, formulas: Map[int, Formula | CellPart], *, bare: bool) -> None:
        """`bare`: leave out the quotes that are not needed."""
        self.source, self.formulas, self.bare = source, formulas, bare
        self.out = Lines()
        self.at = 0
        # Where the entries around the last line begin: columns as written, and now. A comment finds its level by them.
        self.levels: list[tuple[int, int]] = []

    def document(self, root: Node) -> str:
        """The whole text."""
        if isinstance(root, Mapping):
            self._mapping(root, 0)
        elif isinstance(root, Sequence):
            self._sequence(root, 0)
        else:
            self._gap(root.span.start, 0, 0)
            self._scalar(root, 0, "")
        self._gap(len(self.source.text), 0, 0)
        return self.out.text()

    # -- nodes ---------------------------------------------------------------------------------------

    def _mapping(self, node: Mapping, indent: int, *, first_on_line: bool = False) -> None:
        for i, (key, value) in enumerate(node.entries):
            column = self.source.position(key.span.start).column - 1
            continues = first_on_line and i == 0 and not self._has_comment(key.span.start)
            if continues:
                self.at = key.span.start
            else:
                self._gap(key.span.start, column, indent)
            self._level(column, indent)
            name = scalar_lines(key, None, WIDTH, bare=self.bare, key=True)[0]
            if continues:
                self.out.extend_last(f"{name}:")
            else:
                self.out.add(indent, f"{name}:")
            self.at = max(self.at, key.span.end)
            self._value(value, indent, " ")

    def _sequence(self, node: Sequence, indent: int, *, first_on_line: bool = False) -> None:
        for i, item in enumerate(node.items):
            start = self._start_of(item)
            column = self._dash_column(start)
            continues = first_on_line and i == 0 and not self._has_comment(start)
            if continues:
                self.at = start
            else:
                self._gap(start, column, indent)
            self._level(column, indent)
            if continues:
                self.out.extend_last("-")
            else:
                self.out.add(indent, "-")
            self._value(item, indent, " ", in_list=True)

    def _value(self, node: Node, indent: int, space: str, *, in_list: bool = False) -> None:
        """A value behind its key or dash, which is the last line."""
        alias = self._alias(node)
        if alias:
            self.out.extend_last(space + alias)
            return
        anchor = self._anchor(node)
        if anchor:
            self.out.extend_last(space + anchor)
        match node:
            case Scalar():
                self._scalar(node, indent, space)
            case Mapping(entries=()) | Sequence(items=()):
                self.out.extend_last(space + ("{}" if isinstance(node, Mapping) else "[]"))
                self._close(node)
            case Sequence() if (line := self._short(node)) and self._fits(space + line):
                self.out.extend_last(space + line)
                self.at = node.span.end
            case Mapping() if in_list and not anchor:
                self.out.extend_last(" ")
                self._mapping(node, indent + _STEP, first_on_line=True)
                self._close(node)
            case Sequence() if in_list and not anchor:
                self.out.extend_last(" ")
                self._sequence(node, indent + _STEP, first_on_line=True)
                self._close(node)
            case Mapping():
                self._mapping(node, indent + _STEP)
                self._close(node)
            case Sequence():
                self._sequence(node, indent + _STEP)
                self._close(node)

    def _scalar(self, node: Scalar, indent: int, space: str) -> None:
        if self.out.lines and self._has_comment(node.span.start):  # `key: # comment` with the value below
            self._gap(node.span.start, 0, indent + _STEP)
        room = WIDTH - (display_width(self.out.lines[-1].written) if self.out.lines else 0) - len(space)
        first, *rest = scalar_lines(node, self.formulas.get(id(node)), room, bare=self.bare)
        if not self.out.lines:
            self.out.add(0, first)
        elif first:
            self.out.extend_last(space + first)
        comment = block_comment(node)
        if comment:
            self.out.comment_last(comment, 0)
        for line in rest:
            self.out.add(indent + _STEP if line else 0, line)
        self.at = max(self.at, node.span.end)

    def _short(self, node: Sequence) -> str:
        """A list of words on one line, if it was written so; empty if it was not."""
        raw = self.source.text[node.span.start : node.span.end]
        if not raw.startswith("[") or _LINE.search(raw) or not all(isinstance(one, Scalar) for one in node.items):
            return ""
        if any(one.span.start < self.at for one in node.items) or "&" in raw or "*" in raw:
            return raw
        words = [self._word(one) for one in node.items if isinstance(one, Scalar)]
        return f"[{', '.join(words)}]"

    def _word(self, node: Scalar) -> str:
        """A scalar inside brackets."""
        written = self.source.text[node.span.start : node.span.end]
        formula = self.formulas.get(id(node))
        return written if formula is None or node.style != "plain" else in_brackets(node.text, formula, written)

    def _fits(self, text: str) -> bool:
        return display_width(self.out.lines[-1].written + text) <= _SHORT

    # -- what stands between the nodes ----------------------------------------------------------------

    def _gap(self, end: int, column: int, indent: int) -> None:
        """Comments and blank lines up to `end`, where an entry begins that stood in `column` and goes to `indent`."""
        first, *rest = _LINE.split(self.source.text[self.at : end])
        comment = _COMMENT.search(first)
        if comment:
            place = self.source.position(self.at + comment.start())
            before = self.source.line(place.line)[: place.column - 1]
            if before.strip():
                self.out.comment_last(comment[0].rstrip(), display_width(before) + 1)
            else:
                self.out.add(indent, comment[0].rstrip())
        blanks = 0
        below = rest if end == len(self.source.text) else rest[:-1]
        for line in below:
            comment = _COMMENT.search(line)
            if comment is None:
                blanks += not line.strip(" \t")
                continue
            self.out.blank(min(blanks, 1 + (indent == 0)))
            blanks = 0
            self.out.add(self._indent_of(comment.start(), column, indent), comment[0].rstrip())
        if end < len(self.source.text):
            self.out.blank(min(blanks, 1 + (indent == 0)))
            self.at = end

    def _indent_of(self, written: int, column: int, indent: int) -> int:
        """Where a comment goes that was written in a column: with the entries that begin there."""
        if written <= column:
            return indent
        deeper = [now for then, now in self.levels if then <= written and then > column]
        return max([indent, *deeper])

    def _level(self, column: int, indent: int) -> None:
        self.levels = [(then, now) for then, now in self.levels if now < indent]
        self.levels.append((column, indent))

    def _close(self, node: Node) -> None:
        """Past the bracket that ends a node, unless comments stand before it."""
        end = node.span.end
        if self.at < end and self.source.text[end - 1 : end] in ("]", "}") and not self._has_comment(end):
            self.at = end

    def _has_comment(self, end: int) -> bool:
        return any(_COMMENT.search(line) for line in _LINE.split(self.source.text[self.at : end]))

    def _start_of(self, node: Node) -> int:
        return max(node.span.start, self.at)

    def _dash_column(self, start: int) -> int:
        position = self.source.position(start)
        line = self.source.line(position.line)
        dash = line.find("-")
        return dash if 0 <= dash < position.column - 1 else position.column - 1

    def _alias(self, node: Node) -> str:
        """The alias that stands in the place of a node; its own text is elsewhere."""
        if node.span.start >= self.at:
            return ""
        found = _ALIAS.match(self.source.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[1]

    def _anchor(self, node: Node) -> str:
        found = _ANCHOR.search(self.source.text, self.at, node.span.start)
        comment = _COMMENT.search(self.source.text, self.at, node.span.start)
        if found is None or (comment is not None and comment.start() < found.start()):
            return ""
        self.at = found.end()
        return found[0]


def _is_faithful(source: SourceFile, tree: Node, text: str, formulas: Map[int, Formula | CellPart]) -> bool:
    found = Reporter()
    again = parse_yaml(SourceFile(source.name, text), found)
    return (
        again is not None
        and not found.has_errors
        and _same(tree, again, formulas)
        and _comments(source.text, tree) == _comments(text, again)
    )


def _same(left: Node, right: Node, formulas: Map[int, Formula | CellPart]) -> bool:
    match left, right:
        case Scalar(), Scalar():
            formula = formulas.get(id(left))
            if formula is not None:
                return same(formula, right.text)
            return left.text == right.text and type(left.value) is type(right.value) and left.value == right.value
        case Mapping(), Mapping():
            return len(left.entries) == len(right.entries) and all(
                k.text == other.text and _same(v, value, formulas)
                for (k, v), (other, value) in zip(left.entries, right.entries, strict=True)
            )
        case Sequence(), Sequence():
            return len(left.items) == len(right.items) and all(
                _same(one, other, formulas) for one, other in zip(left.items, right.items, strict=True)
            )
        case _:
            return False


def _comments(text: str, tree: Node) -> Counter[str]:
    """The comments outside of scalars."""
    holes = sorted((n.span.start, n.span.end) for n in walk(tree) if isinstance(n, Scalar))
    found: Counter[str] = Counter()
    at = 0
    for start, end in [*holes, (len(text), len(text))]:
        for line in _LINE.split(text[at : max(at, start)]):
            comment = _COMMENT.search(line)
            if comment:
                found[comment[0].rstrip()] += 1
        at = max(at, end)
    return found
