"""The steps of one award: conditions, lets, the table, the figure, each with the values it saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Literal

from policydsl.award import NOT_REACHED, Award, Trace
from policydsl.evaluate.marks import CLOSED, Marked, and3, not3, or3
from policydsl.explain.evidence import ClauseEvidence, Evidence
from policydsl.explain.explanation import Cell, Member, Named, Part, RowStep, Step, TableStep, Truth
from policydsl.explain.glossary import Glossary, condition_label, exact, label_or
from policydsl.explain.period_words import no_members
from policydsl.explain.phrases import both, colon, series
from policydsl.explain.reader import Reader
from policydsl.explain.words import Speaker
from policydsl.feel.types import BOOLEAN
from policydsl.model.facts import Item
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, LetPlan, RowPlan, TablePlan
from policydsl.plan.probes import parts
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen, replace

_NO_NOTE = Text()


def truth_of(value: object) -> Truth:
    """A three-valued answer as a word."""
    if value is NOT_REACHED:
        return "not_reached"
    if value is UNKNOWN:
        return "unknown"
    return "true" if value is True else "false"


def named(item: Item) -> Named:
    """An item's id and name."""
    return Named(item.id, item.name)


@frozen(eq=False)
class Steps:
    """Makes the steps of one award from its trace."""

    award: Award
    trace: Trace
    clause: ClauseEvidence
    reader: Reader

    @classmethod
    def of(cls, evidence: Evidence, award: Award, trace: Trace, item: Item | None) -> Steps:
        """The steps of an award that was evaluated."""
        clause = evidence.clause(trace.plan)
        return cls(award, trace, clause, Reader(evidence, item, locals_of(trace)))

    @property
    def plan(self) -> ClausePlan:
        """The clause's plan."""
        return self.clause.plan

    @property
    def glossary(self) -> Glossary:
        """The clause's words."""
        return self.clause.glossary

    # -- one formula ---------------------------------------------------------------------------------

    def words(self, node: Node) -> Text:
        """The formula with labels; periods by their names, which facts may decide."""
        found = self.clause.said.get(id(node))
        if found is None:  # the same for every award, unless it speaks of periods
            found = both(lambda lang: Speaker(self.glossary, self.reader, lang).say(node))
            if not any(_speaks_of_periods(one) for one in nodes.walk(node)):
                self.clause.said[id(node)] = found
        return found

    def seen(self, node: Node) -> Text:
        """The formula with values in place: beside the labels in a condition, instead of them in a figure."""
        mode: Literal["seen", "figures"] = "seen" if node.type == BOOLEAN else "figures"
        return both(lambda lang: Speaker(self.glossary, self.reader, lang, mode).say(node))

    def value(self, value: object, node: Node) -> Text:
        """A value as this node's values are shown."""
        return self.glossary.text(value, self.glossary.style(node))

    def step(self, kind: str, name: str, label: Text, node: Node, note: Text = _NO_NOTE) -> Step:
        """A formula whose value the trace keeps."""
        value = self.trace.value(kind, name)
        reached = value is not NOT_REACHED
        return Step(
            id=name,
            label=label,
            words=self.words(node),
            seen=self.seen(node) if reached else Text(),
            value=self.value(value, node),
            exact=exact(value),
            truth=truth_of(value) if node.type == BOOLEAN or not reached else "true",
            is_test=node.type == BOOLEAN,
            parts=tuple(self.part(one) for one in parts(node)) if reached else (),
            waits_for=tuple(sorted(self.trace.waits_for(kind, name))),
            note=note,
        )

    # -- sums and quantifiers ------------------------------------------------------------------------

    def part(self, node: Node) -> Part:
        """A sum or quantifier with all items it looked at."""
        assert isinstance(node, nodes.Aggregate | nodes.Quantifier)  # noqa: S101  (what `parts` gives)
        kept = self.trace.part(node)
        value = self.reader.value(node) if kept is NOT_REACHED else kept
        history = node.members.history
        items = self.reader.items(node.members)
        known = history is None or self.reader.periods(history) is not None
        members = tuple(self._member(node, one) for one in items)
        return Part(node.kind, self.words(node), self.value(value, node), members, no_members(history, known=known))

    def _member(self, node: nodes.Aggregate | nodes.Quantifier, item: Item) -> Member:
        bound = {node.members.variable: item}
        where = node.members.where
        counts = self.reader.counts(node.members, item)
        reasons = [] if where is None else [where]
        figure: object = None
        if isinstance(node, nodes.Quantifier):
            holds = self.reader.seen(node.condition, bound)
            reasons.append(node.condition)
            counts = and3((counts, holds)) if node.kind == "some" else or3((not3(counts), holds))
        else:
            figure = self.reader.value(node.body, bound)
        return Member(
            item=named(item),
            counts=truth_of(counts[0]),
            why=self._why(reasons, bound, counts[0]),
            figure=Text() if isinstance(node, nodes.Quantifier) else self.value(figure, node),
            exact=None if isinstance(node, nodes.Quantifier) else exact(figure),
        )

    def _why(self, reasons: list[Node], bound: Mapping[nodes.Variable, Item], outcome: object) -> Text:
        """Those parts of the tests that led to the outcome."""
        flat = [part for one in reasons for part in (one.args if isinstance(one, nodes.And) else (one,))]
        telling = [part for part in flat if self.reader.value(part, bound) is outcome] or flat

        def say(lang: Lang) -> str:
            speaker = Speaker(self.glossary, self.reader, lang, "seen")
            return series(lang, (speaker.say(part, bound) for part in telling))

        return both(say)

    # -- the parts of a clause -----------------------------------------------------------------------

    def conditions(self) -> tuple[Step, ...]:
        """The conditions of eligibility in the order written."""
        return tuple(
            replace(
                self.step("condition", c.condition.id, condition_label(c.condition), c.test, c.condition.note),
                common=c.condition.common,
            )
            for c in self.plan.conditions
        )

    def workings(self) -> tuple[Step | TableStep, ...]:
        """The lets and the table in the order computed."""
        return tuple(
            self.step("let", s.name, self.glossary.local(s.name), s.value) if isinstance(s, LetPlan) else self._table(s)
            for s in self.plan.steps
        )

    def _table(self, table: TablePlan) -> TableStep:
        given = next(iter(table.inputs.values()))
        rows = tuple(self._row(row, given) for row in table.rows)
        inputs = tuple(self.step("input", name, self.words(n), n) for name, n in table.inputs.items())
        matched = self.trace.value("matched")
        state: Literal["matched", "collected", "banded", "no_row", "open", "not_reached"] = "open"
        if table.sums and all(row.truth in ("true", "false") for row in rows):
            state = "banded"
        elif all(row.truth == "not_reached" for row in rows):
            state = "not_reached"
        elif isinstance(matched, str):
            state = "matched"
        elif all(row.truth == "false" for row in rows):
            state = "no_row"
        elif table.table.hit == "collect":
            state = "collected"
        outputs: list[Step] = []
        for name in table.outputs:
            row = next((r for r in table.rows if r.row.id == matched), None)
            outputs.append(self.step_of_output(name, table.output(name) if row is None else row.outputs[name]))
        hit = table.table.hit
        return TableStep(hit, state, inputs, rows, matched if isinstance(matched, str) else None, tuple(outputs))

    def step_of_output(self, name: str, node: Node) -> Step:
        """A value that the table gives."""
        return self.step("output", name, self.glossary.local(name), node)

    def _row(self, row: RowPlan, given: Node) -> RowStep:
        value = self.trace.value("row", row.row.id)
        reached = value is not NOT_REACHED
        cells = tuple(
            Cell(
                input=name,
                words=self.words(test),
                seen=self.seen(test) if reached else Text(),
                truth=truth_of(self.reader.value(test)) if reached else "not_reached",
            )
            for name, test in row.cells
        )
        return RowStep(
            id=row.row.id,
            label=label_or(row.row.label, row.row.id),
            truth=truth_of(value),
            cells=cells,
            outputs=tuple(self._output(name, node, reached=reached) for name, node in row.outputs.items()),
            waits_for=tuple(sorted(self.trace.waits_for("row", row.row.id))),
            bands=tuple(self._bands(row, given)) if value is True else (),
        )

    def _bands(self, row: RowPlan, given: Node) -> Iterable[Text]:
        """What lies in a band, times each rate; what is not known stands as unknown."""
        if row.share is None:
            return
        share = self.value(self.reader.value(row.share), given)
        for name, product in row.products.items():
            rate = self.value(self.reader.value(row.outputs[name]), row.outputs[name])
            value = self.value(self.reader.value(product), product)
            label = self.glossary.local(name) if len(row.products) > 1 else Text()
            yield both(partial(_times, label, share, rate, value))

    def _output(self, name: str, node: Node, *, reached: bool) -> Step:
        value = self.reader.value(node) if reached else NOT_REACHED
        return Step(
            id=name,
            label=self.glossary.local(name),
            words=self.words(node),
            seen=self.seen(node) if reached else Text(),
            value=self.value(value, node),
            exact=exact(value),
            truth="true" if reached else "not_reached",
            is_test=node.type == BOOLEAN,
        )

    def amount(self) -> Step | None:
        """The formula of the amount."""
        node = self.plan.amount
        return None if node is None else self.step("amount", "", Text("金额", "amount"), node)

    def term(self) -> Step | None:
        """The formula of the term."""
        node = self.plan.term
        return None if node is None else self.step("term", "", Text("期限", "term"), node)


def _times(label: Text, share: Text, rate: Text, value: Text, lang: Lang) -> str:
    """`label: share × rate = value`."""
    head = label.pick(lang) + colon(lang) if label else ""
    return f"{head}{share.pick(lang)} × {rate.pick(lang)} = {value.pick(lang)}"


def _speaks_of_periods(node: Node) -> bool:
    looks = isinstance(node, nodes.Aggregate | nodes.Quantifier) and node.members.history is not None
    return looks or isinstance(node, nodes.Lookup)


def locals_of(trace: Trace) -> dict[str, Marked]:
    """The lets and outputs; one that was not computed is unknown."""
    found: dict[str, Marked] = {}
    for kind, name in _named_values(trace.plan):
        value = trace.value(kind, name)
        found[name] = (UNKNOWN, CLOSED) if value is NOT_REACHED else (value, trace.waits_for(kind, name))
    table = trace.plan.table
    for name in table.inputs if table is not None and table.sums else ():
        value = trace.value("input", name)
        seen = (UNKNOWN, CLOSED) if value is NOT_REACHED else (value, trace.waits_for("input", name))
        found[input_name(name)] = seen
    return found


def _named_values(plan: ClausePlan) -> Iterable[tuple[str, str]]:
    return ((p.kind, p.name) for p in plan.probes if p.kind in ("let", "output"))
