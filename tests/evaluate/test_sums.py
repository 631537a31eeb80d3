"""The least sum of a clause and its own rounding: amount, then minimum, then rounding, then caps."""

from __future__ import annotations

import pytest
from tests.evaluate.small import CLAUSE, amount, applicant, clause
from tests.evaluate.support import Document, awards, money, only

AT_LEAST = "amount: applicant.money\nminimum: {at_least: 100元}\n"
ELSE_NOTHING = "amount: applicant.money\nminimum: {else_nothing: 100元}\n"
CAP = "caps:\n  - {id: top, limit: 500元, per: applicant}\n"


@pytest.mark.parametrize(
    ("given", "expected"), [("99.99元", "100.00"), ("100元", "100.00"), ("100.01元", "100.01"), ("0元", "100.00")]
)
def test_a_smaller_sum_is_raised_to_the_minimum(given: str, expected: str) -> None:
    award = only(clause(AT_LEAST), applicant(money=given))
    assert (money(award.amount), money(award.payable), award.limited_by) == (expected, expected, None)


@pytest.mark.parametrize(
    ("given", "expected", "limited_by"),
    [
        ("99.99元", "0.00", "minimum"),
        ("100元", "100.00", None),
        ("600元", "500.00", "top"),
        ("0元", "0.00", None),  # nothing was lowered
    ],
)
def test_below_the_minimum_nothing_is_paid(given: str, expected: str, limited_by: str | None) -> None:
    award = only(clause(ELSE_NOTHING + CAP), applicant(money=given))
    assert (str(award.status), money(award.amount), award.limited_by) == ("eligible", expected, limited_by)


def test_the_minimum_looks_at_the_sum_before_it_is_rounded() -> None:
    rounding = "rounding: {to: 100元, mode: half_up}\n"
    assert money(only(clause(ELSE_NOTHING + rounding), applicant(money="99.99元")).amount) == "0.00"
    assert money(only(clause(AT_LEAST + rounding), applicant(money="149.99元")).amount) == "100.00"
    assert money(only(clause(AT_LEAST + rounding), applicant(money="150元")).amount) == "200.00"


def test_a_cap_comes_after_the_minimum() -> None:
    """What was granted before is taken off the total, which the minimum has raised."""
    policy = clause(AT_LEAST + CAP)
    prior = [{"clause": "one", "subject": "A", "year": 2025, "amount": "60元"}]
    award = only(policy, applicant(money="20元", prior_awards=prior))
    assert money(award.amount) == "40.00"


def test_a_minimum_may_be_a_formula_and_wait_for_facts() -> None:
    policy = clause("amount: applicant.money\nminimum: {at_least: 'if applicant.flag then 100元 else 200元'}\n")
    assert money(only(policy, applicant(money="50元", flag=False)).amount) == "200.00"
    award = only(policy, applicant(money="50元"))
    assert (str(award.status), award.missing) == ("undetermined", ("applicant.flag",))


def test_a_minimum_that_fails_leaves_the_award_undetermined() -> None:
    policy = clause("amount: applicant.money\nminimum: {at_least: floor(applicant.money / applicant.number)}\n")
    award = only(policy, applicant(money="50元", number=0))
    assert (str(award.status), len(award.failures)) == ("undetermined", 1)


ITEMS = """
    for_each: order
    amount: order.fee
    minimum: {%s: 100元}
    eligibility:
      - {id: counts, test: order.counts}
    caps:
      - {id: all, limit: 500元, per: applicant}
"""


@pytest.mark.parametrize(("kind", "provisional"), [("at_least", "100.00"), ("else_nothing", "0.00")])
def test_an_open_item_takes_what_the_minimum_makes_of_it(kind: str, provisional: str) -> None:
    """The first order may take its sum, after the minimum, of the limit for all, and no more."""
    policy = clause(ITEMS % kind)
    orders: list[Document] = [{"id": "1", "fee": "20元"}, {"id": "2", "fee": "480元", "counts": True}]
    found = awards(policy, applicant(orders=orders))
    assert found["one", "2"].provisional == (provisional == "100.00")
    full = awards(policy, applicant(orders=[{**orders[0], "counts": True}, orders[1]]))
    assert money(full["one", "1"].amount) == provisional


def test_a_clause_may_be_rounded_in_its_own_way() -> None:
    others = CLAUSE.replace("id: one", "id: two") + "    amount: applicant.money\n"
    policy = clause("amount: applicant.money\nrounding: {to: 100元, mode: up}\n", others=others)
    found = awards(policy, applicant(money="120.5元"))
    assert [money(found[id_, "A"].amount) for id_ in ("one", "two")] == ["200.00", "120.50"]


def test_what_a_cap_leaves_is_cut_to_the_unit_of_the_clause() -> None:
    policy = clause("amount: applicant.money\nrounding: {to: 100元, mode: up}\n" + CAP.replace("500", "550"))
    assert money(only(policy, applicant(money="600元")).amount) == "500.00"


def test_a_rounding_of_the_clause_holds_for_what_is_payable() -> None:
    stacking = "stacking:\n  - {id: s, cite: 五, rule: highest, same: [category, subject], across: policies, settle: difference}\n"  # noqa: E501
    policy = amount("applicant.money\nrounding: {to: 100元, mode: down}", more=stacking)
    other = {"category": "kind", "subject": "A", "policy": "p", "amount": "50元"}
    award = only(policy, applicant(money="350元", other_policy_awards=[other]))
    assert (money(award.amount), money(award.payable)) == ("300.00", "200.00")
