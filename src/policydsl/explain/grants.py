"""From the figure of the formula to what is paid: rounding, caps, awards under other policies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import reduce

from policydsl.award import NOT_REACHED, CapStep
from policydsl.evaluate.caps import with_minimum
from policydsl.explain.cap_words import ZERO, CapSentence
from policydsl.explain.evidence import Evidence
from policydsl.explain.explanation import (
    CapExplained,
    CapWork,
    Earlier,
    MinimumStep,
    Named,
    RoundingStep,
    SettlementExplained,
    Truth,
)
from policydsl.explain.glossary import cap_label, label_or, money
from policydsl.explain.phrases import both, bracketed
from policydsl.explain.steps import Steps, named
from policydsl.feel.ops import DECIMAL128
from policydsl.model.facts import PriorAward
from policydsl.model.policy import ROOT, Policy, StackingRule
from policydsl.plan.build_joint import settling_rule
from policydsl.plan.policy_plan import CapPlan
from policydsl.source import Lang, Text
from policydsl.source.frozen import replace

_MODES = {
    "down": Text("其余舍去", "rounded down"),
    "up": Text("有余数即进位", "rounded up"),
    "half_up": Text("四舍五入", "rounded half up"),
    "half_even": Text("四舍六入五成双", "rounded half to even"),
    "half_down": Text("五舍六入", "rounded half down"),
}
_LEVELS = {
    "国家": Text("国家级", "national"),
    "省": Text("省级", "provincial"),
    "市": Text("市级", "municipal"),
    "区": Text("区级", "district"),
}


def subject_named(evidence: Evidence, id_: str) -> Named:
    """Who or what an id of the fact file stands for."""
    found = evidence.by_id.get(id_)
    return Named(id_) if found is None else named(found)


class Grants:
    """Explains what became of one award's amount."""

    def __init__(self, evidence: Evidence, steps: Steps, own: Policy) -> None:
        """`own`: the text of the day of evaluation, whose rules settle the award with others."""
        self.own = own
        self.evidence, self.evaluation, self.steps = evidence, evidence.evaluation, steps
        self.policy, self.award, self.trace = self.evaluation.plan.policy, steps.award, steps.trace

    def money(self, value: Decimal, lang: Lang) -> str:
        """A sum in words."""
        return money(value, self.policy.currency, lang)

    @property
    def unit(self) -> Decimal:
        """What sums are rounded to."""
        return self.steps.plan.rounding.to

    # -- the least sum -------------------------------------------------------------------------------

    def minimum(self) -> MinimumStep | None:
        """What the clause's minimum did to the sum; None where there is none or it was not come to."""
        clause, plan = self.award.clause, self.steps.plan
        if clause.minimum is None or plan.minimum is None or self.trace.value("minimum") is NOT_REACHED:
            return None
        kind, least = clause.minimum.kind, self.steps.step("minimum", "", Text("最低额", "minimum"), plan.minimum)
        before, after = self.trace.value("amount"), self._least()
        known = isinstance(before, Decimal) and after is not None

        def say(lang: Lang) -> str:
            bound, zh = least.value.pick(lang), lang == "zh"
            if not isinstance(before, Decimal) or after is None:
                what = ("按最低额给", "raised to it") if kind == "at_least" else ("不给", "not paid")
                return f"不足最低额的{what[0]}" if zh else f"a smaller sum is {what[1]}"
            sum_ = self.money(before, lang)
            if before == after:
                return f"{sum_}，不低于 {bound}" if zh else f"{sum_} is not below {bound}"
            if kind == "at_least":
                return f"{sum_} 不足 {bound}，按 {bound} 计" if zh else f"{sum_} is below {bound}: raised to it"
            return f"{sum_} 不足 {bound}，不给" if zh else f"{sum_} is below {bound}: nothing is paid"

        return MinimumStep(
            kind, least, before if known and isinstance(before, Decimal) else None, after if known else None, both(say)
        )

    def _least(self) -> Decimal | None:
        """The sum before rounding: that of the formula, after the minimum."""
        raw, least, minimum = self.trace.value("amount"), self.trace.value("minimum"), self.award.clause.minimum
        if not isinstance(raw, Decimal) or minimum is None:
            return raw if isinstance(raw, Decimal) else None
        return with_minimum(raw, least, minimum.kind) if isinstance(least, Decimal) else None

    # -- rounding ------------------------------------------------------------------------------------

    def rounding(self) -> RoundingStep | None:
        """What rounding changed before the caps."""
        raw, steps = self._least(), self.trace.caps
        if self.award.amount is None or raw is None:
            return None
        return self._rounded(raw, steps[0].before if steps else self._before_joint(self.award.amount))

    def final_rounding(self) -> RoundingStep | None:
        """What rounding changed after the caps."""
        if self.award.amount is None or not self.trace.caps:
            return None
        return self._rounded(self.trace.caps[-1].after, self._before_joint(self.award.amount))

    def _before_joint(self, amount: Decimal) -> Decimal:
        """What the clause gives before rules over several awards."""
        return self.trace.joint[0].before if self.trace.joint else amount

    def _rounded(self, before: Decimal, after: Decimal) -> RoundingStep | None:
        if before == after:
            return None
        rounding = self.steps.plan.rounding

        def say(lang: Lang) -> str:
            unit, mode = self.money(rounding.to, lang), _MODES[rounding.mode].pick(lang)
            if before < ZERO:
                how = "不足 0 的按 0 计" if lang == "zh" else "less than nothing counts as 0"
            else:
                how = f"取到 {unit}，{mode}" if lang == "zh" else f"{mode} to {unit}"
            return f"{self.money(before, lang)} → {self.money(after, lang)}{bracketed(lang, how)}"

        return RoundingStep(before, after, both(say))

    # -- caps ----------------------------------------------------------------------------------------

    def caps(self) -> tuple[CapExplained, ...]:
        """Every cap in the order written."""
        return tuple(self._cap(cap) for cap in self.steps.plan.caps)

    def _cap(self, plan: CapPlan) -> CapExplained:
        cap, steps = plan.cap, self.steps
        case_by_case = self.award.clause.basis == "case_by_case"
        label = cap_label(cap)
        done = next((s for s in self.trace.caps if s.cap == cap.id), None)
        limit = steps.step("limit", cap.id, label, plan.limit)
        when = None if plan.when is None else steps.step("when", cap.id, label, plan.when)
        applies: Truth = "true" if when is None else when.truth
        if when is None and self.trace.value("limit", cap.id) is NOT_REACHED:
            applies = "not_reached"
        earlier = self._earlier(plan)
        root = self.policy.entities[ROOT].label
        entity = self.policy.entity_of_item(cap.per)
        return CapExplained(
            id=cap.id,
            label=label,
            per=root if entity is None else label_or(entity.label, entity.key),
            every=cap.every,
            applies=applies,
            when=when,
            limit=limit,
            work=None if done is None or (case_by_case and not done.granted) else self._work(plan, done, earlier),
            may_exceed=None if plan.may_exceed is None else steps.step("may_exceed", cap.id, label, plan.may_exceed),
            earlier=earlier,
        )

    def _earlier(self, plan: CapPlan) -> tuple[Earlier, ...]:
        """What was granted under this clause before, and whether it eats this cap."""
        facts, year = self.evaluation.facts, self.evaluation.governing.year
        mine = [a for a in facts.prior_awards if a.clause == self.award.clause.id]
        return tuple(
            Earlier(
                subject=subject_named(self.evidence, one.subject),
                amount=one.amount,
                counts=self._eats(plan, one),
                why=Text() if self._eats(plan, one) else self._other_year(plan, one, year),
                year=one.year,
            )
            for one in mine
            if plan.shared or one.subject == self.award.subject
        )

    def _eats(self, plan: CapPlan, one: PriorAward) -> bool:
        mine = plan.shared or one.subject == self.award.subject
        return mine and (plan.cap.every == "once" or one.year == self.evaluation.governing.year)

    @staticmethod
    def _other_year(plan: CapPlan, one: PriorAward, year: int) -> Text:
        if plan.cap.every == "year" and one.year != year:
            return Text(f"不计入 {year} 年的限额", f"does not count against the cap of {year}")
        return Text()

    def _work(self, plan: CapPlan, step: CapStep, earlier: Sequence[Earlier]) -> CapWork:
        taken = self.evidence.turns.taken_before(self.award, plan.cap) if plan.shared else ZERO
        sentence = CapSentence(
            cap=plan.cap,
            step=step,
            taken=taken,
            earlier=earlier,
            currency=self.policy.currency,
            shared=plan.shared,
            takes_off=self._takes_off(plan),
            case_by_case=self.award.clause.basis == "case_by_case",
            year=None if self.evaluation.day is None else self.evaluation.day.year,
        )
        words = both(sentence.say)
        return CapWork(step.limit, step.granted, taken, step.before, step.after, step.bound, words)

    def _takes_off(self, plan: CapPlan) -> bool:
        """Whether this cap is the one that subtracts what was granted before: the first on a whole award."""
        done = {step.cap for step in self.trace.caps}
        totals = [c for c in self.steps.plan.caps if c.cap.id in done and c.cap.every == "once" and not c.shared]
        return bool(totals) and totals[0] is plan

    # -- awards under other policies -----------------------------------------------------------------

    def settlement(self) -> SettlementExplained | None:
        """What awards under other policies leave payable; None where there are none of this kind."""
        award, clause = self.award, replace(self.steps.plan.clause, category=self._category())
        settled = settling_rule(self.own, clause)
        if award.amount is None or award.payable is None or not settled:
            return None
        rule = next(one for one in self.own.stacking if one.id == settled)
        others = self._others(rule)
        if not others:
            return None
        done = self.trace.settlement
        deducted = ZERO if done is None else done.deducted
        total = _added(one.amount for one in others if one.counts)
        before_this = self.evidence.turns.deducted_before(award)

        def say(lang: Lang) -> str:
            assert award.amount is not None and award.payable is not None  # noqa: S101, PT018  (seen above)
            amount, paid = self.money(award.amount, lang), self.money(award.payable, lang)
            if not deducted:
                return f"不扣除，应付 {paid}" if lang == "zh" else f"nothing is deducted, {paid} payable"
            less = self.money(deducted, lang)
            return f"{amount} - {less} = 应付 {paid}" if lang == "zh" else f"{amount} - {less} = {paid} payable"

        return SettlementExplained(
            rule=rule.id,
            cite=rule.cite,
            note=rule.note,
            others=others,
            total=total,
            before_this=before_this,
            deducted=deducted,
            before=award.amount,
            payable=award.payable,
            words=both(say),
        )

    def _category(self) -> str | None:
        """The kind of support, for rules over several awards: by the text of the day of evaluation."""
        told = self.trace.governing
        return (self.steps.plan if told is None else told.clause).clause.category

    def _others(self, rule: StackingRule) -> tuple[Earlier, ...]:
        facts, policy, levels = self.evaluation.facts, self.own, rule.level or (self.own.level,)
        found = []
        for one in facts.other_awards:
            if "category" in rule.same and one.category != self._category():
                continue
            if "subject" in rule.same and one.subject != self.award.subject:
                continue
            why = Text()
            if one.policy == policy.id:
                why = Text("是本政策自己给予的，不扣除", "granted under this policy itself, not deducted")
            elif one.level not in levels:
                level, own = _level(one.level), [_level(name) for name in levels]
                why = Text(
                    f"属于{level.zh}政策，不是{'或'.join(name.zh for name in own)}，不扣除",
                    f"a {level.en} policy, not a {' or '.join(name.en for name in own)} one: not deducted",
                )
            found.append(
                Earlier(subject_named(self.evidence, one.subject), one.amount, not why, why, policy=one.policy)
            )
        return tuple(found)


def _level(level: str) -> Text:
    return _LEVELS.get(level, Text(level, level))


def _added(sums: Iterable[Decimal]) -> Decimal:
    return reduce(DECIMAL128.add, sums, ZERO)
