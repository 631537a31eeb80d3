"""Rules over several awards on Spark: the rows that DuckDB and the interpreter give."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.cohort.conftest import awards, policy_of, write_csv
from tests.cohort.joint_policies import joint_cohort, joint_policy
from tests.cohort.synthetic_support import policy
from tests.evaluate.random_policies import DEEP

from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.feel.values import Date

DAY = Date(2026, 4, 21)
SHARES = Shares(missing=1 << 12, prior=1 << 14, other=1 << 11)


def test_rules_over_several_awards(session: Any, tmp_path: Path) -> None:
    assert session is not None
    lowered = 0
    for seed in range(200 if DEEP else 4):
        rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
        loaded = policy_of(joint_policy(rng))
        folder = write_csv(tmp_path / f"in{seed}", joint_cohort(rng, loaded.policy, 40, 0.05))
        day = Date(2025, 6, 1)
        slow, _ = awards(loaded, folder, day, {}, one_by_one=True)
        fast, batch = awards(loaded, folder, day, {}, one_by_one=False, engine=SparkEngine(tmp_path))
        assert fast == slow
        ids = set() if batch.between is None else set(batch.between.ids)
        lowered += sum(row[7] in ids for row in fast)
    assert lowered > 0


def test_an_example_with_limits_and_a_choice(session: Any, tmp_path: Path) -> None:
    assert session is not None
    loaded = policy("growth")
    write_cohort(loaded, tmp_path / "in", 300, 7, format_="parquet", shares=SHARES, as_of=DAY)
    spark, batch = awards(loaded, tmp_path / "in", DAY, {}, one_by_one=False, engine=SparkEngine(tmp_path))
    duck, _ = awards(loaded, tmp_path / "in", DAY, {}, one_by_one=False)
    slow, _ = awards(loaded, tmp_path / "in", DAY, {}, one_by_one=True)
    assert spark == duck == slow
    assert batch.queries.refused == ()
    assert (batch.slow_count, batch.part_count < 150) == (0, True)
