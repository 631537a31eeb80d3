"""Traps that YAML accepts without a word; a few scans of the text tell whether the tree must be walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.line_slips import WIDE_SPACES, Slip, as_spaces
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence
from policydsl.syntax.values import quoted, shown

# Zero-width and direction-changing characters make two names differ that look the same.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x85\u2028\u2029]")
_MAX_INVISIBLE: Final = 50
# `key: text #2`: a comment of people who write comments has a space after the sign.
_TIGHT_COMMENT: Final = re.compile(r"(?<=[^\s#])[ \t]+(#[^\s#!][^\r\n]*)")
_SWALLOWED: Final = re.compile(r"\n[ \t]*(?:-[ ]+)?([A-Za-z_]\w*)(?:[ ]*：|:(?![/\s:]))")
_QUOTED: Final = re.compile("“[^“”\n]*”|‘[^‘’\n]*’|＂[^＂\n]*＂|＇[^＇\n]*＇")
_BRACED: Final = re.compile(r"｛.*｝|[［【].*[:：].*[］】]", re.DOTALL)
_EMPTY_BLOCK: Final = re.compile(r"[|>][-+]?[1-9]")
_HALF_WIDTH: Final = str.maketrans(
    {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "，": ", ", "：": ": ", "“": '"', "”": '"'}
)
_TELLING: Final = re.compile(
    f"[“‘＂＇｛［【]|{_TIGHT_COMMENT.pattern}|{_SWALLOWED.pattern}|{_EMPTY_BLOCK.pattern}|,[ \t]*\r?\n"
)
_ANY_WIDE: Final = re.compile(f"[{WIDE_SPACES}]")
_WIDE_EDGE: Final = re.compile(f"[{WIDE_SPACES}\\s]*[{WIDE_SPACES}][{WIDE_SPACES}\\s]*")


def wide_spaces(source: SourceFile, root: Node) -> list[Slip]:
    """Keys that begin or end with a full-width space, as an input method leaves it in the indentation."""
    if not _ANY_WIDE.search(source.text):
        return []
    slips: list[Slip] = []
    for key in _keys(root):
        if key.style != "plain":
            continue
        head = _WIDE_EDGE.match(key.text)
        name = key.text.strip()
        if head is not None and key.span.end - key.span.start == len(key.text):
            at = Span(key.span.start, key.span.start + head.end())
            slips.append(Slip("Y034", at, ((at, as_spaces(head.group())),), {"character": _code_point(head.group())}))
        elif name != key.text:
            at = Span(key.span.start + len(name), key.span.end)
            slips.append(Slip("Y034", at, ((at, ""),), {"character": _code_point(key.text[len(name) :])}))
    return slips


def lint(source: SourceFile, root: Node, reporter: Reporter) -> None:
    """Report what reads otherwise than it looks."""
    text = source.text
    for found in islice(_INVISIBLE.finditer(text), _MAX_INVISIBLE):
        span = Span(found.start(), found.end())
        fix = Fix((Edit(source, span, ""),))
        reporter.report("Y031", Label(source, span), fix=fix, character=f"U+{ord(found.group()):04X}")
    if not (_TELLING.search(text) or ("，" in text and "[" in text)):
        return
    tails = {found.start(): found for found in _TIGHT_COMMENT.finditer(text)}
    for node in walk(root):
        if type(node) is Scalar:
            if node.style == "plain":
                _plain(node, tails.get(node.span.end), reporter)
            elif node.style in ("folded", "literal") and not node.text.strip():
                _empty_block(node, reporter)
        elif type(node) is Sequence and text.startswith("[", node.span.start):
            _full_width_commas(node, reporter)


def walk(root: Node) -> Iterator[Node]:
    """All nodes, keys included, each once however many aliases repeat it."""
    stack: list[Node] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        yield node
        if type(node) is Scalar or id(node) in seen:
            continue
        seen.add(id(node))
        if type(node) is Sequence:
            stack.extend(node.items)
        elif type(node) is Mapping:
            for key, value in node.entries:
                stack += (key, value)


def _keys(root: Node) -> Iterator[Scalar]:
    return (key for node in walk(root) if type(node) is Mapping for key, _ in node.entries)


def _plain(node: Scalar, tail: re.Match[str] | None, reporter: Reporter) -> None:
    source, span, text = node.file, node.span, node.text
    if tail is not None:
        lost = tail.group(1).rstrip()
        whole = Span(span.start, tail.start(1) + len(lost))
        fix = Fix((Edit(source, whole, quoted(source.text[whole.start : whole.end])),)) if text else None
        reporter.report("Y027", Label(source, Span(tail.start(1), whole.end)), fix=fix, tail=shown(lost))
    if span.end - span.start > len(text) or " " in text:
        found = _SWALLOWED.search(source.text, span.start, span.end)
        if found:
            reporter.report("Y028", Label(source, Span(found.start(1), found.end())), key=found[1])
    if _QUOTED.fullmatch(text):
        half = quoted(text[1:-1])
        fix = Fix((Edit(source, span, half),))
        reporter.report("Y029", Label(source, span), fix=fix, sign=text[0] + text[-1])
    elif _BRACED.fullmatch(text):
        fix = Fix((Edit(source, span, text.translate(_HALF_WIDTH).rstrip()),))
        reporter.report("Y030", Label(source, span), fix=fix, sign=text[0])
    if text.endswith(","):
        comma = Span(span.end - 1, span.end)
        reporter.report("Y039", Label(source, comma), fix=Fix((Edit(source, comma, ""),)))


def _empty_block(node: Scalar, reporter: Reporter) -> None:
    """`>5` alone: YAML takes it for the head of an indented text, a drafter means a comparison."""
    source, start = node.file, node.span.start
    if _EMPTY_BLOCK.match(source.text, start):
        line = source.text[start : node.span.end].splitlines()[0].rstrip()
        span = Span(start, start + len(line))
        fix = Fix((Edit(source, span, quoted(line)),))
        reporter.report("Y006", Label(source, span), fix=fix, sign=line[0], quoted=quoted(line))


def _full_width_commas(node: Sequence, reporter: Reporter) -> None:
    for item in node.items:
        if type(item) is Scalar and item.style == "plain" and "，" in item.text:
            places = [item.locate(Span(i, i + 1)) for i, c in enumerate(item.text) if c == "，"]
            fix = Fix(tuple(Edit(item.file, place, ", ") for place in places))
            reporter.report("Y037", Label(item.file, places[0]), fix=fix)


def _code_point(text: str) -> str:
    return next((f"U+{ord(c):04X}" for c in text if _ANY_WIDE.match(c)), "")
