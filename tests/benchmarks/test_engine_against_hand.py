"""The engine says what the hand-written judge says, on random applicants of every sort."""

from __future__ import annotations

import random

import pytest
from benchmarks import oracle, ours
from benchmarks.agree import differences
from benchmarks.applicants import random_document, random_readings
from benchmarks.facts import prepare

ROUNDS = 60


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.3])
def test_random_applicants(missing: float) -> None:
    policy = ours.load()
    for seed in range(ROUNDS):
        rng = random.Random(f"{missing} {seed}")  # noqa: S311  (cases that come back the same)
        document, readings = random_document(rng, in_force=False, missing=missing), random_readings(rng)
        prepared, expected = ours.prepare(policy, document), oracle.evaluate(prepare(document), readings)
        for door in (ours.evaluate, ours.evaluate_traced, ours.evaluate_records):
            assert differences(ours.awards(door(policy, prepared, readings)), expected) == [], (seed, door.__name__)
