"""The interpreter, DuckDB and Spark give the same rows for random policies: one Spark, many policies to a query."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.cohort.conftest import Row, awards, policy_of, write_csv
from tests.cohort.random_cohorts import random_cohort
from tests.evaluate.random_policies import DEEP, policies

from policydsl.cohort.engines.engine import results_of
from policydsl.cohort.intake.sources import RawTable, quoted
from policydsl.cohort.intake.words import SPARK
from policydsl.cohort.sql.build import Dialect
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.cohort.sql.spark import spark_sql, tables_of
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.workspace import LoadedPolicy

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

pytestmark = pytest.mark.slow
TOGETHER = 8  # policies in one query: to start a query takes longer than to run it
WAIT = 600  # seconds
POLICIES = 640 if DEEP else 8
SIZE = 20
DAYS = (Date(2025, 6, 1), Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 12, 31))


class Asking:
    """Keeps what a run asks of an engine, and has the run wait for the answers."""

    dialect: Dialect = "spark"

    def __init__(self, session: Any, number: int) -> None:
        self.session, self.number = session, number
        self.frames: dict[str, str] = {}  # what Spark is to run
        self.answers: dict[str, list[Mapping[str, object]]] = {}
        self.asked, self.answered = threading.Event(), threading.Event()

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable], day: Date) -> bool:
        del db, policy, tables, day
        return False

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        names = {name: f"p{self.number}${name}" for one in frames for name in tables_of(one.query)}
        for name, there in names.items():
            table = db.sql(f"FROM {quoted(name)}").to_arrow_table()
            self.session.createDataFrame(table).createOrReplaceTempView(SPARK.name(there))
        self.frames = {one.key: spark_sql(one.query, names) for one in frames}
        self.asked.set()
        assert self.answered.wait(WAIT)
        for one in frames:
            made = f"CREATE TABLE {quoted(results_of(one))} AS SELECT *"
            rows = self.answers.get(one.key)
            if rows is None:
                db.execute(f"{made} FROM ({one.query.sql('duckdb')}) LIMIT 0")
            else:
                fields = [(name, type_of(name, [row[name] for row in rows])) for name in rows[0]]
                db.register("$rows", pa.Table.from_pylist([decimals(row) for row in rows], pa.schema(fields)))
                db.execute(f'{made} FROM "$rows"')

    def close(self) -> None:
        pass


def decimals(row: Mapping[str, object]) -> dict[str, object]:
    return {name: Decimal(one) if ranks(name) and isinstance(one, int) else one for name, one in row.items()}


def ranks(name: str) -> bool:
    """Whether a column is one that awards are ranked by, with numbers of any size."""
    return name.startswith("$") and name not in ("$a", "$p", "$owner")


def type_of(name: str, values: Sequence[object]) -> Any:
    if ranks(name):
        return pa.decimal128(38, 0)
    kinds = {type(one) for one in values} - {type(None)}
    return pa.string() if kinds == {str} else pa.bool_() if kinds == {bool} else pa.int64()


class Case:
    """A policy and its cohort, evaluated up to its queries in a thread of its own."""

    def __init__(self, loaded: LoadedPolicy, folder: Path, day: Date, engine: Asking) -> None:
        self.loaded, self.folder, self.day, self.engine = loaded, folder, day, engine
        self.rows: list[Row] | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert engine.asked.wait(WAIT)

    def _run(self) -> None:
        try:
            self.rows, _ = awards(self.loaded, self.folder, self.day, {}, one_by_one=False, engine=self.engine)
        finally:
            self.engine.asked.set()

    def finished(self) -> list[Row] | None:
        self.engine.answered.set()
        self.thread.join(WAIT)
        return self.rows


def answered(session: Any, asking: Sequence[Asking]) -> None:
    """Run all queries as one."""
    shown = "to_json(struct(*), map('ignoreNullFields', 'false'))"
    parts = [
        f"SELECT {one.number} AS n, {SPARK.text(key)} AS k, {shown} AS j FROM ({query})"
        for one in asking
        for key, query in one.frames.items()
    ]
    for number, key, text in session.sql(" UNION ALL ".join(parts)).collect() if parts else ():
        asking[number].answers.setdefault(key, []).append(json.loads(text))


def drawn(count: int) -> list[tuple[str, Date, int]]:
    """Random policies, each with a day and a seed."""
    found: list[tuple[str, Date, int]] = []

    @settings(
        max_examples=count, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    @given(
        text=st.one_of(policies(plain=True), policies(plain=True, dated=True), policies(by_period=True)),
        day=st.sampled_from(DAYS),
        seed=st.integers(0, 2**32 - 1),
    )
    def draw(text: str, day: Date, seed: int) -> None:
        found.append((text, day, seed))

    draw()
    return found


@pytest.mark.usefixtures("deep_stack")
def test_random_policies(session: Any, tmp_path: Path) -> None:
    many = drawn(POLICIES)
    by_query = 0
    for first in range(0, len(many), TOGETHER):
        cases = []
        for number, (text, day, seed) in enumerate(many[first : first + TOGETHER]):
            loaded = policy_of(text)
            rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
            folder = write_csv(
                tmp_path / f"in{first + number}",
                random_cohort(rng, loaded.policy, SIZE, by_period=day.iso() if "by: " in text else ""),
            )
            cases.append(Case(loaded, folder, day, Asking(session, number)))
        answered(session, [case.engine for case in cases])
        for case, (text, *_) in zip(cases, many[first:], strict=False):
            spark = case.finished()
            duck, _ = awards(case.loaded, case.folder, case.day, {}, one_by_one=False)
            slow, _ = awards(case.loaded, case.folder, case.day, {}, one_by_one=True)
            assert spark == duck == slow, text
            by_query += bool(case.engine.frames)
    assert len(many) >= POLICIES * 0.9
    assert by_query > len(many) // 3  # others go to the interpreter as a whole
