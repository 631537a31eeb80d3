"""What rules over several awards did to one of them: stacking between clauses, and limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from policydsl.award import LimitStep, StackingStep
from policydsl.evaluate.caps import ZERO
from policydsl.explain.evidence import Evidence
from policydsl.explain.explanation import JointExplained
from policydsl.explain.glossary import Glossary, label_or, money
from policydsl.explain.phrases import both, bracketed, listed, quoted, series
from policydsl.explain.reader import Reader
from policydsl.explain.steps import Steps
from policydsl.explain.words import Speaker
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model.policy import Limit, Policy, StackingRule
from policydsl.plan.policy_plan import LimitPlan
from policydsl.plan.probes import Probe
from policydsl.source import Lang, Text
from policydsl.source.frozen import replace as frozen_replace

_RULES = {
    "highest": Text("就高，不重复", "the higher one, not both"),
    "choose": Text("择一享受", "one of them, at the applicant's choice"),
    "deduct": Text("扣除前面各条已给的", "less what the clauses before it give"),
    "exclude": Text("已得前面的，不再给后面的", "not where a clause before it is granted"),
}


def rule_label(rule: StackingRule) -> Text:
    """What a rule between clauses is called: its label, else what it does."""
    return rule.label or _RULES[rule.rule]


def limit_label(limit: Limit) -> Text:
    """What a limit is called."""
    return label_or(limit.label, limit.id)


def clause_title(policy: Policy, clause: str) -> Text:
    """The title of a clause."""
    found = policy.clause(clause)
    return Text(clause, clause) if found is None else label_or(found.title, clause)


class JointWords:
    """Says it for one award."""

    def __init__(self, evidence: Evidence, steps: Steps) -> None:
        self.evidence, self.steps, self.award = evidence, steps, steps.award
        self.plan, self.policy = evidence.evaluation.plan, evidence.evaluation.plan.policy

    def all(self) -> tuple[JointExplained, ...]:
        """Every step, in its order."""
        return tuple(
            self._rule(step) if isinstance(step, StackingStep) else self._limit(step) for step in self.steps.trace.joint
        )

    def money(self, value: Decimal, lang: Lang) -> str:
        """A sum in words."""
        return money(value, self.policy.currency, lang)

    # -- stacking between clauses --------------------------------------------------------------------

    def _rule(self, step: StackingStep) -> JointExplained:
        rule = next(one for one in self.policy.stacking if one.id == step.rule)
        return JointExplained(
            id=rule.id,
            kind=rule.rule,
            label=rule_label(rule),
            cite=rule.cite,
            limit=None,
            before=step.before,
            after=step.after,
            words=both(lambda lang: series(lang, self._rule_words(rule, step, lang))),
            note=rule.note,
        )

    def _rule_words(self, rule: StackingRule, step: StackingStep, lang: Lang) -> Iterator[str]:
        zh = lang == "zh"
        mine = self.award.clause.id
        if rule.rule in ("highest", "choose"):
            yield self._sides(step, lang)
            kept = "" if step.kept is None else clause_title(self.policy, step.kept).pick(lang)
            if rule.rule == "choose":
                yield self._chosen(step, kept, lang)
            elif step.kept == mine:
                yield "取本条" if zh else "this one stands"
            else:
                yield f"取{quoted(lang, kept)}，本条不给" if zh else f"{quoted(lang, kept)} stands, nothing here"
            if step.earlier and step.kept == mine:
                earlier = self.money(step.earlier, lang)
                yield f"其他各条以前已给 {earlier}，予以扣除" if zh else f"less {earlier} that the others gave before"
        elif rule.rule == "deduct":
            earlier = self.money(step.earlier, lang)
            yield f"前面各条已给 {earlier}" if zh else f"the clauses before it give {earlier}"
        elif step.kept is not None:
            kept = quoted(lang, clause_title(self.policy, step.kept).pick(lang))
            yield f"已得{kept}，本条不给" if zh else f"{kept} is granted, nothing here"
        else:
            yield "前面各条尚不能确定" if zh else "the clauses before it are not settled yet"
        if step.before != step.after and self.award.clause.amount is not None:
            yield f"{self.money(step.before, lang)} → {self.money(step.after, lang)}"
        if step.open:
            yield "缺少的事实补齐后可能改变" if zh else "may change when the missing facts are known"

    def _sides(self, step: StackingStep, lang: Lang) -> str:
        """What each clause gives."""
        told = []
        for option in step.options:
            clause = self.policy.clause(option.clause)
            title = clause_title(self.policy, option.clause).pick(lang)
            if clause is not None and clause.amount is None:
                given = bool(option.now)
                sum_ = ("可得" if given else "不可得") if lang == "zh" else ("granted" if given else "not granted")
            else:
                sum_ = self.money(option.now, lang)
            told.append(f"{title} {sum_}")
        return listed(lang, told)

    def _chosen(self, step: StackingStep, kept: str, lang: Lang) -> str:
        zh, mine = lang == "zh", step.kept == self.award.clause.id
        if step.elected:
            if mine:
                return "已选择本条" if zh else "this one is chosen"
            return f"已选择{quoted(lang, kept)}，本条不给" if zh else f"{quoted(lang, kept)} is chosen, nothing here"
        if step.kept is None:
            return "尚未选择" if zh else "not chosen yet"
        if mine:
            return "尚未选择；以现有数额，选本条最多" if zh else "not chosen yet; as things stand this one gives most"
        if zh:
            return f"尚未选择；以现有数额，选{quoted(lang, kept)}最多，暂按此计"
        return f"not chosen yet; as things stand {quoted(lang, kept)} gives most and is assumed"

    # -- limits --------------------------------------------------------------------------------------

    def _limit(self, step: LimitStep) -> JointExplained:
        joint = self.plan.joint
        assert joint is not None  # noqa: S101  (it made the step)
        plan = next(one for one in joint.limits if one.limit.id == step.limit)
        return JointExplained(
            id=step.limit,
            kind="limit",
            label=limit_label(plan.limit),
            cite=plan.limit.cite,
            limit=step.value,
            before=step.before,
            after=step.after,
            words=both(lambda lang: series(lang, self._limit_words(plan, step, lang))),
            note=plan.limit.note,
        )

    def _limit_words(self, plan: LimitPlan, step: LimitStep, lang: Lang) -> Iterator[str]:
        zh, limit = lang == "zh", plan.limit
        kind = ("每年" if zh else "a year") if limit.every == "year" else ("累计" if zh else "in all")
        formula = self._formula(plan, lang)
        if step.value is None:
            yield f"{formula}{bracketed(lang, kind)}"
            yield "限额尚不能确定" if zh else "the limit is not known yet"
            return
        value = self.money(step.value, lang)
        yield (value if formula == value else f"{formula} = {value}") + bracketed(lang, kind)
        parts = []
        if step.granted:
            parts.append(("已给 " if zh else "granted before ") + self.money(step.granted, lang))
        if step.others:
            parts.append(("其他政策已给 " if zh else "granted by other policies ") + self.money(step.others, lang))
        if step.taken:
            parts.append(("排在前面的已占 " if zh else "taken by those before ") + self.money(step.taken, lang))
        left = max(ZERO, DECIMAL128.subtract(step.value, step.granted + step.others + step.taken))
        if parts:
            rest = self.money(left, lang)
            yield listed(lang, parts) + (f"，尚余 {rest}" if zh else f", {rest} left")
        before, after = self.money(step.before, lang), self.money(step.after, lang)
        if limit.short == "pro_rata" and step.after != step.before:
            asked, rest = self.money(step.asked, lang), self.money(left, lang)
            if zh:
                yield f"各项合计 {asked}，按比例核减：{before} × {rest} ÷ {asked} → {after}"
            else:
                yield f"{asked} in all, cut in proportion: {before} × {rest} ÷ {asked} → {after}"
        elif step.after != step.before:
            yield f"{before} → {after}" + bracketed(lang, "受此限额限制" if zh else "this limit is reached")
        else:
            yield f"{before}，未超过" if zh else f"{before} is within it"

    def _formula(self, plan: LimitPlan, lang: Lang) -> str:
        """The limit with labels and figures in place."""
        own = self.steps.plan
        of_limit = replace(own, steps=(), probes=(Probe("amount", "", plan.value),), part_index={})
        evidence = self._evidence(plan.limit)
        item = self.steps.reader.item if plan.reach == "item" else None
        if item is not None and plan.entity is not None:  # as the text reads it that the limit stands in
            item = evidence.item(plan.entity.key, item.id)
        reader = Reader(evidence, item, {})
        return Speaker(Glossary(self.policy, of_limit), reader, lang).say(plan.value)

    def _evidence(self, limit: Limit) -> Evidence:
        """What the limit sees: of a limit by the year, the year of the day that governs the award."""
        governing, evaluation = self.steps.trace.governing, self.evidence.evaluation
        day = None if governing is None else governing.day[0]
        if limit.every != "year" or not isinstance(day, Date) or day.year == evaluation.governing.year:
            return self.evidence
        return Evidence(frozen_replace(evaluation, day=Date(day.year, 12, 31)))
