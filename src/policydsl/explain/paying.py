"""After the sum: the instalments and the obligations, each with what led to its day and condition."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from policydsl.award import Part, Promise
from policydsl.explain.explanation import Step
from policydsl.explain.glossary import duration, label_or
from policydsl.explain.grants import Grants
from policydsl.explain.instalments import InstalmentExplained, ObligationExplained
from policydsl.explain.phrases import both, bracketed, listed
from policydsl.explain.steps import Steps
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import Policy
from policydsl.plan.nodes import Node
from policydsl.source import Lang, Text
from policydsl.source.figures import percent_text

_DUE: Final = Text("应付之日", "due on")
_IF: Final = Text("条件", "condition")
_FROM: Final = Text("起算之日", "from")
_FOR: Final = Text("期限", "for")
_REPAY: Final = Text("退回比例", "share paid back")


class Paying:
    """Explains what comes after one award's sum."""

    def __init__(self, steps: Steps, grants: Grants, policy: Policy) -> None:
        self.steps, self.grants, self.policy, self.award = steps, grants, policy, steps.award

    def instalments(self) -> tuple[InstalmentExplained, ...]:
        """Every part in the order written."""
        plans = {one.part.id: one for one in self.steps.plan.pay}
        parts = self.award.instalments
        found = []
        for i, part in enumerate(parts):
            plan = plans[part.instalment.id]
            found.append(
                InstalmentExplained(
                    id=part.instalment.id,
                    label=label_or(part.instalment.label, part.instalment.id),
                    share=self.steps.step("share", plan.part.id, Text("比例", "share"), plan.share),
                    amount=part.amount,
                    due=part.due,
                    status=part.status,
                    words=self._words(part, last=i == len(parts) - 1),
                    when=self._step("if", plan.part.id, _IF, plan.when),
                    due_step=self._step("due", plan.part.id, _DUE, plan.due),
                    missing=part.missing,
                    note=part.instalment.note,
                )
            )
        return tuple(found)

    def obligations(self) -> tuple[ObligationExplained, ...]:
        """Every promise in the order written."""
        plans = {one.obligation.id: one for one in self.steps.plan.obligations}
        found = []
        for one in self.award.promises:
            id_ = one.obligation.id
            plan = plans[id_]
            named = (("from", _FROM, plan.start), ("for", _FOR, plan.duration), ("repay", _REPAY, plan.repay))
            steps = (self._step(kind, id_, label, node) for kind, label, node in named)
            found.append(
                ObligationExplained(
                    id=id_,
                    text=one.obligation.text,
                    start=one.start,
                    until=one.until,
                    words=self._promised(one),
                    steps=tuple(step for step in steps if step is not None),
                    missing=one.missing,
                    note=one.obligation.note,
                )
            )
        return tuple(found)

    def _step(self, kind: str, id_: str, label: Text, node: Node | None) -> Step | None:
        return None if node is None else self.steps.step(kind, id_, label, node)

    # -- sentences -----------------------------------------------------------------------------------

    def _words(self, part: Part, *, last: bool) -> Text:
        def say(lang: Lang) -> str:
            return self._sum(part, lang, last=last) + ("，" if lang == "zh" else ", ") + self._state(part, lang)

        return both(say)

    def _sum(self, part: Part, lang: Lang, *, last: bool) -> str:
        """`40% × 100万元 = 40万元`, with what rounding did."""
        payable = self.award.payable if self.award.payable is not None else Decimal(0)
        whole, exact = self.grants.money(payable, lang), DECIMAL128.multiply(payable, part.share)
        sum_ = self.grants.money(part.amount, lang)
        product = f"{percent_text(part.share)} × {whole}"
        if exact == part.amount:
            return f"{product} = {sum_}"
        if last:
            how = "前面各期之后余下的，尾数归本期" if lang == "zh" else "what the parts before leave"
        else:
            unit = self.grants.money(self.grants.unit, lang)
            how = f"取到 {unit}，其余舍去" if lang == "zh" else f"rounded down to {unit}"
        return f"{product} = {self.grants.money(exact, lang)} → {sum_}{bracketed(lang, how)}"

    def _state(self, part: Part, lang: Lang) -> str:
        zh, day = lang == "zh", part.due
        match part.status:
            case "due":
                if day is None:
                    return "现在应付" if zh else "due now"
                return f"{day} 起应付" if zh else f"due since {day}"
            case "later":
                return f"{day} 应付" if zh else f"due on {day}"
            case "lapsed":
                return "条件不满足，不付" if zh else "its condition does not hold: not paid"
            case "open":
                on = "" if day is None else (f"{day} 应付与否" if zh else f"on {day}: ")
                return (on + "尚不能确定" if zh else on + "not known yet") + self._lacking(part.missing, lang)

    def _lacking(self, missing: Iterable[str], lang: Lang) -> str:
        labels = [fact_label(self.policy, key, lang, self.award.subject) for key in missing]
        if not labels:
            return ""
        return bracketed(lang, ("还缺：" if lang == "zh" else "missing: ") + listed(lang, labels))

    def _promised(self, one: Promise) -> Text:
        def say(lang: Lang) -> str:
            zh = lang == "zh"
            days = ""
            if one.start is not None:
                start, until = one.start, one.until
                if until is None:
                    days = f"自 {start} 起" if zh else f"from {start}"
                else:
                    days = f"{start} 至 {until}" if zh else f"{start} to {until}"
            elif one.obligation.start is not None:
                days = "起算之日尚不能确定" if zh else "the first day is not known yet"
            length = "" if one.duration is None else duration(one.duration, lang)
            told = ("，" if zh else ", ").join(part for part in (length, days) if part)
            text = one.obligation.text.pick(lang).rstrip("。.") + (bracketed(lang, told) if told else "")
            if one.repay is not None:
                share = percent_text(one.repay)
                text += f"；违反的，退回 {share}" if zh else f"; {share} is paid back if it is broken"
            return text + self._lacking(one.missing, lang)

        return both(say)


def fact_label(policy: Policy, key: str, lang: Lang, subject: str = "") -> str:
    """What a fact is called that a trace names as missing: `applicant.kind`, `talents[T1].role`."""
    head, _, field_id = key.rpartition(".")
    owner, _, item = head.partition("[")
    entity = policy.entities.get(owner)
    field = None if entity is None else entity.fields.get(field_id)
    if field is None:
        return key
    label = label_or(field.label, field.id).pick(lang)
    owner = item.removesuffix("]")
    return f"{owner} {label}" if owner not in ("", subject) else label
