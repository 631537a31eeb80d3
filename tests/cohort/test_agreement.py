"""A query and the interpreter give the same rows: every award, in the same order, with all that it says."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from benchmarks.applicants import random_document, random_readings
from tests.cohort.conftest import Document, awards
from tests.evaluate.random_policies import DEEP

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import LoadedPolicy, load_policy

SIZE = 400 if DEEP else 160


@pytest.fixture(scope="module")
def xiamen(root: Path) -> LoadedPolicy:
    reporter = Reporter()
    loaded = load_policy(str(root / "policies/xiamen_ai_2025.yaml"), reporter)
    assert loaded is not None
    return loaded


def applicants(seed: int, missing: float, *, history: bool) -> list[Document]:
    found: list[Document] = []
    for i in range(SIZE):
        rng = random.Random(f"{seed}:{i}")  # noqa: S311
        document: dict[str, Any] = json.loads(
            json.dumps(random_document(rng, missing=missing, awards=history), default=str)
        )
        for one in (*document.get("prior_awards", ()), *document.get("other_policy_awards", ())):
            if one["subject"] == document["applicant"]["id"]:
                one["subject"] = f"A{i}"
        document["applicant"]["id"] = f"A{i}"
        found.append(document)
    return found


@pytest.mark.parametrize("missing", [0.0, 0.02, 0.2])
@pytest.mark.parametrize("history", [False, True], ids=["first", "with_earlier_awards"])
def test_random_applicants_of_the_shipped_policy(
    xiamen: LoadedPolicy, csv_cohort: Callable[[Sequence[Document]], Path], missing: float, history: bool
) -> None:
    seed = int(missing * 100) + history
    folder = csv_cohort(applicants(seed, missing, history=history))
    for turn in range(3):
        readings = random_readings(random.Random(f"{seed}:{turn}"))  # noqa: S311
        day = Date(2025 + turn, 12, 31)
        fast, batch = awards(xiamen, folder, day, readings, one_by_one=False)
        slow, _ = awards(xiamen, folder, day, readings, one_by_one=True)
        assert batch.queries.refused == ()
        assert fast == slow
        assert len(fast) > SIZE * 10
        assert (batch.told_count > 0) == (missing > 0)
        if missing == 0.0 and not history:
            assert batch.slow_count < SIZE * 0.6  # sums with more decimals than fen
