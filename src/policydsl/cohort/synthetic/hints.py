"""What a policy asks about each of its facts: figures at which something changes, options that it wants, periods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from policydsl.cohort.synthetic.solving import Names, Solver, names_of
from policydsl.feel.types import Series
from policydsl.feel.values import Date
from policydsl.model.periods import count_of
from policydsl.model.policy import ROOT
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import ClausePlan, LetPlan, PolicyPlan, TablePlan

Key: TypeAlias = tuple[str, str]
"""The list of a fact (that of the applicant: `applicant`) and its name."""

_ROWS: Final = 200  # rows of a table that are looked at one by one
_MONEY: Final = Decimal(10**12)  # no threshold beyond it is worth a try


@dataclass(slots=True)
class Hint:
    """What is known of one fact: `edges` in the order found; how often an option is asked for, or must not be."""

    edges: dict[Any, None] = field(default_factory=dict)
    wants: Counter[object] = field(default_factory=Counter)
    shuns: Counter[object] = field(default_factory=Counter)
    periods: set[int] = field(default_factory=set)


class Hints:
    """All that a plan asks of its facts on a day."""

    def __init__(self, plan: PolicyPlan, day: Date) -> None:
        self.plan, self.day = plan, day
        self.solver = Solver(plan, day)
        self.by_key: dict[Key, Hint] = {}
        self.caps: dict[str, list[Decimal]] = {}  # by clause, what its caps come to
        for clause in plan.clauses:
            self._clause(clause)
        for limit in plan.joint.limits if plan.joint is not None else ():
            if limit.reach in ("programme", "group"):
                continue
            for value in self.solver.worth(limit.value, {}):
                for index in limit.counted:
                    one = plan.clauses[index]
                    if one.amount is not None:
                        self.solver.solve(one.amount, value, names_of(one), self._edge)

    def of(self, list_key: str, name: str) -> Hint:
        """What is known of one fact."""
        return self.by_key.setdefault((list_key, name), Hint())

    def _edge(self, fact: nodes.Field, value: Any) -> None:
        if isinstance(value, bool | str) or (isinstance(value, Decimal) and abs(value) >= _MONEY):
            return
        self.of(fact.of.list_key or ROOT, fact.name).edges[value] = None

    def _clause(self, clause: ClausePlan) -> None:
        names = names_of(clause)
        table = clause.table
        roots = [probe.node for probe in clause.probes if probe.node is not None] + list(clause.day_nodes)
        for root in roots:
            self.solver.kinks(root, names, self._edge)
            self._periods(root, names)
        for condition in clause.conditions:
            self._asked(condition.test, names, wanted=True)
        for step in clause.steps:
            if isinstance(step, LetPlan):
                self._filters(step.value, names)
            else:
                self._table(step, names)
        if clause.amount is not None:
            self._filters(clause.amount, names)
        for when in (one.when for one in clause.caps if one.when is not None):
            self._asked(when, names, wanted=True)
        self.caps[clause.clause.id] = []
        for row in (None,) if table is None else table.rows[:_ROWS]:
            self._results(clause, names if row is None else names_of(clause, row))

    def _results(self, clause: ClausePlan, names: Names) -> None:
        """The facts at which caps and least sums begin to bind."""
        limits = [one.limit for one in clause.caps] + ([] if clause.minimum is None else [clause.minimum])
        for limit in limits:
            for value in self.solver.worth(limit, names):
                if isinstance(value, Decimal):
                    self.caps[clause.clause.id].append(value)
                if clause.amount is not None:
                    self.solver.solve(clause.amount, value, names, self._edge)

    def _table(self, table: TablePlan, names: Names) -> None:
        for given in table.inputs.values():
            self._filters(given, names)
        for row in table.rows:
            for _, cell in row.cells:
                self._asked(cell, names, wanted=True)
            for output in row.outputs.values():
                self._filters(output, names)

    def _filters(self, node: Node, names: Names) -> None:
        """What the filters of lists ask for, and the conditions of `if` on either side."""
        for one in nodes.walk(node):
            if isinstance(one, nodes.Aggregate | nodes.Quantifier) and one.members.where is not None:
                self._asked(one.members.where, names, wanted=True)
            elif isinstance(one, nodes.If):
                self._asked(one.condition, names, wanted=True)
                self._asked(one.condition, names, wanted=False)

    def _asked(self, node: Node, names: Names, *, wanted: bool, depth: int = 0) -> None:
        """Which options a condition asks for, that it be `wanted`."""
        if depth > 20:  # noqa: PLR2004
            return
        deeper = depth + 1
        match node:
            case nodes.And(args=args) | nodes.Or(args=args):
                for one in args:
                    self._asked(one, names, wanted=wanted, depth=deeper)
            case nodes.Strict(op=Operator.NOT, args=(operand,)):
                self._asked(operand, names, wanted=not wanted, depth=deeper)
            case nodes.Strict(op=Operator.EQ | Operator.NE as op, args=(left, right)):
                for side, other in ((left, right), (right, left)):
                    for value in self.solver.worth(other, names):
                        self._option(side, value, names, wanted=wanted == (op is Operator.EQ))
            case nodes.Field():
                self._option(node, True, names, wanted=wanted)
            case nodes.Lookup(field=fact):
                self._option(fact, True, names, wanted=wanted)
            case nodes.Local(name=name):
                for one in names.get(name, ()):
                    self._asked(one, names, wanted=wanted, depth=deeper)
            case nodes.Quantifier(members=members, condition=condition):
                if members.where is not None:
                    self._asked(members.where, names, wanted=True, depth=deeper)
                self._asked(condition, names, wanted=wanted, depth=deeper)
            case nodes.If(then=then, otherwise=otherwise):
                self._asked(then, names, wanted=wanted, depth=deeper)
                self._asked(otherwise, names, wanted=wanted, depth=deeper)
            case nodes.Strict(args=args):
                for one in args:
                    self._filters(one, names)
            case _:
                pass

    def _option(self, node: Node, value: object, names: Names, *, wanted: bool) -> None:
        match node:
            case nodes.Field() if isinstance(value, bool | str):
                hint = self.of(node.of.list_key or ROOT, node.name)
                (hint.wants if wanted else hint.shuns)[value] += 1
            case nodes.Local(name=name):
                for one in names.get(name, ()):
                    self._option(one, value, {}, wanted=wanted)
            case _:
                pass

    def _periods(self, root: Node, names: Names) -> None:
        """The periods of facts by period that formulas look at."""
        for one in nodes.walk(root):
            match one:
                case nodes.Lookup(field=fact, period=period):
                    self._period(fact, period.year, period.quarter, names)
                case nodes.Quantifier(members=members) | nodes.Aggregate(members=members):
                    history = members.history
                    if history is not None and not isinstance(history.since, int):
                        self._period(history.field, history.since, None, names)
                case _:
                    pass

    def _period(self, fact: nodes.Field, year: Node, quarter: Node | None, names: Names) -> None:
        if not isinstance(fact.type, Series):
            return
        hint = self.of(fact.of.list_key or ROOT, fact.name)
        quarters = [Decimal(1)] if quarter is None else self.solver.worth(quarter, names)
        for one in self.solver.worth(year, names):
            for part in quarters:
                if isinstance(one, Decimal) and isinstance(part, Decimal) and 1 <= part <= 4:  # noqa: PLR2004
                    hint.periods.add(count_of(fact.type.by, int(one), int(part)))
