"""Slips that only `{ }` and `[ ]` make possible: a comma or an interval inside a formula, `：` after a key."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.tree import Node, Scalar, Sequence
from policydsl.syntax.values import WIDE_COLONS, plain_value, quoted, shown

_OPENING: Final = re.compile(r"[(（]")
_CLOSING: Final = re.compile(r"[)）]")
_MAX_PIECES: Final = 20  # of one formula
_SPLIT_KEY: Final = re.compile(rf"([^\s:{WIDE_COLONS}]+)([{WIDE_COLONS}]\s*|:)(\S.*)", re.DOTALL)


def mend_map(items: list[Node], reporter: Reporter) -> list[Node]:
    """Keys and values in turn, with formulas that a comma cut in two joined again, each with a report."""
    if not any(_is_absent(value) for value in items[1::2]):
        return items
    mended: list[Node] = []
    i = 0
    while i < len(items):
        key, value = items[i], items[i + 1]
        i += 2
        if _is_open(value):
            tail, after = _find_tail(items, i, value)
            if tail is not None:
                value, i = _join(value, tail, reporter), after
        elif _is_absent(value) and isinstance(key, Scalar) and key.style == "plain":
            split = _SPLIT_KEY.fullmatch(key.text)
            if split and key.span.end - key.span.start == len(key.text):
                key, value = _split(key, split, reporter)
        mended += (key, value)
    return mended


def _is_interval(text: str) -> bool:
    """Whether two dots stand between two bounds; those of `../policy.yaml` lead to the folder above."""
    before, dots, after = text.partition("..")
    return bool(dots and before.strip()) and not after.startswith("/")


def mend_list(items: list[Node], source: SourceFile, span: Span, reporter: Reporter) -> Node:
    """The list, or the interval that was meant; formulas that a comma cut in two are joined again."""
    if len(items) == 1 and isinstance(items[0], Scalar) and items[0].style == "plain" and _is_interval(items[0].text):
        raw = source.text[span.start : span.end]
        if raw.count("\n") == 0:
            fix = Fix((Edit(source, span, quoted(raw)),))
            reporter.report("Y013", Label(source, span), fix=fix, interval=shown(raw), quoted=shown(quoted(raw)))
            return Scalar(source, span, raw, raw, "plain")
    mended: list[Node] = []
    i = 0
    while i < len(items):
        value = items[i]
        i += 1
        if i < len(items) and _is_open(value):
            for j in range(i, min(i + _MAX_PIECES, len(items))):
                tail = items[j]
                if not isinstance(tail, Scalar):
                    break
                if _depth(source.text[value.span.start : tail.span.end]) <= 0:
                    value, i = _join(value, tail, reporter), j + 1
                    break
        mended.append(value)
    return Sequence(source, span, tuple(mended))


def _find_tail(items: list[Node], i: int, value: Node) -> tuple[Scalar | None, int]:
    """The stray key that closes the formula begun in `value`, and the index after it."""
    text = value.file.text
    last = min(i + 2 * _MAX_PIECES, len(items))
    while i < last:
        key, nothing = items[i], items[i + 1]
        if not isinstance(key, Scalar) or not _is_absent(nothing):
            return None, i
        i += 2
        if _depth(text[value.span.start : key.span.end]) <= 0:
            return key, i
    return None, i


def _join(head: Node, tail: Scalar, reporter: Reporter) -> Scalar:
    source = head.file
    span = Span(head.span.start, tail.span.end)
    raw = source.text[span.start : span.end]
    fix = Fix((Edit(source, span, quoted(raw)),))
    reporter.report("Y012", Label(source, span), fix=fix, formula=shown(raw))
    return Scalar(source, span, raw, raw, "plain")


def _split(key: Scalar, split: re.Match[str], reporter: Reporter) -> tuple[Scalar, Scalar]:
    """`id：x` as the key and value that were meant."""
    source, start = key.file, key.span.start
    name, sign, text = split.groups()
    sign_span = Span(start + len(name), start + len(name) + len(sign))
    fix = Fix((Edit(source, sign_span, ": "),))
    code = "Y004" if sign[0] == ":" else "Y003"
    reporter.report(code, Label(source, sign_span), fix=fix, key=name, value=shown(text), sign=sign.strip())
    span = Span(sign_span.end, key.span.end)
    name_node = Scalar(source, Span(start, sign_span.start), name, name, "plain")
    value = plain_value(source, span.start, span.end, text, reporter)
    return name_node, Scalar(source, span, text, value, "plain")


def _is_absent(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and not node.text


def _is_open(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and "(" in node.text and _depth(node.text) > 0


def _depth(text: str) -> int:
    return len(_OPENING.findall(text)) - len(_CLOSING.findall(text))
