"""Figures by period in words: `上年度产值`; with an applicant at hand, whatever the mode, `2024年产值`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from policydsl.evaluate.histories import by_of
from policydsl.explain.phrases import bracketed
from policydsl.model.periods import By, count_of, of_period, period_words
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source import Lang, Text

if TYPE_CHECKING:
    from policydsl.explain.evidence import MemberItems
    from policydsl.explain.words import Speaker

_EACH: dict[By, Text] = {"year": Text("各年", "year"), "quarter": Text("各季度", "quarter")}
_ONE: dict[By, Text] = {"year": Text("一年", "year"), "quarter": Text("一个季度", "quarter")}


def lookup_label(speaker: Speaker, node: nodes.Lookup, bound: MemberItems) -> Text:
    """What a formula looks up: by its year where that is known, else as the formula has it."""
    label, by = speaker.glossary.field(node.field), by_of(node.period)
    found = speaker.reader.period(node.period, node.at, bound) if _known(node.period.nodes, bound) else None
    if found is None:
        found = _constant(node.period)
    if found is not None:
        return of_period(label, by, found)
    lang = speaker.lang
    when = _named(speaker, node.period, bound)
    own = when.endswith("年度")  # 上年度产值, but 基准年度前第3年的产值
    return Text(f"{when}{'' if own else '的'}{label.pick(lang)}", f"{label.pick(lang)} of {when}")


def quantifier_words(speaker: Speaker, node: nodes.Quantifier, condition: str, bound: MemberItems) -> str:
    """`2021年至2023年各年都满足：…`."""
    history = node.members.history
    assert history is not None  # noqa: S101  (what the caller asks about)
    by, span, limit = by_of(history.until), _span(speaker, history, bound), _limit(speaker, node.members)
    if speaker.lang == "zh":
        one = _ONE[by].zh
        return (
            f"{span}至少有{one}{limit}满足：{condition}" if node.kind == "some" else
            f"{span}{_EACH[by].zh}{limit}都满足：{condition}"
        )  # fmt: skip
    head = "at least one" if node.kind == "some" else "every"
    return f"{head} {_ONE[by].en}{limit} {span} satisfies: {condition}"


def aggregate_words(speaker: Speaker, node: nodes.Aggregate, body: str, bound: MemberItems) -> str:
    """`2021年至2023年各年产值的最大值`."""
    history = node.members.history
    assert history is not None  # noqa: S101
    by, span, limit = by_of(history.until), _span(speaker, history, bound), _limit(speaker, node.members)
    if speaker.lang == "zh":
        if node.kind == "count":
            return f"{span}的{'年' if by == 'year' else '季度'}数{limit}"
        ending = {"sum": "合计", "min": "的最小值", "max": "的最大值"}[node.kind]
        return f"{span}{_EACH[by].zh}{body}{limit}{ending}"
    if node.kind == "count":
        return f"number of {_EACH[by].en}s{limit} {span}"
    head = {"sum": "sum", "min": "least", "max": "greatest"}[node.kind]
    return f"{head} of {body} over each {_EACH[by].en}{limit} {span}"


def no_members(history: nodes.History | None, *, known: bool) -> Text:
    """Why a sum or quantifier has nothing to look at."""
    if history is None:
        return Text("事实文件中没有任何一项", "the facts list none")
    if not known:
        return Text("还不知道要看哪几期", "it is not known yet which periods count")
    return Text("没有更早的一期", "there is no earlier period")


def _limit(speaker: Speaker, members: nodes.Members) -> str:
    if members.where is None:
        return ""
    said = _plain(speaker).say(members.where)
    return bracketed(speaker.lang, f"限：{said}" if speaker.lang == "zh" else f"only: {said}")


def _plain(speaker: Speaker) -> Speaker:
    return type(speaker)(speaker.glossary, speaker.reader, speaker.lang)


def _span(speaker: Speaker, history: nodes.History, bound: MemberItems) -> str:
    """From when to when: by their names where they are known."""
    by, lang = by_of(history.until), speaker.lang
    range_ = speaker.reader.periods(history, bound) if _known(history.nodes, bound) else None
    if range_ is not None and len(range_) > 0:
        first, last = period_words(by, range_[0]).pick(lang), period_words(by, range_[-1]).pick(lang)
        if first == last:
            return first if lang == "zh" else f"in {first}"
        return f"{first}至{last}" if lang == "zh" else f"from {first} to {last}"
    start = _start(speaker, history, bound)
    constant = _constant(history.until)
    until = _named(speaker, history.until, bound) if constant is None else period_words(by, constant).pick(lang)
    return f"自{start}起、{until}以前" if lang == "zh" else f"since {start} and before {until}"


def _start(speaker: Speaker, history: nodes.History, bound: MemberItems) -> str:
    if isinstance(history.since, int):
        return period_words(by_of(history.until), history.since).pick(speaker.lang)
    named = nodes.Period(history.since, None)
    constant = _constant(named)
    return _named(speaker, named, bound) if constant is None else period_words("year", constant).pick(speaker.lang)


def _known(naming: Iterable[Node], bound: MemberItems) -> bool:
    """Whether all is bound that a period depends on: inside of `some x in xs`, `x` may stand for any of them."""
    every = (one for node in naming for one in nodes.walk(node))
    return all(
        one.of in bound
        for one in every
        if isinstance(one, nodes.Field | nodes.Figure) and one.of.kind in ("member", "figure")
    )


def _constant(period: nodes.Period) -> int | None:
    """The period, where the formula writes it out."""
    values = [one.value if isinstance(one, nodes.Const) else None for one in period.nodes]
    numbers = [int(value) for value in values if isinstance(value, Decimal)]
    return count_of(by_of(period), *numbers) if len(numbers) == len(values) else None


def _named(speaker: Speaker, period: nodes.Period, bound: MemberItems) -> str:
    """A period as the formula names it: `上年度`, `2024年第1季度`."""
    lang = speaker.lang
    year = _year(speaker, period.year, lambda node: speaker.say(node, bound))
    if period.quarter is None:
        return year
    quarter = _plain(speaker).say(period.quarter) if isinstance(period.quarter, nodes.Const) else None
    said = quarter or bracketed(lang, speaker.say(period.quarter, bound)).strip()
    return f"{year}第{said}季度" if lang == "zh" else f"quarter {said} of {year}"


def _year(speaker: Speaker, node: Node, say: Callable[[Node], str]) -> str:
    lang: Lang = speaker.lang
    match node:
        case nodes.Const(value=Decimal() as value):
            return period_words("year", int(value)).pick(lang)
        case nodes.Day(part="year"):
            return _plain(speaker).say(node)
        case nodes.Strict(op=Operator.SUB, args=(nodes.Day(part="year") as day, nodes.Const(value=Decimal() as back))):
            if back == 1:
                return "上年度" if lang == "zh" else "the year before"
            base = _plain(speaker).say(day)
            if back == 2 and lang == "zh":  # noqa: PLR2004  (it has a name of its own)
                return "上上年度"
            return f"{base}前第{back}年" if lang == "zh" else f"{back} years before {base}"
        case _:
            return f"（{say(node)}）年" if lang == "zh" else f"year ({say(node)})"
