"""Bounds as drafters type them, for the one cell that two of them were meant to be."""

from __future__ import annotations

import re
from typing import Final

from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Node, Scalar

_SIGNS: Final = {"≥": (True, True), ">=": (True, True), ">": (True, False), "＞": (True, False),
                 "≤": (False, True), "<=": (False, True), "<": (False, False), "＜": (False, False),
                 "不低于": (True, True), "不少于": (True, True), "超过": (True, False), "不超过": (False, True),
                 "不高于": (False, True), "不足": (False, False), "低于": (False, False)}  # fmt: skip
_SIGNED: Final = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))})\s*([0-9][^\s,，、（(]*)"
)
_SAID: Final = re.compile(r"([0-9][^\s,，、（(]*)\s*[（(](不?含)[)）]\s*以(上|下|内)")
# `revenue ≥ 2亿元`: a key, and a test right behind it
_KEY_AND_TEST: Final = re.compile(r"([A-Za-z_]\w*)[ \t]*((?:[≥≤＞＜]|[<>]=?)[ \t]*\S.*)")


@frozen
class Bound:
    """One side of an interval."""

    figure: str
    lower: bool
    closed: bool


def bound(text: str) -> Bound | None:
    """`≥ 1亿元`, `10亿元（不含）以下`; None for anything else."""
    text = text.strip()
    signed = _SIGNED.fullmatch(text)
    if signed:
        return Bound(signed[2], *_SIGNS[signed[1]])
    said = _SAID.fullmatch(text)
    return Bound(said[1], said[3] == "上", said[2] == "含") if said else None


def interval(first: str, second: str) -> str | None:
    """What a cell says for two bounds: `1亿元（含）—10亿元（不含）`; None if they are not a lower and an upper one."""
    one, other = bound(first), bound(second)
    if one is None or other is None or one.lower is other.lower:
        return None
    low, high = (one, other) if one.lower else (other, one)
    return f"{low.figure}{_words(low)}—{high.figure}{_words(high)}"


def two_ends(key: str, first: Node, second: Node) -> Text | None:
    """What to write for two bounds of one input, each under its key."""
    if not (isinstance(first, Scalar) and isinstance(second, Scalar)):
        return None
    between = interval(first.text, second.text)
    if between is None:
        return None
    whole = f"{key}: {between}"
    return Text(f"同一个输入的两头写成一个区间：`{whole}`。", f"two ends of one input are one interval: `{whole}`.")


def key_and_test(text: str) -> tuple[str, str] | None:
    """The key and the test of `revenue ≥ 2亿元`, which lacks its colon."""
    found = _KEY_AND_TEST.fullmatch(text.strip())
    return (found[1], found[2]) if found else None


def _words(one: Bound) -> str:
    return "（含）" if one.closed else "（不含）"
