"""What a handbook says of instalments and obligations."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.explain.glossary import duration, label_or
from policydsl.explain.words import Speaker
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.handbook import words
from policydsl.handbook.pages import Line
from policydsl.handbook.speaking import facts_in
from policydsl.model.policy import Formula, Policy
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Lang, Text


def pay_lines(policy: Policy, plan: ClausePlan, say: Speaker, lang: Lang) -> Iterator[Line]:
    """A line for each part: its share, its day, its condition."""
    comma = Text("，", ", ").pick(lang)
    for one in plan.pay:
        share = say.say(one.share)
        if one.due is None:
            text = words.DUE_AT_ONCE.pick(lang).format(share=share)
        else:
            text = words.DUE.pick(lang).format(share=share, day=say.say(one.due))
        if one.when is not None:
            text += comma + words.PART_IF.pick(lang).format(test=say.say(one.when))
        facts = dict.fromkeys((*facts_in(policy, one.due), *facts_in(policy, one.when)))
        label = label_or(one.part.label, one.part.id).pick(lang)
        yield Line(label, _noted(text, one.part.note, lang), _code(one.part.due, one.part.when), tuple(facts))


def obligation_lines(policy: Policy, plan: ClausePlan, say: Speaker, lang: Lang) -> Iterator[Line]:
    """A line for each promise: for how long, from when, what is paid back."""
    for one in plan.obligations:
        parts = (
            [words.FOR.pick(lang).format(length=_length(one.duration, say, lang))] if one.duration is not None else []
        )
        if one.start is not None:
            parts.append(words.COUNTED_FROM.pick(lang).format(day=say.say(one.start)))
        if one.duration is None and one.start is None:
            parts.append(words.NO_TERM.pick(lang))
        if one.repay is not None:
            parts.append(words.REPAY.pick(lang).format(share=say.say(one.repay)))
        text = Text("；", "; ").pick(lang).join(parts)
        facts = dict.fromkeys((*facts_in(policy, one.duration), *facts_in(policy, one.start)))
        promise = one.obligation
        yield Line(promise.text.pick(lang), _noted(text, promise.note, lang), _code(promise.start), tuple(facts))


def _length(node: nodes.Node, say: Speaker, lang: Lang) -> str:
    """A fixed term as texts write it: `5年`."""
    match node:
        case nodes.Const(value=YearsMonthsDuration() | DaysTimeDuration() as fixed):
            return duration(fixed, lang)
        case _:
            return say.say(node)


def _noted(text: str, note: Text, lang: Lang) -> str:
    return f"{text}{Text('（', ' (').pick(lang)}{note.pick(lang)}{Text('）', ')').pick(lang)}" if note else text


def _code(*formulas: Formula | None) -> str:
    """As the policy writes it."""
    return "; ".join(" ".join(one.text.split()) for one in formulas if one is not None)
