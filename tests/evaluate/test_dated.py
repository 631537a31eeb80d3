"""The day that governs a clause: an expense of 2027 claimed in 2028 keeps its right."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from tests.evaluate.support import Document, evaluate, findings, load

from policydsl.award import Award, Status
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.library import Library, open_library

HEAD = """
policydsl: 1
kind: policy
id: p
title: 示例
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    label: 申报主体
    fields:
      certified: {type: boolean, label: 已认定}
      listed_on: {type: date, label: 上市日}
  purchases:
    item: purchase
    label: 采购
    fields:
      fee: {type: money, min: 0元, label: 费用}
      signed_on: {type: date, label: 签订日}
parameters:
  rate: {value: {2025-01-01: 30%, 2026-07-01: 20%}, label: 比例}
"""
CLAUSE = """
clauses:
  - id: voucher
    cite: 一
    title: 算力券
    departments: [市工信局]
    category: compute
    for_each: purchase
    benefit: voucher
    basis: ceiling
    amount: purchase.fee * rate
    caps:
      - {id: yearly, limit: 100万元, per: applicant, every: year}
"""


def policy(extra: str = "", *, head: str = HEAD, clause: str = CLAUSE) -> LoadedPolicy:
    return load(head + clause.rstrip("\n") + "\n" + textwrap.indent(textwrap.dedent(extra), "    "))


def purchases(*given: tuple[str, str | None], as_of: str = "2028-02-01", **more: Any) -> Document:
    items = [
        {"id": f"P{i}", "fee": fee, **({} if day is None else {"signed_on": day})} for i, (fee, day) in enumerate(given)
    ]
    return {"policydsl": 1, "kind": "facts", "as_of": as_of, "applicant": {"id": "A"}, "purchases": items, **more}


def found(loaded: LoadedPolicy, facts: Document) -> list[tuple[str, str | None, bool]]:
    return [(str(a.status), None if a.amount is None else str(a.amount), a.provisional) for a in told(loaded, facts)]


def told(loaded: LoadedPolicy, facts: Document) -> tuple[Award, ...]:
    return evaluate(loaded, facts).awards


DATED = "dated: purchase.signed_on"


def test_an_expense_within_the_time_in_force_keeps_its_right_after_it() -> None:
    assert found(policy(DATED), purchases(("10万元", "2027-12-31"))) == [("eligible", "20000.00", False)]
    assert found(policy(), purchases(("10万元", "2027-12-31"))) == [("not_in_force", None, False)]


@pytest.mark.parametrize("day", ["2024-12-31", "2028-01-01"])
def test_an_expense_outside_the_time_in_force_has_none(day: str) -> None:
    assert found(policy(DATED), purchases(("10万元", day))) == [("not_in_force", None, False)]


def test_parameters_are_those_of_the_day() -> None:
    both = told(policy(DATED), purchases(("10万元", "2026-06-30"), ("10万元", "2026-07-01")))
    assert [award.amount for award in both] == [30_000, 20_000]


def test_a_day_that_is_not_known_leaves_it_open() -> None:
    (award,) = told(policy(DATED), purchases(("10万元", None)))
    assert award.status is Status.UNDETERMINED
    assert award.missing == ("purchases[P0].signed_on",)


def test_yearly_caps_count_by_the_year_of_the_day() -> None:
    facts = purchases(("400万元", "2025-05-01"), ("400万元", "2026-05-01"), ("400万元", "2025-06-01"))
    assert found(policy(DATED), facts) == [
        ("eligible", "1000000.00", False), ("eligible", "1000000.00", False), ("eligible", "0", False),
    ]  # fmt: skip


def test_earlier_awards_count_by_the_year_of_the_day() -> None:
    prior = [{"clause": "voucher", "subject": "P9", "year": 2026, "amount": "60万元"}]
    facts = purchases(("400万元", "2025-05-01"), ("400万元", "2026-05-01"), prior_awards=prior)
    assert [a.amount for a in told(policy(DATED), facts)] == [1_000_000, 400_000]


def test_an_item_of_an_unknown_day_leaves_every_year_open() -> None:
    facts = purchases(("400万元", "2025-05-01"), ("1万元", None), ("400万元", "2026-05-01"))
    assert [x[2] for x in found(policy(DATED), facts)] == [False, False, True]


def test_year_is_that_of_the_day() -> None:
    clause = CLAUSE.replace(
        "purchase.fee * rate", "if year = 2026 then 1元 else if as_of.year = 2028 then 2元 else 3元"
    )
    facts = purchases(("1元", "2026-01-01"), ("1元", "2027-01-01"))
    assert [a.amount for a in told(policy(DATED, clause=clause), facts)] == [1, 2]


# ---- the claim window

WITHIN = "dated: purchase.signed_on\nclaim: {within: 6个月}"


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2027-08-30", "ineligible"), ("2027-08-31", "eligible"),
        ("2028-02-29", "eligible"), ("2028-03-01", "ineligible"),
    ],
)  # fmt: skip
def test_within_some_months_of_the_day(as_of: str, status: str) -> None:
    (award,) = told(policy(WITHIN), purchases(("1万元", "2027-08-31"), as_of=as_of))
    assert award.status == status
    assert award.failed_conditions == (("claim",) if status == "ineligible" else ())


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2027-12-31", "ineligible"), ("2028-01-01", "eligible"),
        ("2028-03-31", "eligible"), ("2028-04-01", "ineligible"),
    ],
)  # fmt: skip
def test_a_window_of_the_year_after(as_of: str, status: str) -> None:
    window = "dated: purchase.signed_on\nclaim: {from: 'date(year + 1, 1, 1)', until: 'date(year + 1, 3, 31)'}"
    (award,) = told(policy(window), purchases(("1万元", "2027-08-31"), as_of=as_of))
    assert award.status == status


def test_a_window_without_a_day_of_its_own() -> None:
    window = "claim: {until: 2027-06-30}"
    assert found(policy(window), purchases(("1元", None), as_of="2027-06-30"))[0][0] == "eligible"
    assert found(policy(window), purchases(("1元", None), as_of="2027-07-01"))[0][0] == "ineligible"
    assert found(policy(window), purchases(("1元", None), as_of="2028-07-01"))[0][0] == "not_in_force"


def test_a_window_that_is_over_needs_no_day_but_the_status_may_change() -> None:
    window = "dated: purchase.signed_on\nclaim: {until: 2027-06-30}"
    (award,) = told(policy(window), purchases(("1元", None)))
    assert (award.status, award.provisional, award.missing) == ("ineligible", True, ("purchases[P0].signed_on",))


def test_a_window_that_counts_from_a_fact_that_is_not_known() -> None:
    window = "dated: purchase.signed_on\nclaim: {within: 1年, of: applicant.listed_on}"
    (award,) = told(policy(window), purchases(("1元", "2027-01-01")))
    assert (award.status, award.missing) == ("undetermined", ("applicant.listed_on",))


# ---- amendments

AMENDMENT = """
policydsl: 1
kind: amendment
id: {id}
amends: p
effective: {{from: {day}}}
changes:
"""


def library(tmp_path: Path, text: str, *amendments: tuple[str, str]) -> Library:
    (tmp_path / "policy.yaml").write_text(text, encoding="utf-8")
    for i, (day, changes) in enumerate(amendments):
        head = AMENDMENT.format(id=f"a{i}", day=day).lstrip()
        (tmp_path / f"a{i}.yaml").write_text(head + textwrap.indent(textwrap.dedent(changes).strip(), "  "), "utf-8")
    reporter = Reporter()
    found = open_library(str(tmp_path), reporter)
    assert found is not None, findings(reporter)
    return found


def on(library: Library, day: str) -> LoadedPolicy:
    reporter = Reporter()
    loaded = library.on(Date(*map(int, day.split("-"))), reporter)
    assert loaded is not None, findings(reporter)
    return loaded


DATED_TEXT = HEAD + CLAUSE + "    dated: purchase.signed_on\n    claim: {within: 1年}\n"


def test_the_text_is_that_of_the_day(tmp_path: Path) -> None:
    changes = "- {set: clauses.voucher.amount, was: purchase.fee * rate, to: purchase.fee * 5%}"
    loaded = on(library(tmp_path, DATED_TEXT, ("2027-07-01", changes)), "2028-02-01")
    facts = purchases(("100元", "2027-06-30"), ("100元", "2027-07-01"))
    assert [a.amount for a in told(loaded, facts)] == [20, 5]


def test_the_window_is_that_of_today(tmp_path: Path) -> None:
    changes = "- {set: clauses.voucher.claim.within, was: 1年, to: 1个月}"
    loaded = on(library(tmp_path, DATED_TEXT, ("2028-01-01", changes)), "2028-02-01")
    facts = purchases(("100元", "2027-12-31"), ("100元", "2028-01-01"))
    assert [str(a.status) for a in told(loaded, facts)] == ["ineligible", "not_in_force"]


def test_a_clause_that_is_gone_still_serves_its_time(tmp_path: Path) -> None:
    texts = library(tmp_path, DATED_TEXT + OTHER, ("2027-07-01", "- {remove: clauses.voucher, was_title: 算力券}"))
    facts = purchases(("100元", "2027-06-30"), ("100元", "2027-07-01"), ("100元", "2026-06-30"), as_of="2027-08-01")
    rows_ = {a.subject: a for a in told(on(texts, "2027-08-01"), facts) if a.clause.id == "voucher"}
    assert [str(a.status) for a in rows_.values()] == ["eligible", "not_in_force", "ineligible"]
    assert rows_["P0"].amount == 20


OTHER = """
  - id: other
    cite: 二
    title: 其他
    departments: [市工信局]
    benefit: service
"""


def test_a_list_that_went_with_its_clause_can_still_be_given(tmp_path: Path) -> None:
    changes = "- {remove: clauses.voucher, was_title: 算力券}\n- {remove: facts.purchases}\n- {remove: parameters.rate}"
    texts = library(tmp_path, DATED_TEXT + OTHER, ("2027-07-01", changes))
    facts = purchases(("100元", "2027-06-30"), as_of="2027-08-01")
    (award,) = [a for a in told(on(texts, "2027-08-01"), facts) if a.clause.id == "voucher"]
    assert award.amount == 20
