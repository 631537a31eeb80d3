"""Writes a value of an amendment at its place in the policy: the same text, indented as the place wants it.

Gives pieces, so that every character of the result still knows where in the amendment it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from typing import Final, Literal, TypeAlias

from policydsl.amend.page import is_flow
from policydsl.source import SourceFile, Span
from policydsl.source.patchwork import Piece
from policydsl.syntax import MAX_BYTES
from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue, Sequence

Form: TypeAlias = Literal["inline", "text", "block"]  # in a line; `|` or `>` with lines below; lines of its own

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_TRAILING_COMMENT: Final = re.compile(r"[ \t]+#[^\r\n]*")
_BLOCK_HEAD: Final = re.compile(r"[|>](-?)[ \t]*(?:#[^\r\n]*)?(\r\n|\r|\n)")
_FLOW_SIGNS: Final = frozenset(",[]{}")
_IN_DOUBLE: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_IN_SINGLE: Final = {"'": "''"}
_BASIC_PLANE: Final = 0xFFFF


def form(node: Node) -> Form:
    """How a value can be written outside of brackets."""
    if isinstance(node, Scalar):
        return "text" if _is_movable_text(node) else "inline"
    return "inline" if is_flow(node) else "block"


def inline(node: Node, column: int, step: int, newline: str) -> Iterator[Piece]:
    """A value that begins in a line, after a key in `column`; what goes on in other lines is indented with it."""
    if not isinstance(node, Scalar):
        yield from _lines(node.file, node.span, _indent_of_line(node), column, newline)
    elif node.style in ("literal", "folded"):
        yield from _in_quotes(node)
    else:
        yield from _lines(node.file, node.span, None, column + step, newline)


def text_block(node: Scalar, column: int, newline: str) -> Iterator[Piece]:
    """A text of several lines with its `|` or `>`; the lines are indented to `column`."""
    yield from _lines(node.file, node.span, _content_indent(node), column, newline)


def block(node: Node, column: int, newline: str) -> Iterator[Piece]:
    """A map or list on lines of its own, from its first sign on; its further lines stand as far from it as they did."""
    found = _TRAILING_COMMENT.match(node.file.text, node.span.end)
    span = node.span if found is None else Span(node.span.start, found.end())
    yield from _lines(node.file, span, node.file.position(node.span.start).column - 1, column, newline)


def flow(node: Node, *, json: bool) -> Iterator[Piece]:
    """A value inside brackets, on one line; comments in it have no place there."""
    match node:
        case Scalar():
            yield from _in_flow(node, json=json)
        case Mapping():
            yield sign("{", node)
            for i, (key, value) in enumerate(node.entries):
                if i:
                    yield sign(", ", key)
                yield from _in_flow(key, json=json, is_key=True)
                yield sign(": ", value)
                yield from flow(value, json=json)
            yield sign("}", node)
        case Sequence():
            yield sign("[", node)
            for i, item in enumerate(node.items):
                if i:
                    yield sign(", ", item)
                yield from flow(item, json=json)
            yield sign("]", node)


def comments_before(node: Node, key: Scalar) -> list[Span]:
    """The comments on lines of their own between a key and its value below."""
    text = node.file.text
    found: list[Span] = []
    line = _LINE.match(text, key.span.end)
    while line is not None and line.end() < node.span.start:
        line = _LINE.match(text, line.end())
        if line is None or line.end() > node.span.start:
            break
        written = line.group(1)
        if written.lstrip().startswith("#"):
            start = line.start() + len(written) - len(written.lstrip())
            found.append(Span(start, line.start() + len(written.rstrip())))
    return found


def sign(text: str, node: Node) -> Piece:
    """A sign that YAML wants and nobody wrote; it stands for the whole of what it belongs to."""
    return Piece(text, node.file, node.span, exact=False)


class TooLargeError(Exception):
    """What is to be written would outgrow any file; it is not even put together."""


def _lines(file: SourceFile, span: Span, base: int | None, column: int, newline: str) -> Iterator[Piece]:
    """The text of a span; its further lines begin in `column`, those further in than `base` as much further in."""
    breaks = file.text.count("\n", span.start, span.end) + file.text.count("\r", span.start, span.end)
    if column * breaks > MAX_BYTES:
        raise TooLargeError
    line = _LINE.match(file.text, span.start, span.end)
    while line is not None:
        yield Piece.of(file, Span(line.start(1), line.end(1)))
        if line.start(2) == line.end(2):
            return
        end = Span(line.start(2), line.end(2))
        yield Piece(newline, file, end, exact=newline == line.group(2))
        line = _LINE.match(file.text, line.end(), span.end)
        if line is None:
            return
        written = line.group(1)
        indent = len(written) - len(written.lstrip(" "))
        deeper = 0 if base is None else max(0, indent - base)
        wanted = column + deeper if written.strip(" ") else (column + deeper) * (deeper > 0)
        place = Span(line.start(), line.start() + indent)
        yield Piece(" " * wanted, file, place, exact=wanted == indent)
        line = _LINE.match(file.text, place.end, span.end)


def _indent_of_line(node: Node) -> int:
    """Where the entry of the line that a node begins on begins."""
    line = node.file.line(node.file.position(node.span.start).line)
    return len(line) - len(line.lstrip(" -" if line.lstrip(" ").startswith("- ") else " "))


def _is_movable_text(node: Scalar) -> bool:
    """Whether a text of several lines means the same with another indentation, whatever comes after it."""
    head = _BLOCK_HEAD.match(node.file.text, node.span.start)
    if node.style not in ("literal", "folded") or head is None or not node.text.strip("\n"):
        return False
    return bool(head[1]) or node.text.endswith("\n")


def _content_indent(node: Scalar) -> int:
    """The column in which the text of a `|` or `>` begins: that of its first line with any."""
    line = _LINE.match(node.file.text, node.span.start)
    while line is not None and line.end() < node.span.end:
        line = _LINE.match(node.file.text, line.end())
        if line is not None and line.group(1).strip(" "):
            return len(line.group(1)) - len(line.group(1).lstrip(" "))
    return 0


def _in_flow(node: Scalar, *, json: bool, is_key: bool = False) -> Iterator[Piece]:
    raw = node.file.text[node.span.start : node.span.end]
    one_line = "\n" not in raw and "\r" not in raw
    if json and (is_key or isinstance(node.value, str)):
        if node.style == "double" and one_line:
            yield Piece.of(node.file, node.span)
        else:
            yield from _between('"', node, _IN_DOUBLE)
    elif json:
        word = _json_word(node.value)
        yield Piece(word, node.file, node.span, exact=word == raw)
    elif node.style in ("single", "double") and one_line:
        yield Piece.of(node.file, node.span)
    elif node.style == "plain" and "\n" not in node.text and _FLOW_SIGNS.isdisjoint(node.text):
        yield from _lettered(node, {})
    else:
        yield from _in_quotes(node)


def _json_word(value: ScalarValue) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _in_quotes(node: Scalar) -> Iterator[Piece]:
    """Between single quotes where double ones would need escapes, if that will do."""
    text = node.text
    if text.isprintable() and ('"' in text or "\\" in text):
        yield from _between("'", node, _IN_SINGLE)
    else:
        yield from _between('"', node, _IN_DOUBLE)


def _between(quote: str, node: Scalar, escapes: Map[str, str]) -> Iterator[Piece]:
    yield sign(quote, node)
    yield from _lettered(node, escapes)
    yield sign(quote, node)


def _lettered(node: Scalar, escapes: Map[str, str]) -> Iterator[Piece]:
    """The characters of a text, each with its place."""
    file, run = node.file, Span(0, 0)
    for i, character in enumerate(node.text):
        place = node.locate(Span(i, i + 1))
        written = escapes.get(character) or (character if character.isprintable() or not escapes else _code(character))
        exact = file.text[place.start : place.end] == written
        if exact and place.start == run.end and run.start < run.end:
            run = Span(run.start, place.end)
            continue
        yield Piece.of(file, run)
        run = place if exact else Span(0, 0)
        if not exact:
            yield Piece(written, file, place, exact=False)
    yield Piece.of(file, run)


def _code(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= _BASIC_PLANE else f"\\U{code:08x}"
