"""The plan of a policy with a watch at every point where the moving fact decides something.

Between two positions at which all that it decides comes out alike, sums, differences, multiples and the like are
straight lines; so no comparison of them can turn over and back in between, nor, one after the other, what is built of
them. That is why no break is missed where every decision is watched; `Watch.unwatched` names clauses and limits where
one is not, or where a line is bent (a product of two things that move).

A watch stands in the place of a comparison or a function. It gives what that gives, and notes what came of it with the
figures compared, from which the search reckons where it turns. Formulas that do not move are left as they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

from policydsl.curve import decisions
from policydsl.curve.axis import Axis
from policydsl.curve.decisions import ORDER, SAME, Decision, Least, Rounded
from policydsl.evaluate.operators import OPERATORS
from policydsl.feel import ops
from policydsl.feel.checker.currencies import CONVERT
from policydsl.feel.types import DATE, YEARS_MONTHS
from policydsl.feel.values import Value
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import (
    CapPlan,
    ClausePlan,
    JointPlan,
    LetPlan,
    LimitPlan,
    PolicyPlan,
    RowPlan,
    TablePlan,
)
from policydsl.plan.probes import Probe
from policydsl.source.frozen import replace

ROUNDINGS: Final = ("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down")
_SUMS: Final = ("sum", "mean")
_NAME: Final = "·watch"  # no function has this name, so that generated code calls it as it is


class Watch:
    """`plan` is the plan with watches; `seen` takes what they see in the course of an evaluation."""

    def __init__(self, plan: PolicyPlan, axis: Axis, *, other_texts: bool = False) -> None:
        """`other_texts`: clauses with a day of their own may be evaluated by the text of another day, unwatched."""
        self.axis, self.other_texts = axis, other_texts
        self.seen: list[Decision] = []
        self.unwatched: list[str] = []
        self.roundings: list[Rounded] = []
        self.branches: set[str] = set()  # where an `if` with figures that move may wait for missing facts
        self._where = ""
        self._made: dict[int, tuple[Node, bool]] = {}
        self._kept: list[Node] = []  # so that no identity is used twice
        self._locals: dict[str, bool] = {}
        self._histories: dict[nodes.Variable, bool] = {}
        self._sites = 0
        clauses = tuple(self._clause(one) for one in plan.clauses)
        joint = None if plan.joint is None else self._joint(plan.joint)
        self.plan = replace(plan, clauses=clauses, joint=joint)

    # -- clauses and limits --------------------------------------------------------------------------

    def _clause(self, plan: ClausePlan) -> ClausePlan:
        before = self._sites
        self._where, self._locals = plan.clause.id, {}
        steps: list[LetPlan | TablePlan] = []
        for step in plan.steps:
            if isinstance(step, LetPlan):
                node, self._locals[step.name] = self._node(step.value)
                steps.append(LetPlan(step.name, node))
            else:
                steps.append(self._table(step))
        conditions = tuple(replace(one, test=self._new(one.test)) for one in plan.conditions)
        amount, term, minimum = (self._maybe(one) for one in (plan.amount, plan.term, plan.minimum))
        caps = tuple(self._cap(one) for one in plan.caps)
        if any(self._moves(node) for node in plan.day_nodes) or (self.other_texts and plan.is_governed):
            self._note()
        if self._sites == before:
            return plan
        after = {id(one.node) for one in plan.probes if one.kind in _AFTER}
        probes = tuple(
            one if id(one.node) in after else Probe(one.kind, one.name, self._maybe(one.node)) for one in plan.probes
        )
        return dataclasses.replace(
            plan, conditions=conditions, steps=tuple(steps), amount=amount, term=term, minimum=minimum, caps=caps,
            probes=probes, part_index={id(one.node): i for i, one in enumerate(probes) if one.kind == "part"},
        )  # fmt: skip

    def _table(self, table: TablePlan) -> TablePlan:
        inputs = {}
        for name, node in table.inputs.items():
            inputs[name], moves = self._node(node)
            if table.sums:
                self._locals[input_name(name)] = moves
        rows = tuple(self._row(row) for row in table.rows)
        for name in table.outputs:
            given = [table.sums[name]] if name in table.sums else [row.outputs[name] for row in table.rows]
            self._locals[name] = any(self._moves(node) for node in given)
            if table.table.hit == "collect" and table.table.aggregate in ("min", "max") and self._locals[name]:
                self._note()
        return replace(table, inputs=inputs, rows=rows, sums={k: self._new(n) for k, n in table.sums.items()})

    def _row(self, row: RowPlan) -> RowPlan:
        return replace(
            row,
            cells=tuple((name, self._new(test)) for name, test in row.cells),
            match=self._new(row.match),
            outputs={name: self._new(node) for name, node in row.outputs.items()},
            share=self._maybe(row.share),
            products={name: self._new(node) for name, node in row.products.items()},
        )

    def _cap(self, cap: CapPlan) -> CapPlan:
        when, exceeds = self._maybe(cap.when), self._maybe(cap.may_exceed)
        return replace(cap, limit=self._new(cap.limit), when=when, may_exceed=exceeds)

    def _joint(self, joint: JointPlan) -> JointPlan:
        self._locals = {}
        return replace(joint, limits=tuple(self._limit(one) for one in joint.limits))

    def _limit(self, limit: LimitPlan) -> LimitPlan:
        self._where = limit.limit.id
        if limit.limit.short == "pro_rata":
            self._note()
        value, when, key = self._new(limit.value), self._maybe(limit.when), self._maybe(limit.key)
        return replace(limit, value=value, when=when, key=key)

    def _note(self) -> None:
        if self._where not in self.unwatched:
            self.unwatched.append(self._where)

    # -- formulas ------------------------------------------------------------------------------------

    def _new(self, node: Node) -> Node:
        return self._node(node)[0]

    def _maybe(self, node: Node | None) -> Node | None:
        return None if node is None else self._node(node)[0]

    def _moves(self, node: Node) -> bool:
        return self._node(node)[1]

    def _node(self, node: Node) -> tuple[Node, bool]:
        """The node with its watches, and whether it moves with the fact from one decision to the next."""
        found = self._made.get(id(node))
        if found is None:
            self._kept.append(node)
            found = self._make(node)
            if not isinstance(node, nodes.Local | nodes.Figure):
                self._made[id(node)] = found
        return found

    def _make(self, node: Node) -> tuple[Node, bool]:
        match node:
            case nodes.Const() | nodes.Setting() | nodes.Day() | nodes.IsNull():
                return node, False
            case nodes.Field():
                return node, self._is_fact(node)
            case nodes.Local(name=name):
                return node, self._locals.get(name, False)
            case nodes.Figure(of=of):
                return node, self._histories.get(of, False)
            case nodes.Lookup():
                if any(self._moves(one) for one in node.period.nodes):
                    self._note()
                return node, self._is_fact(node.field)
            case nodes.Strict():
                return self._strict(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Property(of=of, name=name):
                inner, moves = self._node(of)
                if not moves:
                    return (node if inner is of else replace(node, of=inner)), False
                if name not in ("year", "years"):
                    self._note()
                return self._watched(node, decisions.outcome, lambda value: ops.member(value, name), (inner,)), False
            case nodes.And(args=args) | nodes.Or(args=args):
                return self._same(node, args), False
            case nodes.If(condition=condition, then=then, otherwise=otherwise):
                first, (one, moves), (other, moves2) = self._new(condition), self._node(then), self._node(otherwise)
                if moves or moves2:
                    self.branches.add(self._where)
                if (first, one, other) == (condition, then, otherwise):
                    return node, moves or moves2
                return replace(node, condition=first, then=one, otherwise=other), moves or moves2
            case nodes.Quantifier(members=members, condition=condition):
                told, inner = self._members(members), self._new(condition)
                if told is members and inner is condition:
                    return node, False
                return replace(node, members=told, condition=inner), False
            case nodes.Aggregate():
                return self._aggregate(node)

    def _is_fact(self, node: nodes.Field) -> bool:
        axis = self.axis
        mine = node.of.kind == "applicant" if axis.entity.is_root else node.of.list_key == axis.entity.key
        return mine and node.name == axis.field.id

    def _same(self, node: nodes.And | nodes.Or, args: tuple[Node, ...]) -> Node:
        made = tuple(self._new(one) for one in args)
        return node if made == args else replace(node, args=made)

    def _strict(self, node: nodes.Strict) -> tuple[Node, bool]:
        made = [self._node(one) for one in node.args]
        args, moving = tuple(one for one, _ in made), [moves for _, moves in made]
        new = node if args == node.args else replace(node, args=args)
        if not any(moving):
            return new, False
        op = node.op
        if op in ORDER:
            return self._watched(node, decisions.order, OPERATORS[op], args), False
        if op in SAME:
            if any(isinstance(one, nodes.Field) and one.assessed for one in args):
                self._note()  # it may be compared while it is not assessed, which a function may not
                return new, False
            return self._watched(node, decisions.equality, OPERATORS[op], args), False
        if op is Operator.NOT:
            return new, False
        if node.type == YEARS_MONTHS and op in (Operator.MUL, Operator.DIV):
            if op is Operator.DIV and moving[1]:
                self._note()
            return self._stairs(node, OPERATORS[op], args, in_places=False), True
        bent = op is Operator.POW or (op is Operator.MUL and all(moving)) or (op is Operator.DIV and moving[1])
        if bent or (node.type == DATE and len(moving) > 1):  # a month later is not always as many days later
            self._note()
        return new, True

    def _call(self, node: nodes.Call) -> tuple[Node, bool]:
        made = [self._node(one) for one in node.args]
        args, moving = tuple(one for one, _ in made), any(moves for _, moves in made)
        new = node if args == node.args else replace(node, args=args)
        if not moving:
            return new, False
        name = node.function
        if name in ("min", "max") and len(args) > 1:
            return self._watched(node, decisions.extreme, node.call, args), True
        if name == "abs":
            return self._watched(node, decisions.sign, node.call, args), True
        if name == CONVERT and not made[1][1]:
            return new, True  # in a straight line, at whatever rate
        if name in ROUNDINGS and not any(moves for _, moves in made[1:]):
            return self._stairs(node, node.call, args), True
        if name not in _SUMS:
            self._note()
            if not decisions.is_figure(node.type):
                return self._watched(node, decisions.outcome, node.call, args), False
        return new, True

    def _aggregate(self, node: nodes.Aggregate) -> tuple[Node, bool]:
        members, (body, moves) = self._members(node.members), self._node(node.body)
        same = members is node.members and body is node.body
        if not moves or node.kind in ("sum", "count"):
            new = node if same else replace(node, members=members, body=body)
            return new, moves and node.kind == "sum"
        self._sites += 1
        least = Least(self._sites, self.seen)
        each = nodes.Call(node.body.at, node.body.type, _NAME, least.member, (body,))
        inner = replace(node, members=members, body=each)
        return nodes.Call(node.at, node.type, _NAME, least.result, (inner,)), True

    def _members(self, members: nodes.Members) -> nodes.Members:
        history = members.history
        if history is not None:
            self._histories[members.variable] = self._is_fact(history.field)
            if any(self._moves(one) for one in history.nodes if one is not history.field):
                self._note()
        where = self._maybe(members.where)
        return members if where is members.where else replace(members, where=where)

    def _stairs(
        self, node: nodes.Strict | nodes.Call, function: Callable[..., Value], args: tuple[Node, ...],
        *, in_places: bool = True,
    ) -> Node:  # fmt: skip
        self._sites += 1
        rounded = Rounded(self._sites, function, self.seen, in_places=in_places)
        self.roundings.append(rounded)
        return nodes.Call(node.at, node.type, _NAME, rounded, args)

    def _watched(
        self,
        node: nodes.Strict | nodes.Call | nodes.Property,
        how: Callable[[int, Callable[..., Value], list[Decision]], Callable[..., Value]],
        function: Callable[..., Value],
        args: tuple[Node, ...],
    ) -> Node:
        self._sites += 1
        return nodes.Call(node.at, node.type, _NAME, how(self._sites, function, self.seen), args)


_AFTER: Final = ("share", "due", "if", "for", "from", "repay")  # what comes after the sum
