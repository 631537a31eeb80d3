"""Whole cohorts: batch, the SQL by hand and the peers grant the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from benchmarks.cohort.contest import BY_HAND, INEXACT, OURS, contest, contestants
from benchmarks.cohort.equal import difference
from benchmarks.cohort.growth import growth_of_clauses, growth_of_rows
from benchmarks.cohort.in_python import in_python
from benchmarks.cohort.in_sql import in_sql
from benchmarks.cohort.inputs import make
from benchmarks.cohort.memory import memory_of_two
from benchmarks.cohort.ours import ours, policy_of_two
from benchmarks.cohort.spark import spark_beside_duckdb

SIZE = 600


@pytest.fixture
def cohort(tmp_path: Path) -> tuple[Path, Path]:
    out = tmp_path / "out"
    out.mkdir()
    folder = make(tmp_path / "in", SIZE)
    in_sql(folder, out)
    return folder, out


def test_batch_and_the_loop_grant_what_the_sql_does(tmp_path: Path, cohort: tuple[Path, Path]) -> None:
    folder, out = cohort
    in_python(folder, out)
    assert ours(folder, out / "ours", policy_of_two(tmp_path)) == 0
    for file in ("python.parquet", "ours/awards.parquet"):
        found = difference(out, out / file)
        assert found.rows == 0
        assert found.eligible > SIZE // 2


def test_a_wrong_sum_is_counted(tmp_path: Path, cohort: tuple[Path, Path]) -> None:
    folder, out = cohort
    policy = policy_of_two(tmp_path)
    policy.write_text(policy.read_text(encoding="utf-8").replace("30%", "31%"), encoding="utf-8")
    ours(folder, out / "ours", policy)
    found = difference(out, out / "ours/awards.parquet")
    assert found.rows >= found.sums > 0


@pytest.mark.skipif(find_spec("polars") is None, reason="needs polars, pip install 'policydsl[bench]'")
def test_polars_grants_the_same(cohort: tuple[Path, Path]) -> None:
    from benchmarks.cohort.in_polars import in_polars  # noqa: PLC0415  (optional)

    folder, out = cohort
    in_polars(folder, out)
    assert difference(out, out / "polars.parquet").rows == 0


@pytest.mark.skipif(find_spec("openfisca_core") is None, reason="needs OpenFisca, pip install 'policydsl[bench]'")
def test_openfisca_grants_the_same_in_whole_fen_and_wrong_fen_in_float32(cohort: tuple[Path, Path]) -> None:
    from benchmarks.cohort.in_openfisca import as_it_is, in_fen  # noqa: PLC0415  (optional)

    folder, out = cohort
    in_fen(folder, out)
    as_it_is(folder, out)
    assert difference(out, out / "openfisca_fen.parquet").rows == 0
    assert difference(out, out / "openfisca.parquet").sums > 0


def test_contests_end_without_a_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = [tmp_path / name for name in ("contest", "rows", "clauses", "memory")]
    for place in places:
        place.mkdir()
    assert contest(places[0], SIZE, 1, 0, None, peers=False) == 0
    assert growth_of_rows(places[1], (200, 400), 1, None) == 0
    assert growth_of_clauses(places[2], 200, (1, 3), 1) == 0
    assert memory_of_two(places[3], 200, (None, "400MB")) == 0
    told = capsys.readouterr().out
    assert "WRONG" not in told
    assert told.count("| equal |") >= 3
    assert all(name in told for name in (BY_HAND, OURS))


def test_engines_are_compared_and_their_memory_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """DuckDB alone: what Spark gives, tests/cohort sees to."""
    assert spark_beside_duckdb(tmp_path, 200, 1, (None, "400MB"), ["duckdb"]) == 0
    first, second = capsys.readouterr().out.strip().splitlines()[-2:]
    assert first.startswith("| duckdb | none |")
    assert first.endswith("| the reference |")
    assert second.endswith("| equal |")
    *_, seconds, processors, most, _ = [cell.strip() for cell in first.strip("| ").split("|")]
    assert float(processors) > 0
    assert float(seconds) > 0
    assert 30 < int(most) < 1000


def test_contestants_are_named_apart(tmp_path: Path) -> None:
    found = contestants(tmp_path, tmp_path, tmp_path, None, peers=True)
    files = [one.file for one in found.values()]
    assert len(set(files)) == len(files)
    assert (INEXACT in found) is (find_spec("openfisca_core") is not None)
