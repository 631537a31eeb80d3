"""The JSON Schema (2020-12) of a policy's fact files, for forms and editors.

It accepts what the reader of fact files accepts, save what a schema cannot say: that ids differ, that a sum given as
a bare number has at most four decimals, that a text amount keeps to bounds other than zero, that a period has begun.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.model.periods import EACH
from policydsl.model.policy import Entity, Field, Policy
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES

Schema: TypeAlias = dict[str, object]

_MARK: Final = "\ue000"  # private use: a figure to be written without quotes
_LIMIT: Final = 10**14  # of sums, in yuan; exclusive
_ID: Final = {"type": "string", "pattern": r"\S"}  # blanks name nothing
_NOTE: Final[Schema] = {
    "description": "备注：一个字符串，或按语言分列 / Note: one text, or one by language",
    "type": ["string", "object"],
    "minLength": 1,
    "minProperties": 1,
    "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}},
    "additionalProperties": False,
}
# Digits before the point and after it that keep a sum below the limit and at four decimals of a yuan.
_SCALES: Final = (("", 14, 4), ("万", 10, 8), ("亿", 6, 12), ("万亿", 2, 16))
_LONG: Final = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT: Final = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_FEBRUARY: Final = "02-(?:0[1-9]|1[0-9]|2[0-8])"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY: Final = f"(?:[0-9]{{4}}-(?:{_LONG}|{_SHORT}|{_FEBRUARY})|{_LEAP}-02-29)"
_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@.+)?"
_DAYS: Final = r"-?P(?=.)(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?|[0-9]+ *天"
_MONTHS: Final = r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?|[0-9]+ *(?:个月|年)"
_PERIOD: Final = {"year": r"^[1-9][0-9]{3}(?!\n)$", "quarter": r"^[1-9][0-9]{3}-?Q[1-4](?!\n)$"}
_TEXTS: Final[Mapping[Type, str]] = {
    types.DATE: DAY,
    types.TIME: _TIME,
    types.DATE_TIME: f"{DAY}T{_TIME}",
    types.DAYS_TIME: _DAYS,
    types.YEARS_MONTHS: _MONTHS,
}


def schema_text(schema: Schema) -> str:
    """The schema as JSON; figures keep their digits."""
    text = json.dumps(schema, ensure_ascii=False, indent=2, default=lambda value: f"{_MARK}{value:f}{_MARK}")
    return re.sub(f'"{_MARK}([^"]*){_MARK}"', r"\1", text) + "\n"


def facts_schema(policy: Policy) -> Schema:
    """The schema of a fact file for this policy."""
    lists = [entity for entity in policy.entities.values() if not entity.is_root]
    title = policy.title
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:policydsl:facts:{policy.id}",
        "title": _both(Text(f"{title.zh}：事实文件", f"Facts for: {title.en or title.zh}")),
        "type": "object",
        "properties": {
            "policydsl": {"description": "语言版本，恒为 1 / Language version, always 1", "const": 1},
            "kind": {"description": "文件种类，恒为 facts / Kind of document, always facts", "const": "facts"},
            "policy": {"description": "政策标识 / Id of the policy", "const": policy.id},
            "as_of": {
                "description": "基准日：按哪一天的规定计算 / The day whose rules apply",
                **_text_of(DAY, strip=False),
            },
            "note": _NOTE,
            **{entity.key: _record(entity, policy) for entity in (policy.root,)},
            **{entity.key: _list(entity, policy) for entity in lists},
            **_awards(policy),
        },
        "required": ["policydsl", "kind", policy.root.key],
        "additionalProperties": False,
    }


def _list(entity: Entity, policy: Policy) -> Schema:
    return {
        "description": _both(entity.label, "不写即没有", "left out: none"),
        "type": "array",
        "items": _record(entity, policy),
    }


def _record(entity: Entity, policy: Policy) -> Schema:
    return {
        "title": _both(entity.label),
        "type": "object",
        "properties": {
            "id": {"description": "编号，不重复 / Id, used once", **_ID},
            "name": {"description": "名称 / Name", **_ID},
            **{field.id: _field(field, policy) for field in entity.fields.values()},
        },
        "required": ["id"],
        "additionalProperties": False,
    }


def _field(field: Field, policy: Policy) -> Schema:
    remarks_zh, remarks_en = [], []
    if field.by is not None:
        remarks_zh.append(f"{EACH[field.by].zh}填报，没有的期别不写")
        remarks_en.append(f"given {EACH[field.by].en}; leave out what is not known")
    if (currency := _foreign(field, policy)) is not None:
        remarks_zh.append(f"以{CURRENCIES[currency]}计")
        remarks_en.append(f"in {currency}")
    if field.unit:
        remarks_zh.append(f"单位：{field.unit}")
        remarks_en.append(f"unit: {field.unit}")
    if field.assessed:
        remarks_zh.append("由责任单位评定，未评定则不填")
        remarks_en.append("for the department to assess; left out until then")
    if field.note:
        remarks_zh.append(field.note.pick("zh"))
        remarks_en.append(field.note.pick("en"))
    description = _both(field.note, "；".join(remarks_zh), "; ".join(remarks_en), alone=True)
    found: Schema = {"title": _both(field.label)}
    if description:
        found["description"] = description
    return found | (_value(field) if field.by is None else _figures(field))


def _foreign(field: Field, policy: Policy) -> str | None:
    """The currency of a fact, where it is not the policy's own."""
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    return type_.currency if isinstance(type_, Money) and type_.currency != policy.currency else None


def _figures(field: Field) -> Schema:
    """A figure for each period."""
    example = "2024" if field.by == "year" else "2024Q1"
    one: Schema = {"description": f"一期的数，如 {example} / The figure of one period, as {example}"}
    return {
        "type": ["object", "null"],
        "propertyNames": {"pattern": _PERIOD[field.by or "year"]},
        "additionalProperties": one | _value(field),
    }


def _value(field: Field) -> Schema:
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    match type_:
        case Money(currency):
            return {"type": ["number", "string", "null"], **_money(field.minimum, field.maximum, currency)}
        case Enum(values=values):
            labels = [_both(field.values.get(value, Text(value))) for value in values]
            return {"enum": [*values, None], "enumDescriptions": [*labels, "未知 / unknown"]}
        case types.BOOLEAN:
            return {"type": ["boolean", "null"]}
        case types.NUMBER:
            return {"type": ["integer" if field.whole else "number", "null"], **_bounds(field.minimum, field.maximum)}
        case types.TEXT:
            return {"type": ["string", "number", "boolean", "null"]}
        case _:
            return _text_of(_TEXTS[type_], strip=True) | {"type": ["string", "null"]}


def _money(minimum: Decimal | None, maximum: Decimal | None, currency: str) -> Schema:
    """A number in the currency's main unit, or a text with its unit."""
    bounds = _bounds(minimum, maximum)
    bounds.setdefault("exclusiveMinimum" if minimum is None else "minimum", -_LIMIT)
    if maximum is None:
        bounds["exclusiveMaximum"] = _LIMIT
    return {"pattern": amount_pattern(currency, negative=minimum is None or minimum < 0), **bounds}


def amount_pattern(currency: str, *, negative: bool) -> str:
    """Sums as texts: `8600万元`, `2.5 亿元`, `600万美元`; zero may have a sign."""
    unit = CURRENCIES[currency]
    forms = "|".join(
        rf"0*[0-9]{{1,{whole}}}(?:\.[0-9]{{1,{places}}}0*)?[ \u00a0\u3000]*{scale}{unit}"
        for scale, whole, places in _SCALES
    )
    zero = rf"-0+(?:\.0+)?[ \u00a0\u3000]*(?:万亿{unit}|亿{unit}|万{unit}|{unit})"
    return rf"^\s*(?:[+-]?(?:{forms}))\s*$" if negative else rf"^\s*(?:\+?(?:{forms})|{zero})\s*$"


def _bounds(minimum: Decimal | None, maximum: Decimal | None) -> Schema:
    found: Schema = {}
    if minimum is not None:
        found["minimum"] = _plain(minimum)
    if maximum is not None:
        found["maximum"] = _plain(maximum)
    return found


def _plain(value: Decimal) -> int | Decimal:
    """A whole number as one, so that it is written without a point."""
    return int(value) if value == value.to_integral_value() else value


def _text_of(pattern: str, *, strip: bool) -> Schema:
    around = r"\s*" if strip else ""
    return {"type": "string", "pattern": f"^{around}(?:{pattern}){around}(?!\\n)$"}


def _awards(policy: Policy) -> Schema:
    money = _money(Decimal(0), None, policy.currency)
    amount: Schema = {"description": "金额 / Amount", "type": ["number", "string"], **money}
    year: Schema = {"description": "年度 / Year", "type": "integer", "minimum": 1900, "maximum": 9999}
    subject: Schema = {"description": "对象编号 / Id of the item or the applicant", **_ID}
    known = [(clause.id, clause.title) for clause in policy.clauses] + list(policy.former_clauses)
    clauses, titles = [id_ for id_, _ in known], [_both(title) for _, title in known]
    prior = {"clause": {"description": "条款 / Clause", "enum": clauses, "enumDescriptions": titles}}
    other: Schema = {
        "category": {"description": "类别 / Category", "enum": policy.categories},
        "subject": subject,
        "policy": {"description": "另一政策的标识、文号或名称 / Id, number or title of the other policy", **_ID},
        "level": {
            "description": "层级；不写即与本政策相同 / Level of government; left out: that of this policy",
            "enum": ["国家", "省", "市", "区"],
        },
        "year": year,
        "amount": amount,
    }
    return {
        "prior_awards": _closed(
            "本政策已给予的支持；没有则写 [] / Support already granted under this policy; [] if none",
            {**prior, "subject": subject, "year": year, "amount": amount},
            ["clause", "subject", "year", "amount"],
        ),
        "other_policy_awards": _closed(
            "其他政策已给予的支持；没有则写 [] / Support granted under other policies; [] if none",
            other,
            ["category", "subject", "policy", "amount"],
        ),
        "elections": _elections(policy),
    }


def _elections(policy: Policy) -> Schema:
    """For each rule that lets the applicant choose, the clause chosen."""
    titles = {clause.id: _both(clause.title) for clause in policy.clauses}
    rules = [rule for rule in policy.stacking if rule.rule == "choose"]
    return {
        "description": "选择：择一享受的，所选的条款；不写即尚未选择 / Elections: the clause chosen; left out: not yet",
        "type": ["object", "null"],
        "properties": {
            rule.id: {
                "title": _both(rule.label or Text(rule.id)),
                "enum": [*(one.id for one in rule.among), None],
                "enumDescriptions": [*(titles.get(one.id, one.id) for one in rule.among), "尚未选择 / not chosen yet"],
            }
            for rule in rules
        },
        "additionalProperties": False,
    }


def _closed(description: str, properties: Schema, required: list[str]) -> Schema:
    item = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return {"description": description, "type": "array", "items": item}


def _both(text: Text, zh: str = "", en: str = "", *, alone: bool = False) -> str:
    """Both languages on one line, as the shipped schemas have it; `alone`: only the remarks."""
    first = "；".join(part for part in ("" if alone else text.pick("zh"), zh) if part)
    second = "; ".join(part for part in ("" if alone else text.pick("en"), en) if part)
    return first if first == second or not second else f"{first} / {second}"
