"""Traps that YAML accepts without a word: what reads otherwise than it looks."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Span
from policydsl.syntax.tree import Node, Scalar, Sequence, walk
from policydsl.syntax.values import quoted, shown

# `key: text #2`: a comment of people who write comments has a space after the sign.
_TIGHT_COMMENT: Final = re.compile(r"(?<=[^\s#])[ \t]+(#[^\s#!][^\r\n]*)")
_SWALLOWED: Final = re.compile(r"\n[ \t]*(?:-[ ]+)?([A-Za-z_]\w*)(?:[ ]*：|:(?![/\s:]))")
_QUOTED: Final = re.compile("“[^“”\n]*”|‘[^‘’\n]*’|＂[^＂\n]*＂|＇[^＇\n]*＇")
_BRACED: Final = re.compile(r"｛.*｝|[［【].*[:：].*[］】]", re.DOTALL)
_MAX_BRACED: Final = 2000
_NO_PROSE: Final = re.compile(r"[A-Za-z_][\w.]*,|[0-9.]+ ?[%‰万亿元年月日个天]*,|[0-9]{4}-[0-9]{2}-[0-9]{2},")
_NAMES: Final = re.compile(r"[A-Za-z0-9_]+(?:[ ]?，[ ]?[A-Za-z0-9_]+)*")
_DEPARTMENTS: Final = re.compile(r"(?<=\n)[ -]*departments:[ ]*\Z")
_EMPTY_BLOCK: Final = re.compile(r"[|>][-+]?[1-9]")
_HALF_WIDTH: Final = str.maketrans(
    {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "，": ", ", "：": ": ", "“": '"', "”": '"'}
)


def report_traps(text: str, root: Node, reporter: Reporter) -> None:
    """Report those in a tree; `lints` knows their signs."""
    tails = {found.start(): found for found in _TIGHT_COMMENT.finditer(text)}
    for node in walk(root):
        if type(node) is Scalar:
            if node.style == "plain":
                _plain(node, tails.get(node.span.end), reporter)
            elif node.style in ("folded", "literal") and not node.text.strip():
                _empty_block(node, reporter)
        elif type(node) is Sequence and text.startswith("[", node.span.start):
            _full_width_commas(node, reporter)


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
        fix = Fix((Edit(source, span, half),), sure=text[1:-1].isascii())  # a title may want its quotation marks
        reporter.report("Y029", Label(source, span), fix=fix, sign=text[0] + text[-1])
    elif len(text) <= _MAX_BRACED and _BRACED.fullmatch(text):
        fix = Fix((Edit(source, span, text.translate(_HALF_WIDTH).rstrip()),), sure=text[0] == "｛")
        reporter.report("Y030", Label(source, span), fix=fix, sign=text[0])
    if text.endswith(","):
        comma = Span(span.end - 1, span.end)
        fix = Fix((Edit(source, comma, ""),), sure=bool(_NO_PROSE.fullmatch(text)))
        reporter.report("Y039", Label(source, comma), fix=fix)


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
            # Of texts the comma may be a part; names have none.
            names = bool(_NAMES.fullmatch(item.text)) or bool(_DEPARTMENTS.search(item.file.text, 0, node.span.start))
            fix = Fix(tuple(Edit(item.file, place, ", ") for place in places), sure=names)
            reporter.report("Y037", Label(item.file, places[0]), fix=fix)
