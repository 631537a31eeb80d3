"""A claim window in words: its days, and where the day of evaluation lies."""

from __future__ import annotations

from typing import Final

from policydsl.award.governing import Days, Governing, Window
from policydsl.feel.values import Date
from policydsl.model.unknown import UNKNOWN
from policydsl.source import Lang, Text

CLAIM: Final = "claim"  # how a result names a window that was missed
CLAIM_LABEL: Final = Text("申报时限", "claim window")
_UNKNOWN: Final = Text("未知", "unknown")


def bounds(window: Window) -> tuple[Days, Days]:
    """The first day and the last: the later of two beginnings, the earlier of two ends; UNKNOWN if one of them is."""
    return _one(window.start, window.of, latest=True), _one(window.until, window.last, latest=False)


def _one(left: Days, right: Days, *, latest: bool) -> Days:
    if left[0] is None or right[0] is None:
        return right if left[0] is None else left
    mark = left[1] | right[1]
    if not isinstance(left[0], Date) or not isinstance(right[0], Date):
        return UNKNOWN, mark
    chosen = max(left[0], right[0]) if latest else min(left[0], right[0])
    return chosen, mark


def window_words(window: Window) -> Text:
    """`2027-08-31 至 2028-02-29，基准日 2028-03-01 已过`."""
    start, end = bounds(window)

    def say(lang: Lang) -> str:
        zh = lang == "zh"
        first = "" if start[0] is None else _shown(start[0], lang)
        last = "" if end[0] is None else _shown(end[0], lang)
        if isinstance(start[0], Date) and isinstance(end[0], Date) and end[0] < start[0]:
            return (
                f"自 {first} 起，却止于 {last}，没有一天可以申报"
                if zh
                else f"from {first}, yet until {last}: on no day"
            )
        if first and last:
            told = f"{first} 至 {last}" if zh else f"{first} to {last}"
        elif first:
            told = f"{first} 起" if zh else f"from {first}"
        else:
            told = f"至 {last} 止" if zh else f"until {last}"
        where = _where(window, start[0], lang)
        return f"{told}（{where}）" if zh else f"{told} ({where})"

    return Text(say("zh"), say("en"))


def missed_words(told: Governing | None) -> Text:
    """Why the claim window is no longer, or not yet, open; empty where there is none."""
    if told is None or told.window is None:
        return Text()
    words = window_words(told.window)
    return Text(f"不在申报时限内：{words.zh}", f"outside the claim window: {words.en}")


def _where(window: Window, start: object, lang: Lang) -> str:
    zh, as_of = lang == "zh", window.as_of
    if window.is_open[0] is True:
        return f"{as_of} 在时限内" if zh else f"{as_of} is within it"
    if window.is_open[0] is UNKNOWN:
        return f"{as_of} 是否在时限内尚不能确定" if zh else f"whether {as_of} is within it cannot be told yet"
    if isinstance(start, Date) and as_of < start:
        return f"{as_of} 尚未开始" if zh else f"not yet open on {as_of}"
    return f"{as_of} 已过时限" if zh else f"over by {as_of}"


def _shown(day: object, lang: Lang) -> str:
    return str(day) if isinstance(day, Date) else _UNKNOWN.pick(lang)
