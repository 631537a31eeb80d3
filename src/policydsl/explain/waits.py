"""Missing facts: what waits for each, and what each answer to it would decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from policydsl.award import StackingStep
from policydsl.evaluate.clause import Finding
from policydsl.explain.answers import Answer, answer_words, answers
from policydsl.explain.evidence import Evidence, Fact
from policydsl.explain.explanation import MissingFact, Outcome
from policydsl.explain.glossary import cap_label, condition_label, label_or, money
from policydsl.explain.joint_words import clause_title, rule_label
from policydsl.explain.phrases import both, bracketed, listed, quoted, series
from policydsl.explain.steps import Steps, named
from policydsl.explain.trial import known, suppose
from policydsl.feel.types import Enum
from policydsl.model.facts import Item
from policydsl.model.periods import of_period
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import CapPlan
from policydsl.source import Lang, Text

_RESULTS = {
    "amount": ("限额前金额", "amount before caps"),
    "minimum": ("最低额", "minimum"),
    "term": ("期限", "term"),
}
_MAY_EXCEED = Text("部门可以决定超过限额", "the department may exceed the cap ")
_HARD = Text("不得超过限额", "not to be exceeded: the cap ")
_MOST_TRIED = 40  # facts of one award for which answers are tried


class Waits:
    """Explains the missing facts of one award."""

    def __init__(self, evidence: Evidence, steps: Steps, item: Item | None, home: Evidence | None = None) -> None:
        """`home`: the evidence of the text that says which day governs, where that is another."""
        self.home = evidence if home is None else home
        self.evidence, self.steps, self.item = evidence, steps, item
        self.plan, self.glossary = steps.plan, steps.glossary
        self.clause = evidence.clause(steps.plan)
        self.trials = self.clause.trials

    def missing(self) -> tuple[MissingFact, ...]:
        """Every missing fact of the award, those of the applicant first."""
        keys = self.steps.award.missing
        found = (self._fact(key) for key in keys if not key.startswith(_ELECTIONS))
        facts = sorted(found, key=lambda fact: (fact.order, fact.period or 0))
        told = [self._missing(fact, try_it=i < _MOST_TRIED) for i, fact in enumerate(facts)]
        return (*told, *(self._election(key) for key in keys if key.startswith(_ELECTIONS)))

    def _election(self, key: str) -> MissingFact:
        """A choice that has not been made, with what each of the clauses gives."""
        policy = self.evidence.evaluation.plan.policy
        rule = next(one for one in policy.stacking if one.id == key.removeprefix(_ELECTIONS))
        step = next((s for s in self.steps.trace.joint if isinstance(s, StackingStep) and s.rule == rule.id), None)
        sums = {option.clause: option.now for option in step.options} if step is not None else {}
        outcomes = []
        for one in rule.among:
            clause, title, now = policy.clause(one.id), clause_title(policy, one.id), sums.get(one.id)
            if now is None or clause is None or clause.amount is None:
                result = Text("只给这一条", "this one alone")
            else:
                result = both(lambda lang, now=now: _only(now, policy.currency, lang))  # type: ignore[misc]
            outcomes.append(Outcome(title, result))
        label = both(lambda lang: ("选择：" if lang == "zh" else "the choice: ") + rule_label(rule).pick(lang))
        return MissingFact(key, label, None, Text(), (), tuple(outcomes), rule.note)

    def _fact(self, key: str) -> Fact:
        found = self.evidence.fact(key) or self.home.fact(key)
        assert found is not None  # noqa: S101  (an award names facts of these two texts only)
        return found

    def _missing(self, fact: Fact, *, try_it: bool) -> MissingFact:
        return MissingFact(
            fact=fact.key,
            label=_label(fact),
            item=None if fact.item is None else named(fact.item),
            item_kind=Text() if fact.item is None else label_or(fact.entity.label, fact.entity.key),
            decides=self._decides(fact.key),
            outcomes=self._outcomes(fact) if try_it else (),
            note=fact.field.note,
        )

    # -- what waits ----------------------------------------------------------------------------------

    def _decides(self, key: str) -> tuple[Text, ...]:
        trace, found = self.steps.trace, []
        if trace.governing is not None:
            if key in trace.governing.day[1]:
                found.append(Text("适用日期", "the day that governs"))
            elif self._is_of_claim(key):
                found.append(Text("是否在申报时限内", "whether the claim window is open"))
        for condition in self.plan.conditions:
            if key in trace.waits_for("condition", condition.condition.id):
                label = condition_label(condition.condition)
                common = condition.condition.common
                zh, en = ("通用条件", "the common condition ") if common else ("条件", "the condition ")
                found.append(_named_thing(zh, en, label))
        table = self.plan.table
        if table is not None and any(key in trace.waits_for("row", r.row.id) for r in table.rows):
            which = Text("各段计多少", "what each band counts")
            found.append(which if table.sums else Text("适用表中哪一行", "which row of the table applies"))
        lets = (let.name for let in self.plan.clause.lets)
        found += [self.glossary.local(name) for name in lets if key in trace.waits_for("let", name)]
        if key in trace.waits_for("amount"):
            found.append(Text("金额", "the amount"))
        if key in trace.waits_for("minimum"):
            found.append(Text("最低额", "the minimum"))
        if key in trace.waits_for("term"):
            found.append(Text("期限", "the term"))
        for cap in self.plan.caps:
            label = cap_label(cap.cap)
            if key in trace.waits_for("when", cap.cap.id):
                found.append(_named_thing("是否适用限额", "whether a cap applies: ", label))
            if key in trace.waits_for("may_exceed", cap.cap.id):
                found.append(_named_thing("能否超过限额", "whether a cap may be exceeded: ", label))
            if key in trace.waits_for("limit", cap.cap.id):
                found.append(_named_thing("限额", "the cap ", label))
        return tuple(found)

    def _is_of_claim(self, key: str) -> bool:
        told = self.steps.trace.governing
        return told is not None and (key in told.day[1] or (told.window is not None and key in told.window.is_open[1]))

    # -- what each answer decides --------------------------------------------------------------------

    def _outcomes(self, fact: Fact) -> tuple[Outcome, ...]:
        if self._is_of_claim(fact.key):
            return ()  # the text itself may be another with each answer
        thresholds = self.clause.thresholds(fact, own=fact.item is None or fact.item is self.item)
        to_try = answers(fact.field, thresholds)
        self.trials -= len(to_try)
        if self.trials < 0:
            return ()
        groups: list[tuple[list[Answer], Text]] = []
        for answer in to_try:
            result = self._result(fact, answer)
            apart = isinstance(fact.field.type, Enum)  # options may be told together, ranges only side by side
            same = [g for g in (groups if apart else groups[-1:]) if g[1] == result]
            if same:
                same[0][0].append(answer)
            else:
                groups.append(([answer], result))
        if len(groups) < 2:  # noqa: PLR2004  (one and the same whatever the answer)
            return ()
        return tuple(Outcome(self._words(fact, together), result) for together, result in groups)

    def _words(self, fact: Fact, together: Sequence[Answer]) -> Text:
        return both(lambda lang: answer_words(together, fact.field, self.glossary, lang))

    def _result(self, fact: Fact, answer: Answer) -> Text:
        tried = suppose(self.evidence, self.plan, self.item, fact, answer.sample)
        return both(lambda lang: self._say(fact.key, tried, lang))

    def _say(self, key: str, tried: Finding, lang: Lang) -> str:
        zh, trace, then, parts = lang == "zh", self.steps.trace, tried.trace, list[str]()
        told = [id_ for id_ in tried.failed_conditions if key in trace.waits_for("condition", id_)]
        failing = [
            condition_label(c.condition).pick(lang)
            for c in self.plan.conditions
            if c.condition.id in (told or tried.failed_conditions)
        ]
        if failing:
            labels = listed(lang, (quoted(lang, one) for one in failing))
            return f"不满足{labels}，不符合条件" if zh else f"not met: {labels}; not eligible"
        if tried.no_row:
            return "表中没有适用的一行，不符合条件" if zh else "no row of the table fits: not eligible"
        holding = [
            condition_label(c.condition).pick(lang)
            for c in self.plan.conditions
            if then.value("condition", c.condition.id) is True and key in trace.waits_for("condition", c.condition.id)
        ]
        if holding:
            parts.append(("满足" if zh else "met: ") + listed(lang, (quoted(lang, one) for one in holding)))
        values = [
            f"{self.glossary.local(name).pick(lang)} {self._value(value, node, lang)}"
            for kind, name, node in self._named_nodes()
            if key in trace.waits_for(kind, name) and known(value := then.value(kind, name))
        ]
        if values:
            parts.append(listed(lang, values))
        for kind, node in (("amount", self.plan.amount), ("minimum", self.plan.minimum), ("term", self.plan.term)):
            if node is not None and key in trace.waits_for(kind) and known(value := then.value(kind)):
                words = _RESULTS[kind]
                parts.append(f"{words[0] if zh else words[1]} {self._value(value, node, lang)}")
        for cap in self.plan.caps:
            limit = then.value("limit", cap.cap.id)
            label = cap_label(cap.cap).pick(lang)
            if key in trace.waits_for("when", cap.cap.id) and then.value("when", cap.cap.id) is False:
                parts.append(f"不适用限额“{label}”" if zh else f'the cap "{label}" does not apply')
            elif known(limit) and self._own_limit(key, cap):
                parts.append(f"{label} {self._value(limit, cap.limit, lang)}")
            may = then.value("may_exceed", cap.cap.id)
            if key in trace.waits_for("may_exceed", cap.cap.id) and known(may):
                parts.append((_MAY_EXCEED if may is True else _HARD).pick(lang) + quoted(lang, label))
        if not parts:
            return "仍取决于其他缺少的事实" if zh else "still depends on other missing facts"
        return series(lang, parts)

    def _own_limit(self, key: str, cap: CapPlan) -> bool:
        """Whether the limit waits for the fact, and not by way of a name that is told already."""
        waits = self.steps.trace.waits_for("limit", cap.cap.id) | self.steps.trace.waits_for("when", cap.cap.id)
        return key in waits and not isinstance(cap.limit, nodes.Local)

    def _named_nodes(self) -> Iterator[tuple[str, str, Node]]:
        for probe in self.plan.probes:
            if probe.kind == "let" and probe.node is not None:
                yield "let", probe.name, probe.node
            elif probe.kind == "output" and self.plan.table is not None:
                yield "output", probe.name, self.plan.table.output(probe.name)

    def _value(self, value: object, node: Node, lang: Lang) -> str:
        return self.glossary.value(value, self.glossary.style(node), lang)


def _label(fact: Fact) -> Text:
    """What the fact is called, with its period and its unit where there are any: `2024年用电量（千瓦时）`."""
    field = fact.field
    label = label_or(field.label, field.id)
    if field.by is not None and fact.period is not None:
        label = of_period(label, field.by, fact.period)
    return both(lambda lang: label.pick(lang) + bracketed(lang, field.unit)) if field.unit else label


_ELECTIONS = "elections."


def _only(now: Decimal, currency: str, lang: Lang) -> str:
    sum_ = money(now, currency, lang)
    return f"只给这一条，{sum_}" if lang == "zh" else f"this one alone, {sum_}"


def _named_thing(zh: str, en: str, label: Text) -> Text:
    return Text(f"{zh}{quoted('zh', label.pick('zh'))}", f"{en}{quoted('en', label.pick('en'))}")
