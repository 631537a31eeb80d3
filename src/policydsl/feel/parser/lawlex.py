"""Tokens by which the law writes intervals, in table cells: `10亿元（含）以上`, `不低于100万元`, `1亿元（含）至…`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policydsl.feel.parser import words
from policydsl.feel.parser.patterns import GAP, SPACE
from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.tokens import Token
from policydsl.source import Span, Text


def _any(*groups: Sequence[str]) -> str:
    return "|".join(sorted((word for group in groups for word in group), key=len, reverse=True))


_COMPARERS: Final = words.LAW_MORE | words.LAW_LESS
_CLOSED: Final = frozenset((*words.LAW_UP_CLOSED, *words.LAW_DOWN_CLOSED))
_UPWARD: Final = frozenset((*words.LAW_UP, *words.LAW_UP_CLOSED))
_COMPARE = re.compile(rf"({_any([*_COMPARERS])})(?={SPACE}*+[0-9])")
_FROM = re.compile(rf"(?:{_any(words.LAW_FROM)})(?={SPACE}*+[0-9])")
_SIDE = re.compile(_any(words.LAW_UP, words.LAW_DOWN, words.LAW_UP_CLOSED, words.LAW_DOWN_CLOSED))
_AND = re.compile(rf"(?:{_any(words.LAW_AND)})(?={SPACE}*+(?:[0-9]|{_any([*_COMPARERS])}))")
_DASHES: Final = "—–―─‒‐﹣"
_TO = re.compile(rf"{_any(words.LAW_TO)}|[{_DASHES}]{{1,2}}|~|-")
_LAST = re.compile("之间")
# （含）, （不含）, （含本数）, （含10亿元）
_BOUND = re.compile(
    rf"[(\[【〔]{SPACE}*+(不)?(?:包含|包括|含)(?:本数|当日|当天|该日)?{SPACE}*+"
    rf"([0-9][0-9.]*+(?:{GAP}[^\s()\[\]【】〔〕]+)*)?{SPACE}*+[)\]】〕]"
)
_ANY: Final = frozenset({"—", "–", "——"})

_FIGURE_ENDS: Final = frozenset({"FIGURE", "LAW_BOUND"})
_SIDE_ENDS: Final = frozenset({"FIGURE", "LAW_BOUND", "LAW_UP", "LAW_DOWN"})
_PHRASE_ENDS: Final = _SIDE_ENDS | {"", "COMMA", "LPAR", "LAW_AND"}


def word(text: str, at: int, previous: str) -> Token | None:
    """A word of a law interval at this place, if it can stand here."""
    if previous in _FIGURE_ENDS:
        side = _SIDE.match(text, at)
        if side:
            return _side(side)
    if previous in _SIDE_ENDS:
        to = _TO.match(text, at)
        if to:
            return Token("LAW_TO", at, to.end())
        both = _AND.match(text, at)
        if both:
            return Token("LAW_AND", at, both.end())
        last = _LAST.match(text, at)
        if last:
            return Token("LAW_LAST", at, last.end())
    if previous in _PHRASE_ENDS:
        compare = _COMPARE.match(text, at)
        if compare:
            terminal = "LAW_MORE" if compare[1] in words.LAW_MORE else "LAW_LESS"
            return Token(terminal, at, compare.end(), _COMPARERS[compare[1]])
        start = _FROM.match(text, at)
        if start:
            return Token("LAW_FROM", at, start.end())
    return None


def _side(found: re.Match[str]) -> Token:
    closed = True if found[0] in _CLOSED else None
    return Token("LAW_UP" if found[0] in _UPWARD else "LAW_DOWN", found.start(), found.end(), closed)


def symbol(text: str, at: int, tokens: Sequence[Token]) -> Token | None:
    """（含）, （不含） or a dash between two figures."""
    previous = tokens[-1].type if tokens else ""
    if text[at] in "([【〔" and previous in {"FIGURE", "LAW_UP", "LAW_DOWN"}:
        bound = _BOUND.match(text, at)
        return None if bound is None else _bound(bound, text, tokens)
    if (text[at] in _DASHES or text[at] in "~-") and previous in _SIDE_ENDS:
        to = _TO.match(text, at)
        # a plain hyphen after a bare figure is a minus
        if to and (to[0] != "-" or previous != "FIGURE"):
            return Token("LAW_TO", at, to.end())
    if text[at] in _ANY and not previous and text.strip() in _ANY:
        return Token("DASH", at, at + len(text.strip()))
    return None


def _bound(found: re.Match[str], text: str, tokens: Sequence[Token]) -> Token:
    """The figure that is said to count, or not, must be the one that stands before."""
    if found[2]:
        figure = next(token for token in reversed(tokens) if token.type == "FIGURE")
        written, said = "".join(text[figure.start : figure.end].split()), "".join(found[2].split())
        if not written.startswith(said):
            span = Span(*found.span(2))
            help_ = Text(
                f"括号里说的应是前面的 `{written}`；只写 `（含）` 或 `（不含）` 就够了。",
                f"it should be the `{written}` before it; `（含）` or `（不含）` alone will do",
            )
            raise Problem("X060", span, found=found[2], help=help_)
    return Token("LAW_BOUND", found.start(), found.end(), found[1] is None)


def bound_in_formula(text: str, at: int) -> None:
    """（含） behind a figure of a formula, where nothing is compared with words."""
    found = _BOUND.match(text, at)
    if found:
        side = _SIDE.match(text, found.end())
        if side:
            raise Problem("X025", Span(at, side.end()), written=text[at : side.end()])
        span = Span(*found.span())
        help_ = Text(
            "删去它：公式里比较写 `x >= 100万元`，数额只写 `100万元`。",
            "delete it: a formula compares as `x >= 100万元`, an amount is just `100万元`",
        )
        raise Problem("X065", span, written=found[0], help=help_, edits=((span, ""),), sure=False)


def whole_cell(tokens: list[Token], closed_first: int | None) -> list[Token]:
    """What only the whole cell shows: `-` (any input) and `not(…)` around all of it."""
    if len(tokens) == 1 and tokens[0].type == "MINUS":
        return [tokens[0]._replace(type="DASH", value=None)]
    if closed_first == len(tokens) - 1 and tokens[0].value == "not" and tokens[1].type == "LPAR":
        return [tokens[0]._replace(type="NOT_CELL"), *tokens[1:]]
    return tokens
