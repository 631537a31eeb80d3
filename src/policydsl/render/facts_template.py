"""A fact file to fill in: every fact of a policy with its label, kind and options, in the user's language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Type
from policydsl.feel.values import Date
from policydsl.model.periods import EACH, period_of_day, period_text
from policydsl.model.policy import Entity, Field, InForce, Policy
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES, money_text, plain_text
from policydsl.source.width import display_width, pad, visible

_HEAD: Final = Text(
    """\
事实文件：{title}

填法
  冒号后面写值。不知道的就空着：空着是“未知”，既不是零，也不是否，结果会指出还缺什么。
  金额写 8600万元、2.5亿元、483600.50元，或以元计的数。是否写 true 或 false。
  各类事项前面有 # 号，有就去掉行首的“# ”再填，一项一个“- id: …”；没有就留着不动。""",
    """\
Facts for: {title}

How to fill it in
  Write the value after the colon. Leave empty what is not known: empty is unknown, neither zero nor false,
  and the result says which facts are missing.
  Write money as 8600万元, 2.5亿元, 483600.50元, or as a number of yuan. Write yes and no as true and false.
  The lists are commented out: remove the "# " at the start of the lines you need, one "- id: …" an item.""",
)
_FEW: Final = 4  # periods of a fact that does not say since when it is asked for
_MOST: Final = 40
_AS_OF: Final = Text("按哪一天的规定计算", "the day whose rules apply")
_ID: Final = Text("编号，必填", "id, required")
_NAME: Final = Text("名称", "name")
_PRIOR: Final = Text(
    "本政策以前已经给予的支持（不限年度）。没有就写 prior_awards: []，不写则结果注明“按没有计算”。",
    "Support already granted under this policy, any year. If none, write prior_awards: [], else the result says so.",
)
_OTHER: Final = Text(
    "其他政策已经给予的支持。没有就写 other_policy_awards: []。",
    "Support granted under other policies. If none, write other_policy_awards: [].",
)

_ELECTIONS: Final = Text("择一享受的，写所选的条款；还没有选就不写。", "Where one is to be chosen: the clause.")
_OF: Final = Text("任选其一：", "one of: ")


def day_in_force(interval: InForce, today: Date) -> Date:
    """Today if the policy is in force, else the nearest day on which it is."""
    if interval.covers(today):
        return today
    if interval.start is not None and today < interval.start:
        return interval.start
    return interval.end if interval.end is not None else today


def facts_template(policy: Policy, lang: Lang, day: Date) -> str:
    """The file; as it stands it is valid, with everything unknown."""
    return "\n".join(line.rstrip() for line in _lines(policy, lang, day)) + "\n"


def _lines(policy: Policy, lang: Lang, day: Date) -> Iterator[str]:
    number = f"（{policy.number}）" if lang == "zh" else f" ({policy.number})"
    title = policy.title.pick(lang) + (number if policy.number else "")
    for line in _HEAD.pick(lang).format(title=visible(title)).splitlines():
        yield f"# {line}"
    yield ""
    yield "policydsl: 1"
    yield "kind: facts"
    yield f"policy: {policy.id}"
    yield f"as_of: {day.iso()}  # {_AS_OF.pick(lang)}"
    yield ""
    yield from _heading(policy.root, lang)
    yield f"{policy.root.key}:"
    yield from _fields(policy.root, "A1", lang, day, "  ")
    for entity in policy.entities.values():
        if not entity.is_root:
            yield ""
            yield from _heading(entity, lang)
            yield f"# {entity.key}:"
            yield from (f"# {line}" for line in _fields(entity, "P1", lang, day, "    ", first="  - "))
    yield ""
    yield from _awards(policy, lang)


def _heading(entity: Entity, lang: Lang) -> Iterator[str]:
    label = visible(entity.label.pick(lang))
    yield f"# ── {label} " + "─" * max(4, 72 - display_width(label))
    if entity.note:
        yield f"# {visible(entity.note.pick(lang))}"
    yield ""


def _fields(entity: Entity, id_: str, lang: Lang, day: Date, indent: str, first: str = "") -> Iterator[str]:
    left = max(display_width(f"{key}:") for key in ("name", *entity.fields)) + 2
    yield f"{first or indent}{pad(f'id: {id_}', left)}# {_ID.pick(lang)}"
    yield f"{indent}# {pad('name: ', left - 2)}# {_NAME.pick(lang)}"
    for field in entity.fields.values():
        yield f"{indent}{pad(f'{field.id}:', left)}# {_about(field, lang)}"
        if field.note:
            yield f"{indent}#   {visible(field.note.pick(lang))}"
        room = max((display_width(option) for option in field.values), default=0)
        for option, label in field.values.items():
            yield f"{indent}#   {pad(option, room)}  {visible(label.pick(lang))}"
        if field.by is not None:
            yield from (f"{indent}  {period_text(field.by, one)}:" for one in _periods(field, day))


def _periods(field: Field, day: Date) -> range:
    """The periods to be filled in: since the first one that is asked for; else the last few."""
    assert field.by is not None  # noqa: S101  (what the caller asks about)
    now = period_of_day(field.by, day)
    first = now - _FEW + 1 if field.since is None else field.since
    return range(max(first, now - _MOST + 1), now + 1)


def _about(field: Field, lang: Lang) -> str:
    """The label, and in brackets what to write."""
    said = [_kind(field, lang)]
    said += [Text(f"{EACH[field.by].zh}填", f"given {EACH[field.by].en}").pick(lang)] if field.by is not None else []
    said += [Text(f"单位：{field.unit}", f"unit: {field.unit}").pick(lang)] if field.unit else []
    said += [_bound(field, value, word, lang) for value, word in _bounds(field)]
    if field.assessed:
        said.append(Text("由责任单位评定，未评定不填", "assessed by the department").pick(lang))
    label = visible(field.label.pick(lang))
    return f"{label}（{'；'.join(said)}）" if lang == "zh" else f"{label} ({'; '.join(said)})"


def _kind(field: Field, lang: Lang) -> str:
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    match type_:
        case Money(currency):
            unit = CURRENCIES[currency]
            if currency == "CNY":
                return Text("金额", "money").pick(lang)
            return Text(f"金额，以{unit}计，如 600万{unit}", f"money in {currency}, as 600万{unit}").pick(lang)
        case Enum():
            return Text("选一个", "one of these").pick(lang)
        case types.BOOLEAN:
            return "true / false"
        case types.NUMBER:
            return (Text("整数", "whole number") if field.whole else Text("数", "number")).pick(lang)
        case types.TEXT:
            return Text("文字", "text").pick(lang)
        case types.DATE:
            return Text("日期，如 2025-04-21", "date, as 2025-04-21").pick(lang)
        case types.TIME:
            return Text("时刻，如 09:30:00", "time, as 09:30:00").pick(lang)
        case types.DATE_TIME:
            return Text("日期和时刻，如 2025-04-21T09:30:00", "date and time, as 2025-04-21T09:30:00").pick(lang)
        case types.DAYS_TIME:
            return Text("天数，如 30天", "days, as 30天").pick(lang)
        case _:
            return Text("期限，如 36个月", "term, as 36个月").pick(lang)


def _bounds(field: Field) -> Iterator[tuple[Decimal, Text]]:
    if field.minimum is not None:
        yield field.minimum, Text("不小于", "at least")
    if field.maximum is not None:
        yield field.maximum, Text("不大于", "at most")


def _bound(field: Field, value: Decimal, word: Text, lang: Lang) -> str:
    type_ = field.type.item if isinstance(field.type, Assessed) else field.type
    shown = money_text(value, type_.currency, lang) if isinstance(type_, Money) else plain_text(value)
    return f"{word.pick(lang)} {shown}"


def _awards(policy: Policy, lang: Lang) -> Iterator[str]:
    title = Text("已获支持", "Support granted before").pick(lang)
    yield f"# ── {title} " + "─" * max(4, 72 - display_width(title))
    yield ""
    yield f"# {_PRIOR.pick(lang)}"
    if policy.clauses:
        yield "# prior_awards:"
        yield f"#   - clause: {policy.clauses[0].id}"
        yield "#     subject: P1" if policy.clauses[0].for_each else "#     subject: A1"
        yield "#     year: 2025"
        yield f"#     amount: 100万{CURRENCIES[policy.currency]}"
    yield ""
    yield f"# {_OTHER.pick(lang)}"
    settled = next((clause for clause in policy.clauses if clause.category is not None), None)
    if settled is not None:
        yield "# other_policy_awards:"
        yield f"#   - category: {settled.category}"
        yield "#     subject: P1" if settled.for_each else "#     subject: A1"
        yield "#     policy: other_policy"
        yield f"#     level: {policy.level}"
        yield f"#     amount: 50万{CURRENCIES[policy.currency]}"
        if any(limit.other and limit.every == "year" for limit in policy.limits):
            yield "#     year: 2025"
    choices = [rule for rule in policy.stacking if rule.rule == "choose"]
    if choices:
        yield ""
        yield f"# {_ELECTIONS.pick(lang)}"
        yield "# elections:"
        for rule in choices:
            titles = ", ".join(one.id for one in rule.among)
            yield f"#   {rule.id}:  # {visible(rule.label.pick(lang))}{_OF.pick(lang)}{titles}"
