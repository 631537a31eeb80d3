"""The texts of a policy that an engine evaluates by, and the facts as each of them reads them.

A clause with a day of its own (`dated`) is evaluated by the text of that day, which may declare other facts than the
text by which the fact file was read: a fact of the same name and type is the same fact; one that only the other text
has was not given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from policydsl.evaluate.clause import MarkedClause
from policydsl.evaluate.day_rule import DayRule
from policydsl.feel.types import Enum
from policydsl.model.facts import Facts, Item
from policydsl.model.periods import NONE_GIVEN
from policydsl.model.policy import ROOT, Entity, Field
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source import Text
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.feel.values import Date, Value
    from policydsl.plan.texts import Texts

Values = tuple[object, ...]
Columns = tuple[int | None, ...]  # for each value of an item, where it stands in the item as it was read


class View:
    """The facts of one applicant as a text reads them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.applicant = facts.applicant.values
        self.lists = {key: tuple(item.values for item in items) for key, items in facts.lists.items()}
        self._items: dict[str, dict[object, Values]] = {}

    def item(self, key: str, id_: str) -> Values | None:
        """The values of an item of a list; None where the text does not have that list."""
        known = self._items.get(key)
        if known is None:
            known = self._items[key] = {one[0]: one for one in self.lists.get(key, ())}
        return known.get(id_)


class TextOfDay:
    """One text: its plan, its clauses by id, compiled when they are first needed."""

    def __init__(self, plan: PolicyPlan, own: PolicyPlan) -> None:
        """`own` is the text by which facts are read."""
        self.plan, self.is_own = plan, plan is own
        self.clauses = {clause.clause.id: clause for clause in plan.clauses}
        self._own = own.policy
        self._marked: dict[str, MarkedClause] = {}
        self._columns: dict[str, Columns] = {}
        self._obstacles: dict[str, Text | None] = {}

    def marked(self, clause: ClausePlan) -> MarkedClause:
        """A clause of this text, compiled."""
        found = self._marked.get(clause.clause.id)
        if found is None:
            found = self._marked[clause.clause.id] = MarkedClause(clause)
        return found

    def view(self, facts: Facts) -> View:
        """The facts as this text reads them."""
        if not self.is_own:
            applicant = self._item(ROOT, facts.applicant)
            entities = [key for key in self.plan.policy.entities if key != ROOT]
            lists = {key: tuple(self._item(key, one) for one in facts.lists.get(key, ())) for key in entities}
            facts = Facts(
                facts.source, facts.as_of, applicant, lists, facts.prior_awards, facts.other_awards, facts.given
            )
        return View(facts)

    def obstacle(self, clause: ClausePlan, asked: ClausePlan) -> Text | None:
        """Why the clause cannot be computed from facts that were read by the own text: what they do not have.

        `asked` is the clause whose subjects are evaluated.
        """
        id_ = clause.clause.id
        if id_ not in self._obstacles:
            self._obstacles[id_] = None if self.is_own else self._obstacle(clause, asked)
        return self._obstacles[id_]

    def settings(self, day: Date, readings: Mapping[tuple[str, str], Value]) -> dict[tuple[str, str], Value]:
        """The parameters' versions of a day, and the readings chosen as far as this text has them."""
        found: dict[tuple[str, str], Value] = {
            ("parameter", name): one.at(day) for name, one in self.plan.parameters.items()
        }
        for reading in self.plan.policy.readings.values():
            chosen = readings.get(("reading", reading.id))
            found["reading", reading.id] = chosen if chosen in reading.options else reading.default
        return found

    def _item(self, key: str, item: Item) -> Item:
        columns = self._columns.get(key)
        fields = tuple(self.plan.policy.entities[key].fields.values())
        if columns is None:
            columns = self._columns[key] = _columns(fields, self._own.entities.get(key))
        taken = (_value(item.values, at, one) for at, one in zip(columns, fields, strict=True))
        return replace(item, values=(item.values[0], *taken))

    def _obstacle(self, clause: ClausePlan, asked: ClausePlan) -> Text | None:
        then, now = _each(clause.entity), _each(asked.entity)
        if then != now:
            zh = f"当日的条文按{then.zh}计算，现在的条文按{now.zh}计算，事实文件无法对应"
            return Text(zh, f"the text of the day is computed {then.en}, today's {now.en}: the facts do not fit")
        for key in sorted(_lists(clause)):
            if key not in self._own.entities:
                zh = f"当日的条文要看清单 `{key}`，现在的条文没有这个清单，事实文件无从提供"
                return Text(zh, f"the text of the day reads the list `{key}`, which today's text does not have")
        return None


def _each(entity: Entity | None) -> Text:
    if entity is None:
        return Text("申报主体", "once per applicant")
    return Text(f"`{entity.item}` 逐项", f"for each `{entity.item}`")


def _lists(clause: ClausePlan) -> set[str]:
    roots = [probe.node for probe in clause.probes if probe.node is not None]
    every = [node for root in roots for node in nodes.walk(root)]
    looks = [n.members for n in every if isinstance(n, nodes.Quantifier | nodes.Aggregate)]
    return {members.variable.list_key for members in looks if members.history is None}


def _columns(fields: Sequence[Field], own: Entity | None) -> Columns:
    if own is None:
        return (None,) * len(fields)
    places = {name: i for i, name in enumerate(own.fields, 1)}
    return tuple(
        places[one.id] if one.id in own.fields and _same_kind(one, own.fields[one.id]) else None for one in fields
    )


def _same_kind(one: Field, other: Field) -> bool:
    left, right = (getattr(f.type, "item", f.type) if f.assessed else f.type for f in (one, other))
    return one.by == other.by and (left == right or (isinstance(left, Enum) and isinstance(right, Enum)))


def _value(values: Values, at: int | None, field: Field) -> object:
    if field.by is not None:
        return NONE_GIVEN if at is None else values[at]
    found = UNKNOWN if at is None else values[at]
    if found is UNKNOWN or found is None:
        return None if field.assessed else UNKNOWN
    return found


class DayTexts:
    """All that an engine needs for clauses with a day of their own."""

    def __init__(self, own: PolicyPlan, texts: Texts | None) -> None:
        self.own = TextOfDay(own, own)
        self._texts = texts
        self._of_plan: dict[int, TextOfDay] = {id(own): self.own}
        self._rules: dict[int, tuple[DayRule, TextOfDay, bool]] = {}

    def on(self, day: Date) -> TextOfDay:
        """The text of a day."""
        plan = None if self._texts is None else self._texts.on(day)
        return self.own if plan is None else self.of(plan)

    def of(self, plan: PolicyPlan) -> TextOfDay:
        """A text."""
        found = self._of_plan.get(id(plan))
        if found is None:
            found = self._of_plan[id(plan)] = TextOfDay(plan, self.own.plan)
        return found

    def home(self, clause: ClausePlan, plan: PolicyPlan) -> None:
        """Note that a former clause stands in this text, not in the own one."""
        self._rules[clause.index] = (DayRule(clause), self.of(plan), True)

    def rule(self, clause: ClausePlan) -> tuple[DayRule, TextOfDay, bool]:
        """The rule of a clause, the text it stands in, and whether that is a former one."""
        found = self._rules.get(clause.index)
        if found is None:
            found = self._rules[clause.index] = (DayRule(clause), self.own, False)
        return found
