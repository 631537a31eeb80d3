"""Missing facts: what waits for each, and what each answer to it would decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from policydsl.award import Evaluation
from policydsl.explain.answers import Answer, Ordered, answer_words, answers
from policydsl.explain.explanation import MissingFact, Outcome
from policydsl.explain.glossary import all_nodes, cap_label, condition_label, label_or
from policydsl.explain.phrases import both, listed, quoted, series
from policydsl.explain.reader import Reader, fact_key
from policydsl.explain.steps import Steps, named
from policydsl.explain.trial import Found, work_through
from policydsl.feel.types import DATE, NUMBER, Enum, Money
from policydsl.feel.values import Date
from policydsl.model.facts import Item
from policydsl.model.policy import ROOT, Entity, Field
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen

_MOST_TRIED = 40  # facts of one award, and thresholds of one fact, for which answers are tried
_COMPARISONS = (Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE)


@frozen
class _Fact:
    """A missing fact: its declaration and the item it belongs to."""

    key: str
    entity: Entity
    item: Item | None
    field: Field


class Waits:
    """Explains the missing facts of one award."""

    def __init__(self, evaluation: Evaluation, steps: Steps, item: Item | None) -> None:
        self.evaluation, self.steps, self.item = evaluation, steps, item
        self.plan, self.glossary = steps.plan, steps.glossary
        self.facts = dict(_all_facts(evaluation))
        self.found = work_through(evaluation, self.plan, item)

    def missing(self) -> tuple[MissingFact, ...]:
        """Every missing fact of the award, those of the applicant first."""
        keys = [key for key in self.facts if key in self.steps.award.missing]
        keys += [key for key in self.steps.award.missing if key not in self.facts]
        return tuple(self._missing(key, try_it=i < _MOST_TRIED) for i, key in enumerate(keys))

    def _missing(self, key: str, *, try_it: bool) -> MissingFact:
        fact = self.facts.get(key)
        if fact is None:
            return MissingFact(key, Text(key, key), None, Text(), self._decides(key), ())
        return MissingFact(
            fact=key,
            label=label_or(fact.field.label, fact.field.id),
            item=None if fact.item is None else named(fact.item),
            item_kind=Text() if fact.item is None else label_or(fact.entity.label, fact.entity.key),
            decides=self._decides(key),
            outcomes=self._outcomes(fact) if try_it else (),
            note=fact.field.note,
        )

    # -- what waits ----------------------------------------------------------------------------------

    def _decides(self, key: str) -> tuple[Text, ...]:
        trace, found = self.steps.trace, []
        for condition in self.plan.conditions:
            if key in trace.waits_for("condition", condition.condition.id):
                label = condition_label(condition.condition)
                found.append(_named_thing("条件", "the condition ", label))
        table = self.plan.table
        if table is not None and any(key in trace.waits_for("row", r.row.id) for r in table.rows):
            found.append(Text("适用表中哪一行", "which row of the table applies"))
        lets = (let.name for let in self.plan.clause.lets)
        found += [self.glossary.local(name) for name in lets if key in trace.waits_for("let", name)]
        if key in trace.waits_for("amount"):
            found.append(Text("金额", "the amount"))
        if key in trace.waits_for("term"):
            found.append(Text("期限", "the term"))
        for cap in self.plan.caps:
            label = cap_label(cap.cap)
            if key in trace.waits_for("when", cap.cap.id):
                found.append(_named_thing("是否适用限额", "whether a cap applies: ", label))
            if key in trace.waits_for("limit", cap.cap.id):
                found.append(_named_thing("限额", "the cap ", label))
        return tuple(found)

    # -- what each answer decides --------------------------------------------------------------------

    def _outcomes(self, fact: _Fact) -> tuple[Outcome, ...]:
        thresholds = sorted(set(self._thresholds(fact)))[:_MOST_TRIED]
        groups: list[tuple[list[Answer], Text]] = []
        for answer in answers(fact.field, thresholds):
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

    def _words(self, fact: _Fact, together: Sequence[Answer]) -> Text:
        return both(lambda lang: answer_words(together, fact.field, self.glossary, lang))

    def _result(self, fact: _Fact, answer: Answer) -> Text:
        tried = work_through(self.evaluation, self.plan, self.item, {fact.key: answer.sample})
        return both(lambda lang: self._say(fact.key, tried, lang))

    def _say(self, key: str, tried: Found, lang: Lang) -> str:
        zh, trace, parts = lang == "zh", self.steps.trace, []
        failing = [
            condition_label(c.condition).pick(lang)
            for c in self.plan.conditions
            if tried.conditions[c.condition.id][0] is False and key in trace.waits_for("condition", c.condition.id)
        ]
        if failing:
            labels = listed(lang, (quoted(lang, one) for one in failing))
            return f"不满足{labels}，不符合条件" if zh else f"not met: {labels}; not eligible"
        if tried.no_row:
            return "表中没有适用的一行，不符合条件" if zh else "no row of the table fits: not eligible"
        holding = [
            condition_label(c.condition).pick(lang)
            for c in self.plan.conditions
            if tried.conditions[c.condition.id][0] is True and key in trace.waits_for("condition", c.condition.id)
        ]
        if holding:
            parts.append(("满足" if zh else "met: ") + listed(lang, (quoted(lang, one) for one in holding)))
        values = [
            f"{self.glossary.local(name).pick(lang)} {self._value(tried.named[name][0], node, lang)}"
            for kind, name, node in self._named_nodes()
            if key in trace.waits_for(kind, name) and tried.named[name][0] is not UNKNOWN
        ]
        if values:
            parts.append(listed(lang, values))
        for kind, node, seen in (("amount", self.plan.amount, tried.amount), ("term", self.plan.term, tried.term)):
            if node is not None and key in trace.waits_for(kind) and seen[0] is not UNKNOWN:
                words = {"amount": ("限额前金额", "amount before caps"), "term": ("期限", "term")}[kind]
                parts.append(f"{words[0] if zh else words[1]} {self._value(seen[0], node, lang)}")
        for cap in self.plan.caps:
            if key in trace.waits_for("when", cap.cap.id) and tried.applies[cap.cap.id][0] is False:
                label = cap_label(cap.cap).pick(lang)
                parts.append(f"不适用限额“{label}”" if zh else f'the cap "{label}" does not apply')
            elif tried.limits[cap.cap.id][0] is not UNKNOWN and self._own_limit(key, cap.cap.id):
                label = cap_label(cap.cap).pick(lang)
                parts.append(f"{label} {self._value(tried.limits[cap.cap.id][0], cap.limit, lang)}")
        if not parts:
            return "仍取决于其他缺少的事实" if zh else "still depends on other missing facts"
        return series(lang, parts)

    def _own_limit(self, key: str, cap: str) -> bool:
        """Whether the limit waits for the fact, and not by way of a name that is told already."""
        node = next(c.limit for c in self.plan.caps if c.cap.id == cap)
        waits = self.steps.trace.waits_for("limit", cap) | self.steps.trace.waits_for("when", cap)
        return key in waits and not isinstance(node, nodes.Local)

    def _named_nodes(self) -> Iterator[tuple[str, str, Node]]:
        for probe in self.plan.probes:
            if probe.kind == "let" and probe.node is not None:
                yield "let", probe.name, probe.node
            elif probe.kind == "output" and self.plan.table is not None:
                yield "output", probe.name, self.plan.table.rows[0].outputs[probe.name]

    def _value(self, value: object, node: Node, lang: Lang) -> str:
        return self.glossary.value(value, self.glossary.style(node), lang)

    # -- the answers to try --------------------------------------------------------------------------

    def _thresholds(self, fact: _Fact) -> Iterator[Ordered]:
        """The values that the clause's formulas compare the fact with."""
        if not (isinstance(fact.field.type, Money) or fact.field.type in (NUMBER, DATE)):
            return
        reader = Reader(self.evaluation, self.item, self.found.named)
        for node in all_nodes(self.plan):
            if not (isinstance(node, nodes.Strict) and node.op in _COMPARISONS):
                continue
            for side, other in (node.args, node.args[::-1]):
                if isinstance(side, nodes.Field) and self._is(side, fact) and _is_fixed(other):
                    value = reader.value(other)
                    if isinstance(value, Decimal | Date):
                        yield value

    def _is(self, node: nodes.Field, fact: _Fact) -> bool:
        if node.of.kind == "member":
            return node.of.list_key == fact.entity.key and node.name == fact.field.id
        return fact_key(node, self.item) == fact.key


def _named_thing(zh: str, en: str, label: Text) -> Text:
    return Text(f"{zh}{quoted('zh', label.pick('zh'))}", f"{en}{quoted('en', label.pick('en'))}")


def _all_facts(evaluation: Evaluation) -> Iterator[tuple[str, _Fact]]:
    policy, facts = evaluation.plan.policy, evaluation.facts
    for key, entity in policy.entities.items():
        items: tuple[Item | None, ...] = (None,) if key == ROOT else facts.lists.get(key, ())
        for item in items:
            for index, field in enumerate(entity.fields.values(), 1):
                values = facts.applicant.values if item is None else item.values
                if values[index] is UNKNOWN:
                    name = f"{ROOT}.{field.id}" if item is None else f"{key}[{item.id}].{field.id}"
                    yield name, _Fact(name, entity, item, field)


def _is_fixed(node: Node) -> bool:
    """Whether no fact stands in it."""
    return not any(isinstance(one, nodes.Field | nodes.Local | nodes.Aggregate) for one in nodes.walk(node))
