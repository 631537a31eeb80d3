"""Figures by period: what `at` and `earlier` give, and which period is missing where they give nothing."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import Any

import pytest
from tests.evaluate.support import Document, load, money, only, prepare

from policydsl.award import Award, Status
from policydsl.evaluate.outcomes import Special
from policydsl.model.unknown import UNKNOWN
from policydsl.workspace import LoadedPolicy

HEAD = """\
policydsl: 1
kind: policy
id: periods
title: 按期
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    fields:
      output: {type: money, by: year, since: 2021, min: 0元}
      tax: {type: money, by: quarter, since: 2024Q1}
      listed: {type: boolean, by: year}
      rating: {type: enum, values: {a: 甲, b: 乙}, by: year}
      founded: {type: number, whole: true}
      signed: {type: date}
      flag: {type: boolean}
  projects:
    item: project
    fields:
      sales: {type: money, by: year, since: 2023}
      start: {type: number, whole: true}
      done: {type: boolean}
clauses:
  - id: one
    cite: 一
    title: 一
    departments: [甲]
    benefit: reward
    basis: exact
"""
FIRST_TIME = "at(applicant.output, year - 1) >= 1亿元 and max(earlier(applicant.output, year - 1)) < 1亿元"
FIRST_TIME_EVERY = (
    "at(applicant.output, year - 1) >= 1亿元 and (every v in earlier(applicant.output, year - 1) satisfies v < 1亿元)"
)


def clause(body: str) -> LoadedPolicy:
    return load(HEAD + textwrap.indent(textwrap.dedent(body), "    "))


def when(formula: str) -> LoadedPolicy:
    return clause(f"eligibility:\n  - id: c\n    test: >-\n      {formula}\namount: 20万元\n")


def amount(formula: str) -> LoadedPolicy:
    return clause(f"amount: >-\n  {formula}\n")


def facts(as_of: str = "2025-10-01", projects: list[Document] | None = None, **given: Any) -> Document:
    return {
        "policydsl": 1, "kind": "facts", "as_of": as_of, "applicant": {"id": "A", **given}, "projects": projects or [],
    }  # fmt: skip


def missing(award: Award) -> list[str]:
    assert award.status is Status.UNDETERMINED
    assert not award.failures
    return list(award.missing)


@pytest.mark.parametrize("formula", [FIRST_TIME, FIRST_TIME_EVERY], ids=["max", "every"])
@pytest.mark.parametrize(
    ("output", "status"),
    [
        ({2021: "5000万元", 2022: "6000万元", 2023: "9999.99万元", 2024: "1亿元"}, Status.ELIGIBLE),
        ({2021: "5000万元", 2022: "6000万元", 2023: "1亿元", 2024: "1亿元"}, Status.INELIGIBLE),
        ({2021: "1亿元", 2022: "0元", 2023: "0元", 2024: "2亿元"}, Status.INELIGIBLE),
        ({2021: "5000万元", 2022: "6000万元", 2023: "9000万元", 2024: "9999.99万元"}, Status.INELIGIBLE),
    ],
)
def test_the_first_time_above_a_sum(formula: str, output: dict[int, str], status: Status) -> None:
    assert only(when(formula), facts(output=output)).status is status


def test_an_absent_period_is_unknown_and_named_by_its_year() -> None:
    given = {2021: "5000万元", 2023: "9000万元", 2024: "1.2亿元"}
    for formula in (FIRST_TIME, FIRST_TIME_EVERY):
        assert missing(only(when(formula), facts(output=given))) == ["applicant.output[2022]"]


def test_a_fact_left_out_is_missing_in_every_period_that_is_asked_for() -> None:
    assert missing(only(when(FIRST_TIME_EVERY), facts())) == [
        f"applicant.output[{year}]" for year in (2021, 2022, 2023, 2024)
    ]


def test_null_leaves_a_period_to_be_filled_in() -> None:
    found = only(amount("at(applicant.output, year - 1)"), facts(output={2024: None}))
    assert missing(found) == ["applicant.output[2024]"]


def test_one_figure_that_decides_makes_others_needless() -> None:
    found = only(when(FIRST_TIME_EVERY), facts(output={2022: "1亿元", 2024: "1.2亿元"}))
    assert (found.status, found.provisional) == (Status.INELIGIBLE, False)


def test_a_sum_needs_every_period() -> None:
    policy = amount("sum(earlier(applicant.output, year)) * 10%")
    assert missing(only(policy, facts(output={2021: "1元", 2022: "1元", 2024: "1元"}))) == ["applicant.output[2023]"]
    full = only(policy, facts(output={2021: "1元", 2022: "0元", 2023: "0.25元", 2024: "1.5元"}))
    assert money(full.amount) == "0.27"


def test_growth_over_last_year() -> None:
    policy = amount("max(at(applicant.output, year - 1) - at(applicant.output, year - 2), 0元) * 3%")
    assert money(only(policy, facts(output={2023: "9000万元", 2024: "1.2亿元"})).amount) == "900000.00"
    assert money(only(policy, facts(output={2023: "9000万元", 2024: "8000万元"})).amount) == "0.00"
    assert missing(only(policy, facts(output={2024: "1.2亿元"}))) == ["applicant.output[2023]"]


def test_the_year_is_that_of_the_day() -> None:
    policy, given = amount("at(applicant.output, year - 1)"), {2024: "1元", 2025: "2元"}
    assert money(only(policy, facts("2025-12-31", output=given)).amount) == "1.00"
    assert money(only(policy, facts("2026-01-01", output=given)).amount) == "2.00"


def test_quarters_in_both_spellings() -> None:
    policy = amount("at(applicant.tax, year - 1, 4) + sum(earlier(applicant.tax, year, 2))")
    tax = {"2024Q1": "1元", "2024-Q2": "2元", "2024Q3": "4元", "2024-Q4": "8元", "2025Q1": "16元"}
    assert money(only(policy, facts(tax=tax)).amount) == "39.00"
    del tax["2024-Q4"]
    assert missing(only(policy, facts(tax=tax))) == ["applicant.tax[2024Q4]"]


def test_figures_before_the_history_do_not_count() -> None:
    output = {2019: "5亿元", 2020: "5亿元", 2021: "1元", 2022: "1元", 2023: "1元", 2024: "1.2亿元"}
    assert only(when(FIRST_TIME), facts(output=output)).status is Status.ELIGIBLE


def test_a_formula_may_begin_elsewhere() -> None:
    policy = amount("sum(earlier(applicant.output, year, 2023)) + sum(earlier(applicant.tax, year, 1, 2024))")
    tax = {f"2024Q{quarter}": "1元" for quarter in (1, 2, 3, 4)}
    assert money(only(policy, facts(output={2023: "10元", 2024: "20元"}, tax=tax)).amount) == "34.00"
    own = amount("sum(earlier(applicant.output, year, applicant.founded))")
    assert money(only(own, facts(output={2024: "20元"}, founded=2024)).amount) == "20.00"
    assert missing(only(own, facts(output={2024: "20元"}))) == ["applicant.founded"]


def test_with_no_earlier_period_max_fails_and_every_holds() -> None:
    greatest = only(
        amount("max(earlier(applicant.output, applicant.founded, 2024))"), facts(founded=2024, output={2024: "1元"})
    )
    assert (greatest.status, len(greatest.failures)) == (Status.UNDETERMINED, 1)
    assert only(
        when("every v in earlier(applicant.output, applicant.founded, 2024) satisfies v < 1元"), facts(founded=2024)
    ).status is Status.ELIGIBLE  # fmt: skip
    nothing = amount("sum(earlier(applicant.output, applicant.founded, 2024)) + 1元")
    assert money(only(nothing, facts(founded=2020)).amount) == "1.00"


def test_a_period_that_a_missing_fact_decides() -> None:
    policy = amount("at(applicant.output, applicant.founded)")
    assert missing(only(policy, facts(output={2024: "1元"}))) == ["applicant.founded"]
    assert missing(only(policy, facts(output={2024: "1元"}, founded=2023))) == ["applicant.output[2023]"]


def test_a_period_that_an_open_count_decides_is_open_itself() -> None:
    """Known, yet a missing fact can change it: the figure is provisional."""
    policy = amount("at(applicant.output, year - count(projects[done]))")
    found = only(policy, facts(output={2024: "1元", 2025: "2元"}, projects=[{"id": "P1"}]))
    assert (money(found.amount), found.provisional, found.missing) == ("2.00", True, ("projects[P1].done",))


@pytest.mark.parametrize(
    "formula",
    [
        "at(applicant.output, applicant.founded / 2)",
        "at(applicant.output, applicant.founded * 10)",
        "at(applicant.tax, year, applicant.founded)",
        "sum(earlier(applicant.output, applicant.founded / 2))",
        "sum(earlier(applicant.output, year, applicant.founded / 2))",
    ],
)
def test_what_is_no_period_is_a_failure_and_no_missing_fact(formula: str) -> None:
    found = only(amount(formula), facts(founded=2023, output={2021: "1元"}))
    assert found.status is Status.UNDETERMINED
    assert len(found.failures) == 1
    assert found.missing == ()


def test_figures_of_items() -> None:
    policy = amount("sum(for p in projects[done] return at(p.sales, year - 1))")
    listed: list[Document] = [
        {"id": "P1", "done": True, "sales": {2024: "1元"}},
        {"id": "P2", "done": True, "sales": {2023: "1元"}},
        {"id": "P3", "done": False},
    ]
    assert missing(only(policy, facts(projects=listed))) == ["projects[P2].sales[2024]"]
    listed[1]["sales"][2024] = "2元"
    assert money(only(policy, facts(projects=listed)).amount) == "3.00"


def test_a_history_inside_of_a_list() -> None:
    policy = when("some p in projects satisfies every v in earlier(p.sales, year) satisfies v > 0元")
    both = [{"id": "P1", "sales": {2023: "0元"}}, {"id": "P2", "sales": {2023: "1元"}}]
    assert missing(only(policy, facts(projects=both))) == ["projects[P2].sales[2024]"]


def test_filters_of_a_history() -> None:
    policy = when("count(earlier(applicant.output, year, 2022)[item > 0元]) >= 2")
    assert only(policy, facts(output={2022: "1元", 2023: "0元", 2024: "2元"})).status is Status.ELIGIBLE
    assert only(policy, facts(output={2022: "0元", 2023: "0元", 2024: "2元"})).status is Status.INELIGIBLE
    open_ = only(policy, facts(output={2022: "0元", 2024: "2元"}))
    assert open_.missing == ("applicant.output[2023]",)
    assert open_.provisional or open_.status is Status.UNDETERMINED


def test_count_needs_every_period() -> None:
    policy = when("count(earlier(applicant.output, year, 2023)) = 2")
    assert missing(only(policy, facts(output={2024: "1元"}))) == ["applicant.output[2023]"]
    assert only(policy, facts(output={2023: "0元", 2024: "1元"})).status is Status.ELIGIBLE


def test_facts_of_other_types_by_period() -> None:
    policy = when('not(at(applicant.listed, year)) and at(applicant.rating, year - 1) in ("a", "b")')
    assert only(policy, facts(listed={2025: False}, rating={2024: "b"})).status is Status.ELIGIBLE
    assert only(policy, facts(listed={2025: True})).status is Status.INELIGIBLE
    assert missing(only(policy, facts(listed={2024: False}, rating={2024: "b"}))) == ["applicant.listed[2025]"]


def test_only_clauses_that_ask_for_a_period_take_the_slower_way() -> None:
    """Generated code reads no figures by period, and the other clauses keep theirs."""
    other = "  - id: two\n    cite: 二\n    title: 二\n    departments: [甲]\n    benefit: reward\n    basis: exact\n"
    text = HEAD + "    amount: at(applicant.output, year - 1)\n" + other + "    amount: applicant.founded * 1元\n"
    policy = load(text)
    ready = prepare(policy, facts(output={2024: "1元"}, founded=3))
    position = list(policy.policy.root.fields).index("output") + 1
    assert ready.applicant[position] == {2024: Decimal(1)}
    assert ready.whole[position] is UNKNOWN
    asks, other_code = policy.engine.evaluate(ready).codes
    assert isinstance(asks, Special)
    assert other_code == 300


def test_a_schedule_by_year_of_support() -> None:
    policy = clause(
        """\
        for_each: project
        let: {nth: year - project.start + 1}
        table:
          hit: unique
          inputs: {nth: nth}
          rules:
            - {id: first, when: {nth: 1}, then: {sum: 15万元}}
            - {id: second, when: {nth: 2}, then: {sum: 10万元}}
            - {id: third, when: {nth: 3}, then: {sum: 5万元}}
        amount: sum
        """
    )
    for start, granted in ((2025, "150000.00"), (2024, "100000.00"), (2023, "50000.00")):
        assert money(only(policy, facts(projects=[{"id": "P1", "start": start}])).amount) == granted
    for start in (2022, 2026):
        late = only(policy, facts(projects=[{"id": "P1", "start": start}]))
        assert (late.status, late.no_row) == (Status.INELIGIBLE, True)
    assert missing(only(policy, facts(projects=[{"id": "P1"}]))) == ["projects[P1].start"]


def test_the_year_is_that_of_the_day_that_governs() -> None:
    """A contract of 2025 asks for 2024 whenever it is claimed, and may ask for the year after."""
    policy = clause(
        "dated: applicant.signed\namount: at(applicant.output, year - 1) + at(applicant.output, year + 1)\n"
    )
    given = {2024: "1元", 2025: "2元", 2026: "4元"}
    assert money(only(policy, facts("2027-03-01", output=given, signed="2025-06-01")).amount) == "5.00"
    assert missing(only(policy, facts("2027-03-01", output={2024: "1元"}, signed="2025-06-01"))) == [
        "applicant.output[2026]"
    ]
    assert missing(only(policy, facts("2027-03-01", output=given))) == ["applicant.signed"]
