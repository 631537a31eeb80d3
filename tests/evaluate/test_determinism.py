"""The same inputs give the same results, byte for byte, whatever the process; totals are the sums of the awards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

from benchmarks.applicants import random_document, random_readings
from tests.evaluate.support import evaluate, prepare, row_of
from tests.xiamen.shipped import shipped

from policydsl.award import Evaluation
from policydsl.render.result import result_document, result_json

ROOT = Path(__file__).resolve().parents[2]
SEEDS = range(12)
PROGRAM = """
from tests.evaluate.test_determinism import everything
import sys
sys.stdout.buffer.write(everything().encode())
"""


def one(seed: int) -> Evaluation:
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    return evaluate(shipped(), random_document(rng, missing=0.15), random_readings(rng))


def everything() -> str:
    return "".join(result_json(result_document(one(seed))) for seed in SEEDS)


def in_a_process(hash_seed: str) -> str:
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path, "PYTHONUTF8": "1"}
    ran = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, env=environment, cwd=ROOT)
    return ran.stdout.decode()


def test_no_result_depends_on_the_order_of_hashes() -> None:
    first, second = in_a_process("1"), in_a_process("4711")
    assert len(first) > 10_000
    assert first == second == everything()


def test_an_engine_keeps_nothing_of_earlier_applicants() -> None:
    before = [[row_of(a) for a in one(seed).awards] for seed in SEEDS]
    after = [[row_of(a) for a in one(seed).awards] for seed in reversed(SEEDS)]
    assert before == after[::-1]
    document = random_document(random.Random(3), missing=0.3)  # noqa: S311
    ready = prepare(shipped(), document)
    first, second = (shipped().engine.trace(ready, {}).awards for _ in range(2))
    assert [row_of(a) for a in first] == [row_of(a) for a in second]


def test_totals_are_the_sums_of_the_eligible_awards() -> None:
    for seed in SEEDS:
        found = one(seed)
        eligible = [a for a in found.awards if a.status == "eligible"]
        totals = result_document(found)["totals"]
        assert isinstance(totals, dict)
        for basis in ("exact", "ceiling", "discretionary"):
            granted = [a.amount for a in eligible if a.amount is not None and a.clause.basis == basis]
            assert Decimal(totals[basis]) == sum(granted, Decimal(0)), seed
        assert Decimal(totals["payable"]) == sum((a.payable for a in eligible if a.payable is not None), Decimal(0))
        assert totals["count"] == len(eligible)
