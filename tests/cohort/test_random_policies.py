"""Queries and the interpreter give the same rows for any policy, whether SQL can say its clauses or not."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from tests.cohort.conftest import awards, policy_of, write_csv
from tests.cohort.constructs import ALL, constructs
from tests.cohort.random_cohorts import random_cohort
from tests.evaluate.period_formulas import PERIOD_FIELDS
from tests.evaluate.random_policies import BOUNDED, DEEP, policies

from policydsl.cohort.sql.queries import Known, queries
from policydsl.feel.values import Date

SIZE = 40
SEEDS = st.integers(0, 2**32 - 1)
DAYS = st.sampled_from([Date(2025, 6, 1), Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 12, 31), Date(2027, 1, 1)])
POLICIES = st.one_of(
    policies(plain=True), policies(plain=True), policies(plain=True, dated=True), policies(by_period=True), policies()
)
FEWER = BOUNDED if DEEP else settings(BOUNDED, max_examples=10)  # a run of a cohort takes half a second


@pytest.mark.usefixtures("deep_stack")
@given(text=POLICIES, seed=SEEDS, day=DAYS)
@FEWER
def test_random_policies(text: str, seed: int, day: Date) -> None:
    same_rows(text, seed, day)


@pytest.mark.usefixtures("deep_stack")
@given(text=policies(plain=True, joint=True), seed=SEEDS, day=DAYS)
@FEWER
def test_random_policies_with_rules_over_several_awards(text: str, seed: int, day: Date) -> None:
    same_rows(text, seed, day)


def same_rows(text: str, seed: int, day: Date) -> None:
    policy = policy_of(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    by_period = day.iso() if "by: year" in text else ""
    with TemporaryDirectory() as folder:
        cohort = write_csv(Path(folder), random_cohort(rng, policy.policy, SIZE, by_period=by_period))
        fast, _ = awards(policy, cohort, day, {}, one_by_one=False)
        slow, _ = awards(policy, cohort, day, {}, one_by_one=True)
    assert fast == slow


@pytest.mark.usefixtures("deep_stack")
def test_queries_serve_random_clauses_of_each_kind() -> None:
    served, count = Counter[str](), 0
    day = Date(2026, 1, 1)
    periods = {
        ("" if owner == "applicant" else owner, name): (
            range(2023, 2027) if field["by"] == "year" else range(2024 * 4, 2026 * 4 + 1)
        )
        for owner, fields in PERIOD_FIELDS.items()
        for name, field in fields.items()
    }

    @seed(12)
    @settings(
        max_examples=90, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(text=POLICIES)
    def one(text: str) -> None:
        nonlocal count
        loaded = policy_of(text)
        plan = loaded.engine.on(day)
        known = Known({clause.clause.id: (2025, 2026) for clause in plan.clauses}, periods)
        in_force = [True] * len(plan.clauses)
        for dialect in ("duckdb", "spark"):
            found = queries(plan, in_force, loaded.engine.variant(day, {}).settings, day, dialect, known)
            clauses = [clause for frame in found.frames for clause in frame.clauses]
            served.update(f"{dialect}: {name}" for clause in clauses for name in set(constructs(clause)))
            served[dialect] += len(clauses)
        count += len(plan.clauses)

    one()
    wanted = {f"{dialect}: {name}" for dialect in ("duckdb", "spark") for name in ALL}
    assert {name for name in wanted if not served[name]} == set()
    assert served["duckdb"] > count * 0.6
