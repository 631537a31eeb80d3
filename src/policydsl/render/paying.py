"""Instalments and obligations as results show them: in documents, and in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from policydsl.award import Award, Evaluation, FailureNote, Part, Promise
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.render.money import fen, sum_text
from policydsl.render.words import COLON, SEMICOLON, failure_words, missing_by_owner
from policydsl.source import Lang, Text
from policydsl.source.figures import percent_text, period_text, plain_text

Document: TypeAlias = dict[str, object]
DUE: Final = {
    "due": Text("应付", "due"),
    "later": Text("未到期", "later"),
    "open": Text("待定", "open"),
    "lapsed": Text("不付", "lapsed"),
}
_DAY_NANOS: Final = 86_400 * 10**9


def after_award(award: Award, failure: Callable[[FailureNote], Document]) -> Document:
    """What the result document says after the award itself; nothing where the clause has no such parts."""
    found: Document = {}
    if award.instalments:
        found["instalments"] = [_part(one, failure) for one in award.instalments]
    if award.promises:
        found["obligations"] = [_promise(one, failure) for one in award.promises]
    return found


def _part(one: Part, failure: Callable[[FailureNote], Document]) -> Document:
    return {
        "id": one.instalment.id,
        "label": _text(one.instalment.label),
        "share": plain_text(one.share),
        "amount": fen(one.amount),
        "due": None if one.due is None else one.due.iso(),
        "status": one.status,
        "missing": list(one.missing),
        "failures": [failure(note) for note in one.failures],
    }


def _promise(one: Promise, failure: Callable[[FailureNote], Document]) -> Document:
    return {
        "id": one.obligation.id,
        "text": _text(one.obligation.text),
        "for": None if one.duration is None else str(one.duration),
        "from": None if one.start is None else one.start.iso(),
        "until": None if one.until is None else one.until.iso(),
        "repay": None if one.repay is None else plain_text(one.repay),
        "missing": list(one.missing),
        "failures": [failure(note) for note in one.failures],
    }


def _text(text: Text) -> Document:
    return {key: value for key, value in (("zh", text.zh), ("en", text.en)) if value}


# -- in words ----------------------------------------------------------------------------------------


def part_words(evaluation: Evaluation, award: Award, one: Part, lang: Lang) -> str:
    """`首期 40%，40万元，2026-03-01 应付`."""
    zh, comma = lang == "zh", "，" if lang == "zh" else ", "
    sum_ = sum_text(one.amount, evaluation.plan.policy.currency, lang)
    told = [f"{one.instalment.label.pick(lang)} {percent_text(one.share)}", sum_]
    state = DUE[one.status].pick(lang)
    day = "" if one.due is None else one.due.iso()
    match one.status:
        case "due":
            told.append(f"{day} 起应付" if zh and day else f"due since {day}" if day else state)
        case "later":
            told.append(f"{day} 应付" if zh else f"due on {day}")
        case "lapsed":
            told.append("条件不满足，不付" if zh else "condition not met, not paid")
        case "open":
            told.append(f"{day}，{state}" if zh and day else f"{day}, {state}" if day else state)
            return comma.join(told) + _because(evaluation, award, one, lang)
    return comma.join(told)


def promise_words(evaluation: Evaluation, award: Award, one: Promise, lang: Lang) -> str:
    """`注册地不迁出（5年，2026-03-01 至 2031-03-01）；违反的，退回 100%`."""
    zh = lang == "zh"
    length = "" if one.duration is None else duration_text(one.duration, lang)
    days = ""
    if one.start is not None:
        end = "" if one.until is None else one.until.iso()
        days = (f"{one.start} 至 {end}" if zh else f"{one.start} to {end}") if end else (
            f"自 {one.start} 起" if zh else f"from {one.start}"
        )  # fmt: skip
    elif one.obligation.start is not None:
        days = "起算之日待定" if zh else "the first day is not known yet"
    told = ("，" if zh else ", ").join(part for part in (length, days) if part)
    text = one.obligation.text.pick(lang).rstrip("。.")
    text += (f"（{told}）" if zh else f" ({told})") if told else ""
    if one.repay is not None:
        share = percent_text(one.repay)
        text += f"；违反的，退回 {share}" if zh else f"; {share} is paid back if broken"
    return text + _because(evaluation, award, one, lang)


def duration_text(value: YearsMonthsDuration | DaysTimeDuration, lang: Lang) -> str:
    """`5年`, `18个月`, `90天`; in English `5 years`."""
    if isinstance(value, YearsMonthsDuration):
        return period_text(value.months, lang)
    days, rest = divmod(value.nanoseconds, _DAY_NANOS)
    if rest:
        return str(value)
    return f"{days}天" if lang == "zh" else f"{days} day{'s' * (days != 1)}"


def _because(evaluation: Evaluation, award: Award, one: Part | Promise, lang: Lang) -> str:
    """What it waits for, in brackets."""
    told = [
        (owner + COLON.pick(lang) if owner else "") + labels
        for owner, labels in missing_by_owner(evaluation, award, lang, one.missing).items()
    ]
    lacks = Text("还缺", "missing").pick(lang) + COLON.pick(lang) + SEMICOLON.pick(lang).join(told) if told else ""
    parts = [lacks] if lacks else []
    parts += [failure_words(note, lang) for note in one.failures]
    text = SEMICOLON.pick(lang).join(parts)
    return (f"（{text}）" if lang == "zh" else f" ({text})") if text else ""
