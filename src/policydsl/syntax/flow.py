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
_THOUSANDS: Final = re.compile(r"(?<![0-9.])[0-9]{1,3}(?:,[0-9]{3})*\Z")
_THREE_DIGITS: Final = re.compile(r"[0-9]{3}(?![0-9]).*")
_NEXT_ENTRY: Final = re.compile(rf"[，、；]\s*(?=[^\W\d]\w*\s*[{WIDE_COLONS}])")
_SPLIT_KEY: Final = re.compile(rf"([^\s:{WIDE_COLONS}=＝]+)([{WIDE_COLONS}]\s*|:|[=＝]\s*)(\S.*)", re.DOTALL)

_HEAD = 100  # characters in which a document shows what it is


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
        elif i < len(items) and _is_absent(items[i + 1]) and is_cut(value, items[i]):
            value, i = _figure(value, items[i], reporter), i + 2
        elif _is_absent(value) and isinstance(key, Scalar) and key.style == "plain":
            pairs = _pairs(key, reporter) if key.span.end - key.span.start == len(key.text) else None
            if pairs:
                mended += pairs
                continue
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
        if i < len(items) and is_cut(value, items[i]):
            value, i = _figure(value, items[i], reporter), i + 1
        elif i < len(items) and _is_open(value):
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


def is_cut(head: Node, tail: Node) -> bool:
    """Whether two entries are one figure, cut by the comma between its thousands: `1,000万元`."""
    return (
        isinstance(head, Scalar) and isinstance(tail, Scalar) and head.style == tail.style == "plain"
        and head.span.end + 1 == tail.span.start
        and bool(_THOUSANDS.search(head.text)) and bool(_THREE_DIGITS.fullmatch(tail.text))
        and not _is_json(head.file.text)
    )  # fmt: skip


def _is_json(text: str) -> bool:
    """Whether the document is JSON, where `[1,000]` cannot be and `[1,100]` are two numbers."""
    return text[:_HEAD].lstrip("\ufeff \t\r\n").startswith(("{", "["))


def _figure(head: Node, tail: Node, reporter: Reporter) -> Scalar:
    source, span = head.file, Span(head.span.start, tail.span.end)
    raw = source.text[span.start : span.end]
    plain = raw.replace(",", "")
    fix = Fix((Edit(source, span, plain),))
    reporter.report("Y061", Label(source, span), fix=fix, written=shown(raw), plain=shown(plain))
    return Scalar(source, span, raw, raw, "plain")


def _pairs(key: Scalar, reporter: Reporter) -> list[Node] | None:
    """`id：x` as the key and value that were meant; `a：x，b：y` as two of them, one finding for all signs."""
    source, at = key.file, key.span.start
    pairs: list[Node] = []
    edits: list[Edit] = []
    first: tuple[Span, re.Match[str]] | None = None
    start = 0
    for end, following in [*((m.start(), m.end()) for m in _NEXT_ENTRY.finditer(key.text)), (len(key.text), 0)]:
        split = _SPLIT_KEY.fullmatch(key.text[start:end])
        if split is None:
            return None
        name, sign, text = split.groups()
        sign_span = Span(at + start + len(name), at + start + len(name) + len(sign))
        first = first or (sign_span, split)
        edits.append(Edit(source, sign_span, ": "))
        if following:
            edits.append(Edit(source, Span(at + end, at + following), ", "))
        span = Span(sign_span.end, at + end)
        pairs.append(Scalar(source, Span(at + start, sign_span.start), name, name, "plain"))
        pairs.append(Scalar(source, span, text, plain_value(source, span.start, span.end, text, reporter), "plain"))
        start = following
    if first is None:
        return None
    place, split = first
    name, sign, text = split.groups()
    code = {":": "Y004", "=": "Y063", "＝": "Y063"}.get(sign[0], "Y003")
    reporter.report(code, Label(source, place), fix=Fix(tuple(edits)), key=name, value=shown(text), sign=sign.strip())
    return pairs


def _is_absent(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and not node.text


def _is_open(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and "(" in node.text and _depth(node.text) > 0


def _depth(text: str) -> int:
    return len(_OPENING.findall(text)) - len(_CLOSING.findall(text))
