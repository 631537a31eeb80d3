"""The user's own cache folder: whatever is in the way, nothing is lost but time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from policydsl.source.cache import keep, kept, key

WRITE = """
import sys
from policydsl.source.cache import keep, kept
for i in range(200):
    keep(f"{i % 20}.x", str(i % 20).encode() * 1000, most=8)
    for j in range(20):
        assert kept(f"{j}.x") in (None, str(j).encode() * 1000)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "deep" / "down"))
    monkeypatch.delenv("POLICYDSL_NO_CACHE", raising=False)
    return tmp_path / "deep" / "down" / "policydsl"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_kept_comes_back(folder: Path) -> None:
    assert kept("a.x") is None
    assert not folder.exists(), "looking makes no folder"
    for body in (b"", b"\n", b"a\nb", bytes(range(256))):
        keep("a.x", body, most=5)
        assert kept("a.x") == body
    assert names(folder) == ["a.x"]


def test_it_is_for_this_user_alone(folder: Path) -> None:
    keep("a.x", b"a", most=5)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "a.x").stat().st_mode) == 0o600


def test_a_folder_that_others_may_write_to_is_left_alone(folder: Path) -> None:
    keep("a.x", b"a", most=5)
    folder.chmod(0o777)
    keep("b.x", b"b", most=5)
    assert kept("a.x") is None
    assert names(folder) == ["a.x"]


def test_a_file_that_others_may_write_is_not_read(folder: Path) -> None:
    keep("a.x", b"a", most=5)
    (folder / "a.x").chmod(0o666)
    assert kept("a.x") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("whose", ["folder", "file"])
def test_what_another_user_owns_is_not_read(folder: Path, whose: str) -> None:
    keep("a.x", b"a", most=5)
    os.chown(folder if whose == "folder" else folder / "a.x", 12345, -1)
    assert kept("a.x") is None


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    keep("a.x", b"a", most=5)
    (folder / "b.x").symlink_to(folder / "a.x")
    assert kept("b.x") is None
    target = tmp_path / "target"
    folder.rename(target)
    folder.symlink_to(target)
    assert kept("a.x") is None


@pytest.mark.parametrize("data", [b"", b"\n", b"a", b"0" * 64 + b"\na"])
def test_a_damaged_file_is_none(folder: Path, data: bytes) -> None:
    keep("a.x", b"a", most=5)
    (folder / "a.x").write_bytes(data)
    assert kept("a.x") is None
    keep("a.x", b"a", most=5)
    assert kept("a.x") == b"a"


def test_a_folder_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "a.x").mkdir(parents=True)
    folder.chmod(0o700)
    keep("a.x", b"a", most=5)
    assert kept("a.x") is None
    assert names(folder) == ["a.x"], "no draft is left"


def test_the_oldest_go(folder: Path) -> None:
    keep("other.y", b"", most=8)
    for number in range(9):
        keep(f"{number}.x", b"", most=8)
        if number < 8:
            os.utime(folder / f"{number}.x", (number, number))
    assert names(folder) == ["3.x", "4.x", "5.x", "6.x", "7.x", "8.x", "other.y"]


def test_it_can_be_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep("a.x", b"a", most=5)
    monkeypatch.setenv("POLICYDSL_NO_CACHE", "1")
    keep("b.x", b"b", most=5)
    assert kept("a.x") is None
    assert names(folder) == ["a.x"]
    monkeypatch.setenv("POLICYDSL_NO_CACHE", "0")
    assert kept("a.x") == b"a"


@pytest.mark.parametrize("base", ["", "relative/path"])
def test_the_usual_place_is_in_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    monkeypatch.delenv("POLICYDSL_NO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    keep("a.x", b"a", most=5)
    assert names(tmp_path / ".cache" / "policydsl") == ["a.x"]


def test_several_processes_at_once(folder: Path) -> None:
    source = Path(__file__).resolve().parents[2] / "src"
    env = {**os.environ, "PYTHONPATH": str(source)}
    running = [subprocess.Popen([sys.executable, "-c", WRITE], env=env) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    left = names(folder)
    assert 0 < len(left) <= 20
    assert not any(name.startswith(".") for name in left)


def test_a_key_tells_its_parts_apart() -> None:
    assert len({key("a", "b"), key("ab", ""), key("a\0b"), key("a', 'b"), key("b", "a"), key("\ud800", "")}) == 6
