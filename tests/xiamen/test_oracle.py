"""The engine says what plain code says that shares nothing with it, on random applicants of every sort."""

from __future__ import annotations

import os
import random

import pytest
from benchmarks import oracle, ours
from benchmarks.agree import differences
from benchmarks.applicants import random_document, random_readings
from benchmarks.facts import prepare
from tests.evaluate.support import evaluate
from tests.xiamen.shipped import shipped

ROUNDS = 5000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 200


@pytest.mark.parametrize("missing", [0.0, 0.05, 0.3])
def test_random_applicants(missing: float) -> None:
    for seed in range(ROUNDS):
        rng = random.Random(f"xiamen {missing} {seed}")  # noqa: S311  (cases that come back the same)
        document = random_document(rng, in_force=False, missing=missing, most_items=4)
        readings = random_readings(rng)
        found = ours.awards(evaluate(shipped(), document, readings))
        assert differences(found, oracle.evaluate(prepare(document), readings)) == [], seed
