"""What an evaluation rests on, prepared once for the explanation of all its awards.

Facts as formulas read them, formulas compiled by the evaluator, and what is looked up by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from functools import cached_property
from typing import TypeAlias, cast

from policydsl.award import Evaluation
from policydsl.evaluate import histories
from policydsl.evaluate.clause import MarkedClause
from policydsl.evaluate.marked import Env, Run, compile_marked
from policydsl.evaluate.marks import Marked
from policydsl.explain.answers import Ordered
from policydsl.explain.glossary import Glossary, all_nodes
from policydsl.explain.turns import Turns
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.types import DATE, NUMBER, Money
from policydsl.feel.values import Date, Value
from policydsl.model.facts import Item
from policydsl.model.periods import Figures, parse_period, split_key
from policydsl.model.policy import ROOT, Entity, Field
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator, Variable
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen, replace

MemberItems: TypeAlias = Mapping[Variable, Item]
Values: TypeAlias = tuple[object, ...]

_MOST_THRESHOLDS = 40  # of one fact
_MOST_LOOKED_AT = 100_000  # items, over all trials of a clause
_USUAL_PERIODS = 10  # of a history
_COMPARISONS = (Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE)


@frozen(eq=False)
class Fact:
    """A missing fact: its key as in traces, the item it belongs to (None: the applicant), its declaration."""

    key: str
    entity: Entity
    item: Item | None
    field: Field
    index: int  # among the item's values
    order: int  # among all missing facts
    period: int | None = None  # of a fact by period: the one that is missing


class ClauseEvidence:
    """What the explanations of all awards of a clause share."""

    def __init__(self, evidence: Evidence, plan: ClausePlan) -> None:
        self.evidence, self.plan = evidence, plan
        self.glossary = Glossary(evidence.evaluation.plan.policy, plan)
        self.said: dict[int, Text] = {}  # formulas in words, by the node's identity
        self._thresholds: dict[tuple[str, str, bool], tuple[Ordered, ...]] = {}

    @cached_property
    def marked(self) -> MarkedClause:
        """The clause as the evaluator computes it."""
        return MarkedClause(self.plan)

    @cached_property
    def every_node(self) -> tuple[Node, ...]:
        """Every node of its formulas, once."""
        return tuple({id(node): node for node in all_nodes(self.plan)}.values())

    @cached_property
    def trials(self) -> int:
        """How often each award may be computed anew to try an answer."""
        lists = self.evidence.lists
        looks = (n for n in self.every_node if isinstance(n, nodes.Aggregate | nodes.Quantifier))
        items = sum(
            len(lists[one.members.variable.list_key]) if one.members.history is None else _USUAL_PERIODS
            for one in looks
        )
        subjects = 1 if self.plan.entity is None else len(lists[self.plan.entity.key])
        return _MOST_LOOKED_AT // ((1 + items) * max(1, subjects))

    def thresholds(self, fact: Fact, *, own: bool) -> tuple[Ordered, ...]:
        """The values that formulas compare the fact with; `own`: it is of the subject, or of the applicant."""
        key = (fact.entity.key, fact.field.id, own)
        found = self._thresholds.get(key)
        if found is None:
            values = set(self._compared(fact, own=own))
            found = self._thresholds[key] = tuple(sorted(values))[:_MOST_THRESHOLDS]
        return found

    def _compared(self, fact: Fact, *, own: bool) -> Iterator[Ordered]:
        if not (isinstance(fact.field.type, Money) or fact.field.type in (NUMBER, DATE)):
            return
        for node in self.every_node:
            if not (isinstance(node, nodes.Strict) and node.op in _COMPARISONS):
                continue
            for side, other in (node.args, node.args[::-1]):
                field = self._field(side, by_period=fact.period is not None)
                if field is not None and _reads(field, fact, own=own) and _is_fixed(other):
                    value = self.evidence.seen(other, self.evidence.env(None, {}, {}))[0]
                    if isinstance(value, Decimal | Date):
                        yield value

    def _field(self, node: Node, *, by_period: bool) -> nodes.Field | None:
        """The fact that a side of a comparison is, or one of its figures, or the greatest or least of these."""
        match node:
            case nodes.Field() if not by_period:
                return node
            case nodes.Lookup(field=field) if by_period:
                return field
            case nodes.Figure(of=of) if by_period:
                return self.glossary.histories[of].field
            case nodes.Aggregate(kind="min" | "max", body=nodes.Figure() as body):
                return self._field(body, by_period=by_period)
            case _:
                return None


class Evidence:
    """The facts and formulas of one evaluation."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        facts, plan = evaluation.facts, evaluation.plan
        self.applicant: Values = facts.applicant.values
        self.lists: dict[str, tuple[Values, ...]] = {
            key: tuple(item.values for item in items) for key, items in facts.lists.items()
        }
        settings: dict[tuple[str, str], Value] = {
            ("parameter", name): one.at(evaluation.governing) for name, one in plan.parameters.items()
        }
        for reading in plan.policy.readings.values():
            chosen = evaluation.readings.get(reading.id)
            settings["reading", reading.id] = chosen if chosen in reading.options else reading.default
        self.settings = settings
        self._runs: dict[int, Run] = {}  # by the node's identity: the plan keeps all nodes
        self._periods: dict[int, histories.Which] = {}  # the same for periods that formulas name, and for histories
        self._sources: dict[int, histories.Source] = {}
        self._clauses: dict[int, ClauseEvidence] = {}
        self._items: dict[str, dict[str, Item]] = {}

    # -- formulas ------------------------------------------------------------------------------------

    def seen(self, node: Node, env: Env) -> Marked:
        """What the evaluator finds for a node, which is compiled once."""
        run = self._runs.get(id(node))
        if run is None:
            run = self._runs[id(node)] = compile_marked(node)
        with localcontext(DECIMAL128):
            return run(env)

    def period(self, named: nodes.Period, at: nodes.At, env: Env) -> int | None:
        """The period that a formula names; None where it is not known."""
        return self._found(id(named), lambda: histories.period(named, at, compile_marked), env)

    def periods(self, history: nodes.History, env: Env) -> range | None:
        """The periods of a history; None where they are not known."""
        first = self._found(id(history), lambda: histories.since(history, compile_marked), env)
        last = self.period(history.until, history.at, env)
        return None if first is None or last is None else range(first, last)

    def _found(self, key: int, which: Callable[[], histories.Which], env: Env) -> int | None:
        run = self._periods.get(key)
        if run is None:
            run = self._periods[key] = which()
        with localcontext(DECIMAL128):
            return run(env)[0]

    def earlier(self, members: nodes.Members, env: Env) -> tuple[Item, ...]:
        """The figures that a history has, each as an item called by its period; none where it is not known which."""
        source = self._sources.get(id(members))
        if source is None:
            source = self._sources[id(members)] = histories.source_of(members, compile_marked)
        with localcontext(DECIMAL128):
            found, _ = source(env)
        at = self.evaluation.facts.applicant.at
        return tuple(Item(str(one[0]), "", tuple(one), at) for one in found or ())

    def clause(self, plan: ClausePlan) -> ClauseEvidence:
        """What all awards of a clause share."""
        found = self._clauses.get(plan.index)
        if found is None:
            found = self._clauses[plan.index] = ClauseEvidence(self, plan)
        return found

    def env(self, item: Item | None, locals_: Mapping[str, Marked], bound: MemberItems) -> Env:
        """The facts as they are, for formulas about an item."""
        return Env(
            applicant=self.applicant,
            item=None if item is None else item.values,
            lists=self.lists,
            settings=self.settings,
            as_of=self.evaluation.as_of,
            locals=dict(locals_),
            members={variable: one.values for variable, one in bound.items()},
            governing=self.evaluation.day,
        )

    def supposing(self, item: Item | None, fact: Fact, answer: Value) -> Env:
        """The facts with an answer in place of a missing one, for a whole clause about an item."""
        applicant, lists, mine = self.applicant, self.lists, None if item is None else item.values
        if fact.item is None:
            applicant = _with(applicant, fact, answer)
        else:
            before, key = fact.item.values, fact.entity.key
            after = _with(before, fact, answer)
            lists = {**lists, key: tuple([after if one is before else one for one in lists[key]])}
            mine = after if mine is before else mine
        return Env(applicant, mine, lists, self.settings, self.evaluation.as_of, governing=self.evaluation.day)

    # -- facts ---------------------------------------------------------------------------------------

    @cached_property
    def missing(self) -> Mapping[str, Fact]:
        """Every missing fact by its key, those of the applicant first; those by period without one."""
        found: dict[str, Fact] = {}
        for key, entity in self.evaluation.plan.policy.entities.items():
            items = (self.evaluation.facts.applicant,) if key == ROOT else self.evaluation.facts.lists.get(key, ())
            fields = list(enumerate(entity.fields.values(), 1))
            for item in items:
                for index, field in fields:
                    if item.values[index] is UNKNOWN or field.by is not None:
                        name = f"{ROOT}.{field.id}" if key == ROOT else f"{key}[{item.id}].{field.id}"
                        found[name] = Fact(name, entity, None if key == ROOT else item, field, index, len(found))
        return found

    def fact(self, key: str) -> Fact | None:
        """A missing fact by its key; of a fact by period the figure of one: `applicant.output[2023]`."""
        name, written = split_key(key)
        found = self.missing.get(name)
        if found is None or found.field.by is None:
            return found
        return replace(found, key=key, period=parse_period(found.field.by, written))

    @cached_property
    def turns(self) -> Turns:
        """What awards took before others."""
        return Turns(self.evaluation.awards)

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The applicant and all items by their ids; the first in the file where several have one id."""
        items = [item for listed in self.evaluation.facts.lists.values() for item in listed]
        applicant = self.evaluation.facts.applicant
        return {item.id: item for item in reversed((applicant, *items))}

    def item(self, key: str, id_: str) -> Item | None:
        """The item of a list with this id."""
        known = self._items.get(key)
        if known is None:
            known = self._items[key] = {item.id: item for item in self.evaluation.facts.lists.get(key, ())}
        return known.get(id_)


def _with(values: Values, fact: Fact, answer: Value) -> Values:
    """The values with an answer; of a fact by period with one figure more."""
    index, new = fact.index, cast("object", answer)
    if fact.period is not None:
        new = {**cast("Figures", values[index]), fact.period: answer}
    return (*values[:index], new, *values[index + 1 :])


def _reads(node: nodes.Field, fact: Fact, *, own: bool) -> bool:
    """Whether this part of a formula reads the fact, or one like it of every member of a list."""
    same = node.of.list_key == ("" if fact.item is None else fact.entity.key) and node.name == fact.field.id
    return same and (own or node.of.kind == "member")


def _is_fixed(node: Node) -> bool:
    """Whether no fact stands in it."""
    facts = nodes.Field | nodes.Figure | nodes.Local | nodes.Aggregate
    return not any(isinstance(one, facts) for one in nodes.walk(node))
