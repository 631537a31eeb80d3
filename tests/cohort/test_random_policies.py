"""Queries and the interpreter give the same rows for any policy, whether SQL can say its clauses or not."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cohort.conftest import awards, policy_of, write_csv
from tests.cohort.random_cohorts import random_cohort
from tests.evaluate.random_policies import BOUNDED, DEEP, policies

from policydsl.feel.values import Date

SIZE = 40
SEEDS = st.integers(0, 2**32 - 1)
DAYS = st.sampled_from([Date(2025, 6, 1), Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 12, 31), Date(2027, 1, 1)])


FEWER = BOUNDED if DEEP else settings(BOUNDED, max_examples=25)  # a run of a cohort takes half a second


@pytest.mark.usefixtures("deep_stack")
@given(
    text=st.one_of(policies(plain=True), policies(plain=True), policies(plain=True), policies()), seed=SEEDS, day=DAYS
)
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
    with TemporaryDirectory() as folder:
        cohort = write_csv(Path(folder), random_cohort(rng, policy.policy, SIZE))
        fast, _ = awards(policy, cohort, day, {}, one_by_one=False)
        slow, _ = awards(policy, cohort, day, {}, one_by_one=True)
    assert fast == slow
