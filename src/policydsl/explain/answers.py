"""The answers to try for a missing fact: options, or the ranges between the figures it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeAlias

from policydsl.explain.glossary import Glossary, Style
from policydsl.explain.phrases import listed
from policydsl.feel.types import BOOLEAN, Enum
from policydsl.feel.values import Date, Value
from policydsl.model.policy import Field
from policydsl.source import Lang
from policydsl.source.frozen import frozen

Ordered: TypeAlias = Decimal | Date


@frozen
class Answer:
    """A set of answers with one to try: an option, or the values between two thresholds (None: no end)."""

    sample: Value
    low: Ordered | None = None
    low_in: bool = False
    high: Ordered | None = None
    high_in: bool = False


def answers(field: Field, thresholds: Sequence[Ordered]) -> tuple[Answer, ...]:
    """Every answer that may make a difference, in order."""
    if field.type == BOOLEAN:
        return Answer(sample=True), Answer(sample=False)
    if isinstance(field.type, Enum):
        return tuple(Answer(value) for value in field.type.values)
    return tuple(_ranges(thresholds, field)) if thresholds else ()


def _ranges(thresholds: Sequence[Ordered], field: Field) -> Iterator[Answer]:
    """Below the first threshold, each threshold itself, between two, above the last."""
    below, above = _below(thresholds[0], field.minimum), _above(thresholds[-1], field.maximum)
    if below is not None:
        yield Answer(below, high=thresholds[0])
    for index, here in enumerate(thresholds):
        yield Answer(here, low=here, low_in=True, high=here, high_in=True)
        after = thresholds[index + 1] if index + 1 < len(thresholds) else None
        middle = None if after is None else _middle(here, after)
        if middle is not None:
            yield Answer(middle, low=here, high=after)
    if above is not None:
        yield Answer(above, low=thresholds[-1])


def _below(value: Ordered, least: Decimal | None) -> Ordered | None:
    if not isinstance(value, Decimal):
        return value.plus_days(-1)
    if least is None:
        return value - 1
    return None if value <= least else (least + value) / 2


def _above(value: Ordered, most: Decimal | None) -> Ordered | None:
    if not isinstance(value, Decimal):
        return value.plus_days(1)
    if most is None:
        return value + 1
    return None if value >= most else (value + most) / 2


def _middle(low: Ordered, high: Ordered) -> Ordered | None:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return (low + high) / 2
    if isinstance(low, Date) and isinstance(high, Date) and high.days - low.days > 1:
        return Date.of_days((low.days + high.days) // 2)
    return None


def answer_words(together: Sequence[Answer], field: Field, glossary: Glossary, lang: Lang) -> str:
    """Answers with one consequence, in words: options in a row, ranges joined to one."""
    style = Style(field.type, unit=field.unit)
    if field.type == BOOLEAN or isinstance(field.type, Enum):
        return listed(lang, (glossary.value(one.sample, style, lang) for one in together))
    low, high = together[0], together[-1]
    start = None if low.low is None else glossary.value(low.low, style, lang)
    end = None if high.high is None else glossary.value(high.high, style, lang)
    if start is None:
        return f"{'≤' if high.high_in else '<'} {end}"
    if end is None:
        return f"{'≥' if low.low_in else '>'} {start}"
    if low.low == high.high:
        return f"= {start}"
    if lang == "zh":
        marks = ["（含）" if inside else "（不含）" for inside in (low.low_in, high.high_in)]
        return f"{start}{marks[0]}至 {end}{marks[1]}"
    return f"from {start}{'' if low.low_in else ' (not included)'} to {end}{'' if high.high_in else ' (not included)'}"
