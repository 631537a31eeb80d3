"""What is wrong with where a cohort is, where its result goes, or what a run may use, is told at once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cohort.conftest import write_csv
from tests.cohort.test_inputs_outputs import POLICY, documents

from policydsl.cli import main


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return str(tmp_path / "policy.yaml")


@pytest.mark.parametrize("size", ["1", "5PB", "2 GB of it", "-1GB", "0GB", "two"])
def test_a_limit_of_memory_that_is_none(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str
) -> None:
    folder = write_csv(tmp_path / "in", documents()[:2])
    command = ["--lang", "zh", "batch", policy, str(folder), str(tmp_path / "out"), "--as-of", "2025-10-01"]
    assert main([*command, f"--memory={size}"]) == 2
    assert "[B137]" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("size", ["2GB", "2g", "1.5 GiB", "５００ＭＢ"])
def test_limits_of_memory_as_people_write_them(policy: str, tmp_path: Path, size: str) -> None:
    folder = write_csv(tmp_path / "in", documents()[:2])
    command = ["batch", policy, str(folder), str(tmp_path / "out"), "--as-of", "2025-10-01", "--memory", size]
    assert main(command) == 0


@pytest.mark.parametrize("command", ["batch", "simulate"])
def test_where_nothing_can_be_written(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    folder = write_csv(tmp_path / "in", documents()[:2])
    (tmp_path / "file").touch()
    target = str(tmp_path / "file" / "out")  # no folder
    where = [target] if command == "batch" else ["-o", target]
    assert main(["--lang", "zh", command, policy, str(folder), *where, "--as-of", "2025-10-01"]) == 2
    told = capsys.readouterr().err
    assert "[U116]" in told
    assert "partial" not in told


def test_an_empty_path_is_not_the_folder_at_hand(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `"$IN"` that nobody has set."""
    monkeypatch.chdir(write_csv(tmp_path / "in", documents()[:2]))
    assert main(["batch", policy, "", str(tmp_path / "out"), "--as-of", "2025-10-01"]) == 2
    assert "[U001]" in capsys.readouterr().err
    assert main(["batch", policy, str(tmp_path / "in"), "", "--as-of", "2025-10-01"]) == 2
    assert "[B168]" in capsys.readouterr().err
    assert sorted(os.listdir()) == ["applicants.csv", "projects.csv"]  # noqa: PTH208


def test_a_workbook_is_no_csv(policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "workbook", policy, "-o", str(tmp_path / "a.csv")]) == 2
    assert "[B168]" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()


def test_who_is_rejected_was_not_computed_one_by_one(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*documents()[:2], {"applicant": {"id": "X", "annual_revenue": "约"}}]
    folder = write_csv(tmp_path / "in", rows)
    command = ["--lang", "zh", "batch", policy, str(folder), str(tmp_path / "out"), "--as-of", "2025-10-01"]
    assert main(command) == 1
    assert "计算了 2 个主体，其中 0 个逐个计算" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["one_by_one"]["applicants"] == 0
