"""The plan: steps in an order in which each finds what it needs, every node with its place, values to trace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.evaluate.small import amount, clause
from tests.xiamen.shipped import shipped

from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan, LetPlan, PolicyPlan, TablePlan
from policydsl.workspace import LoadedPolicy


def plan_of(policy: LoadedPolicy) -> PolicyPlan:
    return policy.engine.plan


def roots(one: ClausePlan) -> Iterator[nodes.Node]:
    """Every formula of a clause."""
    yield from (c.test for c in one.conditions)
    for step in one.steps:
        if isinstance(step, LetPlan):
            yield step.value
        else:
            yield from step.inputs.values()
            yield from (row.match for row in step.rows)
            yield from (output for row in step.rows for output in row.outputs.values())
    yield from (node for node in (one.amount, one.term) if node is not None)
    for cap in one.caps:
        yield cap.limit
        if cap.when is not None:
            yield cap.when


def locals_of(root: nodes.Node) -> set[str]:
    return {node.name for node in nodes.walk(root) if isinstance(node, nodes.Local)}


def test_each_step_comes_after_what_it_needs() -> None:
    policy = clause(
        """\
        eligibility:
          - {id: enough, test: third > 2}
        let:
          last: second * 2
          second: out + 1元
          third: fourth + 1
          fourth: applicant.number
        table:
          inputs: {number: third}
          rules:
            - {id: a, when: {number: '> 3'}, then: {out: 1元}}
        amount: last
        """
    )
    (one,) = plan_of(policy).clauses
    names = [step.name if isinstance(step, LetPlan) else "table" for step in one.steps]
    assert names == ["fourth", "third", "table", "second", "last"]
    assert one.early == 2


def test_every_local_is_given_before_it_is_used() -> None:
    for one in plan_of(shipped()).clauses:
        known: set[str] = set()
        for position, step in enumerate(one.steps):
            if position == one.early:
                assert all(locals_of(c.test) <= known for c in one.conditions)
            if isinstance(step, TablePlan):
                inputs = set().union(*(locals_of(node) for node in step.inputs.values()))
                assert inputs <= known
                known |= set(step.outputs)
            else:
                assert locals_of(step.value) <= known
                known.add(step.name)
        assert set().union(*(locals_of(root) for root in roots(one))) <= known


def test_every_node_knows_its_place_in_the_file() -> None:
    seen = 0
    for one in plan_of(shipped()).clauses:
        for root in roots(one):
            for node in nodes.walk(root):
                file, span = node.at.origin.file, node.at.origin.locate(node.at.span)
                assert 0 <= span.start < span.end <= len(file.text)
                if isinstance(node, nodes.Field) and node.at.span.end > node.at.span.start:
                    written = file.text[span.start : span.end]
                    assert node.name in written, written
                    seen += 1
    assert seen > 50


def test_every_value_to_trace_has_one_place() -> None:
    for one in plan_of(shipped()).clauses:
        named = [(p.kind, p.name) for p in one.probes if p.kind != "part"]
        assert len(named) == len(set(named))
        parts = [id(p.node) for p in one.probes if p.kind == "part"]
        assert len(parts) == len(set(parts))
        assert all(one.probes[i].kind == kind for (kind, _), i in one.probe_index.items())


def test_a_filter_and_its_field_become_one_loop() -> None:
    (one,) = plan_of(amount("sum(orders[counts][fee > 1元].fee)")).clauses
    total = one.amount
    assert isinstance(total, nodes.Aggregate)
    assert (total.kind, total.members.variable.list_key) == ("sum", "orders")
    assert isinstance(total.members.where, nodes.And)
    assert isinstance(total.body, nodes.Field)
    assert total.body.of is total.members.variable


def test_a_chain_of_ands_is_one_node() -> None:
    (one,) = plan_of(
        clause("eligibility:\n  - {id: c, test: applicant.flag and applicant.other and applicant.flag}\namount: 1元\n")
    ).clauses
    test = one.conditions[0].test
    assert isinstance(test, nodes.And)
    assert len(test.args) == 3


@pytest.mark.parametrize(("day", "expected"), [("2025-04-21", "2025-04-21"), ("2027-12-31", "2027-12-31")])
def test_a_policy_is_compiled_once_for_days_that_make_no_difference(day: str, expected: str) -> None:
    from policydsl.model.reading import parse_day  # noqa: PLC0415

    engine = shipped().engine
    one, other = parse_day(day), parse_day("2026-06-15")
    assert one is not None
    assert other is not None
    assert one.iso() == expected
    assert engine.variant(one, {}) is engine.variant(other, {})
    assert engine.variant(one, {"academic_tier": "by_revenue"}) is not engine.variant(one, {})


def test_assessed_facts_are_told_by_whose_they_are() -> None:
    policy = clause(
        """\
        for_each: order
        amount: >-
          (if order.decided = null then 1元 else order.decided)
          + (if applicant.decided = null then 1元 else applicant.decided)
          + sum(for o in orders return if o.decided = null then 1元 else o.decided)
        """
    )
    (one,) = plan_of(policy).clauses
    assert [name for name, _ in one.assessed] == ["decided"]
    assert [name for name, _ in one.assessed_applicant] == ["decided"]
    assert [key for key, _ in one.assessed_listed] == ["orders"]
