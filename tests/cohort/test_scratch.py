"""What `simulate` without `-o` works in: gone at its end, and after a kill at the start of the next run."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cohort.test_inputs_outputs import POLICY
from tests.cohort.test_killed import MOMENTS

from policydsl.source.scratch import scratch


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield folder
    monkeypatch.setattr("tempfile.tempdir", None)


def left(home: Path, name: str = "policydsl-dead") -> Path:
    """What a killed run leaves."""
    folder = home / name
    folder.mkdir(mode=0o700)
    (folder / "lock").touch(mode=0o600)
    (folder / "cohort.duckdb").write_text("rows", encoding="utf-8")
    (folder / "spark-1" / "deep").mkdir(parents=True)
    (folder / "spark-1" / "deep" / "part").write_text("rows", encoding="utf-8")
    return folder


def test_it_is_gone_at_the_end(home: Path) -> None:
    with scratch() as folder:
        assert folder.parent == home
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "x").touch()
    with pytest.raises(ZeroDivisionError), scratch():
        raise ZeroDivisionError
    assert list(home.iterdir()) == []


def test_what_a_killed_run_left_is_removed(home: Path) -> None:
    left(home)
    left(home, "policydsl-other")
    with scratch() as folder:
        assert list(home.iterdir()) == [folder]


def test_one_in_use_is_left_alone(home: Path) -> None:
    with scratch() as one, scratch() as other, scratch() as third:
        (one / "x").touch()
        assert sorted(home.iterdir()) == sorted([one, other, third])
        child = os.fork()
        if child == 0:  # another process, which must not go on with the tests
            try:
                with scratch():
                    os._exit(0 if (one / "x").exists() and other.exists() else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert (one / "x").exists()


def made_empty(folder: Path) -> None:
    """A run that has only begun, or one of an older version."""
    (folder / "lock").unlink()


def of_others(folder: Path) -> None:
    folder.chmod(0o770)


def locked_elsewhere(folder: Path) -> None:
    link = folder.parent / "theirs"
    link.write_text("x", encoding="utf-8")
    (folder / "lock").unlink()
    (folder / "lock").symlink_to(link)


def named_otherwise(folder: Path) -> None:
    folder.rename(folder.with_name("other-dead"))


@pytest.mark.parametrize("change", [made_empty, of_others, locked_elsewhere, named_otherwise])
def test_what_is_not_surely_ours_stays(home: Path, change: Callable[[Path], None]) -> None:
    change(left(home))
    before = sorted(str(one) for one in home.rglob("*"))
    with scratch():
        pass
    assert sorted(str(one) for one in home.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_stays(home: Path) -> None:
    folder = left(home)
    os.chown(folder, 12345, 12345)
    with scratch():
        pass
    assert (folder / "cohort.duckdb").exists()


def test_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    """Neither one in the place of a folder, nor one in it."""
    target = left(tmp_path, "precious")
    (home / "policydsl-link").symlink_to(target)
    dead = left(home)
    (dead / "link").symlink_to(target)
    (dead / "spark-1" / "link").symlink_to(target)
    with scratch():
        pass
    assert not dead.exists()
    assert (target / "cohort.duckdb").exists()
    assert (target / "spark-1" / "deep" / "part").exists()


def test_a_lock_that_is_held_by_another_process(home: Path) -> None:
    folder = left(home)
    with (folder / "lock").open("r+") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        child = os.fork()
        if child == 0:
            try:
                with scratch():
                    os._exit(0 if (folder / "cohort.duckdb").exists() else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with scratch():
        assert not folder.exists()


def test_what_cannot_be_removed_is_tried_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = left(home)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with scratch() as own:
            assert (folder / "lock").exists()
    shutil.rmtree(own)
    with scratch():
        assert not folder.exists()


@pytest.mark.slow
@pytest.mark.parametrize("memory", [(), ("--memory", "1GB")], ids=["in_memory", "on_disk"])
def test_a_simulation_that_is_killed_leaves_nothing_for_ever(
    tmp_path: Path, home: Path, memory: tuple[str, ...]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    applicants = [f"A{i},厦门,{i * 100}.25\n" for i in range(4000)]
    # GB18030, of which a copy in UTF-8 is made.
    (folder / "applicants.csv").write_text("id,city,annual_revenue\n" + "".join(applicants), encoding="gb18030")
    simulate = [sys.executable, "-m", "policydsl", "simulate", str(tmp_path / "policy.yaml"), str(folder), *memory]
    simulate += ["--as-of", "2025-10-01", "--threads", "1"]
    start = time.monotonic()
    done = subprocess.run(simulate, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    usual = time.monotonic() - start
    assert list(home.iterdir()) == []
    rng, seen = random.Random(str(memory)), 0  # noqa: S311
    before: Path | None = None
    for moment in range(max(3, MOMENTS // 2)):
        running = subprocess.Popen(simulate, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None and not any(one.parent != before for one in home.glob("*/lock")):
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.3) * usual * moment)  # at first at once
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert len(list(home.iterdir())) <= 1
        before = next(home.iterdir(), None)
        seen += before is not None
    assert seen
    again = subprocess.run(simulate, check=False, capture_output=True)
    assert (again.returncode, again.stdout) == (0, done.stdout)
    assert list(home.iterdir()) == []
