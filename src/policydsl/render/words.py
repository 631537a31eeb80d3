"""The words that results use for codes: statuses, bases, benefits, conditions that no fact decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from policydsl.award import Award, Evaluation, FailureNote, Status
from policydsl.award.windows import bounds, missed_words
from policydsl.feel.values import Date
from policydsl.model.periods import of_period, parse_period, split_key
from policydsl.model.policy import ROOT, Applied, Condition, Entity, Policy, Row
from policydsl.render.money import sum_text
from policydsl.source import Lang, Text

STATUS: Final[Mapping[Status, Text]] = {
    Status.ELIGIBLE: Text("符合", "Eligible"),
    Status.UNDETERMINED: Text("尚不能确定", "Undetermined"),
    Status.INELIGIBLE: Text("不符合", "Not eligible"),
    Status.NOT_IN_FORCE: Text("不在施行期", "Not in force"),
    Status.SUPERSEDED: Text("已由其他政策取代", "Superseded"),
    Status.OUTRANKED: Text("名额之外", "Outranked"),
}
BASIS: Final[Mapping[str, Text]] = {
    "exact": Text("定额", "fixed"),
    "ceiling": Text("最高", "up to"),
    "discretionary": Text("酌定", "at discretion"),
    "case_by_case": Text("一事一议", "case by case"),
}
BENEFIT: Final[Mapping[str, Text]] = {
    "subsidy": Text("补助", "subsidy"),
    "reward": Text("奖励", "reward"),
    "voucher": Text("券", "voucher"),
    "rent_free": Text("免租", "free rent"),
    "service": Text("服务", "service"),
}
SUBJECT_TO: Final[Mapping[str, Text]] = {
    "annual_budget": Text("年度预算", "the annual budget"),
    "assessment": Text("部门评定", "the department's assessment"),
    "quota": Text("名额", "the quota"),
    "decision_above_cap": Text("部门是否决定超过限额", "whether the department decides above the cap"),
}
ASSUMES: Final[Mapping[str, Text]] = {
    "no_earlier_awards": Text(
        "事实文件没有写 `prior_awards`，按此前未获本政策支持计算。",
        "The facts do not list `prior_awards`: no earlier support under this policy is assumed.",
    ),
    "no_other_awards": Text(
        "事实文件没有写 `other_policy_awards`，按未获其他政策支持计算。",
        "The facts do not list `other_policy_awards`: no support under other policies is assumed.",
    ),
}
ASSUMED: Final[Mapping[str, Text]] = {
    "no_earlier_awards": Text("此前未获本政策支持", "no earlier support under this policy"),
    "no_other_awards": Text("未获其他政策支持", "no support under other policies"),
}
MINIMUM: Final = Text("最低额", "the minimum")
NO_ROW: Final = Text("没有适用的档次", "no row of the table fits")
COMMA: Final = Text("、", ", ")
COLON: Final = Text("：", ": ")
SEMICOLON: Final = Text("；", "; ")


def listed(parts: list[str], lang: Lang) -> str:
    """Words in a row."""
    return COMMA.pick(lang).join(parts)


def assumptions(evaluation: Evaluation) -> list[str]:
    """What is taken for granted because the facts are silent."""
    given = evaluation.facts.given
    silent = (("prior_awards", "no_earlier_awards"), ("other_policy_awards", "no_other_awards"))
    return [code for key, code in silent if key not in given]


def subject_to_words(codes: tuple[str, ...], policy: Policy, lang: Lang) -> str:
    """What an award still depends on."""
    return listed([(SUBJECT_TO.get(code) or rule_label(policy, code)).pick(lang) for code in codes], lang)


def rule_label(policy: Policy, id_: str) -> Text:
    """What a stacking rule or a limit is called; its id where it has no label."""
    labels = {rule.id: rule.label for rule in policy.stacking} | {limit.id: limit.label for limit in policy.limits}
    return labels.get(id_) or Text(id_)


def limit_words(policy: Policy, award: Award, lang: Lang) -> str:
    """What lowered an award: a cap of its clause, a rule or a limit over several; empty if nothing did."""
    if award.limited_by is None:
        return ""
    cap = next((cap.label for cap in award.clause.caps if cap.id == award.limited_by), None)
    return (cap or rule_label(policy, award.limited_by)).pick(lang)


def subject_words(evaluation: Evaluation, award: Award, lang: Lang) -> str:
    """The item that an award is for: its id and name; empty for the applicant."""
    if award.clause.for_each is None:
        return ""
    name = item_name(evaluation, award)
    if not name:
        entity = evaluation.plan.policy.entity_of_item(award.clause.for_each)
        return f"{entity.label.pick(lang)} {award.subject}" if entity else award.subject
    return f"{award.subject} {name}"


def item_name(evaluation: Evaluation, award: Award) -> str:
    """The name of the award's subject, as the facts have it."""
    if award.clause.for_each is None:
        return evaluation.facts.applicant.name
    entity = evaluation.plan.policy.entity_of_item(award.clause.for_each)
    items = evaluation.facts.lists[entity.key] if entity else ()
    return next((item.name for item in items if item.id == award.subject), "")


def missing_by_owner(
    evaluation: Evaluation, award: Award, lang: Lang, codes: Iterable[str] | None = None
) -> dict[str, str]:
    """The missing facts by their labels, those of one thing together; under an empty name the award's own."""
    groups: dict[str, list[str]] = {}
    for code in award.missing if codes is None else codes:
        owner, label = _missing(evaluation, award, code, lang)
        groups.setdefault(owner, []).append(label)
    return {owner: listed(labels, lang) for owner, labels in groups.items()}


def missing_words(evaluation: Evaluation, award: Award, lang: Lang) -> str:
    """The same in one cell: `申报主体：年度营业收入；M2：用途`."""
    groups = missing_by_owner(evaluation, award, lang)
    return SEMICOLON.pick(lang).join(
        (owner + COLON.pick(lang) if owner else "") + labels for owner, labels in groups.items()
    )


def _missing(evaluation: Evaluation, award: Award, code: str, lang: Lang) -> tuple[str, str]:
    """Whose fact `applicant.kind` or `model_purchases[M2].fee` is (empty: the award's own), and its label."""
    entities = evaluation.plan.policy.entities
    if code.startswith("elections."):
        name = rule_label(evaluation.plan.policy, code.removeprefix("elections.")).pick(lang)
        return "", Text(f"选择（{name}）", f"the choice ({name})").pick(lang)
    name, written = split_key(code)
    head, _, field_id = name.rpartition(".")
    key, _, rest = head.partition("[")
    entity, item_id = entities.get(key), rest.removesuffix("]")
    field = entity.fields.get(field_id) if entity is not None else None
    if entity is None or field is None:
        return "", code
    label, period = field.label, None if field.by is None else parse_period(field.by, written)
    if field.by is not None and period is not None:
        label = of_period(label, field.by, period)
    return _owner(entity, item_id, award, lang), label.pick(lang)


def _owner(entity: Entity, item_id: str, award: Award, lang: Lang) -> str:
    if entity.key == ROOT:
        return entity.label.pick(lang)
    return "" if award.clause.for_each == entity.item and award.subject == item_id else item_id


def failed_words(award: Award, policy: Policy, lang: Lang) -> str:
    """Why an award is not given: the conditions that do not hold, or no row of the table."""
    by_id: dict[str, Condition] = {c.id: c for c in award.clause.eligibility}
    told = None if award.trace is None else award.trace.governing
    common = Text("（通用条件）", " (common condition)").pick(lang)
    labels = {rule.id: rule_label(policy, rule.id) for rule in policy.stacking}
    parts = [
        by_id[id_].label.pick(lang) + common * by_id[id_].common
        if id_ in by_id
        else (labels.get(id_) or missed_words(told) or Text(id_)).pick(lang)
        for id_ in award.failed_conditions
    ]
    if award.no_row:
        parts.append(NO_ROW.pick(lang))
    return SEMICOLON.pick(lang).join(parts)


def minimum_words(award: Award, currency: str, lang: Lang) -> str:
    """What the clause's minimum did to the sum; empty where it did nothing."""
    minimum, trace = award.clause.minimum, award.trace
    amount, least = (trace.value("amount"), trace.value("minimum")) if trace is not None else (None, None)
    if minimum is None or not isinstance(amount, Decimal) or not isinstance(least, Decimal) or amount >= least:
        return ""
    sum_, bound = sum_text(amount, currency, lang), sum_text(least, currency, lang)
    if minimum.kind == "at_least":
        return Text(f"最低额：{sum_} 不足 {bound}，按 {bound} 计", f"Minimum: {sum_} is raised to {bound}").pick(lang)
    return Text(f"最低额：{sum_} 不足 {bound}，不给", f"Minimum: {sum_} is below {bound}, nothing is paid").pick(lang)


def days(award: Award) -> tuple[Date | None, Date | None, Date | None]:
    """The day that governs the award of a clause that has one, and the claim window; what is not known is None."""
    told = None if award.trace is None else award.trace.governing
    if told is None:
        return None, None, None
    ends = () if told.window is None else (day for day, _ in bounds(told.window))
    begin, end = [day if isinstance(day, Date) else None for day in ends] or (None, None)
    day = told.day[0]
    return (day if told.clause.dated and isinstance(day, Date) else None), begin, end


def day_words(award: Award, as_of: Date, lang: Lang) -> str:
    """The day that governs an award, where it is another than that of the evaluation."""
    told = None if award.trace is None else award.trace.governing
    day = None if told is None else told.day[0]
    if not isinstance(day, Date) or day == as_of:
        return ""
    if award.status is Status.NOT_IN_FORCE:
        return Text(f"适用日期 {day} 不在施行期", f"not in force on {day}, the day that governs").pick(lang)
    return Text(f"按适用日期 {day}", f"By the rules of {day}").pick(lang)


def row_of(award: Award) -> Row | None:
    """The row of the table that applies."""
    rows = award.clause.table.rows if award.clause.table is not None else ()
    return next((row for row in rows if row.id == award.row), None)


def amendment_words(one: Applied, lang: Lang) -> str:
    """An amendment in force: its id, title and number, and for how long it holds."""
    names = " ".join(part for part in (one.title.pick(lang), one.number) if part)
    start, end = one.effective.start, one.effective.end
    if lang == "zh":
        held = f"自 {start} 起" if end is None else f"自 {start} 至 {end}"
        return f"{one.id}（{names}），{held}" if names else f"{one.id}，{held}"
    held = f"from {start}" if end is None else f"from {start} to {end}"
    return f"{one.id} ({names}), {held}" if names else f"{one.id}, {held}"


def failure_words(note: FailureNote, lang: Lang) -> str:
    """A failed operation: why, which formula, where."""
    span = note.at.origin.locate(note.at.span)
    file = note.at.origin.file
    formula = " ".join(file.text[span.start : span.end].split())
    there, span = file.place(span)
    line = there.position(span.start).line
    place = Text(f"政策第 {line} 行", f"line {line} of the policy").pick(lang)
    if there.name != file.name:  # an amendment wrote it
        place = Text(f"{there.name} 第 {line} 行", f"line {line} of {there.name}").pick(lang)
    return f"{note.reason.pick(lang)}（{place}：`{formula}`）" if lang == "zh" else (
        f"{note.reason.pick(lang)} ({place}: `{formula}`)"
    )  # fmt: skip
