"""The outcome of an award in one sentence, and the reasons for it in words."""

from __future__ import annotations

from policydsl.award import MINIMUM, Award, Evaluation, Status
from policydsl.award.windows import CLAIM, missed_words
from policydsl.explain.explanation import Step
from policydsl.explain.glossary import money
from policydsl.explain.phrases import COMMON, both, bracketed, listed, quoted
from policydsl.model.policy import InForce
from policydsl.source import Lang, Text
from policydsl.source.figures import months_text

_NOT_GRANTED = {
    Status.INELIGIBLE: Text("不符合条件", "not eligible"),
    Status.UNDETERMINED: Text("尚不能确定", "cannot be determined yet"),
    Status.NOT_IN_FORCE: Text("不在施行期内", "not in force"),
    Status.SUPERSEDED: Text("已被新政策取代", "superseded by a newer policy"),
    Status.OUTRANKED: Text("名额内未排上", "outranked within the quota"),
}
_MOST = {"exact": Text("可得", "granted"), "ceiling": Text("最高可得", "at most"),
         "discretionary": Text("由部门评定，不超过", "to be assessed, at most")}  # fmt: skip

_ASSESSED = Text("评定为", "assessed at")


def _is_assessed(award: Award) -> bool:
    """Whether the department has decided already."""
    if award.clause.basis != "discretionary" or award.trace is None or "assessment" in award.subject_to:
        return False
    return bool(award.trace.plan.assessed or award.trace.plan.assessed_applicant)


def headline(evaluation: Evaluation, award: Award) -> Text:
    """The outcome."""
    currency = evaluation.plan.policy.currency

    def say(lang: Lang) -> str:
        zh = lang == "zh"
        if award.status is not Status.ELIGIBLE:
            text = _NOT_GRANTED[award.status].pick(lang)
        else:
            text = "符合条件" if zh else "eligible"
            comma = "，" if zh else ", "
            if award.amount is not None:
                most = (_ASSESSED if _is_assessed(award) else _MOST[award.clause.basis or "exact"]).pick(lang)
                text += f"{comma}{most} {money(award.amount, currency, lang)}"
                if award.payable is not None and award.payable != award.amount:
                    paid = money(award.payable, currency, lang)
                    text += f"，扣除后应付 {paid}" if zh else f", {paid} payable after deduction"
            elif award.clause.basis == "case_by_case":
                text += f"{comma}{'金额由部门逐案确定' if zh else 'the department decides the sum'}"
                if award.most is not None:
                    most = money(award.most, currency, lang)
                    text += f"，不超过 {most}" if zh else f", at most {most}"
            elif award.term is not None:
                text += f"{comma}{'最长 ' if zh else 'for at most '}{months_text(award.term, lang)}"
        if award.provisional:
            text += bracketed(lang, "暂定" if zh else "provisional")
        return text

    return both(say)


def _not_met(labels: list[Text]) -> Text:
    return both(
        lambda lang: (
            ("不满足" if lang == "zh" else "not met: ")
            + listed(lang, (quoted(lang, label.pick(lang)) for label in labels))
        )
    )


def reasons(evaluation: Evaluation, award: Award, conditions: tuple[Step, ...]) -> tuple[Text, ...]:
    """Why it is not granted, or may yet change."""
    found: list[Text] = []
    if award.status is Status.NOT_IN_FORCE:
        found.append(_not_in_force(evaluation, award))
    if award.failed_conditions:
        failed = [step for step in conditions if step.id in award.failed_conditions]
        rules = {rule.id: rule.label or Text(rule.id, rule.id) for rule in evaluation.plan.policy.stacking}
        found += [_not_met([rules[id_]]) for id_ in award.failed_conditions if id_ in rules]
        told = None if award.trace is None else award.trace.governing
        if CLAIM in award.failed_conditions and (missed := missed_words(told)):
            found.append(missed)
    else:
        failed = []
    if failed:
        found.append(
            both(
                lambda lang: (
                    ("不满足" if lang == "zh" else "not met: ") + listed(lang, (_named(one, lang) for one in failed))
                )
            )
        )
    if award.no_row:
        found.append(Text("表中没有适用的一行", "no row of the table fits"))
    if award.limited_by == MINIMUM:
        found.append(Text("金额不足最低额，不给", "the sum is below the minimum: nothing is paid"))
    if award.status is Status.UNDETERMINED and award.failures:
        found.append(Text("有算式得不出结果", "a formula gives no result"))
    if award.status is Status.UNDETERMINED and award.missing:
        found.append(Text("缺少的事实见下", "the facts that are missing stand below"))
    if award.provisional and award.missing:
        found.append(Text("缺少的事实补齐后可能改变", "may change when the missing facts are known"))
    if award.provisional and not award.missing:
        found.append(_waits_for_others(evaluation, award))
    return tuple(found)


def _named(step: Step, lang: Lang) -> str:
    common = bracketed(lang, COMMON.pick(lang)) if step.common else ""
    return quoted(lang, step.label.pick(lang)) + common


def _not_in_force(evaluation: Evaluation, award: Award) -> Text:
    policy, clause, day = evaluation.plan.policy, award.clause, evaluation.governing
    if policy.in_force.covers(day) and clause.in_force.covers(day):
        return Text(f"{day} 的条文没有这一条", f"the text of {day} does not have this clause")
    whole = not policy.in_force.covers(day)
    period = policy.in_force if whole else clause.in_force

    def say(lang: Lang) -> str:
        if lang == "zh":
            return f"{'本政策' if whole else '本条'}{_period(period, lang)}，{day} 不在其内"
        return f"{'this policy' if whole else 'this clause'} is in force {_period(period, lang)}, not on {day}"

    return both(say)


def _period(period: InForce, lang: Lang) -> str:
    zh = lang == "zh"
    if period.start is None:
        return f"施行至 {period.end}" if zh else f"until {period.end}"
    if period.end is None:
        return f"自 {period.start} 起施行" if zh else f"from {period.start}"
    return f"自 {period.start} 至 {period.end} 施行" if zh else f"from {period.start} to {period.end}"


def _waits_for_others(evaluation: Evaluation, award: Award) -> Text:
    open_ones = [
        one
        for one in _before(evaluation, award)
        if (one.status is Status.UNDETERMINED or one.provisional)
        and (one.clause.id == award.clause.id or one.clause.category == award.clause.category)
    ]

    def say(lang: Lang) -> str:
        names = listed(lang, (f"{one.clause.title.pick(lang)} {one.subject}" for one in open_ones))
        if lang == "zh":
            return f"排在前面的尚未确定，可能占用同一限额或者同一笔扣除{bracketed(lang, names) if names else ''}"
        tail = bracketed(lang, names) if names else ""
        return f"earlier ones are not settled and may use the same cap or deduction{tail}"

    return both(say)


def _before(evaluation: Evaluation, award: Award) -> tuple[Award, ...]:
    for index, one in enumerate(evaluation.awards):
        if one is award:
            return evaluation.awards[:index]
    return ()
