"""Output appears whole or not at all, and never takes the place of something of another kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policydsl.cohort.whole import whole


def test_a_file_never_takes_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(IsADirectoryError), whole(tmp_path / "docs") as beside:
        beside.write_text("new", encoding="utf-8")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["docs", "docs/a.txt"]


def test_a_folder_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(NotADirectoryError), whole(tmp_path / "a.txt") as beside:
        beside.mkdir()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_replaces_a_folder_and_a_file_a_file(tmp_path: Path) -> None:
    for _ in range(2):
        with whole(tmp_path / "deep" / "folder") as beside:
            beside.mkdir()
            (beside / "new").touch()
        with whole(tmp_path / "file") as beside:
            beside.write_text("new", encoding="utf-8")
    assert [path.name for path in (tmp_path / "deep").rglob("*")] == ["folder", "new"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "file"]


def test_what_a_killed_run_left_is_removed_and_what_a_running_one_writes_is_not(tmp_path: Path) -> None:
    gone, running, other = (tmp_path / f".out.{name}.tmp" for name in ("999999999", str(os.getppid()), "notes"))
    for path in (gone, running, other):
        path.mkdir()
    with whole(tmp_path / "out") as beside:
        beside.touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([running.name, other.name, "out"])
