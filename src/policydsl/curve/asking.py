"""`--vary applicant.annual_revenue=0..20亿元`: which fact moves, and from where to where, as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from policydsl.curve.axis import Axis, Kind, can_move, kind_of, usual_step
from policydsl.diagnostics import Reporter
from policydsl.feel.types import describe
from policydsl.model.fact_values import MONEY_LIMIT
from policydsl.model.facts import Facts
from policydsl.model.periods import EACH, meant_period, period_of_day
from policydsl.model.policy import Entity, Field, Policy
from policydsl.model.reading import parse_day, plain_number, sum_in
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, counted
from policydsl.syntax.names import closest, listed

_FACT: Final = re.compile(
    r"(?P<list>[^\s.=\[\]]+)(?:\[(?P<item>[^\]]*)\])?\.(?P<field>[^\s.=\[\]]+)(?:\[(?P<period>[^\]]*)\])?"
)
_TO: Final = re.compile(r"\s*(?:\.\.+|…+|到|至|—+|–|~|～|〜)\s*")
_MONTHS: Final = re.compile(r"([0-9]{1,6})\s*(个月|年)?")
_LARGE_UNIT: Final = re.compile(f"[万亿](?:{'|'.join(CURRENCIES.values())})")
_PLACES: Final = 4
_EXAMPLE: Final = "applicant.annual_revenue=0..20亿元"


def read_axis(written: str, step: str | None, policy: Policy, facts: Facts, reporter: Reporter) -> Axis | None:
    """What moves; None with the reason in `reporter`."""
    name, sign, range_ = (part.strip() for part in written.replace("＝", "=").partition("="))
    match = _FACT.fullmatch(name)
    ends = _TO.split(normalize("NFKC", range_))  # an input method may write wide digits
    if match is None or not sign or len(ends) != 2 or not all(ends):  # noqa: PLR2004
        reporter.report("U180", text=written, example=_example(policy))
        return None
    found = _field(name, match["list"], match["field"], policy, reporter)
    if found is None:
        return None
    entity, field = found
    kind = kind_of(field)
    if kind is None:
        known = listed(can_move(policy))
        reporter.report("U182", name=name, kind=describe(field.type), known=known)
        return None
    item = _item(name, entity, match["item"], facts, reporter)
    period = _period(name, field, match["period"], facts, reporter)
    if reporter.has_errors:
        return None
    return _range(ends, step, Axis(entity, item, field, period, kind, Decimal(0), usual_step(field), 0), reporter)


def _example(policy: Policy) -> str:
    return next((f"{name}=0..20亿元" for name in can_move(policy) if "[" not in name), _EXAMPLE)


def _field(name: str, list_: str, field: str, policy: Policy, reporter: Reporter) -> tuple[Entity, Field] | None:
    entity = policy.entities.get(list_)
    every = [f"{e.key}{'' if e.is_root else '[ID]'}.{f}" for e in policy.entities.values() for f in e.fields]
    if entity is not None and field in entity.fields:
        return entity, entity.fields[field]
    if entity is None:
        meant = _meant(list_, {key: one.label for key, one in policy.entities.items()} | _items(policy))
        meant = next((e.key for e in policy.entities.values() if meant in (e.key, e.item)), None)
        entity = None if meant is None else policy.entities[meant]
    guess: str | None = None
    if entity is not None:
        known = _meant(field, {id_: one.label for id_, one in entity.fields.items()})
        guess = None if known is None else f"{entity.key}{'' if entity.is_root else '[ID]'}.{known}"
    help_ = None if guess is None else Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")
    reporter.report("U181", name=name, known=listed(every), help=help_)
    return None


def _items(policy: Policy) -> dict[str, Text]:
    return {one.item: one.label for one in policy.entities.values()}


def _meant(name: str, labels: dict[str, Text]) -> str | None:
    by_label = {text: id_ for id_, label in labels.items() for text in (label.zh, label.en) if text}
    return by_label.get(name) or closest(name, labels)


def _item(name: str, entity: Entity, item: str | None, facts: Facts, reporter: Reporter) -> str | None:
    if entity.is_root:
        if item is not None and item not in (facts.applicant.id, ""):
            reporter.report("U183", name=name, entity=entity.key, known=facts.applicant.id)
        return None
    ids = [one.id for one in facts.lists.get(entity.key, ())]
    if item is None and len(ids) == 1:
        return ids[0]
    if item not in ids:
        known = listed(ids) if ids else Text("（没有）", "(none)")
        guess = closest(item, ids) if item else None
        help_ = None if guess is None else Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")
        reporter.report("U183", name=name, entity=entity.key, known=known, help=help_)
        return None
    return item


def _period(name: str, field: Field, period: str | None, facts: Facts, reporter: Reporter) -> int | None:
    if field.by is None:
        if period is not None:
            reporter.report("U187", name=name, field=field.id)
        return None
    found = None if period is None else meant_period(field.by, period)
    if found is None:
        example = "2024" if field.by == "year" else "2024Q1"
        reporter.report("U188", name=name, each=EACH[field.by], example=f"{name.partition('[')[0]}[{example}]")
    elif facts.as_of is not None and found > period_of_day(field.by, facts.as_of):
        reporter.report("U189", name=name, day=facts.as_of.iso())
    return found


# -- the range -----------------------------------------------------------------------------------


def _range(ends: Iterable[str], step: str | None, axis: Axis, reporter: Reporter) -> Axis | None:
    low_text, high_text = ends
    low, high = (_figure(one, axis, reporter) for one in (low_text, high_text))
    every = _step(step, axis, reporter)
    if low is None or high is None or every is None:
        return None
    for bound, text, wrong in ((axis.field.minimum, low_text, -1), (axis.field.maximum, high_text, 1)):
        if bound is not None and ((low < bound) if wrong < 0 else (high > bound)):
            reporter.report("U186", text=text, name=axis.field.id, limit=axis.figure_text(bound, "zh"))
            return None
    if axis.kind == "money" and low and high and _bare(low_text) != _bare(high_text):
        bare, other = (low_text, high_text) if _bare(low_text) else (high_text, low_text)
    else:
        bare, other = "", ""
    if bare and _LARGE_UNIT.search(other):  # 1..20亿元: one yuan, or a hundred million?
        reporter.report(
            "U184", text=bare, expected=describe(axis.field.type), example=f"{bare}万{CURRENCIES[axis.currency]}"
        )
        return None
    if low >= high:
        reporter.report("U185", low=low_text, high=high_text)
        return None
    last, rest = divmod(high - low, every)
    finest = min(every, usual_step(axis.field))
    if rest or low % finest:
        reporter.report("U190", low=low_text, high=high_text, step=axis.figure_text(every, "zh"))
        return None
    return Axis(axis.entity, axis.item, axis.field, axis.period, axis.kind, low, every, int(last))


def _bare(text: str) -> bool:
    return plain_number(text) is not None


def _step(written: str | None, axis: Axis, reporter: Reporter) -> Decimal | None:
    if written is None:
        return axis.step
    kind: Kind = "number" if axis.kind == "day" else axis.kind
    found = _parsed(normalize("NFKC", written).strip().removesuffix("天"), kind, axis.currency)
    places = 0 if axis.field.whole or axis.kind in ("day", "months") else _PLACES  # what a fact file can say
    if found is None or not 0 < found < MONEY_LIMIT or found % Decimal(1).scaleb(-places):
        example = _examples(axis)[1]
        told = (
            Text(f"，最多 {places} 位小数", f", with at most {counted(places, 'decimal')}")
            if places
            else Text("，且是整数", " and whole")
        )
        help_ = Text(f"一步要大于零{told.zh}，如 `{example}`", f"a step is above zero{told.en}, as `{example}`")
        reporter.report("U184", help=help_, text=written, expected=describe(axis.field.type), example=example)
        return None
    return found


def _figure(text: str, axis: Axis, reporter: Reporter) -> Decimal | None:
    unit = axis.field.unit if axis.kind == "number" else ""
    found = _parsed(text.removesuffix(unit).strip(), axis.kind, axis.currency)
    whole = found is None or not axis.field.whole or found == found.to_integral_value()
    if found is not None and abs(found) >= MONEY_LIMIT:
        zh, en = (axis.figure_text(MONEY_LIMIT, lang) for lang in ("zh", "en"))
        help_ = Text(f"要小于 {zh}", f"it has to be less than {en}")
        reporter.report("U184", help=help_, text=text, expected=describe(axis.field.type), example="")
        return None
    if found is None or not whole:
        reporter.report("U184", text=text, expected=describe(axis.field.type), example=_examples(axis)[0])
        return None
    return found


def _parsed(text: str, kind: Kind, currency: str) -> Decimal | None:
    match kind:
        case "money":
            found = sum_in(currency, text)
            return plain_number(text) if found is None else found
        case "months":
            match_ = _MONTHS.fullmatch(text)
            return None if match_ is None else Decimal(int(match_[1]) * (12 if match_[2] == "年" else 1))
        case "day":
            day = parse_day(text)
            return None if day is None else Decimal(day.days)
        case _:
            return plain_number(text) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text) else _ten_thousands(text)


def _ten_thousands(text: str) -> Decimal | None:
    for unit, digits in (("亿", 8), ("万", 4)):
        number = plain_number(text.removesuffix(unit)) if text.endswith(unit) else None
        if number is not None:
            return number.scaleb(digits)
    return None


def _examples(axis: Axis) -> tuple[str, str]:
    match axis.kind:
        case "money":
            unit = CURRENCIES[axis.currency]
            return f"20亿{unit}", f"1万{unit}"
        case "months":
            return "36个月", "1个月"
        case "day":
            return "2025-10-01", "1天"
        case _:
            return "500", "1"
