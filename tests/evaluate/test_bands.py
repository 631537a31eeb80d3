"""Progressive tables: the part of the input within each band, at the band's own rate, added up."""

from __future__ import annotations

import pytest
from tests.evaluate.small import CLAUSE, HEAD, applicant, clause
from tests.evaluate.support import Document, evaluate, findings, money, only

from policydsl.award import Award
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

AREA = """
    table:
      hit: progressive
      inputs: {area: applicant.number}
      rules:
        - id: first
          when: {area: ≤ 500}
          then: {subsidy: 30元}
        - id: second
          when: {area: "(500..1000]"}
          then: {subsidy: 15元}
        - id: rest
          when: {area: "> 1000"}
          then: {subsidy: 0元}
    amount: subsidy
"""
SUMS = """
    table:
      hit: progressive
      inputs: {sum: applicant.signed}
      rules:
        - {id: first, when: {sum: "< 100元"}, then: {reward: 10%, points: 1}}
        - {id: rest, when: {sum: "≥ 100元"}, then: {reward: 5%, points: "if applicant.flag then 2 else 3"}}
    amount: reward + points
"""


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (0, "0.00"), (1, "30.00"), (499.5, "14985.00"), (500, "15000.00"), (500.01, "15000.15"), (1000, "22500.00"),
        (1000.5, "22500.00"), (10**6, "22500.00"), (-5, "0.00"),
    ],
)  # fmt: skip
def test_each_part_counts_at_its_own_price(area: float, expected: str) -> None:
    award = only(clause(AREA), applicant(number=area))
    assert (str(award.status), money(award.amount), award.row) == ("eligible", expected, None)


@pytest.mark.parametrize(
    ("given", "flag", "expected"),
    [("50元", None, "55.00"), ("100元", None, "110.00"), ("200元", True, "315.00"), ("200元", False, "415.00"),
     ("-20元", None, "0.00")],
)  # fmt: skip
def test_a_rate_is_asked_for_only_where_its_band_is_reached(given: str, flag: bool | None, expected: str) -> None:
    facts: Document = {"signed": given} | ({} if flag is None else {"flag": flag})
    award = only(clause(SUMS), applicant(**facts))
    assert (money(award.amount), award.provisional) == (expected, False)


def test_an_unknown_input_leaves_the_sum_unknown() -> None:
    award = only(clause(AREA), applicant())
    assert (str(award.status), award.missing) == ("undetermined", ("applicant.number",))


def test_an_unknown_rate_of_a_band_that_is_reached_does_so_too() -> None:
    award = only(clause(SUMS), applicant(signed="150元"))
    assert (str(award.status), award.missing) == ("undetermined", ("applicant.flag",))


def test_an_input_that_fails_leaves_the_award_undetermined() -> None:
    body = AREA.replace("area: applicant.number}", "area: floor(1 / applicant.number)}")
    award = only(clause(body), applicant(number=0))
    assert (str(award.status), len(award.failures)) == ("undetermined", 1)


def test_bands_may_end_at_parameters_that_change() -> None:
    more = "parameters:\n  end:\n    value: {2025-01-01: 500, 2026-01-01: 600}\n"
    body = AREA.replace("≤ 500", "≤ end").replace("(500..1000]", "(end..1000]")
    policy = clause(body, more=more)
    sums = [money(only(policy, applicant(day, number=700)).amount) for day in ("2025-12-31", "2026-01-01")]
    assert sums == ["18000.00", "19500.00"]


def test_a_condition_may_ask_for_the_sum_of_bands() -> None:
    policy = clause(AREA + "    eligibility:\n      - {id: enough, test: subsidy >= 300元}\n")
    assert [str(only(policy, applicant(number=n)).status) for n in (9, 10)] == ["ineligible", "eligible"]


def test_rates_may_aggregate() -> None:
    body = AREA.replace("15元", '"sum(orders[counts].fee)"')
    orders = [{"id": "1", "fee": "3元", "counts": True}, {"id": "2", "fee": "4元", "counts": False}]
    assert money(only(clause(body), applicant(number=600, orders=orders)).amount) == "15300.00"


def reached(award: Award) -> list[str]:
    assert award.trace is not None
    return [id_ for id_ in ("first", "second", "rest") if award.trace.value("row", id_) is True]


def test_the_trace_tells_the_bands_that_are_reached() -> None:
    for area, bands in ((0, []), (500, ["first"]), (501, ["first", "second"]), (1001, ["first", "second", "rest"])):
        (award,) = evaluate(clause(AREA), applicant(number=area)).awards
        assert reached(award) == bands


MISTAKES = [
    # what is changed in AREA, by what, the codes
    ("(500..1000]", "[500..1000]", ["D035"]),
    ("(500..1000]", "(400..1000]", ["D035"]),
    ("(500..1000]", "(500..1000)", ["D036"]),
    ("(500..1000]", "(600..1000]", ["D036"]),
    ("(500..1000]", "[501..1000]", ["D036"]),
    ("(500..1000]", "(500..applicant.number]", ["D034"]),
    ("≤ 500", '"(100..500]"', ["D036"]),
    ("≤ 500", '"[0..500]"', []),
    ("≤ 500", '"(0..500]"', []),
    ("≤ 500", '"not(> 500)"', ["D034"]),
    ("≤ 500", '["< 300", "[300..500]"]', ["D034"]),
    ("≤ 500", '"500"', ["D034"]),
    ("≤ 500", '"[-10..500]"', ["D034"]),
    ("> 1000", "(1000..2000]", ["D036"]),
    ("when: {area: ≤ 500}", "when: {}", ["D034"]),
    ("{area: applicant.number}", "{area: applicant.number, size: applicant.size}", ["D037"]),
    ("then: {subsidy: 15元}", "then: {subsidy: 15%}", ["T008"]),
    ("hit: progressive", "hit: progressive\n      aggregate: sum", ["D003"]),
]


def told(body: str) -> list[str]:
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", HEAD + "clauses:\n" + CLAUSE + body), reporter)
    return [line[:4] for line in findings(reporter)]


@pytest.mark.parametrize(("old", "new", "codes"), MISTAKES)
def test_what_is_no_series_of_bands(old: str, new: str, codes: list[str]) -> None:
    assert AREA.count(old) == 1
    assert told(AREA.replace(old, new)) == codes


def test_sums_are_counted_at_rates_and_not_at_prices() -> None:
    prices = (
        SUMS.replace("10%", "10元")
        .replace("5%", "5元")
        .replace("points: 1", "points: 2%")
        .replace('"if applicant.flag then 2 else 3"', "1%")
    )
    assert told(prices) == ["T075"]
    assert "T076" in told(AREA.replace("applicant.number", "applicant.founded"))


def test_nothing_beyond_the_greatest_value_of_the_fact_needs_a_band() -> None:
    head = HEAD.replace("number: {type: number}", "number: {type: number, min: 0, max: 1000}")
    body = AREA.replace(AREA[AREA.index("        - id: rest") : AREA.index("    amount:")], "")
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", head + "clauses:\n" + CLAUSE + body), reporter)
    assert findings(reporter) == []
