"""An example out of a box, as people would write it: `kind = team, revenue = 1亿元`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from policydsl.check.domains.boxes import Box
from policydsl.check.domains.regions import Regions
from policydsl.check.domains.sets import Choice, Domain, Interval, Line
from policydsl.feel.ast import Unit
from policydsl.feel.literal_text import number_text, temporal_text
from policydsl.feel.types import Enum, Money
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.source import Text

_FEN: Final = Decimal("0.01")
_OTHER: Final = "…"


def example(box: Box, regions: Regions, names: Iterable[tuple[str, str]]) -> Text:
    """The values of some dimensions in a box: pairs of a name for people and the dimension's key."""
    parts = [(name, _value(box.get(key, regions.full[key]), key, regions)) for name, key in names]
    return Text(
        "，".join(f"{name} = {value.zh}" for name, value in parts),
        ", ".join(f"{name} = {value.en}" for name, value in parts),
    )


def _value(domain: Domain, key: str, regions: Regions) -> Text:
    type_ = regions.checked.typing.type_of(regions.exprs[key])
    if isinstance(domain, Choice):
        if domain.others:
            return Text("其他文字", "any other text")
        found = _first(domain, type_)
        labels = {} if not isinstance(type_, Enum) else {option: label for label, option in type_.labels}
        label = labels.get(str(found), "")
        word = str(found).lower() if isinstance(found, bool) else str(found)
        return Text(f"{word}（{label}）" if label and label != word else word, word)
    value = _inside(domain, money=isinstance(type_, Money))
    text = _written(value, type_)
    return Text(text, text)


def point(box: Box, regions: Regions, keys: Iterable[str]) -> dict[str, Domain]:
    """One state of a box, the one that `example` shows: each dimension with a single value."""
    found: dict[str, Domain] = {}
    for key in keys:
        domain, type_ = box.get(key, regions.full[key]), regions.checked.typing.type_of(regions.exprs[key])
        if isinstance(domain, Choice):
            found[key] = domain if domain.others else Choice(frozenset({_first(domain, type_)}))
        else:
            value = _inside(domain, money=isinstance(type_, Money))
            found[key] = Line((Interval(value, value, low_closed=True, high_closed=True),), domain.whole)
    return found


def _first(domain: Choice, type_: object) -> object:
    """The first option in the order in which they are declared."""
    order = list(type_.values) if isinstance(type_, Enum) else [True, False]
    return next((one for one in order if one in domain.values), next(iter(domain.values)))


def _inside(domain: Line, *, money: bool) -> Any:
    """A value of a set, at a bound if there is one: that is where tables have their gaps."""
    one = domain.parts[0]
    if one.low_closed:
        return one.low
    if one.high_closed and one.low is None:
        return one.high
    return _between(one, _FEN if money else Decimal(1))


def _between(one: Interval, step: Decimal) -> Any:
    low, high = one.low, one.high
    if low is None and high is None:
        return Decimal(0)
    if low is None:
        return _moved(high, step, -1)
    near = _moved(low, step, 1)
    if high is None or near < high:
        return near
    if one.high_closed:
        return high
    return (low + high) / 2 if isinstance(low, Decimal) else near


def _moved(value: Any, step: Decimal, by: int) -> Any:
    match value:
        case Decimal():
            return value + by * step
        case Date():
            return value.plus_days(by)
        case YearsMonthsDuration(months):
            return YearsMonthsDuration(months + by)
        case DaysTimeDuration(nanoseconds):
            return DaysTimeDuration(nanoseconds + by * 86_400_000_000_000)
        case _:
            return value


def _written(value: Any, type_: object) -> str:
    if isinstance(value, Decimal):
        unit, currency = (Unit.MONEY, type_.currency) if isinstance(type_, Money) else (Unit.NONE, "CNY")
        return number_text(value, unit, currency)
    return temporal_text(value) if isinstance(value, Date | YearsMonthsDuration | DaysTimeDuration) else str(value)
