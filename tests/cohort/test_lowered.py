"""Each construct is lowered to SQL, decides awards there, and gives what the interpreter gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cohort.conftest import awards, policy_of, write_csv
from tests.cohort.random_cohorts import random_cohort
from tests.evaluate.random_policies import BY_PERIOD, PARAMETERS

from policydsl.cohort.engines.engine import results_of
from policydsl.feel.values import Date
from policydsl.workspace import LoadedPolicy

Clause = dict[str, Any]
SIZE = 150
DAY = Date(2026, 1, 1)
BASE: Clause = {
    "id": "k", "cite": "1", "title": "t", "departments": ["d"], "category": "one", "benefit": "subsidy",
    "basis": "ceiling",
}  # fmt: skip
ITEM: Clause = {"for_each": "x", "amount": "x.f"}


def table(hit: str, outputs: list[str], **more: object) -> Clause:
    whens = [{"kind": "x"}, {"kind": "y", "sum": "> 10元"}, {"sum": "≥ 50元"}]
    rules = [
        {"id": f"r{i}", "when": when, "then": {"out": out}}
        for i, (when, out) in enumerate(zip(whens, outputs, strict=True))
    ]
    inputs = {"kind": "applicant.e1", "sum": "applicant.m1"}
    return {"hit": hit, "inputs": inputs, "rules": rules} | more


def asked(test: str) -> Clause:
    return {"eligibility": [{"id": "c", "test": test}], "amount": "100元"}


def capped(*caps: Clause, **more: object) -> Clause:
    return ITEM | {"caps": [{"id": f"l{i}", **cap} for i, cap in enumerate(caps)]} | more


SUMS = ["applicant.m1", "applicant.m2 * 2", "33.33元"]
OWN, OWN_YEARLY = {"limit": "100元", "per": "x"}, {"limit": "60元", "per": "x", "every": "year"}
SHARED, SHARED_YEARLY = {"limit": "150元", "per": "applicant"}, {"limit": "120元", "per": "applicant", "every": "year"}
EIGHTH, SIXTEENTH = {"limit": "x.f / 8", "per": "x"}, {"limit": "applicant.m2 / 16", "per": "x"}
DATED: Clause = {"dated": "x.d", "for_each": "x", "amount": "x.f * rate"}
CASES: dict[str, Clause] = {
    "least": asked("min(xs.f) > 10元"),
    "greatest": {"amount": "max(for w in xs[q] return w.f * 30%)"},
    "least_negative": {"amount": "-min(for w in xs return w.g * -2)"},
    "first_day": asked("min(xs[q].d) < date(2025, 12, 31)"),
    "last_day": asked("max(xs.d) >= as_of - 12个月"),
    "months_added": {"term": "max(xs.t)"},
    "members_like_the_item": ITEM | {"amount": "sum(xs[e = x.e].f) - x.f"},
    "some_like_the_item": ITEM | {"eligibility": [{"id": "c", "test": "some w in xs satisfies w.f > x.f and w.q"}]},
    "quotient": {"amount": "applicant.m1 * 30% / applicant.n2"},
    "quotient_by_three": {"amount": "applicant.m1 / 3"},
    "quotient_of_quotient": {"amount": "applicant.m1 / applicant.n2 / 12"},
    "quotient_and_sum": {"amount": "applicant.m1 / applicant.n2 + applicant.m2"},
    "quotient_of_signs": asked("applicant.signed / applicant.n1 < 20元"),
    "quotient_let": {"let": {"share": "applicant.m1 / applicant.m2"}} | asked("share >= 50% and share != 2"),
    "quotients_compared": asked("applicant.m1 / applicant.m2 > applicant.m2 / applicant.m1"),
    "quotient_bounded": {"amount": "min(applicant.m1 / applicant.n2, 20元)"},
    "steps": {"amount": "floor(applicant.m1 / applicant.m2) * 10元"},
    "rounded_quotient": {"amount": "round half up(applicant.m1 / applicant.w1, 0)"},
    "months_by_months": asked("applicant.t1 / 7个月 >= 1.5"),
    "parts_of_months": asked("applicant.t1.years >= 1 and applicant.t1.months < 7"),
    "size": {"amount": "abs(applicant.signed)"},
    "mean": {"amount": "mean([applicant.m1, applicant.m2, 10元])"},
    "later_by_months": asked("applicant.d1 + 12个月 <= as_of"),
    "later_by_a_fact": asked("applicant.d1 + applicant.t1 > as_of"),
    "earlier_by_days": asked("as_of - 30天 >= applicant.d1"),
    "days_between": asked("as_of - applicant.d1 >= 30天"),
    "count_of_days": {"amount": "(as_of - applicant.d1).days * 1元"},
    "months_between": asked("years and months duration(applicant.d1, as_of) >= 6个月"),
    "weekday": asked("applicant.d1.weekday < 4"),
    "days_in_range": asked("applicant.d1 in [date(2024, 3, 1)..date(2025, 12, 31))"),
    "text_contains": asked('contains(applicant.s1, "甲")'),
    "text_starts": asked('starts with(applicant.s1, "甲") or ends with(applicant.s1, "b")'),
    "text_length": asked("string length(applicant.s1) = 2"),
    "text_among": asked('applicant.s1 in ("甲", "a\'b")'),
    "text_order": asked('applicant.s1 < "甲乙"'),
    "collect_sum": {"table": table("collect", SUMS, aggregate="sum"), "amount": "out"},
    "collect_least": {"table": table("collect", SUMS, aggregate="min"), "amount": "out"},
    "collect_greatest": {"table": table("collect", SUMS, aggregate="max"), "amount": "out"},
    "collect_count": {"table": table("collect", SUMS, aggregate="count"), "amount": "out * 10元"},
    "table_asked": {"table": table("first", SUMS)} | asked("out > 50元"),
    "collection_asked": {"table": table("collect", SUMS, aggregate="sum")} | asked("out > 50元"),
    "cap_that_may_be_exceeded": {"amount": "applicant.m1", "caps": [
        {"id": "l", "limit": "50元", "may_exceed": "applicant.b1", "per": "applicant"},
    ]},
    "case_by_case": {"basis": "case_by_case", "caps": [
        {"id": "l", "limit": "applicant.m1", "when": "applicant.b1", "per": "applicant"},
    ]},
    "caps_of_parts_of_a_fen": capped(EIGHTH, SIXTEENTH, OWN),
    "parts_of_a_fen_then_shared": capped(EIGHTH, SHARED, SIXTEENTH, OWN_YEARLY),
    "several_caps_with_earlier_awards": capped(OWN, OWN_YEARLY, {"limit": "80元", "per": "x"}),
    "caps_when_with_earlier_awards": capped(
        {"limit": "50元", "per": "x", "when": "x.q"}, {"limit": "40元", "per": "x", "when": "x.r"}, OWN
    ),
    "shared_then_own": capped(SHARED, {"limit": "45元", "per": "x", "every": "year", "when": "x.q"}),
    "two_shared": capped(SHARED, SHARED_YEARLY, OWN_YEARLY),
    "shared_by_a_let": capped({"limit": "most", "per": "applicant"}, let={"most": "applicant.m1 * 2"}),
    "whole_yuan_with_earlier_awards": capped(OWN, rounding={"to": "1元", "mode": "up"}),
    "whole_yuan_shared": capped(SHARED, rounding={"to": "1元", "mode": "down"}),
    "dated": DATED,
    "dated_by_year": DATED | {"amount": "if year = 2026 then x.f else x.g"},
    "dated_with_caps": DATED | {"caps": [{"id": "l", "limit": "30元", "per": "x", "every": "year"}]},
    "dated_with_a_shared_cap": DATED | {"caps": [{"id": "l", "limit": "90元", "per": "applicant", "every": "year"}]},
    "dated_by_a_choice": DATED | {"dated": "if x.q then x.d else as_of"},
    "claim": DATED | {"claim": {"within": "6个月"}, "eligibility": [{"id": "c", "test": "x.q"}]},
    "claim_of_another_day": ITEM | {"claim": {"within": "12个月", "of": "x.d", "until": "2026-06-30"}},
    "claim_until": DATED | {"claim": {"from": "date(year, 1, 1)", "until": "date(year + 1, 3, 31)"}},
    "period": {"amount": "at(applicant.hm, year - 1) * 10%"},
    "growth": {"amount": "(at(applicant.hm, year - 1) - at(applicant.hm, year - 2)) * 50%"},
    "growth_share": asked(
        "(at(applicant.hm, year - 1) - at(applicant.hm, year - 2)) / at(applicant.hm, year - 2) >= 20%"
    ),
    "period_of_a_fact": {"amount": "at(applicant.hm, applicant.d1.year)"},
    "quarter": asked("at(applicant.hn, 2025, 4) > at(applicant.hn, 2025, 3)"),
    "truth_of_a_period": asked("at(applicant.hb, year - 1)"),
    "most_so_far": {"amount": "max(earlier(applicant.hm, year))"},
    "sum_so_far": {"amount": "sum(earlier(applicant.hm, year)[item > 10元])"},
    "count_so_far": {"amount": "count(earlier(applicant.hm, year)[item > 10元]) * 10元"},
    "every_so_far": asked("every h in earlier(applicant.hm, year) satisfies h >= 0.005元"),
    "some_quarter": asked("some h in earlier(applicant.hn, year, 1) satisfies h > 1"),
    "since_a_fact": {"amount": "sum(earlier(applicant.hm, year, applicant.d1.year))"},
    "figures_of_items": ITEM | {"amount": "max(earlier(x.ym, year, 2024))"},
    "figures_of_members": asked("some w in xs satisfies at(w.ym, year - 1) > 10元"),
    "shares_of_earlier_figures": {"amount": "sum(for h in earlier(applicant.hm, year) return h * rate)"},
}  # fmt: skip


NAMES = sorted(CASES)
TOGETHER = [NAMES[i : i + 15] for i in range(0, len(NAMES), 15)]  # clauses of one policy, to save time


@pytest.mark.parametrize("names", TOGETHER, ids=lambda names: names[0])
def test_each_construct_is_decided_by_a_query(names: list[str], tmp_path: Path) -> None:
    policy = policy_with([BASE | {"id": name} | CASES[name] for name in names])
    rng = random.Random(names[0])  # noqa: S311  (cases that come back the same)
    folder = write_csv(tmp_path, random_cohort(rng, policy.policy, SIZE, odd=0, by_period=DAY.iso()))
    fast, batch = awards(policy, folder, DAY, {}, one_by_one=False)
    slow, _ = awards(policy, folder, DAY, {}, one_by_one=True)
    assert fast == slow
    assert batch.queries.refused == ()
    seen = {}
    for frame in batch.queries.frames:
        for clause in frame.clauses:
            relation = batch.db.table(f'"{results_of(frame)}"')
            column = f'"{frame.name("status", clause)}"'
            found = dict(relation.aggregate(f"{column}, count(*)", column).fetchall())
            told = sum(count for code, count in found.items() if code is not None)
            seen[clause.clause.id] = found.get(1, 0) >= SIZE / 20 and told >= SIZE / 4
    assert seen == dict.fromkeys(names, True)


def policy_with(clauses: list[Clause], facts: Clause = BY_PERIOD) -> LoadedPolicy:
    document = {
        "policydsl": 1, "kind": "policy", "id": "p", "title": "p", "level": "市",
        "in_force": {"from": "2025-01-01", "until": "2026-12-31"}, "rounding": {"to": "0.01元", "mode": "down"},
        "facts": facts, "parameters": PARAMETERS, "clauses": clauses,
        "stacking": [
            {"id": "s", "cite": "s", "rule": "highest", "same": ["category", "subject"], "across": "policies"}
            | {"settle": "difference"}
        ],
    }  # fmt: skip
    return policy_of(yaml.dump(document, allow_unicode=True, sort_keys=False, width=10**6))
