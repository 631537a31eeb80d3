"""Traps that YAML accepts without a word: what reads otherwise than it looks."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Span
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, walk
from policydsl.syntax.values import TERSE_KEYS, WIDE_SPACES, half_width, quoted, shown

# `key: text #2`: a comment of people who write comments has a space after the sign.
_TIGHT_COMMENT: Final = re.compile(r"(?<=[^\s#])[ \t]+(#[^\s#!][^\r\n]*)")
_SWALLOWED: Final = re.compile(r"\n[ \t]*(?:-[ ]+)?([A-Za-z_]\w*)(?:[ ]*：|:(?![/\s:]))")
_QUOTED: Final = re.compile("“[^“”\n]*”|‘[^‘’\n]*’|＂[^＂\n]*＂|＇[^＇\n]*＇")
_BRACED: Final = re.compile(r"｛.*｝|[［【].*[:：].*[］】]", re.DOTALL)
_MAX_BRACED: Final = 2000
_NO_PROSE: Final = re.compile(r"[A-Za-z_][\w.]*|[0-9.]+ ?[%‰万亿元年月日个天]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMES: Final = re.compile(r"[A-Za-z0-9_]+(?:[ ]?[，、；][ ]?[A-Za-z0-9_]+)*")
_EMPTY_BLOCK: Final = re.compile(r"[|>][-+]?[1-9]")
_ODD_SPACE: Final = re.compile(rf"[{WIDE_SPACES}][{WIDE_SPACES} \t]*|[ \t]*[{WIDE_SPACES}]")
# `＃2` is a number of something, `＃ 待核对` a remark.
_WIDE_HASH: Final = re.compile(r"(?<=\s)＃(?![0-9A-Za-z０-９])")
_END_OF_PROSE: Final = "。；;"
_NO_END: Final = "，、,"


def report_traps(text: str, root: Node, reporter: Reporter) -> None:
    """Report those in a tree; `lints` knows their signs."""
    tails = {found.start(): found for found in _TIGHT_COMMENT.finditer(text)}
    terse: set[int] = set()
    for node in walk(root):
        if type(node) is Scalar:
            if node.style == "plain":
                _plain(node, tails.get(node.span.end), reporter)
                _ends(node, reporter, terse=id(node) in terse)
            elif node.style in ("folded", "literal") and not node.text.strip():
                _empty_block(node, reporter)
        elif type(node) is Sequence:
            if id(node) in terse:
                terse.update(map(id, node.items))
            if text.startswith("[", node.span.start):
                _full_width_commas(node, reporter, names=id(node) in terse)
        elif type(node) is Mapping:
            terse.update(id(value) for key, value in node.entries if key.text in TERSE_KEYS)


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
        fix = Fix((Edit(source, span, half_width(text)),), sure=text[0] == "｛")
        reporter.report("Y030", Label(source, span), fix=fix, sign=text[0])


def _ends(node: Scalar, reporter: Reporter, *, terse: bool) -> None:
    """What stands at either end of a value and does not belong to it."""
    source, span, text = node.file, node.span, node.text
    hash_ = _WIDE_HASH.search(source.text, span.start, span.end) if "＃" in text else None
    if hash_ is not None:
        at = Span(hash_.start(), hash_.end())
        reporter.report("Y042", Label(source, at), fix=Fix((Edit(source, at, "# "),), sure=False))
    if not text or span.end - span.start != len(text):
        return  # over several lines: its ends are no slip of one
    for found in _ODD_SPACE.finditer(text):
        if found.start() == 0 or found.end() == len(text):
            at = Span(span.start + found.start(), span.start + found.end())
            wide = next(c for c in found.group() if c not in " \t")
            fix = Fix((Edit(source, at, ""),))
            reporter.report("Y041", Label(source, at), fix=fix, character=f"U+{ord(wide):04X}")
    last = text.rstrip()[-1:]
    if last and (last in _NO_END or (terse and last in _END_OF_PROSE)):
        at = Span(span.start + len(text.rstrip()) - 1, span.start + len(text.rstrip()))
        sure = terse or bool(_NO_PROSE.fullmatch(text.rstrip()[:-1]))
        reporter.report("Y039", Label(source, at), fix=Fix((Edit(source, at, ""),), sure), sign=last)


def _empty_block(node: Scalar, reporter: Reporter) -> None:
    """`>5` alone: YAML takes it for the head of an indented text, a drafter means a comparison."""
    source, start = node.file, node.span.start
    if _EMPTY_BLOCK.match(source.text, start):
        line = source.text[start : node.span.end].splitlines()[0].rstrip()
        span = Span(start, start + len(line))
        fix = Fix((Edit(source, span, quoted(line)),))
        reporter.report("Y006", Label(source, span), fix=fix, sign=line[0], quoted=quoted(line))


def _full_width_commas(node: Sequence, reporter: Reporter, *, names: bool) -> None:
    """Between entries; names have none inside them, of texts `、` and `；` may be a part."""
    for item in node.items:
        if not (type(item) is Scalar and item.style == "plain"):
            continue
        only_names = names or bool(_NAMES.fullmatch(item.text))
        signs = "，、；" if only_names else "，"
        places = [item.locate(Span(i, i + 1)) for i, c in enumerate(item.text) if c in signs]
        if places and item.text.strip()[-1] not in signs:
            fix = Fix(tuple(Edit(item.file, place, ", ") for place in places), sure=only_names)
            sign = item.file.text[places[0].start : places[0].end]
            reporter.report("Y037", Label(item.file, places[0]), fix=fix, sign=sign)
