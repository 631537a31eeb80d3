"""The interpreter, DuckDB and Spark give the same rows for random policies: one Spark, many policies to a query."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.cohort.conftest import awards, policy_of, write_csv
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

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

pytestmark = [pytest.mark.xdist_group("spark"), pytest.mark.slow]  # one Java for all of them
TOGETHER = 15  # policies in one query: to start a query takes longer than to run it
POLICIES = 600 if DEEP else 75
SIZE = 30
DAYS = (Date(2025, 6, 1), Date(2025, 12, 31), Date(2026, 1, 1), Date(2026, 12, 31))


class _AskedError(Exception):
    """The queries are known."""


class Asking:
    """Keeps what a run asks of an engine, and ends it."""

    dialect: Dialect = "spark"

    def __init__(self, session: Any, number: int) -> None:
        self.session, self.number = session, number
        self.frames: dict[str, str] = {}  # what Spark is to run
        self.answers: dict[str, list[Mapping[str, object]]] | None = None

    def typed(self, db: DuckDBPyConnection, policy: Policy, tables: Mapping[str, RawTable]) -> bool:
        del db, policy, tables
        return False

    def run(self, db: DuckDBPyConnection, frames: Sequence[FrameQuery]) -> None:
        if self.answers is None:
            names = {name: f"p{self.number}${name}" for one in frames for name in tables_of(one.query)}
            for name, there in names.items():
                table = db.sql(f"FROM {quoted(name)}").to_arrow_table()
                self.session.createDataFrame(table).createOrReplaceTempView(SPARK.name(there))
            self.frames = {one.key: spark_sql(one.query, names) for one in frames}
            raise _AskedError
        for one in frames:
            table = quoted(results_of(one))
            db.execute(f"CREATE TABLE {table} AS SELECT * FROM ({one.query.sql('duckdb')}) LIMIT 0")  # noqa: S608
            columns = [str(row[0]) for row in db.execute(f"DESCRIBE {table}").fetchall()]
            rows = [[answer.get(column) for column in columns] for answer in self.answers.get(one.key, ())]
            if rows:
                db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' for _ in columns)})", rows)  # noqa: S608

    def close(self) -> None:
        pass


def answered(session: Any, asking: Sequence[Asking]) -> None:
    """Run all queries as one."""
    parts = [
        f"SELECT {one.number} AS n, {SPARK.text(key)} AS k, to_json(struct(*)) AS j FROM ({query})"  # noqa: S608
        for one in asking
        for key, query in one.frames.items()
    ]
    for one in asking:
        one.answers = {}
    for number, key, text in session.sql(" UNION ALL ".join(parts)).collect() if parts else ():
        found = asking[number].answers
        assert found is not None
        found.setdefault(key, []).append(json.loads(text))


def drawn(count: int) -> list[tuple[str, Date, int]]:
    """Random policies, each with a day and a seed."""
    found: list[tuple[str, Date, int]] = []

    @settings(
        max_examples=count, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    @given(text=policies(plain=True), day=st.sampled_from(DAYS), seed=st.integers(0, 2**32 - 1))
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
            folder = write_csv(tmp_path / f"in{first + number}", random_cohort(rng, loaded.policy, SIZE))
            engine = Asking(session, number)
            try:
                awards(loaded, folder, day, {}, one_by_one=False, engine=engine)
            except _AskedError:
                by_query += bool(engine.frames)
            cases.append((loaded, folder, day, engine))
        answered(session, [engine for *_, engine in cases])
        for (loaded, folder, day, engine), (text, *_) in zip(cases, many[first:], strict=False):
            spark, _ = awards(loaded, folder, day, {}, one_by_one=False, engine=engine)
            duck, _ = awards(loaded, folder, day, {}, one_by_one=False)
            slow, _ = awards(loaded, folder, day, {}, one_by_one=True)
            assert spark == duck == slow, text
    assert len(many) >= POLICIES * 0.9
    assert by_query > len(many) // 3  # others go to the interpreter as a whole
