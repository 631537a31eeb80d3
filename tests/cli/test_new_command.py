"""`new cohort` and `new workbook`: what is written where, what a mistyped option is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

POLICY = "policies/xiamen_ai_2025.yaml"
Run = Callable[..., Result]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with something in it that must stay."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("mine", encoding="utf-8")
    return tmp_path


def test_a_cohort_is_written_and_its_day_is_said(run: Run, tmp_path: Path) -> None:
    result = run("new", "cohort", POLICY, "--size", "20", "-o", str(tmp_path / "cohort"))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "20" in result.stderr
    assert "--as-of 2026-04-21" in result.stderr
    assert len((tmp_path / "cohort" / "applicants.csv").read_text(encoding="utf-8").splitlines()) == 21


def test_a_line_of_a_cohort_can_be_evaluated(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "cohort.jsonl"
    assert run("new", "cohort", POLICY, "-n", "3", "--format", "jsonl", "-o", str(path)).exit_code == 0
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert run("eval", POLICY, "-", stdin=first).exit_code == 0


def test_without_a_place_it_is_named_after_the_policy(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for format_ in ("csv", "jsonl"):
        assert run("new", "cohort", str(root / POLICY), "-n", "2", "--format", format_).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"xiamen_ai_2025_cohort", "xiamen_ai_2025_cohort.jsonl"}


@pytest.mark.parametrize("size", ["1,000", "1_000", "1000", "0.1万"])
def test_sizes_as_people_write_them(size: str, run: Run, tmp_path: Path) -> None:
    result = run("new", "cohort", POLICY, "--size", size, "--format", "jsonl", "-o", str(tmp_path / "c.jsonl"))
    assert result.exit_code == (2 if "." in size else 0)


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ("--missing 3", ["U160"]),
        ("--edges 101% --prior x", ["U160", "U160"]),
        ("--size 0", ["U161"]),
        ("--size 2000000000 --other -", ["U160", "U161"]),
        ("--as-of 2026-02-30", ["U114"]),
        ("--format xlsx", ["U104"]),
        ("-o TMP/mine", ["U162"]),
        ("-o TMP/mine/a.txt", ["U162"]),
        ("--force -o TMP", ["U162"]),
        ("--format jsonl -o TMP/mine", ["U162"]),
    ],
)
def test_mistakes_of_the_command_line(arguments: str, codes: list[str], run: Run, mine: Path) -> None:
    result = run("new", "cohort", POLICY, *arguments.replace("TMP", str(mine)).split())
    assert result.exit_code == 2
    assert [path.name for path in mine.rglob("*")] == ["mine", "a.txt"]
    found = [line.partition("[")[2][:4] for line in result.stderr.splitlines() if line.startswith("错误[")]
    assert sorted(found) == codes


def test_a_package_that_is_not_installed_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    result = run("new", "cohort", POLICY, "-n", "2", "--format", "parquet", "-o", str(tmp_path / "c"))
    assert result.exit_code == 2
    assert "U116" in result.stderr
    assert "policydsl[batch]" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_is_written(lang: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    result = run("new", "workbook", POLICY, "--lang", lang, "--as-of", "2026-05-01", "-o", str(path))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert path.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (f"{POLICY} -o TMP/mine/a.txt/a.xlsx", "U116"),
        (f"{POLICY} -o TMP/mine", "U116"),
        (f"{POLICY} --as-of 2026-13-01", "U114"),
        ("nothing.yaml", "U001"),
    ],
)
def test_mistakes_about_a_workbook(arguments: str, code: str, run: Run, mine: Path) -> None:
    result = run("new", "workbook", *arguments.replace("TMP", str(mine)).split())
    assert [path.name for path in mine.rglob("*")] == ["mine", "a.txt"]
    assert result.exit_code == 2
    assert f"错误[{code}]" in result.stderr


def test_without_openpyxl_it_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    result = run("new", "workbook", POLICY, "-o", str(tmp_path / "a.xlsx"))
    assert result.exit_code == 2
    assert "policydsl[excel]" in result.stderr
    assert list(tmp_path.iterdir()) == []
