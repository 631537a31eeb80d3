"""Sums in other currencies: compared as they are, converted at a rate, unknown while the rate is."""

from __future__ import annotations

import textwrap

import pytest
from tests.evaluate.small import CLAUSE, HEAD, applicant
from tests.evaluate.support import load, money, only

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.loading import load_facts_source

FIELDS = """\
      paid: {type: money, currency: USD, min: 0美元}
      lent: {type: money, currency: HKD, by: year}
      fx: {type: number}
  orders:"""
LARGE = "eligibility: [{id: large, test: applicant.paid >= 3000万美元}]\n"
SHARE = "amount: convert(applicant.paid, applicant.fx) * 2%\n"
CAP = "caps: [{id: top, limit: 500万元, per: applicant}]\n"


def policy(body: str, currency: str = "CNY") -> LoadedPolicy:
    head = HEAD.replace("  orders:", FIELDS).replace("level: 市\n", f"level: 市\ncurrency: {currency}\n")
    head = head if currency == "CNY" else head.replace("min: 0元", "min: 0")
    return load(head + "clauses:\n" + CLAUSE + textwrap.indent(textwrap.dedent(body), "    "))


def codes(loaded: LoadedPolicy, facts: str) -> list[str]:
    reporter = Reporter()
    head = "policydsl: 1\nkind: facts\nas_of: 2026-03-01\n"
    load_facts_source(SourceFile("facts.yaml", head + facts), loaded.policy, reporter)
    return [one.code for one in reporter]


@pytest.mark.parametrize(
    ("paid", "fx", "status", "amount", "limited_by"),
    [
        ("3000万美元", 7, "eligible", "4200000.00", None),
        ("2999.999999万美元", 7, "ineligible", None, None),
        ("29999999.9999美元", 7, "ineligible", None, None),
        (30000000, 7, "eligible", "4200000.00", None),  # a bare figure is in the field's currency
        ("3000.0001万美元", 7.1052, "eligible", "4263120.14", None),  # rounded once, at the end
        ("1亿美元", 7.1, "eligible", "5000000.00", "top"),
    ],
)
def test_dollars_are_compared_and_converted(
    paid: object, fx: object, status: str, amount: str | None, limited_by: str | None
) -> None:
    award = only(policy(LARGE + SHARE + CAP), applicant(paid=paid, fx=fx))
    assert (str(award.status), money(award.amount), award.limited_by) == (status, amount, limited_by)


def test_without_the_rate_the_sum_is_unknown_and_the_rate_is_missing() -> None:
    award = only(policy(LARGE + SHARE + CAP), applicant(paid="3000万美元"))
    assert (str(award.status), award.amount, award.missing) == ("undetermined", None, ("applicant.fx",))


def test_a_rate_that_does_not_matter_is_not_asked_for() -> None:
    award = only(policy(LARGE + SHARE + CAP), applicant(paid="1000万美元"))
    assert (str(award.status), award.missing) == ("ineligible", ())


@pytest.mark.parametrize("rate", [0, -7.1])
def test_a_rate_is_above_zero(rate: float) -> None:
    award = only(policy(LARGE + SHARE), applicant(paid="3000万美元", fx=rate))
    assert (str(award.status), award.amount, len(award.failures)) == ("undetermined", None, 1)
    assert "汇率" in award.failures[0].reason.zh


def test_arguments_may_be_named_in_any_order() -> None:
    body = 'amount: "convert(rate: applicant.fx, amount: applicant.paid)"\n'
    assert money(only(policy(body), applicant(paid="100美元", fx=7)).amount) == "700.00"


def test_a_rate_of_a_hundred_units() -> None:
    body = "amount: convert(applicant.paid, applicant.fx / 100)\n"
    assert money(only(policy(body), applicant(paid="100美元", fx=710.52)).amount) == "710.52"


def test_a_figure_of_a_period_in_another_currency() -> None:
    loaded = policy("amount: convert(at(applicant.lent, year - 1), applicant.fx)\n")
    assert money(only(loaded, applicant(lent={"2025": "200港元"}, fx=0.92)).amount) == "184.00"
    award = only(loaded, applicant(lent={"2024": "200港元"}, fx=0.92))
    assert (str(award.status), award.missing) == ("undetermined", ("applicant.lent[2025]",))
    assert codes(loaded, "applicant: {id: A, lent: {2025: 200元}}\n") == ["F059"]


def test_a_policy_in_another_currency_grants_in_it() -> None:
    loaded = policy("amount: applicant.money * 10%\ncaps: [{id: top, limit: 50美元, per: applicant}]\n", "USD")
    prior = [{"clause": "one", "subject": "A", "year": 2025, "amount": "20美元"}]
    award = only(loaded, applicant(money="600美元", prior_awards=prior))
    assert (money(award.amount), award.limited_by) == ("30.00", "top")
    assert codes(loaded, "applicant: {id: A, money: 600元}\n") == ["F059"]
    text = "applicant: {id: A}\nprior_awards: [{clause: one, subject: A, year: 2025, amount: 20元}]\n"
    assert codes(loaded, text) == ["F059"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("600元", ["F059"]),
        ("600万港元", ["F059"]),
        ("1,000元", ["F059"]),
        ("600万美金", ["F012"]),
        ("1,000美元", ["F012"]),
        ("600万", ["F012"]),
        ("-1美元", ["F015"]),
        ("600 万美元", []),
        ("600", []),
        ("null", []),
    ],
)
def test_facts_in_dollars(written: str, expected: list[str]) -> None:
    assert (
        codes(
            policy(SHARE),
            f'applicant: {{id: A, paid: "{written}"}}\n'.replace('"600"', "600").replace('"null"', "null"),
        )
        == expected
    )
