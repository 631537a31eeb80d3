"""What formulas give in a policy: aggregates, filters, dates, months, failures and their places."""

from __future__ import annotations

from typing import Any

import pytest
from tests.evaluate.small import amount, applicant, clause
from tests.evaluate.support import Document, money, only

ORDERS = [
    {"id": "O1", "fee": "100元", "rate": 2, "counts": True, "day": "2025-06-01"},
    {"id": "O2", "fee": "30元", "rate": 0.5, "counts": False, "day": "2026-06-01"},
    {"id": "O3", "fee": "7.5元", "rate": -1, "counts": True, "day": "2024-02-29"},
]
FACTS = applicant(
    orders=ORDERS, money="1000元", signed="-5元", number=3, flag=True, other=False, size="medium",
    founded="2024-02-29", granted="18个月",
)  # fmt: skip

CASES = [
    # aggregates over lists
    ("sum(orders.fee)", "137.50"),
    ("sum(orders[counts].fee)", "107.50"),
    ("sum(orders[item.counts].fee)", "107.50"),
    ("sum(orders[counts][fee > 10元].fee)", "100.00"),
    ("sum(orders[counts and item.fee > 10元].fee)", "100.00"),
    ("sum(for o in orders return o.fee * o.rate)", "207.50"),
    ("sum(for o in orders[counts] return if o.rate > 0 then o.fee else 0元)", "100.00"),
    ("sum(orders[fee > 1000元].fee)", "0.00"),
    ("max(orders.fee) - min(orders[counts].fee)", "92.50"),
    ("max(for o in orders return o.fee * o.rate)", "200.00"),
    ("count(orders) * 1元", "3.00"),
    ("count(orders[not(counts)]) * 1元", "1.00"),
    ("count(for o in orders return o.fee) * 1元", "3.00"),
    ("count(for o in orders[counts] return o.counts) * 1元", "2.00"),
    ("sum([1元, 2元, applicant.money])", "1003.00"),
    ("min(applicant.money, 10元, 20元)", "10.00"),
    ("max([applicant.money, 10元])", "1000.00"),
    # quantifiers, one in another
    ("if some o in orders satisfies o.fee = 30元 then 1元 else 2元", "1.00"),
    ("if every o in orders[counts] satisfies o.fee < 100元 then 1元 else 2元", "2.00"),
    ("if some a in orders satisfies every b in orders satisfies a.fee >= b.fee then 1元 else 2元", "1.00"),
    ("if every a in orders satisfies some b in orders satisfies b.fee > a.fee then 1元 else 2元", "2.00"),
    ("if some a in orders, b in orders satisfies a.fee + b.fee = 37.5元 then 1元 else 2元", "1.00"),
    ('if some o in orders[fee > applicant.signed] satisfies o.id = "O3" then 1元 else 2元', "1.00"),
    ("sum(for a in orders return count(orders[fee < a.fee]) * 1元)", "3.00"),
    ("if every o in orders[fee > 1000元] satisfies false then 1元 else 2元", "1.00"),
    # dates and durations
    ("if as_of - applicant.founded > 365天 then 1元 else 2元", "1.00"),
    ("(as_of - applicant.founded).days * 1元", "731.00"),
    ('if applicant.founded + 1年 = date("2025-02-28") then 1元 else 2元', "1.00"),
    ("if as_of >= 2026年3月1日 then 1元 else 2元", "1.00"),
    ("year * 1元", "2026.00"),
    ("(year - applicant.founded.year) * 1元", "2.00"),
    ("(as_of.month + as_of.day) * 1元", "4.00"),
    ("count(orders[day < as_of]) * 1元", "2.00"),
    ("if applicant.granted > 1年 then 1元 else 2元", "1.00"),
    ("applicant.granted.months * 1元", "6.00"),
    ("floor(applicant.granted / 5个月) * 1元", "3.00"),
    # comparisons of every kind
    ('if applicant.size in ["small", "medium"] then 1元 else 2元', "1.00"),
    ('if applicant.size = "large" or applicant.size = "small" then 1元 else 2元', "2.00"),
    ("if applicant.money in [1000元..2000元) then 1元 else 2元", "1.00"),
    ("if applicant.money in (1000元..2000元] then 1元 else 2元", "2.00"),
    ("if applicant.money in (< 5元, > 999元) then 1元 else 2元", "1.00"),
    ("if applicant.money between 0元 and 999.99元 then 1元 else 2元", "2.00"),
    ("if applicant.money ≥ 0.1万元 and applicant.number ≠ 2 then 1元 else 2元", "1.00"),
    ("if not(applicant.flag and applicant.other) then 1元 else 2元", "1.00"),
    ("if applicant.flag = applicant.other then 1元 else 2元", "2.00"),
    # money
    ("applicant.signed", "0.00"),
    ("applicant.signed * 2 + 10.009元", "0.00"),
    ("abs(applicant.signed)", "5.00"),
    ("-applicant.signed", "5.00"),
    ("applicant.money × 30% ÷ 7", "42.85"),
    ("(applicant.money / 3元) * 0.01元", "3.33"),
    ("floor(applicant.money / 300元) * 1元", "3.00"),
    ("round half up(applicant.money / 3, 2)", "333.33"),
    ("applicant.number ** 3 * 1元", "27.00"),
    # functions of lists that are written out, with more arguments after them; separators that are null
    ('if string join(["a", applicant.size], "-") = "a-medium" then 1元 else 2元', "1.00"),
    ('if string join(delimiter: "-", list: ["a", applicant.size]) = "a-medium" then 1元 else 2元', "1.00"),
    ('if string join(["a", applicant.size], null) = "amedium" then 1元 else 2元', "1.00"),
    ('if list contains(["small", "medium"], applicant.size) then 1元 else 2元', "1.00"),
    ("if list contains([1, 2], applicant.number) then 1元 else 2元", "2.00"),
    ('number("1,5", null, ",") * applicant.number * 1元', "4.50"),
    ("median([applicant.number, 1, 7]) * 1元", "3.00"),
    # what the department has not decided is null, not missing
    ("if applicant.decided = null then 8元 else applicant.decided", "8.00"),
    ("if applicant.passed != false then 1元 else 2元", "1.00"),
    ("if applicant.passed = true then 1元 else 2元", "2.00"),
    ("sum(for o in orders return if o.decided = null then 1元 else o.decided)", "3.00"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "expected"), CASES, ids=[case[0] for case in CASES])
def test_amount(formula: str, expected: str) -> None:
    award = only(amount(formula), FACTS)
    assert (str(award.status), money(award.amount), award.provisional) == ("eligible", expected, False)


FAILURES: list[tuple[str, Document, str, str]] = [
    ("applicant.money / applicant.number", {"money": "1元", "number": 0}, "applicant.money / applicant.number", "zero"),
    ("max(orders.fee)", {}, "max(orders.fee)", "nothing"),
    ("min(orders[counts].fee)", {"orders": ORDERS[1:2]}, "min(orders[counts].fee)", "nothing"),
    ("sum(orders[10 / rate > 1].fee)", {"orders": [{"id": "1", "fee": "1元", "rate": 0}]}, "10 / rate", "zero"),
    ("applicant.number ** 6000 * 1元", {"number": 100}, "applicant.number ** 6000", ""),
    ("applicant.money * 10 ** 30", {"money": "99999999999999元"}, "applicant.money * 10 ** 30", "beyond"),
    ("if applicant.founded + 999999999年 > as_of then 1元 else 2元", {"founded": "2025-01-01"}, "", "range"),
]


@pytest.mark.parametrize(("formula", "given", "place", "reason"), FAILURES, ids=[case[0] for case in FAILURES])
def test_a_failure_leaves_the_award_undetermined_and_has_a_place(
    formula: str, given: Document, place: str, reason: str
) -> None:
    award = only(amount(formula), applicant(**given))
    assert (str(award.status), award.amount, award.missing) == ("undetermined", None, ())
    (note,) = award.failures
    file, span = note.at.origin.file, note.at.origin.locate(note.at.span)
    assert place in file.text[span.start : span.end]
    assert reason in note.reason.en
    assert note.reason.zh


def test_a_failure_where_another_condition_decides_is_none() -> None:
    policy = clause(
        """\
        eligibility:
          - {id: ratio, test: applicant.money / applicant.number > 3元}
          - {id: flag, test: applicant.flag}
        amount: 1元
        """
    )
    facts: dict[str, Any] = {"money": "1元", "number": 0}
    refused = only(policy, applicant(**facts, flag=False))
    assert (str(refused.status), refused.failures, refused.failed_conditions) == ("ineligible", (), ("flag",))
    assert str(only(policy, applicant(**facts, flag=True)).status) == "undetermined"


@pytest.mark.parametrize(
    ("formula", "given"),
    [
        ("if applicant.number = 0 then 1元 else applicant.money / applicant.number", {"number": 0, "money": "5元"}),
        (
            "if applicant.flag and applicant.money / applicant.number > 1元 then 2元 else 1元",
            {"flag": False, "money": "5元", "number": 0},
        ),
        (
            "if applicant.flag or applicant.money / applicant.number > 1元 then 1元 else 2元",
            {"flag": True, "money": "5元", "number": 0},
        ),
        (
            "sum(for o in orders[rate != 0] return if 10 / o.rate > 1 then o.fee else 0元)",
            {"orders": [{"id": "1", "fee": "1元", "rate": 2}, {"id": "2", "fee": "9元", "rate": 0}]},
        ),
    ],
)
def test_a_part_that_is_not_asked_for_does_not_fail(formula: str, given: Document) -> None:
    award = only(amount(formula), applicant(**given))
    assert (str(award.status), money(award.amount), award.failures) == ("eligible", "1.00", ())


TERMS = [
    ("applicant.granted", 18),
    ("min(applicant.number * 1个月, 36个月)", 3),
    ("applicant.granted + 2年", 42),
    ("if applicant.flag then 3年 else 6个月", 36),
    ("applicant.number * 20个月", 60),
    ("max(applicant.granted, 1年)", 18),
]


@pytest.mark.parametrize(("formula", "months"), TERMS)
def test_term(formula: str, months: int) -> None:
    award = only(clause(f"term: {formula}\n"), FACTS)
    assert (str(award.status), award.term, award.amount, award.payable) == ("eligible", months, None, None)


def test_a_term_waits_for_its_facts() -> None:
    award = only(clause("term: min(applicant.number * 1个月, 36个月)\n"), applicant())
    assert (str(award.status), award.term, award.missing) == ("undetermined", None, ("applicant.number",))


DEEP = [
    "not(" * 90 + "applicant.flag" + ")" * 90,
    "(applicant.other or (applicant.flag and " * 45 + "applicant.flag" + "))" * 45,
    "applicant.flag = (" * 90 + "applicant.other" + ")" * 90,
    "applicant.money > " + " + ".join(["applicant.signed"] * 190),
    "as_of < applicant.founded" + " + 1天" * 190,
    "applicant.number < " + "if applicant.flag then applicant.number + 1 else (" * 60 + "0" + ")" * 60,
    "".join(f"some x{i} in orders satisfies (" for i in range(40)) + "x0.counts" + ")" * 40,
    "applicant.money > " + "".join(f"sum(for x{i} in orders return " for i in range(30)) + "x0.fee" + ")" * 30,
]


@pytest.mark.parametrize("test", DEEP, ids=[text[:30] for text in DEEP])
@pytest.mark.parametrize("known", [True, False])
def test_deep_formulas_are_evaluated(test: str, known: bool) -> None:
    """Deeper than Python's own limits on brackets, blocks and indents, which must not show."""
    policy = clause(f"eligibility:\n  - id: deep\n    test: >-\n      {test}\namount: 1元\n")
    facts = FACTS if known else applicant(orders=[{"id": "O1", "fee": "1元"}], money="1元")
    assert str(only(policy, {**facts, "orders": facts["orders"][:1]}).status) != "not_in_force"


def test_many_conditions_are_evaluated() -> None:
    lines = "".join(f"  - {{id: c{i}, test: applicant.money > {i}元}}\n" for i in range(150))
    policy = clause(f"eligibility:\n{lines}amount: 1元\n")
    assert str(only(policy, applicant(money="150元")).status) == "eligible"
    refused = only(policy, applicant(money="147.5元"))
    assert (str(refused.status), refused.failed_conditions) == ("ineligible", ("c148", "c149"))
