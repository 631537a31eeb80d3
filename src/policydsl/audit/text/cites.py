"""A cite of a policy, read: `一（一）2`, `第五条第二款第（三）项`, `二（五）、五`, `一（一）2—4`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from policydsl.audit.text.clean import clean
from policydsl.audit.text.marks import Mark
from policydsl.audit.text.numerals import SMALL, number_of
from policydsl.source.frozen import frozen


class Sort(StrEnum):
    """What a step of a cite names."""

    ANNEX = "附件"
    BOOK = "编"
    WORD = "部分"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    PARAGRAPH = "款"
    ITEM = "项"
    POINT = "目"
    NUMERAL = "一"
    BRACKET = "（一）"
    ROUND = "（1）"
    HALF = "1）"
    CIRCLE = "①"
    DIGIT = "1"


@frozen
class Step:
    """One step down: what it names, and which one."""

    sort: Sort
    number: int


MARKS: Final = {
    Sort.ANNEX: (Mark.ANNEX,),
    Sort.BOOK: (Mark.BOOK,),
    Sort.WORD: (Mark.SECTION_WORD, Mark.DOT),
    Sort.CHAPTER: (Mark.CHAPTER,),
    Sort.SECTION: (Mark.SECTION,),
    Sort.ARTICLE: (Mark.ARTICLE,),
    Sort.ITEM: (Mark.BRACKET, Mark.ROUND, Mark.NUMBER),
    Sort.POINT: (Mark.NUMBER, Mark.ROUND, Mark.HALF),
    Sort.NUMERAL: (Mark.DOT, Mark.SECTION_WORD, Mark.CHAPTER),
    Sort.BRACKET: (Mark.BRACKET, Mark.ROUND),
    Sort.ROUND: (Mark.ROUND, Mark.BRACKET),
    Sort.HALF: (Mark.HALF, Mark.ROUND),
    Sort.CIRCLE: (Mark.CIRCLE,),
    Sort.DIGIT: (Mark.NUMBER, Mark.HALF),
}
_N: Final = f"[{SMALL}]{{1,7}}+"
_D: Final = "[0-9]{1,4}+"
_STEP: Final = re.compile(
    rf"""
      附(?:件|录)(?P<annex>{_N}|{_D})?
    | 第（?(?P<n>{_N}|{_D})）?(?P<word>编|部分|章|节|条|款|项|目|段|自然段)
    | （(?P<bracket>{_N})）
    | （(?P<round>{_D})）
    | (?P<half>{_D})）
    | (?P<circle>[\u2460-\u2473])
    | (?P<numeral>{_N})(?:、(?=（|[0-9]|$))?
    | (?P<digit>{_D})(?:\.|、(?=（|$))?
    """,
    re.VERBOSE,
)
_WORDS: Final = {
    "编": Sort.BOOK, "部分": Sort.WORD, "章": Sort.CHAPTER, "节": Sort.SECTION, "条": Sort.ARTICLE,
    "款": Sort.PARAGRAPH, "段": Sort.PARAGRAPH, "自然段": Sort.PARAGRAPH, "项": Sort.ITEM, "目": Sort.POINT,
}  # fmt: skip
_NAMED: Final = {
    "annex": Sort.ANNEX, "bracket": Sort.BRACKET, "round": Sort.ROUND, "half": Sort.HALF, "circle": Sort.CIRCLE,
    "numeral": Sort.NUMERAL, "digit": Sort.DIGIT,
}  # fmt: skip
_AND: Final = re.compile(r"[；，、;]|和|及|与|以及")
_TO: Final = re.compile(r"至|到|—{1,2}|-|~")
_SKIP: Final = re.compile(r"[·/ ]|的")
_MOST: Final = 40  # steps of a cite
_MOST_RANGE: Final = 60


def read_cite(cite: str) -> tuple[tuple[Step, ...], ...] | None:
    """The places that a cite names, each by its steps; None if it cannot be read."""
    text = clean(cite).text
    found: list[tuple[Step, ...]] = []
    steps: list[Step] = []
    at, count, open_range = 0, 0, False
    while at < len(text):
        skipped = _SKIP.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        place = _STEP.match(text, at)
        if place is not None:
            step, count = _step(place), count + 1
            if step is None or count > _MOST:
                return None
            steps.append(step)
            at = place.end()
            continue
        sign = _TO.match(text, at) or _AND.match(text, at)
        if sign is None or not steps or (open_range and _TO.match(text, at)):
            return None
        if not _close(found, steps, open_range=open_range):
            return None
        open_range, steps, at = bool(_TO.match(text, at)), [], sign.end()
    if not steps or not _close(found, steps, open_range=open_range):
        return None
    return tuple(found)


def _step(place: re.Match[str]) -> Step | None:
    kind = place.lastgroup or "annex"
    if kind == "word":
        number = number_of(place["n"])
        return None if number is None else Step(_WORDS[place["word"]], number)
    written = place[kind]
    if written is None:
        return Step(Sort.ANNEX, 1)
    number = ord(written) - 0x245F if kind == "circle" else number_of(written)
    return None if number is None else Step(_NAMED[kind], number)


def _close(found: list[tuple[Step, ...]], steps: list[Step], *, open_range: bool) -> bool:
    """Take the place that was read; a short one goes on from the one before: `一（一）2、3`."""
    whole = tuple(steps)
    if found and len(steps) < len(found[-1]) and _goes_on(found[-1], steps):
        whole = found[-1][: len(found[-1]) - len(steps)] + whole
    if not open_range:
        found.append(whole)
        return True
    first, last = found[-1], whole
    if first[:-1] != last[:-1] or first[-1].sort is not last[-1].sort:
        return False
    numbers = range(first[-1].number + 1, last[-1].number + 1)
    if not 0 < len(numbers) <= _MOST_RANGE:
        return False
    found += [(*first[:-1], Step(first[-1].sort, number)) for number in numbers]
    return True


def _goes_on(before: tuple[Step, ...], steps: list[Step]) -> bool:
    return steps[0].sort is before[-len(steps)].sort and steps[0].sort is not Sort.NUMERAL
