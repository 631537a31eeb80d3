"""Which day governs an award, and whether it can be claimed: in sentences, with the values seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.award import Evaluation, Governing, Window
from policydsl.award.windows import bounds, window_words
from policydsl.explain.evidence import Evidence
from policydsl.explain.explanation import ClaimExplained, GoverningExplained
from policydsl.explain.phrases import UNKNOWN_WORD, both
from policydsl.explain.reader import Reader
from policydsl.explain.steps import truth_of
from policydsl.explain.words import Speaker
from policydsl.feel.values import Date
from policydsl.source import Lang, Text
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.model.facts import Item


def governed(evaluation: Evaluation, told: Governing) -> Evaluation:
    """The evaluation as the text of the day that governs sees it."""
    day = told.day[0]
    return replace(evaluation, plan=told.plan, facts=told.facts, day=day if isinstance(day, Date) else None)


def at_home(evaluation: Evaluation, told: Governing) -> Evaluation:
    """The evaluation as the text sees it in which `dated` and `claim` stand."""
    day = told.day[0]
    return replace(evaluation, plan=told.home, facts=told.home_facts, day=day if isinstance(day, Date) else None)


def explained(home: Evidence, told: Governing, item: Item | None) -> GoverningExplained:
    """The day and the window in words; `home`: the evidence of the text in which they stand."""
    as_of, day = home.evaluation.as_of, told.day[0]
    plan, clause = told.clause, home.clause(told.clause)
    reader = Reader(home, item, {})

    def say_day(lang: Lang) -> str:
        zh = lang == "zh"
        if plan.dated is None:
            return f"基准日 {as_of}" if zh else f"the day of evaluation, {as_of}"
        words = Speaker(clause.glossary, reader, lang).say(plan.dated)
        shown = str(day) if isinstance(day, Date) else UNKNOWN_WORD.pick(lang)
        return f"{words} = {shown}"

    return GoverningExplained(
        day=day if isinstance(day, Date) else None,
        words=both(say_day) if plan.dated is not None else Text(),
        by=_by(told, as_of),
        claim=None if told.window is None else claim(told.window),
        waits_for=tuple(sorted(told.day[1])),
    )


def _by(told: Governing, as_of: Date) -> Text:
    """By which text, where it is not plainly that of today."""
    day = told.day[0]
    if told.is_former:
        return Text(
            f"{as_of} 的条文已没有这一条，时限按它最后的条文；适用日期在它施行期间的，仍按当时的条文",
            f"the text of {as_of} no longer has this clause; what falls into its time is judged by its text then",
        )
    if isinstance(day, Date) and told.plan is not told.home:
        amendments = [one.id for one in told.plan.policy.amendments]
        zh, en = "、".join(amendments), ", ".join(amendments)
        return Text(
            f"按 {day} 施行的条文" + (f"（经 {zh} 修订）" if zh else "（未经修订）"),
            f"by the text of {day}" + (f" (amended by {en})" if en else " (before any amendment)"),
        )
    return Text()


def claim(window: Window) -> ClaimExplained:
    """The window with its days."""
    start, end = bounds(window)
    truth = truth_of(window.is_open[0])
    return ClaimExplained(
        start=start[0] if isinstance(start[0], Date) else None,
        end=end[0] if isinstance(end[0], Date) else None,
        truth=truth,
        words=window_words(window),
        waits_for=tuple(sorted(window.is_open[1])),
    )
