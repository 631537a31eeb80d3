"""A policy's YAML as values: the order of versions, defaults, the days, what stands in cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.evaluate.small import amount, clause
from tests.xiamen.shipped import shipped

from policydsl.feel.values import Date


def test_versions_of_a_parameter_stand_oldest_first() -> None:
    more = "parameters:\n  rate:\n    value:\n      2026-07-01: 25%\n      2025-01-01: 30%\n"
    starts = [start for start, _ in amount("applicant.money * rate", more=more).policy.parameters["rate"].versions]
    assert starts == [Date(2025, 1, 1), Date(2026, 7, 1)]


def test_a_plain_parameter_holds_always() -> None:
    policy = amount("applicant.money * rate", more="parameters:\n  rate: {value: 30%}\n").policy
    ((start, formula),) = policy.parameters["rate"].versions
    assert (start, formula.text) == (None, "30%")


def test_what_is_not_written_has_its_default() -> None:
    policy = clause("amount: 1元\ncaps:\n  - {id: c, limit: 5元, per: applicant}\n").policy
    assert (policy.rounding.to, policy.rounding.mode, policy.currency) == (Decimal("0.01"), "down", "CNY")
    assert (policy.clauses[0].caps[0].every, policy.clauses[0].in_force.start) == ("once", None)


@pytest.mark.parametrize(
    ("written", "unit", "mode"),
    [("{to: 0.01元, mode: half_even}", "0.01", "half_even"), ("{to: 1万元, mode: up}", "10000", "up")],
)
def test_rounding(written: str, unit: str, mode: str) -> None:
    policy = amount("1元", more=f"rounding: {written}\n").policy
    assert (policy.rounding.to, policy.rounding.mode) == (Decimal(unit), mode)


def test_the_days_of_a_policy_are_both_in_it() -> None:
    interval = shipped().policy.in_force
    days = [Date(2025, 4, 20), Date(2025, 4, 21), Date(2027, 12, 31), Date(2028, 1, 1)]
    assert [interval.covers(day) for day in days] == [False, True, True, False]


def test_the_shipped_policy_has_all_measures_and_provisions() -> None:
    policy = shipped().policy
    assert len(policy.clauses) == 17
    assert len(policy.commitments) == 13
    assert [reading.default for reading in policy.readings.values()] == [
        "whole_units",
        "platform",
        "regardless_of_revenue",
    ]
    assert [rule.id for rule in policy.stacking] == ["higher_not_both"]
    places = {c.cite[0] for c in policy.clauses} | {c.cite[0] for c in policy.commitments}
    assert places == set("一二三四五")


def test_a_cell_may_list_its_values() -> None:
    policy = clause(
        """\
        table:
          inputs: {size: applicant.size}
          rules:
            - {id: a, when: {size: [small, medium]}, then: {sum: 1元}}
            - {id: b, when: {size: large}, then: {sum: 2元}}
        amount: sum
        """
    ).policy
    table = policy.clauses[0].table
    assert table is not None
    assert [[part.text for part in row.when["size"].parts] for row in table.rows] == [["small", "medium"], ["large"]]
    assert (table.hit, tuple(table.outputs)) == ("unique", ("sum",))
