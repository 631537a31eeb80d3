"""The common block: conditions and lets that hold for every clause but those excepted, written and told once."""

from __future__ import annotations

import textwrap

import pytest
from tests.evaluate.small import CLAUSE, HEAD, applicant
from tests.evaluate.support import Document, awards, findings, load, money

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

TWO = (
    CLAUSE
    + "    amount: applicant.money\n"
    + CLAUSE.replace("id: one", "id: two").replace("title: 一", "title: 二")
    + "    amount: 100元\n"
)
LISTED = "{id: not_listed, test: not(applicant.flag)}"


def text(common: str, clauses: str = TWO) -> str:
    block = textwrap.indent(textwrap.dedent(common), "  ")
    return HEAD + f"common:\n{block}\nclauses:\n" + clauses


def told(common: str, clauses: str = TWO) -> list[str]:
    """What is found, each with its place."""
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text(common, clauses)), reporter)
    return [line.partition(":")[0] for line in findings(reporter)]


def statuses(common: str, facts: Document, clauses: str = TWO) -> dict[str, str]:
    return {right[0]: str(a.status) for right, a in awards(load(text(common, clauses)), facts).items()}


def test_a_common_condition_holds_for_every_clause() -> None:
    block = f"eligibility:\n  - {LISTED}"
    assert statuses(block, applicant(money="1元", flag=True)) == {"one": "ineligible", "two": "ineligible"}
    assert statuses(block, applicant(money="1元", flag=False)) == {"one": "eligible", "two": "eligible"}
    assert statuses(block, applicant(money="1元")) == {"one": "undetermined", "two": "undetermined"}


def test_but_not_for_those_excepted() -> None:
    block = f"eligibility:\n  - {LISTED}\nexcept: [two]"
    assert statuses(block, applicant(money="1元", flag=True)) == {"one": "ineligible", "two": "eligible"}


def test_common_conditions_come_first() -> None:
    own = TWO.replace(
        "    amount: 100元", "    eligibility:\n      - {id: other, test: applicant.other}\n    amount: 100元"
    )
    found = awards(load(text(f"eligibility:\n  - {LISTED}", own)), applicant(flag=True, other=False))
    assert found["two", "A"].failed_conditions == ("not_listed", "other")


def test_common_lets_are_names_in_every_clause() -> None:
    own = TWO.replace("amount: 100元", "amount: more + 1元").replace("amount: applicant.money", "amount: base")
    block = "let:\n  base: applicant.money * 2\n  more: base + 10元"
    found = awards(load(text(block, own)), applicant(money="5元"))
    assert [money(found[id_, "A"].amount) for id_ in ("one", "two")] == ["10.00", "21.00"]


def test_a_common_condition_may_use_a_common_let() -> None:
    block = "let:\n  base: applicant.money * 2\neligibility:\n  - {id: enough, test: base >= 10元}"
    assert statuses(block, applicant(money="4.99元")) == {"one": "ineligible", "two": "ineligible"}
    assert statuses(block, applicant(money="5元")) == {"one": "eligible", "two": "eligible"}


def test_only_what_a_clause_needs_is_computed_for_it() -> None:
    """A let that the clause does not name leaves it alone, even if it cannot be computed."""
    own = TWO.replace("amount: applicant.money", "amount: share * 100元")
    found = awards(load(text("let:\n  share: floor(1 / applicant.number)", own)), applicant(number=0))
    assert [str(found[id_, "A"].status) for id_ in ("one", "two")] == ["undetermined", "eligible"]


def test_an_excepted_clause_has_names_of_its_own() -> None:
    own = TWO.replace("amount: 100元", "let:\n      base: 7元\n    amount: base").replace(
        "amount: applicant.money", "amount: base"
    )
    found = awards(load(text("let:\n  base: applicant.money\nexcept: [two]", own)), applicant(money="5元"))
    assert [money(found[id_, "A"].amount) for id_ in ("one", "two")] == ["5.00", "7.00"]


ORDERS = TWO.replace(
    "    basis: exact\n    amount: applicant.money", "    basis: exact\n    for_each: order\n    amount: order.fee"
)
MISTAKES = [
    # what is common, the codes with their lines
    ("eligibility:\n  - {id: a, test: applicant.money}", ["T001 34"]),
    ("eligibility:\n  - {id: a, test: aplicant.flag}", ["N001 34"]),
    ("let:\n  base: applicant.mony\neligibility:\n  - {id: a, test: base > 0元}", ["N002 34"]),
    ("let:\n  a: b + 1元\n  b: a + 1元\neligibility:\n  - {id: a, test: b > 0元}", ["N008 34"]),
    ("let:\n  base: 5元", ["P021 34"]),
    ("let:\n  orders: 5元\neligibility:\n  - {id: a, test: orders > 0元}", ["N009 34"]),
    ("eligibility:\n  - {id: a, test: order.fee > 1元}", ["N085 34"]),
    ("let:\n  base: order.fee\neligibility:\n  - {id: a, test: base > 1元}", ["N085 34"]),
    ("eligibility:\n  - {id: a, test: applicant.flag}\nexcept: [tow]", ["N087 35"]),
    ("eligibility:\n  - {id: a, test: applicant.flag}\nexcept: [one, two]", ["N089 32"]),
    ("eligibility:\n  - {id: a, test: applicant.money >= 0元}", ["P100 34"]),
    ("eligibility:\n  - {id: a, test: applicant.money > 2元}\n  - {id: b, test: applicant.money < 1元}", ["P102 35"]),
    ("eligibility:\n  - {id: a, test: applicant.flag}\n  - {id: b, test: applicant.flag}", ["P043 35"]),
    ("eligibility:\n  - {id: a, test: applicant.flag}\n  - {id: a, test: applicant.other}", ["N014 35"]),
    ("eligibility:\n  - {id: a, test: applicant.money / applicant.number * 2 > 1元}", ["P020 34"]),
]


@pytest.mark.parametrize(("common", "expected"), MISTAKES, ids=[str(i) for i in range(len(MISTAKES))])
@pytest.mark.parametrize("clauses", [TWO, ORDERS], ids=["applicant", "item"])
def test_a_mistake_is_told_once(common: str, expected: list[str], clauses: str) -> None:
    assert told(common, clauses) == expected


def test_a_name_of_the_block_is_taken() -> None:
    own = TWO.replace(
        "amount: 100元", "eligibility:\n      - {id: not_listed, test: applicant.other}\n    amount: 100元"
    )
    assert [code[:4] for code in told(f"eligibility:\n  - {LISTED}", own)] == ["N086"]
    let = TWO.replace("amount: 100元", "let:\n      base: 1元\n    amount: base").replace("applicant.money", "base")
    assert [code[:4] for code in told("let:\n  base: applicant.money", let)] == ["N086"]


def test_a_variable_may_be_called_as_an_item() -> None:
    assert told("eligibility:\n  - {id: a, test: some order in orders satisfies order.fee > 1元}", ORDERS) == []


def test_a_clause_that_contradicts_what_is_common() -> None:
    own = TWO.replace(
        "amount: 100元", "eligibility:\n      - {id: poor, test: applicant.money < 1元}\n    amount: 100元"
    )
    found = told("eligibility:\n  - {id: rich, test: applicant.money > 2元}", own)
    assert [code[:4] for code in found] == ["P102"]
