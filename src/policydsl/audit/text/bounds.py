"""The words by which a text says what a figure bounds: 不低于, 超过, 最高不超过, 以上（含）, 1亿元—10亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from policydsl.audit.text.clean import Clean
from policydsl.audit.text.figures import Figure, bounds_of, figures
from policydsl.audit.text.quantity import Sort
from policydsl.source import Span
from policydsl.source.frozen import frozen


class Bound(StrEnum):
    """What a figure does in its sentence."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    UP = "up"  # 以上 alone: with the figure or without it
    DOWN = "down"
    EACH = "each"  # 每1000万元: a unit that is counted
    ABOUT = "about"
    PLAIN = ""  # the figure itself: 按照10%, 给予50万元


_SAID: Final = {
    Bound.AT_LEAST: "不低于 不少于 不小于 不短于 不得低于 不得少于 不应低于 达到 达 至少 最低 最少 满 下限",
    Bound.ABOVE: "超过 超出 高于 大于 多于 突破 逾",
    Bound.AT_MOST: (
        "不超过 不高于 不多于 不大于 不长于 不超出 不得超过 不得高于 不得超出 不得多于 不应超过 未超过 "
        "至多 最高 最多 最长 最大 仅限 限 上限 封顶 限额 控制在"
    ),
    Bound.BELOW: "低于 少于 小于 短于 不足 不满 未满 未达到 未达 不到 达不到",
}
_WORDS: Final = {word: bound for bound, words in _SAID.items() for word in words.split()}
# The word before a figure: a few other characters may stand between, as in `不超过实际投入的50%`.
_WORD: Final = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_NOT_WORD: Final = re.compile(r"最高(?=等级|级别|学历|学位|法院|人民|水平|层次)|满(?=足|意)|达(?=标)|上限(?=和|及)")
_GAPS: Final = {
    "达": 3,
    "限": 0,
    "仅限": 2,
    "满": 1,
    "逾": 1,
    "低于": 8,
    "少于": 8,
    "不足": 6,
    "不到": 4,
    "突破": 6,
    "控制在": 6,
}
_GAP: Final = 14
_LIMITS: Final = re.compile(r"[，。；：、！？|（）]|[0-9]|[%元]")
_EACH: Final = re.compile(r"每(?:满|增加|新增|达到|实现|完成|投入|超过|超出)?(?:人民币)?$")
_ABOUT: Final = re.compile(r"(?:约|大约|约为|近|接近|超?近)(?:人民币)?$")
_AFTER: Final = re.compile(
    r"(?:人民币)?(?P<bound>（不?含[^（）]*）)?"
    r"(?:（?(?P<word>[及或]?以上|[及或]?以下|以内|之内|为限|封顶|为上限|左右|上下|起)）?"
    r"|(?P<within>内)(?![容部外置])|(?P<before>前|之前|以前))?(?P<later>（不?含[^（）]*）)?"
)
_SAID_AFTER: Final = {
    Bound.UP: "以上",
    Bound.DOWN: "以下",
    Bound.AT_LEAST: "及以上 或以上 起",
    Bound.AT_MOST: "及以下 或以下 以内 之内 内 为限 封顶 为上限",
    Bound.ABOUT: "左右 上下",
}
_AFTER_WORDS: Final = {word: bound for bound, words in _SAID_AFTER.items() for word in words.split()}
_TO: Final = re.compile(r"(?:—{1,2}|~|至|到|-)")
_JOIN: Final = re.compile(r"、|，?(?:和|或|或者|及|以及|与)|，")
_CLOSED: Final = {Bound.UP: (Bound.AT_LEAST, Bound.ABOVE), Bound.DOWN: (Bound.AT_MOST, Bound.BELOW)}


@frozen(eq=False)
class Bounded:
    """A figure of a passage with what it bounds; `words` is the part of the text that says so."""

    figure: Figure
    bound: Bound
    words: tuple[int, int] | None
    place: Clean
    ranged: bool = False
    shared: bool = False  # the words stand beside another figure of the same list

    def span(self) -> Span:
        """Where the figure stands in the source."""
        return self.place.span(self.figure.start, self.figure.end)

    def words_span(self) -> Span:
        """Where the words of the bound stand, the figure included; the figure alone where there are none."""
        if self.words is None or self.shared:
            return self.span()
        return self.place.span(min(self.words[0], self.figure.start), max(self.words[1], self.figure.end))


def bounded_figures(place: Clean) -> list[Bounded]:
    """The figures of a clean text, each with its bound."""
    text = place.text
    found = list(figures(text))
    marks = bounds_of(text)
    made = [_one(figure, place, found, i, marks) for i, figure in enumerate(found)]
    made = _spread(made, text)
    return [one for one in made if not _is_article(one)]


def _is_article(one: Bounded) -> bool:
    """`一个`, `一家`, `一次` without a bound is no figure."""
    figure = one.figure
    return (
        one.bound is Bound.PLAIN
        and figure.text[:1] == "一"
        and figure.text[1:] == figure.unit
        and bool(figure.unit)
        and (figure.unit != "元" and figure.quantity.sort in (Sort.COUNT, Sort.DAYS))
    )


def _one(
    figure: Figure, place: Clean, found: Sequence[Figure], index: int, marks: dict[int, tuple[int, bool]]
) -> Bounded:
    text = place.text
    after, after_end, closed = _after(figure, text, marks)
    lasting = figure.quantity.sort in (Sort.MONTHS, Sort.DAYS)  # 近三年: the last three
    ranged = _range_side(figure, found, index, text, after_end)
    before, start = _before(text, figure.start, found[index - 1].end if index else 0, lasting=lasting)
    if ranged is not None:
        low = ranged == "low"
        bound = (
            (Bound.UP if low else Bound.DOWN)
            if closed is None
            else _CLOSED[Bound.UP if low else Bound.DOWN][not closed]
        )
        if before in (Bound.AT_MOST, Bound.BELOW) and low and after is None:
            return Bounded(figure, Bound.AT_MOST, (start, after_end), place)  # 不超过30%—50%: no interval of inputs
        if after in (Bound.AT_MOST, Bound.AT_LEAST):
            bound = after
        return Bounded(figure, bound, (figure.start, after_end), place, ranged=True)
    if after in _CLOSED:
        bound = after if closed is None else _CLOSED[after][not closed]
        if before is Bound.AT_MOST and bound is Bound.DOWN:
            bound = Bound.AT_MOST
        return Bounded(figure, bound, (figure.start, after_end), place)
    if after is not None and before in (None, Bound.PLAIN, after):
        return Bounded(figure, after, (start if before else figure.start, after_end), place)
    if before is not None:
        return Bounded(figure, before, (start, figure.end), place)
    return Bounded(figure, after or Bound.PLAIN, (figure.start, after_end) if after else None, place)


def _after(figure: Figure, text: str, marks: dict[int, tuple[int, bool]]) -> tuple[Bound | None, int, bool | None]:
    """The word after a figure, where it ends, and whether the figure counts, if the text says so."""
    found = _AFTER.match(text, figure.end)
    if found is None or not found[0]:
        return None, figure.end, None
    closed = None
    for name in ("bound", "later"):
        if found[name] is not None and found.start(name) in marks:
            closed = marks[found.start(name)][1]
    word = found["word"] or found["within"]
    if found["within"] and figure.quantity.sort not in (Sort.MONTHS, Sort.DAYS, Sort.DATE):
        return None, figure.end, closed
    if found["before"]:
        if figure.quantity.sort is not Sort.DATE:
            return None, figure.end, closed
        return Bound.DOWN, found.end(), closed
    if word is None:
        return None, found.end() if closed is not None else figure.end, closed
    return _AFTER_WORDS[word], found.end(), closed


def _before(text: str, start: int, floor: int, *, lasting: bool) -> tuple[Bound | None, int]:
    """The word before a figure, in the same phrase, and where it begins."""
    floor = max(floor, start - _GAP - 6)
    window = text[floor:start]
    each = _EACH.search(window)
    if each:
        return Bound.EACH, floor + each.start()
    if not lasting and _ABOUT.search(window):
        return Bound.ABOUT, start
    best: tuple[Bound, int] | None = None
    for word in _WORD.finditer(window):
        between = window[word.end() :]
        if len(between) > _GAPS.get(word[0], _GAP) or _LIMITS.search(between) or _NOT_WORD.match(window, word.start()):
            continue
        if "部分" in between:
            continue  # 超出部分的20%: the share of what is beyond
        if best is not None and best[0] is Bound.AT_MOST and word[0] in ("达", "达到"):
            continue  # 最高可达
        if best is None or _WORDS[word[0]] is not best[0]:
            best = (_WORDS[word[0]], floor + word.start())
    return best or (None, start)


def _range_side(figure: Figure, found: Sequence[Figure], index: int, text: str, after_end: int) -> str | None:
    following = found[index + 1] if index + 1 < len(found) else None
    if following is not None and following.quantity.sort is figure.quantity.sort:
        sign = _TO.match(text, after_end)
        if sign and sign.end() == following.start:
            return "low"
    before = found[index - 1] if index else None
    if before is not None and before.quantity.sort is figure.quantity.sort:
        sign_text = text[before.end : figure.start]
        ended = re.fullmatch(
            r"(?:人民币)?(?:（不?含[^（）]*）)?(?:以上)?(?:（不?含[^（）]*）)?(?:—{1,2}|~|至|到|-)", sign_text
        )
        if ended:
            return "high"
    return None


def _spread(made: list[Bounded], text: str) -> list[Bounded]:
    """In a list (`达到1亿元、5亿元、10亿元的`) the word before the first and the word after the last hold for all."""
    result = list(made)
    start = 0
    while start < len(made):
        end = start
        while end + 1 < len(made) and _joined(made[end], made[end + 1], text):
            end += 1
        if end > start:
            first, last = made[start], made[end]
            for i in range(start, end + 1):
                one = made[i]
                if one.bound is not Bound.PLAIN:
                    continue
                giver = first if first.bound is not Bound.PLAIN and not first.ranged else last
                if giver.bound is not Bound.PLAIN and not giver.ranged:
                    result[i] = Bounded(one.figure, giver.bound, giver.words, one.place, shared=True)
        start = end + 1
    return result


def _joined(one: Bounded, other: Bounded, text: str) -> bool:
    if one.figure.quantity.sort is not other.figure.quantity.sort or one.ranged or other.ranged:
        return False
    return bool(re.fullmatch(r"(?:、|和|或|或者|及|以及|与)", text[one.figure.end : other.figure.start]))
