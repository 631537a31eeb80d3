"""Scalars: without quotes where YAML reads the same, formulas on one line where they fit."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.layout.formulas import printed
from policydsl.model.policy import CellPart, Formula
from policydsl.source import SourceFile
from policydsl.source.width import display_width
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Mapping, Scalar
from policydsl.syntax.values import quoted

WIDTH: Final = 120
_BLOCK_HEAD: Final = re.compile(r"([|>])([-+0-9]*)[ \t]*(#[^\r\n]*)?")
_LINE: Final = re.compile(r"\r\n|\r|\n")
# Where a long formula may go on in the next line: at a space that is not inside a text.
_PIECE: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^ "])+')
_TEXT: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRANCHES: Final = frozenset({"then", "else", "satisfies", "return"})
_JOINTS: Final = frozenset({"and", "or"})
_CLEAR: Final = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*")
_IN_BRACKETS: Final = frozenset(",[]{}#:&*\"'\n")  # what a text without quotes may not hold there
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar_lines(
    node: Scalar, formula: Formula | CellPart | None, room: int, *, bare: bool = True, key: bool = False
) -> list[str]:
    """The scalar as it is written after a key: one line, or a first line and those below it, not yet indented.

    `room`: how many columns are left for one line.
    """
    if formula is not None:
        text = printed(node.text, formula)
        if not _LINE.search(text):  # one with comments in it stays as it is
            return _formula(text, node, room)
    raw = node.file.text[node.span.start : node.span.end]
    if node.style in ("literal", "folded"):
        return _block(raw)
    if _LINE.search(raw):
        return [line.strip(" \t") for line in _LINE.split(raw)]
    if node.style == "plain":
        return [raw]
    return [one_line(node.text, node, raw, key=key) if bare else raw]


def one_line(text: str, node: Scalar, otherwise: str, *, key: bool = False) -> str:
    """A text without quotes if YAML reads it so."""
    if _CLEAR.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return text if _reads_plain(text, node, key=key) else otherwise


def in_brackets(text: str, formula: Formula | CellPart, otherwise: str) -> str:
    """A formula inside brackets, without quotes; as it was written where it would need some."""
    found = printed(text, formula)
    return found if _IN_BRACKETS.isdisjoint(found) else otherwise


def block_comment(node: Scalar) -> str:
    """The comment behind the `|` or `>` of a scalar."""
    head = _BLOCK_HEAD.match(node.file.text, node.span.start) if node.style in ("literal", "folded") else None
    return "" if head is None else head[3] or ""


def _reads_plain(text: str, node: Scalar, *, key: bool) -> bool:
    if not text or text != text.strip() or not text.isprintable():
        return False
    found = Reporter()
    tree = parse_yaml(SourceFile("", f"{text}: x\n" if key else f"k: {text}\n"), found)
    if found or not isinstance(tree, Mapping) or len(tree.entries) != 1:
        return False
    name, value = tree.entries[0]
    again = name if key else value
    return (
        isinstance(again, Scalar)
        and again.text == node.text == text
        and type(again.value) is type(node.value)
        and again.value == node.value
    )


def _formula(text: str, node: Scalar, room: int) -> list[str]:
    plain = one_line(text, _like(node, text), quoted(text))
    if display_width(plain) <= room:
        return [plain]
    return [">-", *_wrapped(text, max(WIDTH - 40, min(room, WIDTH - 20)))]


def _like(node: Scalar, text: str) -> Scalar:
    """A text in the place of a scalar that holds one."""
    return node if text == node.text else Scalar(node.file, node.span, text, text, "plain")


def _wrapped(text: str, width: int) -> list[str]:
    """A formula in lines that YAML folds back into one: broken at single spaces outside of texts.

    Each branch and body begins a line; a line that is still too long is broken before `and` and `or`, then anywhere.
    """
    pieces = _PIECE.findall(text)
    if " ".join(pieces) != text:
        return [text]
    lines: list[str] = []
    for branch in _broken(pieces, _BRANCHES):
        fits = display_width(" ".join(branch)) <= width
        for part in [branch] if fits else _broken(branch, _JOINTS):
            lines += _filled(part, width)
    return lines


def _broken(pieces: list[str], before: frozenset[str]) -> list[list[str]]:
    """The pieces in lines: a new one before each of these words that stands in no brackets."""
    lines: list[list[str]] = [[]]
    depth = 0
    for piece in pieces:
        if depth == 0 and piece in before and lines[-1]:
            lines.append([])
        lines[-1].append(piece)
        outside = _TEXT.sub("", piece)
        depth += sum(map(outside.count, "([{")) - sum(map(outside.count, ")]}"))
    return lines


def _filled(pieces: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and display_width(lines[-1]) + 1 + display_width(piece) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def _block(raw: str) -> list[str]:
    """A `|` or `>` scalar: its head without comment, its lines without their common indentation."""
    lines = _LINE.split(raw)
    head = _BLOCK_HEAD.match(lines[0])
    sign = "" if head is None else head[1] + head[2]
    body = lines[1:]
    digits = "".join(c for c in sign if c.isdigit())
    depth = min((len(one) - len(one.lstrip(" ")) for one in body if one.strip(" ")), default=0)
    if digits:  # an indentation of its own: the spaces that begin the text must stay
        sign = sign.replace(digits, "2")
        depth = _declared(body, depth)
    if "+" not in sign:
        while body and not body[-1].strip(" "):
            body.pop()
    return [sign, *(one[depth:].rstrip(" ") if not digits else one[depth:] for one in body)]


def _declared(body: list[str], depth: int) -> int:
    first = next((one for one in body if one.strip(" ")), "")
    return min(depth, len(first) - len(first.lstrip(" ")))
