"""Cases in which a query once gave other rows than the interpreter, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cohort.conftest import Document, Row, awards, policy_of

from policydsl.feel.values import Date

POLICY = """\
policydsl: 1
kind: policy
id: p
title: p
level: 市
in_force: {{from: 2025-01-01}}
rounding: {{to: 0.01元, mode: down}}
facts:
  applicant:
    fields:
      a: {{type: boolean}}
      b: {{type: boolean}}
      m: {{type: money, min: 0元}}
      s: {{type: text}}
  xs:
    item: x
    fields:
      q: {{type: boolean}}
      f: {{type: money, min: 0元}}
clauses:
  - id: k
    cite: '1'
    title: t
    departments: [d]
    category: c
    benefit: subsidy
    basis: ceiling
    eligibility:
      - {{id: one, test: "{one}"}}
      - {{id: two, test: "{two}"}}
    amount: "{amount}"
"""


def rows(folder: Path, **formulas: str) -> list[Row]:
    loaded = policy_of(
        POLICY.format(**{"one": "applicant.a", "two": "applicant.b", "amount": "applicant.m"} | formulas)
    )
    fast, batch = awards(loaded, folder, Date(2025, 6, 1), {}, one_by_one=False)
    slow, _ = awards(loaded, folder, Date(2025, 6, 1), {}, one_by_one=True)
    assert batch.queries.refused == ()
    assert fast == slow
    return fast


def company(id_: str, xs: Sequence[dict[str, Any]] = (), **facts: object) -> Document:
    items = [{"id": f"P{i}", **one} for i, one in enumerate(xs)]
    return {"applicant": {"id": id_, **facts}, **({"xs": items} if items else {})}


@pytest.mark.parametrize(
    ("two", "facts"),
    [
        ("if applicant.b then 1元 > 2元 else applicant.m < 0.01元", {"m": 5}),
        ("count(xs[q]) > 5", {}),
        ("sum(xs[q].f) > 100元", {}),
        ("not(sum(xs[q].f) <= 100元)", {}),
        ("2 ** (applicant.m / 1元) >= 30", {"m": 0.5}),
        ('upper case(applicant.s) = \\"STRASSE\\"', {"s": "Ａ"}),
        ("applicant.m / 3 * 3 = 1元", {"m": 1}),
        ("date(applicant.m / 1元, 1, 1) < as_of", {"m": 12345}),
        ("product(applicant.m / 1元, applicant.m / 1元, applicant.m / 1元) < 5", {"m": 9999999999999}),
    ],
    ids=[
        "a_choice_between_equals",
        "a_count",
        "a_sum",
        "a_sum_in_a_function",
        "a_power_that_is_left_open",
        "a_text_that_is_left_open",
        "a_quotient_at_a_border",
        "a_day_that_is_left_open",
        "a_product_that_is_left_open",
    ],
)
def test_every_condition_that_fails_is_named_where_facts_are_missing(
    csv_cohort: Callable[[Sequence[Document]], Path], two: str, facts: dict[str, object]
) -> None:
    items: list[dict[str, Any]] = [{"q": None, "f": 5}, {"q": True, "f": None}, {"q": False, "f": 3}]
    documents = [company(f"A{i}", items[:i], a=False, **facts) for i in range(4)]
    found = rows(csv_cohort(documents), two=two)
    assert [row[11] for row in found][0:1] == ["one two"]


@pytest.mark.parametrize("rate", ["30%", "3", "99.99"])
def test_a_choice_between_large_sums_may_be_multiplied(
    csv_cohort: Callable[[Sequence[Document]], Path], rate: str
) -> None:
    documents = [company(f"A{i}", a=True, b=bool(i)) for i in range(2)]
    amount = f"(if applicant.b then 1000万元 else 999999.99元) * {rate}"
    found = rows(csv_cohort(documents), two="applicant.b or applicant.a", amount=amount)
    assert [row[3] for row in found] == ["eligible"] * 2
