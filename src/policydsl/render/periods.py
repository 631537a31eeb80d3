"""The texts of a policy over time: from when until when, and with which amendments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.amend.timeline import Period
from policydsl.source import Lang, Text
from policydsl.source.width import visible

_ORIGINAL = Text("原文本", "as issued")


def periods_lines(periods: Iterable[Period], lang: Lang) -> Iterator[str]:
    """A line for each text: the days, the amendments in the order in which they apply."""
    for period in periods:
        yield f"  {days(period, lang)}  {_amendments(period, lang)}"


def days(period: Period, lang: Lang) -> str:
    """Both days are inclusive."""
    start = period.start.iso() if period.start is not None else ""
    end = period.end.iso() if period.end is not None else ""
    if not end:
        return Text(f"{start} 起" if start else "一直", f"from {start}" if start else "always").pick(lang)
    if not start:
        return Text(f"至 {end}", f"until {end}").pick(lang)
    return Text(f"{start} 至 {end}", f"{start} to {end}").pick(lang)


def _amendments(period: Period, lang: Lang) -> str:
    if not period.amendments:
        return _ORIGINAL.pick(lang)
    names = [f"{one.id}（{one.number}）" if one.number else one.id for one in period.amendments]
    if lang == "en":
        names = [f"{one.id} ({one.number})" if one.number else one.id for one in period.amendments]
    return visible(" + ".join(names))
