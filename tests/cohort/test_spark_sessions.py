"""A simulation on Spark: one session for all its runs, of which nothing is left from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import pytest
from tests.cohort.conftest import policy_of
from tests.cohort.test_inputs_outputs import POLICY

from policydsl.cli import main
from policydsl.cohort.engines import spark
from policydsl.cohort.engines.session import Running
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.feel.values import Date

DAY = Date(2025, 10, 1)
MANY = Shares(missing=1 << 12, prior=1 << 14, other=1 << 13)
CHANGES = [
    "--set",
    "clauses.build.amount=project.cost * 60%",
    "--scenario",
    "lower=clauses.growth.caps.ever.limit=1万元",
]
NAMES = {"applicants", "projects", "$earlier", "$twice", "raw$applicants"}


class Started:
    """Spark as the simulation starts it, and what it finds there at the end of each run."""

    def __init__(self, session: Any, work: Path) -> None:
        self.session, self.work = session, work
        self.starts = self.stops = self.ends = self.typed = 0
        self.seen: list[set[str]] = []
        self.left: list[set[str]] = []

    def newSession(self) -> Any:  # noqa: N802  (Spark's own name)
        return self.session.newSession()

    def stop(self) -> None:
        self.stops += 1


@pytest.fixture
def started(session: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    from pyspark.sql import SparkSession  # noqa: PLC0415  (it may not be there)

    found = Started(session, tmp_path)
    end, make = Running.end_run, spark.SparkEngine._made  # noqa: SLF001

    def start(_: Running) -> Any:
        found.starts += 1
        return found

    def end_run(self: Running, views: Iterable[str]) -> None:
        mine, names = self._session, list(views)
        if mine is not None:
            found.ends += 1
            found.seen.append(_views(mine))
        end(self, names)
        if mine is not None:
            found.left.append(_views(mine))

    def made(*arguments: Any) -> Any:
        found.typed += 1
        return make(*arguments)

    monkeypatch.setattr(SparkSession, "getActiveSession", staticmethod(lambda: None))
    monkeypatch.setattr(Running, "_start", start)
    monkeypatch.setattr(Running, "end_run", end_run)
    monkeypatch.setattr(spark.SparkEngine, "_made", made)
    return found


def simulate(tmp_path: Path, size: int, format_: Literal["csv", "parquet"], *more: str) -> list[str]:
    """The command on a cohort of its own."""
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    write_cohort(policy_of(POLICY), tmp_path / "in", size, 3, format_=format_, shares=MANY, as_of=DAY)
    return ["simulate", str(file), str(tmp_path / "in"), "--as-of", DAY.iso(), *more]


def _views(session: Any) -> set[str]:
    return {row.viewName for row in session.sql("SHOW VIEWS").collect() if row.isTemporary}


@pytest.mark.parametrize("large", [True, False], ids=["read_by_spark", "handed_over"])
def test_one_session_serves_all_scenarios(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    monkeypatch.setattr(spark, "LARGE", 0 if large else 1 << 40)
    arguments = simulate(tmp_path, 60, "parquet", *CHANGES)
    for engine in ("duckdb", "spark"):
        assert main([*arguments, "--engine", engine, "-o", str(tmp_path / engine), "--format", "csv"]) == 0
    names = sorted(one.name for one in (tmp_path / "duckdb").iterdir())
    assert names == sorted(one.name for one in (tmp_path / "spark").iterdir())
    for name in names:
        assert (tmp_path / "spark" / name).read_bytes() == (tmp_path / "duckdb" / name).read_bytes()
    assert (started.starts, started.stops) == (1, 1)
    assert started.ends == 6  # the policy as it is and two scenarios, each once more without caps
    assert all(one & NAMES for one in started.seen)
    assert not any(started.left)
    assert started.typed == (1 if large else 0)  # the facts are the same in all of them
    assert sorted(one.name for one in tmp_path.iterdir()) == ["duckdb", "in", "policy.yaml", "spark"]


def test_tables_of_a_run_are_removed_before_the_next(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[int] = []
    write = spark.SparkEngine._write  # noqa: SLF001

    def counting(self: spark.SparkEngine, *arguments: Any) -> Path:
        folders.append(len([one for one in self.place.parent.iterdir() if one.name.startswith("spark-")]))
        return write(self, *arguments)

    monkeypatch.setattr(spark.SparkEngine, "_write", counting)
    arguments = simulate(tmp_path, 20, "csv", *CHANGES)
    assert main([*arguments, "--engine", "spark", "-o", str(tmp_path / "out")]) == 0
    assert started.starts == 1
    # The run without caps begins while the tables of the one with caps are still asked.
    assert max(folders) <= 2


@pytest.mark.parametrize("broken", [0, 2])
def test_a_run_that_fails_leaves_nothing(
    started: Started, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: int
) -> None:
    """The first or a later one."""
    from policydsl.cohort.sql.spark import spark_sql as make  # noqa: PLC0415

    calls = [0]

    def failing(*arguments: Any) -> str:
        calls[0] += 1
        return "SELECT 1 FROM nowhere" if started.ends >= broken else make(*arguments)

    monkeypatch.setattr(spark, "spark_sql", failing)
    arguments = simulate(tmp_path, 5, "csv", *CHANGES)
    assert main([*arguments, "--engine", "spark", "-o", str(tmp_path / "out")]) == 2
    assert "B182" in capsys.readouterr().err
    assert calls[0] > broken
    assert (started.starts, started.stops) == (1, 1)
    assert [one.name for one in tmp_path.iterdir() if one.name != "policy.yaml"] == ["in"]
