"""Tokens by which the law writes intervals, in table cells: `10亿元（含）以上`, `不低于100万元`, `1亿元（含）至…`."""

from __future__ import annotations

import re
from typing import Final

from policydsl.feel.parser import words
from policydsl.feel.parser.patterns import SPACE
from policydsl.feel.parser.tokens import Token

_COMPARERS = words.LAW_MORE | words.LAW_LESS
_COMPARE = re.compile(rf"({'|'.join(sorted(_COMPARERS, key=len, reverse=True))})(?={SPACE}*+[0-9])")
_SIDE = re.compile("|".join((*words.LAW_UP, *words.LAW_DOWN)))
_TO = re.compile(rf"{'|'.join(words.LAW_TO)}|[—–]{{1,2}}|~|-")
_BOUND = re.compile(rf"\({SPACE}*+(不?含)(?:本数)?{SPACE}*+\)")
_DASH: Final = frozenset({"—", "–", "——"})

_FIGURE_ENDS: Final = frozenset({"FIGURE", "LAW_BOUND"})
_PHRASE_ENDS: Final = frozenset({"", "COMMA", "LPAR", "FIGURE", "LAW_BOUND", "LAW_UP", "LAW_DOWN"})


def word(text: str, at: int, previous: str) -> Token | None:
    """A word of a law interval at this place, if it can stand here."""
    if previous in _FIGURE_ENDS:
        side = _SIDE.match(text, at)
        if side:
            return Token("LAW_UP" if side[0] in words.LAW_UP else "LAW_DOWN", at, side.end())
        to = _TO.match(text, at)
        if to:
            return Token("LAW_TO", at, to.end())
    if previous in _PHRASE_ENDS:
        compare = _COMPARE.match(text, at)
        if compare:
            terminal = "LAW_MORE" if compare[1] in words.LAW_MORE else "LAW_LESS"
            return Token(terminal, at, compare.end(), _COMPARERS[compare[1]])
    return None


def symbol(text: str, at: int, previous: str) -> Token | None:
    """（含）, （不含） or a dash between two figures."""
    if text[at] == "(" and previous in {"FIGURE", "LAW_UP", "LAW_DOWN"}:
        bound = _BOUND.match(text, at)
        return Token("LAW_BOUND", at, bound.end(), bound[1] == "含") if bound else None
    if text[at] in "—–~-" and previous in _FIGURE_ENDS:
        to = _TO.match(text, at)
        # a plain hyphen after a bare figure is a minus
        if to and (to[0] != "-" or previous == "LAW_BOUND"):
            return Token("LAW_TO", at, to.end())
    if text[at] in _DASH and not previous and text.strip() in _DASH:
        return Token("DASH", at, at + len(text.strip()))
    return None


def whole_cell(tokens: list[Token], closed_first: int | None) -> list[Token]:
    """What only the whole cell shows: `-` (any input) and `not(…)` around all of it."""
    if len(tokens) == 1 and tokens[0].type == "MINUS":
        return [tokens[0]._replace(type="DASH", value=None)]
    if closed_first == len(tokens) - 1 and tokens[0].value == "not" and tokens[1].type == "LPAR":
        return [tokens[0]._replace(type="NOT_CELL"), *tokens[1:]]
    return tokens
