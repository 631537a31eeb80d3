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


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("city: {type: text", "Kind: {type: text", "`Kind`"),
        ("city: {type: text", "ID: {type: text", "`ID`"),
        ("finished: {type: date", "position: {type: date", "`position`"),
        ("finished: {type: date", "applicant: {type: text", "`applicant`"),
        ("  projects:\n", "  elections:\n", "`elections`"),
        ("  projects:\n", "  Applicants:\n", "`Applicants`"),
    ],
)
@pytest.mark.parametrize("command", ["batch", "simulate", "workbook", "cohort"])
def test_names_that_a_table_cannot_tell_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, old: str, new: str, name: str
) -> None:
    """Read all the same, a figure could end up in another fact."""
    policy = tmp_path / "policy.yaml"
    assert old in POLICY
    policy.write_text(POLICY.replace(old, new), encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "applicants.csv").write_text("id\nA\n", encoding="utf-8")
    out = str(tmp_path / "out")
    commands = {
        "batch": ["batch", str(policy), str(folder), out, "--as-of", "2025-10-01"],
        "simulate": ["simulate", str(policy), str(folder), "--as-of", "2025-10-01"],
        "workbook": ["new", "workbook", str(policy), "-o", out + ".xlsx"],
        "cohort": ["new", "cohort", str(policy), "-n", "5", "-o", out],
    }
    assert main(["--lang", "zh", *commands[command]]) in (1, 2)
    told = capsys.readouterr().err
    assert "[B138]" in told
    assert name in told
    assert "policy.yaml:" in told
    assert not (tmp_path / "out").exists()


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


def test_what_is_taken_for_granted_is_told(policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_csv(tmp_path / "in", documents()[:2])
    command = ["--lang", "zh", "batch", policy, str(folder), str(tmp_path / "out"), "--as-of"]
    assert main([*command, "2025-10-01"]) == 0
    told = capsys.readouterr().out
    assert "注：没有 prior_awards 表：按此前都未获本政策支持计算。" in told
    assert "施行" not in told
    (folder / "prior_awards.csv").write_text("applicant,clause,subject,year,amount\n", encoding="utf-8")
    assert main([*command, "2019-10-01"]) == 0
    told = capsys.readouterr().out
    assert "prior_awards" not in told
    assert "本政策自 2025-01-01 至 … 施行，基准日不在其内。" in told


@pytest.mark.parametrize(
    ("some", "told"),
    [
        (1, "1 applicant computed (0 one by one, 0 in part); 1 row not computed."),
        (2, "2 applicants computed (0 one by one, 0 in part); 2 rows not computed."),
    ],
)
def test_one_is_not_said_as_many(
    policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], some: int, told: str
) -> None:
    (tmp_path / "in").mkdir()
    wrong = [f"{i}B,many" for i in range(some)]
    lines = ["id,annual_revenue", *(f"{i}A,5" for i in range(some)), *wrong]
    (tmp_path / "in" / "applicants.csv").write_text("\n".join(lines), encoding="utf-8")
    assert (
        main(["--lang", "en", "batch", policy, str(tmp_path / "in"), str(tmp_path / "out"), "--as-of", "2025-10-01"])
        == 1
    )
    assert told in capsys.readouterr().out
