"""Traps that YAML accepts without a word: what reads otherwise than it looks."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Span, Text
from policydsl.syntax.departments import names_in
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, walk
from policydsl.syntax.values import TERSE_KEYS, WIDE_SPACES, half_width, quoted, shown

# `key: text #2`: a comment of people who write comments has a space after the sign.
# One that is only a number belongs to the words before it.
_TIGHT_COMMENT: Final = re.compile(
    r"(?<=[^\s#])[ \t]+(#(?:[^\s#!][^\r\n]*|[ \t]+[0-9]{1,3}[)）、。]?[ \t]*(?=[\r\n]|\Z)))"
)
_NUMBERED: Final = re.compile("(?:附件|附表|附录|附图|表格|清单|编号|序号|第)[ ]*\\Z")
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
            for key, value in node.entries:
                if key.text == "departments" and type(value) is Sequence:
                    _several_names(value, reporter)


def _plain(node: Scalar, tail: re.Match[str] | None, reporter: Reporter) -> None:
    source, span, text = node.file, node.span, node.text
    lost = tail.group(1).rstrip() if tail is not None else ""
    if tail is not None and (not lost[1:2].isspace() or _NUMBERED.search(text)):
        whole = Span(span.start, tail.start(1) + len(lost))
        whole = whole if text else Span(tail.start(1), whole.end)
        fix = Fix((Edit(source, whole, quoted(source.text[whole.start : whole.end])),))
        help_ = None
        if lost[1:2].isspace():
            help_ = Text(
                "如果它属于值，给整个值加引号；如果是注释，另起一行写。",
                "if it belongs to the value, put that in quotes; if it is a comment, write it on a line of its own.",
            )
        reporter.report("Y027", Label(source, Span(tail.start(1), whole.end)), help=help_, fix=fix, tail=shown(lost))
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


def _several_names(node: Sequence, reporter: Reporter) -> None:
    """`- 市工信局、市科技局`: an item of its own each, on a line of its own in a block."""
    in_brackets = node.file.text.startswith("[", node.span.start)
    for item in node.items:
        if type(item) is not Scalar or "\n" in item.text:
            continue
        names, sure = names_in(item.text)
        if len(names) < 2 or (in_brackets and sure):  # noqa: PLR2004  (in brackets Y037 tells of the comma)
            continue
        column = item.file.position(item.span.start).column
        between = ", " if in_brackets else "\n" + " " * (column - 3) + "- "
        plain = item.style == "plain" and item.span.end - item.span.start == len(item.text)
        fix = Fix((Edit(item.file, item.span, between.join(names)),), sure) if plain else None
        entries = Text("`、`".join(names), "`, `".join(names))
        reporter.report("Y062", Label(item.file, item.span), fix=fix, text=shown(item.text), entries=entries)


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
