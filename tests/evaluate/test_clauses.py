"""What a clause does around its formulas: days, rounding, caps, tables, what no fact decides."""

from __future__ import annotations

import pytest
from tests.evaluate.small import CLAUSE, amount, applicant, clause
from tests.evaluate.support import Document, awards, money, only, row_of

STACKING = """\
stacking:
  - {id: s, cite: 五, rule: highest, same: [category, subject], across: policies, settle: difference}
"""

# -- days ---------------------------------------------------------------------------------------------

DATED = """\
parameters:
  rate:
    value:
      2025-01-01: 30%
      2026-07-01: 25%
"""


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-01-01", "30.00"), ("2026-06-30", "30.00"), ("2026-07-01", "25.00"), ("2027-12-31", "25.00")],
)
def test_the_day_chooses_the_version_of_a_parameter(as_of: str, expected: str) -> None:
    policy = amount("applicant.money * rate", more=DATED)
    assert money(only(policy, applicant(as_of, money="100元")).amount) == expected


def test_versions_need_not_be_written_in_order() -> None:
    policy = amount("high", more="parameters:\n  high:\n    value:\n      2026-01-01: 2元\n      2025-01-01: 1元\n")
    assert [money(only(policy, applicant(day)).amount) for day in ("2025-12-31", "2026-01-01")] == ["1.00", "2.00"]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2024-12-31", "not_in_force"),
        ("2025-01-01", "not_in_force"),
        ("2026-02-28", "not_in_force"),
        ("2026-03-01", "eligible"),
        ("2026-03-31", "eligible"),
        ("2026-04-01", "not_in_force"),
        ("2028-01-01", "not_in_force"),
    ],
)
def test_a_clause_has_days_of_its_own(as_of: str, status: str) -> None:
    policy = clause("amount: 1元\nin_force:\n  from: 2026-03-01\n  until: 2026-03-31\n")
    award = only(policy, applicant(as_of))
    assert str(award.status) == status
    assert (award.amount is None) == (status != "eligible")


def test_a_clause_reaches_no_further_than_its_policy() -> None:
    policy = clause("amount: 1元\nin_force:\n  from: 2024-01-01\n  until: 2029-12-31\n")
    assert [str(only(policy, applicant(day)).status) for day in ("2024-06-01", "2028-06-01")] == 2 * ["not_in_force"]


# -- rounding -----------------------------------------------------------------------------------------

ROUNDINGS = [
    # unit, mode, sum, award
    ("0.01元", "down", "0.0199元", "0.01"),
    ("0.01元", "up", "0.0101元", "0.02"),
    ("0.01元", "half_up", "0.0050元", "0.01"),
    ("0.01元", "half_up", "0.0049元", "0.00"),
    ("0.01元", "half_down", "0.0150元", "0.01"),
    ("0.01元", "half_even", "0.0150元", "0.02"),
    ("0.01元", "half_even", "0.0250元", "0.02"),
    ("1元", "down", "99.9999元", "99.00"),
    ("1元", "up", "99.0001元", "100.00"),
    ("1元", "half_up", "99.5元", "100.00"),
    ("100元", "down", "199.99元", "100.00"),
    ("100元", "up", "100.01元", "200.00"),
    ("100元", "half_even", "250元", "200.00"),
    ("1万元", "down", "19999.9999元", "10000.00"),
    ("0.05元", "down", "0.0999元", "0.05"),
    ("1元", "up", "0元", "0.00"),
]


@pytest.mark.parametrize(("unit", "mode", "given", "expected"), ROUNDINGS)
def test_rounding(unit: str, mode: str, given: str, expected: str) -> None:
    policy = amount("applicant.money", more=f"rounding:\n  to: {unit}\n  mode: {mode}\n")
    assert money(only(policy, applicant(money=given)).amount) == expected


@pytest.mark.parametrize(("signed", "expected"), [("-0.01元", "0.00"), ("-1000元", "0.00"), ("0元", "0.00")])
@pytest.mark.parametrize("mode", ["down", "up", "half_up"])
def test_below_nothing_is_nothing(signed: str, expected: str, mode: str) -> None:
    policy = amount("applicant.signed", more=f"rounding:\n  to: 1元\n  mode: {mode}\n")
    award = only(policy, applicant(signed=signed))
    assert (str(award.status), money(award.amount), money(award.payable)) == ("eligible", expected, expected)


@pytest.mark.parametrize("every", ["once", "year"])
@pytest.mark.parametrize(("mode", "expected"), [("up", "100.00"), ("half_up", "100.00"), ("down", "100.00")])
def test_a_cap_is_never_rounded_up(mode: str, expected: str, every: str) -> None:
    """The limit is no whole number of units: the award stays below it, in whatever mode sums are rounded."""
    policy = clause(
        f"amount: applicant.money\ncaps:\n  - {{id: most, limit: 100.5元, per: applicant, every: {every}}}\n",
        more=f"rounding:\n  to: 1元\n  mode: {mode}\n",
    )
    award = only(policy, applicant(money="200元"))
    assert (money(award.amount), award.limited_by) == (expected, "most")


def test_what_is_left_to_pay_is_never_rounded_up() -> None:
    policy = amount("applicant.money", more="rounding:\n  to: 1元\n  mode: up\n" + STACKING)
    other = {"category": "kind", "subject": "A", "policy": "p", "amount": "10.5元"}
    award = only(policy, applicant(money="99.2元", other_policy_awards=[other]))
    assert (money(award.amount), money(award.payable)) == ("100.00", "89.00")


# -- caps ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected", "limited_by"),
    [
        ("50元", "50.00", None),
        ("80元", "80.00", None),
        ("80.01元", "80.00", "low"),
        ("1000元", "80.00", "low"),
    ],
)
def test_the_last_cap_that_lowered_the_sum_is_named(given: str, expected: str, limited_by: str | None) -> None:
    policy = clause(
        """\
        amount: applicant.money
        caps:
          - {id: high, limit: 100元, per: applicant}
          - {id: low, limit: 80元, per: applicant, every: year}
          - {id: loose, limit: 90元, per: applicant, every: year}
        """
    )
    award = only(policy, applicant(money=given))
    assert (money(award.amount), award.limited_by) == (expected, limited_by)


def test_a_cap_below_nothing_grants_nothing_and_limits_only_a_sum() -> None:
    body = "amount: applicant.money\ncaps:\n  - {id: most, limit: applicant.signed, per: applicant, every: EVERY}\n"
    for every in ("once", "year"):
        policy = clause(body.replace("EVERY", every))
        some, none = (only(policy, applicant(money=sum_, signed="-5元")) for sum_ in ("9元", "0元"))
        assert (money(some.amount), some.limited_by) == ("0.00", "most")
        assert (money(none.amount), none.limited_by) == ("0.00", None)


@pytest.mark.parametrize(
    ("given", "expected", "limited_by"), [({"flag": True}, "10.00", "most"), ({"flag": False}, "50.00", None)]
)
def test_a_cap_may_apply_only_sometimes(given: dict[str, bool], expected: str, limited_by: str | None) -> None:
    policy = clause("amount: 50元\ncaps:\n  - {id: most, limit: 10元, per: applicant, when: applicant.flag}\n")
    award = only(policy, applicant(**given))
    assert (money(award.amount), award.limited_by) == (expected, limited_by)


def test_an_unknown_cap_leaves_the_award_open() -> None:
    policy = clause(
        "amount: 50元\ncaps:\n  - {id: most, limit: applicant.money, per: applicant, when: applicant.flag}\n"
    )
    both = only(policy, applicant())
    assert (str(both.status), both.missing) == ("undetermined", ("applicant.flag", "applicant.money"))
    limit = only(policy, applicant(flag=True))
    assert (str(limit.status), limit.missing) == ("undetermined", ("applicant.money",))
    neither = only(policy, applicant(flag=False))
    assert (str(neither.status), money(neither.amount), neither.provisional) == ("eligible", "50.00", False)


def test_caps_once_and_yearly_with_earlier_awards() -> None:
    policy = clause(
        """\
        amount: applicant.money
        caps:
          - {id: yearly, limit: 60元, per: applicant, every: year}
          - {id: total, limit: 100元, per: applicant}
        """
    )
    earlier = [
        {"clause": "one", "subject": "A", "year": 2025, "amount": "30元"},
        {"clause": "one", "subject": "A", "year": 2026, "amount": "20元"},
    ]
    award = only(policy, applicant(money="500元", prior_awards=earlier))
    # 60 − 20 of this year is 40, and 40 as a total less the 50 already granted is nothing.
    assert [(s.cap, s.granted, s.after, s.bound) for s in award.trace.caps] == [  # type: ignore[union-attr]
        ("yearly", 20, 40, True),
        ("total", 50, 0, False),
    ]


SHARED = """\
for_each: order
eligibility:
  - {id: counts, test: order.counts}
amount: order.fee
caps:
  - {id: each, limit: 50元, per: order, every: year}
  - {id: all, limit: 100元, per: applicant, every: year}
"""


def shared(*orders: dict[str, object], **more: object) -> list[tuple[str, str | None, str | None, bool]]:
    given = [{"id": f"O{i}", "counts": True, **order} for i, order in enumerate(orders)]
    found = awards(clause(SHARED), applicant(orders=given, **more)).values()
    return [(str(a.status)[:5], money(a.amount), a.limited_by, a.provisional) for a in found]


def test_a_limit_for_all_items_is_used_up_in_the_order_of_the_file() -> None:
    assert shared({"fee": "60元"}, {"fee": "30元"}, {"fee": "40元"}, {"fee": "1元"}) == [
        ("eligi", "50.00", "each", False),
        ("eligi", "30.00", None, False),
        ("eligi", "20.00", "all", False),
        ("eligi", "0.00", "all", False),
    ]


def test_what_was_granted_this_year_to_any_item_leaves_less_room() -> None:
    earlier = [
        {"clause": "one", "subject": "O9", "year": 2026, "amount": "45元"},
        {"clause": "one", "subject": "O0", "year": 2026, "amount": "20元"},
        {"clause": "one", "subject": "O0", "year": 2025, "amount": "99元"},
    ]
    assert shared({"fee": "60元"}, {"fee": "30元"}, prior_awards=earlier) == [
        ("eligi", "30.00", "each", False),
        ("eligi", "5.00", "all", False),
    ]


def test_an_undetermined_item_takes_at_most_its_own_cap_of_the_room() -> None:
    assert shared({"counts": None}, {"fee": "30元"}, {"fee": "30元"}, {"fee": "5元"}) == [
        ("undet", None, None, False),
        ("eligi", "30.00", None, False),
        ("eligi", "30.00", None, True),  # 100 − 50 − 30 is less
        ("eligi", "5.00", None, True),
    ]


def test_an_undetermined_item_takes_at_most_its_sum_where_that_is_known() -> None:
    assert shared({"counts": None, "fee": "20元"}, {"fee": "50元"}, {"fee": "30元"}, {"fee": "20元"}) == [
        ("undet", None, None, False),
        ("eligi", "50.00", None, False),
        ("eligi", "30.00", None, False),  # 100 − 20 − 50 is just enough
        ("eligi", "20.00", None, True),
    ]


def test_an_ineligible_item_takes_no_room() -> None:
    assert shared({"counts": False}, {"fee": "50元"}, {"fee": "50元"})[1:] == 2 * [("eligi", "50.00", None, False)]


OPEN_CAPS = [
    # A cap that may yet not apply, or be larger, bounds nothing that an open item may take.
    "{id: each, limit: 1元, per: order, when: 'count(orders[rate = 1]) < 3'}",
    "{id: each, limit: '1元 + sum(orders[rate = 2].fee)', per: order}",
]


@pytest.mark.parametrize("cap", OPEN_CAPS)
def test_an_open_cap_of_an_item_bounds_nothing(cap: str) -> None:
    policy = clause(
        f"for_each: order\namount: order.fee\ncaps:\n  - {cap}\n"
        "  - {id: all, limit: 100元, per: applicant, every: year}\n"
    )
    orders: list[Document] = [
        {"id": "O1", "rate": 1},
        {"id": "O2", "rate": 1, "fee": "60元"},
        {"id": "O3", "fee": "100元"},
    ]
    open_ = awards(policy, applicant(orders=orders))
    orders[0]["fee"] = "100元"
    orders[2]["rate"] = 2 if "sum" in cap else 1
    known = awards(policy, applicant(orders=orders))
    for right, award in open_.items():
        if str(award.status) == "eligible" and not award.provisional:
            assert row_of(known[right]) == row_of(award)
    assert open_["one", "O2"].provisional


# -- tables -------------------------------------------------------------------------------------------

FIRST = """\
table:
  hit: first
  inputs: {money: applicant.money, flag: applicant.flag}
  rules:
    - {id: rich, when: {money: ≥ 100元}, then: {sum: 1元}}
    - {id: flagged, when: {flag: true}, then: {sum: 2元}}
    - {id: rest, when: {money: '-'}, then: {sum: 3元}}
amount: sum
"""


@pytest.mark.parametrize(
    ("given", "expected", "row"),
    [
        ({"money": "100元", "flag": True}, "1.00", "rich"),
        ({"money": "100元"}, "1.00", "rich"),
        ({"money": "99.99元", "flag": True}, "2.00", "flagged"),
        ({"money": "0元", "flag": False}, "3.00", "rest"),
    ],
)
def test_a_first_table_takes_the_first_row_that_matches(given: dict[str, object], expected: str, row: str) -> None:
    award = only(clause(FIRST), applicant(**given))
    assert (money(award.amount), award.row, award.provisional) == (expected, row, False)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"flag": True}, ("applicant.money",)),
        ({"money": "5元"}, ("applicant.flag",)),
        ({}, ("applicant.flag", "applicant.money")),
    ],
)
def test_a_first_table_waits_where_an_earlier_row_may_match(given: dict[str, object], missing: tuple[str, ...]) -> None:
    award = only(clause(FIRST), applicant(**given))
    assert (str(award.status), award.row, award.missing) == ("undetermined", None, missing)


UNIQUE = """\
table:
  hit: unique
  inputs: {size: applicant.size, money: applicant.money}
  rules:
    - {id: small, when: {size: small}, then: {rate: 50%, most: 10元}}
    - {id: medium_low, when: {size: medium, money: '[0元..100元)'}, then: {rate: 40%, most: 20元}}
    - {id: medium_high, when: {size: [medium], money: ≥ 100元}, then: {rate: 30%, most: 30元}}
amount: 200元 * rate
caps:
  - {id: most, limit: most, per: applicant}
"""


@pytest.mark.parametrize(
    ("given", "expected", "row"),
    [
        ({"size": "small"}, "10.00", "small"),
        ({"size": "medium", "money": "99.99元"}, "20.00", "medium_low"),
        ({"size": "medium", "money": "100元"}, "30.00", "medium_high"),
    ],
)
def test_a_unique_table_needs_only_what_its_row_asks(given: dict[str, object], expected: str, row: str) -> None:
    award = only(clause(UNIQUE), applicant(**given))
    assert (money(award.amount), award.row, award.limited_by, award.provisional) == (expected, row, "most", False)


def test_no_row_is_ineligible_and_an_open_row_undetermined() -> None:
    none = only(clause(UNIQUE), applicant(size="large"))
    assert (str(none.status), none.no_row, none.failed_conditions, none.missing) == ("ineligible", True, (), ())
    open_ = only(clause(UNIQUE), applicant(size="medium"))
    assert (str(open_.status), open_.no_row, open_.missing) == ("undetermined", False, ("applicant.money",))


COLLECT = """\
table:
  hit: collect
  aggregate: KIND
  inputs: {flag: applicant.flag, number: applicant.number}
  rules:
    - {id: a, when: {flag: true}, then: {out: 10元}}
    - {id: b, when: {number: '> 1'}, then: {out: 5元}}
    - {id: c, when: {number: '> 2'}, then: {out: applicant.money}}
amount: AMOUNT
"""


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("sum", {"flag": True, "number": 3, "money": "1元"}, "16.00"),
        ("min", {"flag": True, "number": 3, "money": "1元"}, "1.00"),
        ("max", {"flag": True, "number": 3, "money": "1元"}, "10.00"),
        ("count", {"flag": True, "number": 3, "money": "1元"}, "3.00"),
        ("sum", {"flag": True, "number": 2}, "15.00"),
        ("count", {"flag": False, "number": 2}, "1.00"),
    ],
)
def test_a_collect_table_puts_all_matching_rows_together(kind: str, given: dict[str, object], expected: str) -> None:
    body = COLLECT.replace("KIND", kind).replace("AMOUNT", "out * 1元" if kind == "count" else "out")
    award = only(clause(body), applicant(**given))
    assert (str(award.status), money(award.amount), award.provisional) == ("eligible", expected, False)


def test_a_collect_table_with_an_open_row() -> None:
    body = COLLECT.replace("KIND", "sum").replace("AMOUNT", "out")
    open_ = only(clause(body), applicant(number=2))
    assert (str(open_.status), open_.missing) == ("undetermined", ("applicant.flag",)) or (
        str(open_.status), money(open_.amount), open_.provisional, open_.missing,
    ) == ("eligible", "5.00", True, ("applicant.flag",))  # fmt: skip
    none = only(clause(body), applicant(flag=False, number=0))
    assert (str(none.status), none.no_row) == ("ineligible", True)


def test_a_condition_may_ask_for_what_a_table_gives() -> None:
    policy = clause(
        """\
        eligibility:
          - {id: enough, test: points >= 2}
        let: {twice: points * 2}
        table:
          hit: first
          inputs: {size: applicant.size}
          rules:
            - {id: a, when: {size: small}, then: {points: 3}}
            - {id: b, when: {size: medium}, then: {points: 1}}
        amount: twice * 1元
        """
    )
    assert money(only(policy, applicant(size="small")).amount) == "6.00"
    assert only(policy, applicant(size="medium")).failed_conditions == ("enough",)
    assert only(policy, applicant(size="large")).no_row


@pytest.mark.parametrize(("size", "expected"), [("small", "130.00"), ("medium", "100.00")])
def test_rows_may_aggregate(size: str, expected: str) -> None:
    """What a row computes is no value of the rows that do not match."""
    policy = clause(
        """\
        table:
          hit: unique
          inputs: {size: applicant.size}
          rules:
            - {id: a, when: {size: small}, then: {out: sum(orders.fee)}}
            - {id: b, when: {size: medium}, then: {out: max(orders.fee)}}
        amount: out
        """
    )
    orders = [{"id": "1", "fee": "100元"}, {"id": "2", "fee": "30元"}]
    assert money(only(policy, applicant(size=size, orders=orders)).amount) == expected
    assert only(policy, applicant(size="large", orders=orders)).no_row


# -- what no fact decides -----------------------------------------------------------------------------

SUBJECT = """\
eligibility:
  - {id: flag, test: applicant.flag}
amount: if applicant.decided = null then 5元 else applicant.decided
caps:
  - {id: most, limit: 5元, per: applicant}
subject_to: [inspection]
quota: {limit: 10, every: year, rank_by: applicant.money}
"""


def test_what_an_award_is_subject_to() -> None:
    policy = clause(SUBJECT, more="subject_to: [annual_budget]\n", basis="discretionary")
    open_ = only(policy, applicant(flag=True))
    assert open_.subject_to == ("inspection", "assessment", "quota", "annual_budget")
    assert only(policy, applicant(flag=True, decided="1元")).subject_to == ("inspection", "quota", "annual_budget")
    assert only(policy, applicant()).subject_to == ("inspection", "assessment", "quota", "annual_budget")
    assert only(policy, applicant(flag=False)).subject_to == ()
    assert only(policy, applicant("2028-01-01", flag=True)).subject_to == ()


def test_an_assessment_of_listed_items_is_awaited_too() -> None:
    policy = amount("sum(for o in orders return if o.decided = null then 1元 else o.decided)")
    open_ = only(policy, applicant(orders=[{"id": "1"}, {"id": "2", "decided": "5元"}]))
    assert (money(open_.amount), open_.subject_to) == ("6.00", ("assessment",))
    assert only(policy, applicant(orders=[{"id": "2", "decided": "5元"}])).subject_to == ()


# -- readings, stacking -------------------------------------------------------------------------------


def test_a_reading_chooses_between_two_ways() -> None:
    policy = amount(
        'if reading.way = "whole" then floor(applicant.money / 10元) * 1元 else applicant.money / 10',
        more="readings:\n  way:\n    question: 整\n    options: {whole: 整, part: 零}\n    default: whole\n",
    )
    facts = applicant(money="99元")
    assert [money(only(policy, facts, way).amount) for way in ({}, {"way": "whole"}, {"way": "part"})] == [
        "9.00",
        "9.00",
        "9.90",
    ]


def test_awards_of_one_kind_and_subject_share_one_deduction_in_the_order_of_clauses() -> None:
    second = CLAUSE.replace("id: one", "id: two") + "    amount: 100元\n"
    policy = clause(
        "amount: 60元\n",
        more=STACKING,
        others=second,
    )
    others = [{"category": "kind", "subject": "A", "policy": "p", "amount": "90元"}]
    found = awards(policy, applicant(other_policy_awards=others))
    assert [(money(a.amount), money(a.payable), money(a.deducted)) for a in found.values()] == [
        ("60.00", "0.00", "60.00"),
        ("100.00", "70.00", "30.00"),
    ]


def test_an_open_award_leaves_the_shared_deduction_open() -> None:
    second = CLAUSE.replace("id: one", "id: two") + "    amount: 100元\n"
    policy = clause(
        "eligibility:\n  - {id: flag, test: applicant.flag}\namount: 60元\n",
        more=STACKING,
        others=second,
    )
    others = [{"category": "kind", "subject": "A", "policy": "p", "amount": "90元"}]
    one, two = awards(policy, applicant(other_policy_awards=others)).values()
    assert (str(one.status), money(two.payable), two.provisional) == ("undetermined", "10.00", True)
    one, two = awards(policy, applicant(flag=False, other_policy_awards=others)).values()
    assert (str(one.status), money(two.payable), two.provisional) == ("ineligible", "10.00", False)


def test_a_condition_that_fails_for_now_does_not_hide_that_no_row_fits() -> None:
    policy = clause(
        """\
        eligibility:
          - id: some
            test: count(orders[counts]) >= 1
        table:
          hit: unique
          inputs: {size: applicant.size}
          rules:
            - id: little
              when: {size: small}
              then: {sum: 10元}
        amount: sum
        """
    )
    given = applicant(size="large", orders=[{"id": "O1"}])
    found = only(policy, given)
    assert (str(found.status), found.no_row, found.provisional) == ("ineligible", True, False)
