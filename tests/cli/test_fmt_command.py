"""`policydsl fmt` on files, folders and standard input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
LOOSE = "policydsl: 1\nkind: facts\napplicant: {id: A1,   kind: enterprise} # 主体\n"
NEAT = "policydsl: 1\nkind: facts\napplicant:\n  id: A1\n  kind: enterprise  # 主体\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "loose.yaml").write_text(LOOSE, encoding="utf-8")
    (tmp_path / "neat.yaml").write_text(NEAT, encoding="utf-8")
    (tmp_path / "other.yaml").write_text("a:   1\n", encoding="utf-8")
    return tmp_path


def test_a_folder_is_laid_out_and_nothing_else_is_touched(folder: Path, run: Run) -> None:
    result = run("fmt", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    assert (folder / "loose.yaml").read_text(encoding="utf-8") == NEAT
    assert (folder / "other.yaml").read_text(encoding="utf-8") == "a:   1\n"
    assert result.stdout.splitlines() == [
        f"已整理：{folder / 'loose.yaml'}",
        "2 个文件：1 个已整理，1 个无需改动",
    ]
    assert run("fmt", "--check", str(folder)).exit_code == 0


def test_check_writes_nothing_and_fails(folder: Path, run: Run) -> None:
    result = run("fmt", "--check", str(folder), "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"not laid out: {folder / 'loose.yaml'}"
    assert (folder / "loose.yaml").read_text(encoding="utf-8") == LOOSE


def test_diff_shows_what_would_change(folder: Path, run: Run) -> None:
    result = run("fmt", "--diff", str(folder / "loose.yaml"))
    assert result.exit_code == 0
    assert "+  kind: enterprise  # 主体" in result.stdout
    assert (folder / "loose.yaml").read_text(encoding="utf-8") == LOOSE


def test_standard_input_goes_to_standard_output(run: Run) -> None:
    assert run("fmt", "-", stdin=LOOSE).stdout == NEAT


def test_a_file_with_errors_is_left_alone(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("policydsl: 1\nkind：facts\n", encoding="utf-8")
    result = run("fmt", str(path))
    assert result.exit_code == 1
    assert "[Y003]" in result.stderr
    assert result.stdout == "1 个文件：0 个已整理，0 个无需改动，1 个有错、没有动\n"
    assert path.read_text(encoding="utf-8") == "policydsl: 1\nkind：facts\n"


def test_a_missing_file_and_an_empty_folder_cannot_be_laid_out(tmp_path: Path, run: Run) -> None:
    missing = run("fmt", str(tmp_path / "none.yaml"))
    assert (missing.exit_code, "[U001]" in missing.stderr) == (2, True)
    empty = run("fmt", str(tmp_path))
    assert (empty.exit_code, "[U131]" in empty.stderr) == (2, True)


def test_no_file_is_a_usage_error(run: Run) -> None:
    assert run("fmt").exit_code == 2


def test_others_are_passed_over_where_that_is_wanted(folder: Path, run: Run) -> None:
    assert run("fmt", str(folder / "other.yaml"), "--ignore-others", "--check").exit_code == 0
    assert run("fmt", str(folder / "other.yaml"), "--check").exit_code == 1
