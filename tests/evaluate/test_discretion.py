"""What the department decides: sums without a formula (`case_by_case`), caps that it may go above (`may_exceed`)."""

from __future__ import annotations

import pytest
from tests.evaluate.small import CLAUSE, applicant, clause
from tests.evaluate.support import awards, money, only

from policydsl.award import ABOVE_CAP, Award


def above(award: Award) -> bool:
    return ABOVE_CAP in award.subject_to


CASE = """
    eligibility:
      - {id: flag, test: applicant.flag}
"""
CAPS = """
    caps:
      - {id: top, limit: 100元, per: applicant}
      - {id: yearly, limit: 80元, per: applicant, every: year}
"""


def test_a_sum_decided_case_by_case_has_no_figure() -> None:
    award = only(clause(CASE, basis="case_by_case"), applicant(flag=True))
    assert (str(award.status), award.amount, award.payable, award.most) == ("eligible", None, None, None)
    assert str(only(clause(CASE, basis="case_by_case"), applicant(flag=False)).status) == "ineligible"


@pytest.mark.parametrize(
    ("year", "prior", "most"),
    [(2026, "0元", "80.00"), (2026, "30元", "50.00"), (2025, "30元", "70.00"), (2025, "200元", "0.00")],
)
def test_its_caps_say_the_most(year: int, prior: str, most: str) -> None:
    """Each cap leaves its limit less what it has seen granted; the least of these is the most."""
    given = [{"clause": "one", "subject": "A", "year": year, "amount": prior}]
    award = only(clause(CASE + CAPS, basis="case_by_case"), applicant(flag=True, prior_awards=given))
    assert (str(award.status), award.amount, money(award.most)) == ("eligible", None, most)


def test_the_most_waits_for_facts_as_a_cap_does() -> None:
    policy = clause(
        CASE + "    caps:\n      - {id: top, limit: applicant.money, per: applicant}\n", basis="case_by_case"
    )
    award = only(policy, applicant(flag=True))
    assert (str(award.status), award.missing) == ("undetermined", ("applicant.money",))
    assert money(only(policy, applicant(flag=True, money="7.005元")).most) == "7.00"


def test_the_most_may_be_exceeded_by_decision() -> None:
    body = CASE + "    caps:\n      - {id: top, limit: 100元, per: applicant, may_exceed: true}\n"
    assert above(only(clause(body, basis="case_by_case"), applicant(flag=True)))
    hard = body + "      - {id: hard, limit: 100元, per: applicant}\n"
    assert not above(only(clause(hard, basis="case_by_case"), applicant(flag=True)))


SOFT = """
    amount: applicant.money
    caps:
      - {id: soft, limit: 100元, per: applicant, may_exceed: %s}
"""


@pytest.mark.parametrize(("given", "expected"), [("100元", False), ("100.01元", True)])
def test_a_cap_that_lowers_the_sum_may_be_exceeded(given: str, expected: bool) -> None:
    award = only(clause(SOFT % "true"), applicant(money=given))
    assert (money(award.amount), above(award)) == ("100.00", expected)


@pytest.mark.parametrize("flag", [True, False])
def test_it_may_depend_on_a_test(flag: bool) -> None:
    award = only(clause(SOFT % "applicant.flag"), applicant(money="200元", flag=flag))
    assert (money(award.amount), above(award), award.provisional) == ("100.00", flag, False)


def test_an_unknown_test_leaves_open_what_it_decides_and_nothing_else() -> None:
    policy = clause(SOFT % "applicant.flag")
    award = only(policy, applicant(money="200元"))
    assert (money(award.amount), above(award)) == ("100.00", False)
    assert (award.provisional, award.missing) == (True, ("applicant.flag",))
    below = only(policy, applicant(money="50元"))
    assert (below.provisional, below.missing) == (False, ())


def test_a_test_that_fails_leaves_the_award_undetermined_where_it_matters() -> None:
    policy = clause(SOFT % "1 / applicant.number > 1")
    assert str(only(policy, applicant(money="200元", number=0)).status) == "undetermined"
    assert str(only(policy, applicant(money="50元", number=0)).status) == "eligible"


@pytest.mark.parametrize(("hard", "expected"), [("100元", False), ("150元", True), ("90元", False)])
def test_another_cap_may_stand_in_the_way(hard: str, expected: bool) -> None:
    body = SOFT % "true" + f"      - {{id: hard, limit: {hard}, per: applicant, every: year}}\n"
    assert above(only(clause(body), applicant(money="200元"))) == expected


def test_what_was_granted_before_is_no_cap_that_could_be_exceeded() -> None:
    """The award is a total: earlier grants come off it whatever the department decides."""
    prior = [{"clause": "one", "subject": "A", "year": 2025, "amount": "30元"}]
    award = only(clause(SOFT % "true"), applicant(money="90元", prior_awards=prior))
    assert (money(award.amount), above(award)) == ("60.00", False)


def test_a_limit_for_all_items_may_be_exceeded() -> None:
    policy = clause("""
        for_each: order
        amount: order.fee
        caps:
          - {id: all, limit: 100元, per: applicant, may_exceed: order.counts}
    """)
    orders = [{"id": str(i), "fee": "60元", "counts": True} for i in (1, 2)]
    found = awards(policy, applicant(orders=orders))
    assert [(money(a.amount), above(a)) for a in found.values()] == [("60.00", False), ("40.00", True)]


LIMIT = """\
limits:
  - {id: pot, cite: 五, limit: 60元, per: applicant, every: year}
"""


def test_a_limit_over_several_awards_leaves_nothing_to_decide() -> None:
    award = only(clause(SOFT % "true", more=LIMIT), applicant(money="200元"))
    assert (money(award.amount), award.limited_by, above(award)) == ("60.00", "pot", False)
    wide = LIMIT.replace("60元", "160元")
    assert above(only(clause(SOFT % "true", more=wide), applicant(money="200元")))


def test_a_sum_decided_case_by_case_takes_nothing_of_a_limit() -> None:
    others = CLAUSE.replace("id: one", "id: two").replace("title: 一", "title: 二") + "    amount: 50元\n"
    policy = clause(CASE + CAPS, basis="case_by_case", more=LIMIT, others=others)
    found = awards(policy, applicant(flag=True))
    assert (found["one", "A"].amount, money(found["one", "A"].most)) == (None, "80.00")
    assert (money(found["two", "A"].amount), found["two", "A"].provisional) == ("50.00", False)
