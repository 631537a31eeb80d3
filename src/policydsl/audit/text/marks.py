"""The marks by which official texts number their parts: `一、`, `（一）`, `1.`, `（1）`, `①`, `第五条`, `第二章`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from policydsl.audit.text.numerals import SMALL, number_of
from policydsl.source.frozen import frozen


class Mark(StrEnum):
    """A style of numbering."""

    ANNEX = "附件"
    BOOK = "编"
    SECTION_WORD = "部分"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    DOT = "一、"
    BRACKET = "（一）"
    NUMBER = "1."
    ROUND = "（1）"
    HALF = "1）"
    CIRCLE = "①"


# What always stands above what: the words of the law above every other mark.
WORDS: Final = (Mark.ANNEX, Mark.BOOK, Mark.SECTION_WORD, Mark.CHAPTER, Mark.SECTION, Mark.ARTICLE)
HEADINGS: Final = frozenset(WORDS) - {Mark.ARTICLE}  # their own line is a title
_BY_WORD: Final = {mark.value: mark for mark in (Mark.BOOK, Mark.SECTION_WORD, Mark.CHAPTER, Mark.SECTION)}
_CIRCLES: Final = {chr(0x2460 + i): i + 1 for i in range(20)} | {chr(0x3251 + i): i + 21 for i in range(15)}

_N: Final = f"[{SMALL}]{{1,7}}+"
_D: Final = "[0-9]{1,3}+"
_MARK: Final = re.compile(
    rf"""
      附(?:件|录)(?P<annex>{_N}|{_D})?(?=：|$|《|\.|、)[：.、]?
    | 第(?P<word_n>{_N}|[0-9]{{1,4}}+)(?P<word>编|部分|章|节)[：、]?
    | 第(?P<article>{_N}|[0-9]{{1,4}}+)条(?!规定|所称|所述|所列|第|、|和|至|的|中|之|或|及|款)[：、]?
    | (?P<dot>{_N})(?:、|\.(?![0-9]))
    | （(?P<bracket>{_N})）(?![、至和及或项])、?
    | (?P<number>{_D})(?:\.(?![0-9])|、(?![0-9]))
    | （(?P<round>{_D})）(?![、至和及或项])、?
    | (?P<half>{_D})）
    | (?P<circle>[{"".join(_CIRCLES)}])
    """,
    re.VERBOSE,
)
_KINDS: Final = {
    "annex": Mark.ANNEX,
    "article": Mark.ARTICLE,
    "dot": Mark.DOT,
    "bracket": Mark.BRACKET,
    "number": Mark.NUMBER,
    "round": Mark.ROUND,
    "half": Mark.HALF,
    "circle": Mark.CIRCLE,
}


@frozen
class Found:
    """A mark in a clean text: its style, its number, and where it stands."""

    mark: Mark
    number: int
    start: int
    end: int


def mark_at(text: str, at: int = 0) -> Found | None:
    """The mark that begins at a place of a clean text."""
    found = _MARK.match(text, at)
    if found is None:
        return None
    kind = found.lastgroup or "annex"
    if kind == "word":
        return _made(_BY_WORD[found["word"]], found["word_n"], found)
    return _made(_KINDS[kind], found[kind], found)


def _made(mark: Mark, written: str | None, found: re.Match[str]) -> Found | None:
    if written is None:  # an annex without a number is the first one
        return Found(mark, 1, found.start(), found.end())
    number = _CIRCLES.get(written) or number_of(written)
    return None if number is None else Found(mark, number, found.start(), found.end())


# Marks inside of a paragraph; they follow a sign that ends something, and count up from 1.
_INNER: Final = re.compile(
    rf"(?:^|(?<=[，；。：、！？,]))(?:（{_N}）|（{_D}）|{_D}(?:\.(?![0-9])|、(?![0-9]))|[{''.join(_CIRCLES)}])"
)
_MOST_INNER: Final = 200


def inner_marks(text: str) -> list[Found]:
    """The marks of a list that is written inside of one paragraph, in order; none where they do not count up from 1."""
    runs: dict[Mark, list[Found]] = {}
    for place in _INNER.finditer(text):
        found = mark_at(text, place.start())
        if found is None:
            continue
        run = runs.setdefault(found.mark, [])
        if found.number == len(run) + 1 and len(run) < _MOST_INNER:
            run.append(found)
    best = max(runs.values(), key=len, default=[])
    return best if len(best) > 1 else []
