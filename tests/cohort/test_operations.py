"""Every operation is either said by queries, as the interpreter has it, or refused with a reason."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from tests.cohort.conftest import Document, awards, write_csv
from tests.cohort.operations import CONSTANT, NESTED, OF_ITEMS, OF_LISTS, REFUSED, SAID
from tests.cohort.spark_support import compiled
from tests.cohort.test_lowered import BASE, asked, policy_with
from tests.evaluate.random_policies import BY_PERIOD

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.engines.spark import SparkEngine
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import queries
from policydsl.cohort.sql.reasons import ANY
from policydsl.feel.builtins import BUILTINS
from policydsl.feel.values import Date
from policydsl.plan.nodes import Operator
from policydsl.workspace import LoadedPolicy

DAY = Date(2026, 1, 1)
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
SIZE = 400 if DEEP else 240
DIALECTS: tuple[Dialect, ...] = ("duckdb", "spark")
FACTS: dict[str, Any] = BY_PERIOD | {
    "applicant": {"fields": BY_PERIOD["applicant"]["fields"] | {
        "dd": {"type": "days"}, "d2": {"type": "date"}, "s2": {"type": "text"}, "t2": {"type": "months"},
    }},
}  # fmt: skip
NUMBERS = [0, 1, 2, 3, 2.5, -1.5, 0.5, -2, 7, 0.000001, 28, 29, 30, 31, 12, 123456789, 999999999.999999, None]
WHOLES = [0, 1, 2, 3, 7, 12, 2024, 2025, -3, 40, 41, 999999999, None]
SUMS = ["0", "0.01", "10", "10.01", "50", "99.99", "100", "33.33", "9999999999999.99", "1000000000", None]
SIGNED = [*SUMS, "-10", "-0.01", "-33.33", "-9999999999999.99"]
TEXTS = [
    "", "甲", "甲乙", "乙甲乙", "b", "a-甲9", "A-甲9", "\U0001f600甲", "\U00020000乙", "e\u0301", "z", "straße", "İi",
    "ǅ", "Ａ", "a'b\\", "“甲”·（乙）", "\U0001f468\u200d\U0001f469甲", "\U00010428", "%_甲", None,
]  # fmt: skip
DAYS = [
    "2024-02-29", "2024-12-31", "2025-01-01", "2026-01-01", "2020-12-31", "2021-01-03", "2021-01-04", "0001-01-01",
    "9999-12-31", "2016-01-03", "2018-12-31", "1582-10-10", None,
]  # fmt: skip
MONTHS = ["P0M", "P1M", "P7M", "P12M", "P18M", "P-5M", "P-13M", "P1000000M", None]
SPANS = ["P0D", "P1D", "P7D", "P-3D", "P365D", None]
POOLS: dict[str, list[Any]] = {
    "b1": [True, False, None], "b2": [True, False, None], "n1": NUMBERS,
    "n2": [n for n in NUMBERS if n is None or n >= 0],
    "w1": WHOLES, "t1": MONTHS, "t2": MONTHS, "m1": SUMS, "m2": SUMS, "signed": SIGNED, "e1": ["x", "y", None],
    "d1": DAYS, "d2": DAYS, "s1": TEXTS, "s2": TEXTS, "dd": SPANS,
}  # fmt: skip
ITEMS: dict[str, list[Any]] = {
    "q": [True, True, False, None], "n": [1, 2, 3, 0.5, -2, 0, None], "w": [0, 1, 2, 5, None], "t": MONTHS,
    "f": ["10", "10.01", "50", "50", "100", "33.33", None], "g": SIGNED, "e": ["x", "y"], "d": DAYS, "s": TEXTS,
}  # fmt: skip


def cohort(folder: Path, size: int = SIZE) -> Path:
    """Facts at the borders of operations, in combinations."""
    rng = random.Random(size)  # noqa: S311  (cases that come back the same)
    found = []
    for i in range(size):
        known = rng.random() < 0.7
        xs = [
            {"id": f"P{j}"} | {name: drawn(rng, pool, known=known) for name, pool in ITEMS.items()}
            for j in range(rng.choice((0, 1, 2, 3, 5)))
        ]
        facts = {name: drawn(rng, pool, known=known) for name, pool in POOLS.items()}
        found.append({"applicant": {"id": f"A{i}"} | facts, "xs": xs})
    return write_csv(folder, found)


def drawn(rng: random.Random, pool: list[Any], *, known: bool) -> Any:
    return rng.choice([one for one in pool if one is not None] if known else pool)


def policy(tests: list[str], **more: object) -> LoadedPolicy:
    """A clause for each test; beside it stands one that fails for some, so that it matters which conditions fail."""
    also = {"id": "also", "test": "applicant.b2"}
    clauses = [BASE | {"id": f"k{i}"} | asked(test) | more for i, test in enumerate(tests)]
    return policy_with([one | {"eligibility": [*one["eligibility"], also]} for one in clauses], FACTS)


def names() -> Iterator[str]:
    yield from (name for name, row in BUILTINS.items() if row.in_policies and not row.volatile)
    yield from (one.value for one in Operator)


def test_every_operation_is_said_or_refused() -> None:
    listed = set(SAID) | set(REFUSED) | OF_LISTS | CONSTANT
    assert set(names()) - listed == set()
    assert {name for name in SAID if name not in set(names())} == set()


GROUPS = [list(SAID)[i : i + 12] for i in range(0, len(SAID), 12)]
CASES = [
    *(pytest.param([test for name in group for test in SAID[name]], {}, id=group[0]) for group in GROUPS),
    pytest.param(NESTED, {}, id="nested"), pytest.param(OF_ITEMS, {"for_each": "x"}, id="of_items"),
]  # fmt: skip


@pytest.mark.parametrize(("tests", "more"), CASES)
def test_what_is_said_is_what_the_interpreter_has(tests: list[str], more: Document, tmp_path: Path) -> None:
    loaded = policy(tests, **more)
    folder = cohort(tmp_path)
    fast, batch = awards(loaded, folder, DAY, {}, one_by_one=False)
    slow, _ = awards(loaded, folder, DAY, {}, one_by_one=True)
    assert [(tests[one.clause.index], one.why.reason.en) for one in batch.queries.refused] == []
    different = {f"{tests[int(str(a[1])[1:])]}: {a} {b}" for a, b in zip(fast, slow, strict=True) if a != b}
    assert different == set()
    assert fast == slow
    decided = decided_by(batch)
    assert {test for test, count in zip(tests, decided, strict=True) if count < SIZE / 8} == set()


COMPILED = OF_ITEMS  # on Spark: see spark_support


@pytest.mark.slow
@pytest.mark.parametrize(("tests", "more"), CASES if DEEP else CASES[-1:])
def test_spark_says_the_same(session: Any, tests: list[str], more: Document, tmp_path: Path) -> None:
    loaded = policy(tests, **more)
    folder = cohort(tmp_path / "in")
    with compiled(session) if tests is COMPILED else nullcontext():
        spark, batch = awards(loaded, folder, DAY, {}, one_by_one=False, engine=SparkEngine(tmp_path))
    duck, _ = awards(loaded, folder, DAY, {}, one_by_one=False)
    assert batch.queries.refused == ()
    different = {f"{tests[int(str(a[1])[1:])]}: {a} {b}" for a, b in zip(spark, duck, strict=True) if a != b}
    assert different == set()


@pytest.mark.parametrize("sign", ["<", ">=", "=", "!=", ">"])
def test_no_number_is_longer_than_engines_have(sign: str) -> None:
    large = policy([f"applicant.n1 * applicant.n2 * applicant.w1 {sign} {'9' * 32}"])
    for dialect in DIALECTS:
        found = queries(large.engine.on(DAY), [True], large.engine.variant(DAY, {}).settings, DAY, dialect)
        (frame,) = found.frames
        assert max(map(len, re.findall("[0-9]+", frame.query.sql(dialect)))) <= 38


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why_at_its_place(name: str) -> None:
    test, reason = REFUSED[name]
    loaded = policy([test])
    for dialect in DIALECTS:
        settings = loaded.engine.variant(DAY, {}).settings
        (refused,) = queries(loaded.engine.on(DAY), [True], settings, DAY, dialect).refused
        assert reason in refused.why.reason.en
        assert refused.why.reason != ANY
        assert refused.why.at is not None
        span = refused.why.at.span
        assert name.split(maxsplit=1)[0] in test[span.start : span.end] or " " in name


def decided_by(batch: Any) -> list[int]:
    """Of each clause, how many awards a query decides."""
    found = {}
    for frame in batch.queries.frames:
        for clause in frame.clauses:
            column = f'"{frame.name("status", clause)}"'
            relation = batch.db.table(f'"{results_of(frame)}"')
            found[clause.index] = int(relation.aggregate(f"count({column})").fetchall()[0][0])
    return [found[i] for i in sorted(found)]
