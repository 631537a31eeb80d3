"""Makes the plan of a checked policy."""

from __future__ import annotations

from typing import Literal

from policydsl.check import CheckedClause, CheckedPolicy
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.compiler import compile_expression
from policydsl.feel.types import BOOLEAN
from policydsl.model.policy import ROOT, Formula, Let, Parameter, Policy, Table
from policydsl.plan import nodes
from policydsl.plan.bands import banded
from policydsl.plan.build_joint import build_joint, settling_rule
from policydsl.plan.build_paying import instalments, obligations, paying_probes
from policydsl.plan.lower import Lowering
from policydsl.plan.policy_plan import (
    CapPlan,
    ClaimPlan,
    ClausePlan,
    ConditionPlan,
    Layout,
    LetPlan,
    ParameterPlan,
    PolicyPlan,
    QuotaPlan,
    RowPlan,
    TablePlan,
)
from policydsl.plan.probes import Probe, parts


def build_plan(checked: CheckedPolicy, reporter: Reporter) -> PolicyPlan:
    """The plan; only for a policy without errors."""
    policy = checked.policy
    layout = {
        key: Layout(entity, {"id": 0} | {name: i for i, name in enumerate(entity.fields, 1)})
        for key, entity in policy.entities.items()
    }
    parameters = {p.id: _parameter(p, reporter) for p in policy.parameters.values()}
    joint = build_joint(checked)
    clauses = tuple(
        _ClauseBuild(checked, one, layout, alone=joint is None).build(i) for i, one in enumerate(checked.clauses)
    )
    return PolicyPlan(policy, clauses, parameters, layout, joint)


def _parameter(parameter: Parameter, reporter: Reporter) -> ParameterPlan:
    versions = []
    for start, formula in parameter.versions:
        outcome = compile_expression(formula.expr).run({})
        if outcome.failures:
            failure = outcome.failures[0]
            reporter.report("T021", Label.at(formula.origin, failure.span), name=parameter.id, reason=failure.reason)
        versions.append((start, outcome.value))
    return ParameterPlan(parameter.id, tuple(versions))


class _ClauseBuild:
    """Lowers the formulas of one clause."""

    def __init__(self, checked: CheckedPolicy, one: CheckedClause, layout: dict[str, Layout], *, alone: bool) -> None:
        self.alone = alone
        self.policy: Policy = checked.policy
        self.one = one
        self.layout = layout
        item = None
        if one.item is not None and one.entity is not None:
            item = (one.item, nodes.Variable(one.item.name, "item", one.entity.key))
        self.lowering = Lowering(checked.typing, checked.policy.entities, item)

    def build(self, index: int) -> ClausePlan:
        """The clause's plan."""
        clause, lower = self.one.clause, self.lowering.formula
        steps = tuple(self._table(s) if isinstance(s, Table) else self._let(s) for s in self.one.steps)
        conditions = tuple(ConditionPlan(c, lower(c.test.expr, c.test.origin)) for c in clause.eligibility)
        amount = lower(clause.amount.expr, clause.amount.origin) if clause.amount else None
        term = lower(clause.term.expr, clause.term.origin) if clause.term else None
        caps = tuple(
            CapPlan(
                cap,
                lower(cap.limit.expr, cap.limit.origin),
                lower(cap.when.expr, cap.when.origin) if cap.when else None,
                shared=self.one.entity is not None and cap.per == ROOT,
                may_exceed=lower(cap.may_exceed.expr, cap.may_exceed.origin) if cap.may_exceed else None,
            )
            for cap in clause.caps
        )
        minimum = lower(clause.minimum.value.expr, clause.minimum.value.origin) if clause.minimum else None
        results: tuple[tuple[Literal["amount", "term", "minimum"], nodes.Node | None], ...]
        results = (("amount", amount), ("term", term), ("minimum", minimum))
        assessed = _assessed([p.node for p in _probes(conditions, steps, results, caps) if p.node is not None])
        pay, promises = instalments(clause, lower, steps), obligations(clause, lower)
        probes = _probes(conditions, steps, results, caps, tuple(paying_probes(pay, promises)))
        settled = settling_rule(self.policy, clause)
        return ClausePlan(
            index=index,
            clause=clause,
            entity=self.one.entity,
            conditions=conditions,
            steps=steps,
            early=self.one.early,
            amount=amount,
            term=term,
            caps=caps,
            assessed=tuple((f.name, f.index) for f in assessed if f.of.kind == "item"),
            assessed_applicant=tuple((f.name, f.index) for f in assessed if f.of.kind == "applicant"),
            assessed_listed=tuple((f.of.list_key, f.index) for f in assessed if f.of.kind == "member"),
            minimum=minimum,
            rounding=clause.rounding or self.policy.rounding,
            settled=settled,
            settles_itself=bool(settled) and self.alone,
            probes=probes,
            probe_index={(p.kind, p.name): i for i, p in enumerate(probes) if p.kind != "part"},
            part_index={id(p.node): i for i, p in enumerate(probes) if p.kind == "part"},
            pay=pay,
            obligations=promises,
            dated=self._maybe(clause.dated),
            claim=self._claim(),
            quota=self._quota(),
        )

    def _quota(self) -> QuotaPlan | None:
        quota = self.one.clause.quota
        if quota is None:
            return None
        limit = self.lowering.formula(quota.limit.expr, quota.limit.origin)
        return QuotaPlan(quota, limit, self._maybe(quota.rank_by))

    def _maybe(self, formula: Formula | None) -> nodes.Node | None:
        return None if formula is None else self.lowering.formula(formula.expr, formula.origin)

    def _claim(self) -> ClaimPlan | None:
        claim = self.one.clause.claim
        if claim is None:
            return None
        return ClaimPlan(*(self._maybe(one) for one in (claim.start, claim.until, claim.within, claim.of)))

    def _let(self, let: Let) -> LetPlan:
        return LetPlan(let.name, self.lowering.formula(let.value.expr, let.value.origin))

    def _table(self, table: Table) -> TablePlan:
        lower = self.lowering.formula
        inputs = {name: lower(f.expr, f.origin) for name, f in table.inputs.items()}
        rows = []
        for row in table.rows:
            cells = []
            for name, cell in row.when.items():
                test = self.lowering.cell(cell, table.inputs[name].expr, inputs[name])
                if test is not None:
                    cells.append((name, test))
            match = _all([test for _, test in cells], inputs)
            outputs = {name: lower(f.expr, f.origin) for name, f in row.then.items()}
            rows.append(RowPlan(row, tuple(cells), match, outputs))
        plan = TablePlan(table, inputs, tuple(rows), {name: self.one.outputs[name] for name in table.outputs})
        return banded(plan, self.lowering) if table.hit == "progressive" else plan


def _all(tests: list[nodes.Node], inputs: dict[str, nodes.Node]) -> nodes.Node:
    if len(tests) == 1:
        return tests[0]
    place = tests[0].at if tests else next(iter(inputs.values())).at
    return nodes.And(place, BOOLEAN, tuple(tests)) if tests else nodes.Const(place, BOOLEAN, value=True)


def _probes(
    conditions: tuple[ConditionPlan, ...],
    steps: tuple[LetPlan | TablePlan, ...],
    results: tuple[tuple[Literal["amount", "term", "minimum"], nodes.Node | None], ...],
    caps: tuple[CapPlan, ...],
    after: tuple[Probe, ...] = (),
) -> tuple[Probe, ...]:
    """What a trace keeps of a clause."""
    found = [Probe("condition", c.condition.id, c.test) for c in conditions]
    for step in steps:
        if isinstance(step, LetPlan):
            found.append(Probe("let", step.name, step.value))
            continue
        found += [Probe("input", name, node) for name, node in step.inputs.items()]
        found += [Probe("row", row.row.id, row.match) for row in step.rows]
        found += [Probe("output", name, None) for name in step.outputs]
        found += [Probe("part", "", n) for row in step.rows for one in row.outputs.values() for n in parts(one)]
        found.append(Probe("matched", "", None))
    found += [Probe(kind, "", node) for kind, node in results if node is not None]
    for cap in caps:
        found.append(Probe("limit", cap.cap.id, cap.limit))
        if cap.when is not None:
            found.append(Probe("when", cap.cap.id, cap.when))
        if cap.may_exceed is not None:
            found.append(Probe("may_exceed", cap.cap.id, cap.may_exceed))
    found += after
    inner = [Probe("part", "", n) for p in found if p.node is not None and p.kind != "part" for n in parts(p.node)]
    once: dict[object, Probe] = {}  # the cells of a table share the parts of its inputs
    for probe in (*found, *inner):
        once.setdefault(("part", id(probe.node)) if probe.kind == "part" else (probe.kind, probe.name), probe)
    return tuple(once.values())


def _assessed(roots: list[nodes.Node]) -> list[nodes.Field]:
    found: dict[tuple[str, str, str], nodes.Field] = {}
    for root in roots:
        for node in nodes.walk(root):
            if isinstance(node, nodes.Field) and node.assessed:
                found.setdefault((node.of.kind, node.of.list_key, node.name), node)
    return list(found.values())
