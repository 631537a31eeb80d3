"""Killed at any moment: nothing half-written is ever seen, the earlier result stays, a rerun ends the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.cohort.test_inputs_outputs import POLICY

from policydsl.cli.console import write_file
from policydsl.cohort.output.folder import appearing, result_file
from policydsl.diagnostics import Reporter

MOMENTS = int(os.environ.get("POLICYDSL_KILLS", "4"))  # 20 in all
SIZE = 4000


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def tables(file: Path) -> list[list[tuple[object, ...]]]:
    with duckdb.connect(str(file), read_only=True) as db:
        return [db.execute(f"FROM {name}").fetchall() for name in ("awards", "totals", "rejects", "manifest")]


def whole(path: Path) -> object:
    """All of a result; fails where it is half of one."""
    return files(path) if path.is_dir() else tables(path) if path.suffix == ".duckdb" else path.read_bytes()


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    applicants = [f"A{i},enterprise,{i * 100}.25\n" for i in range(SIZE)]
    (folder / "applicants.csv").write_text("id,kind,annual_revenue\n" + "".join(applicants), encoding="utf-8")
    projects = [f"A{i},P1,{'约' if i % 50 == 0 else i * 77}\n" for i in range(SIZE)]
    (folder / "projects.csv").write_text("applicant,id,cost\n" + "".join(projects), encoding="utf-8")
    return folder


def command(folder: Path, target: Path) -> list[str]:
    program = [sys.executable, "-m", "policydsl", "batch", str(folder / "policy.yaml"), str(folder / "in"), str(target)]
    return [*program, "--as-of", "2025-10-01", "--threads", "1"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
@pytest.mark.parametrize("name", ["out", "out.duckdb", "out.jsonl"])
def test_killed_at_random_moments(tmp_path: Path, cohort: Path, name: str) -> None:
    assert cohort.exists()
    target = tmp_path / "results" / name
    start = time.monotonic()
    assert subprocess.run(command(tmp_path, target), check=False, capture_output=True).returncode == 1
    usual = time.monotonic() - start
    expected = whole(target)
    rng = random.Random(name)  # noqa: S311
    for moment in range(MOMENTS):
        if moment % 2 and target.exists():
            _remove(target)
        earlier = target.exists()
        running = subprocess.Popen(command(tmp_path, target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.2, 1.05) * usual)
        running.kill()
        running.wait()
        if earlier or target.exists():
            assert whole(target) == expected
    assert subprocess.run(command(tmp_path, target), check=False, capture_output=True).returncode == 1
    assert whole(target) == expected
    assert [path.name for path in target.parent.iterdir()] == [name]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
@pytest.mark.parametrize("memory", [(), ("--memory", "1GB")], ids=["in_memory", "on_disk"])
def test_a_simulation_killed_at_random_moments(tmp_path: Path, cohort: Path, memory: tuple[str, ...]) -> None:
    """The tables with their pictures, and the page: each is whole, whenever the run ends."""
    tables_, page = tmp_path / "results" / "tables", tmp_path / "results" / "page.html"
    (tmp_path / "results").mkdir()
    simulate = [sys.executable, "-m", "policydsl", "simulate", str(tmp_path / "policy.yaml"), str(cohort)]
    simulate += ["--as-of", "2025-10-01", "--threads", "1", "--pictures", "svg", *memory]
    simulate += ["-o", str(tables_), "--report", str(page)]
    start = time.monotonic()
    assert subprocess.run(simulate, check=False, capture_output=True).returncode == 1
    usual = time.monotonic() - start
    expected = whole(tables_), whole(page)
    rng = random.Random(str(memory))  # noqa: S311
    for moment in range(MOMENTS):
        if moment % 2:
            for one in (tables_, page):
                if one.exists():
                    _remove(one)
        earlier = tables_.exists(), page.exists()
        running = subprocess.Popen(simulate, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Most of the moments are where files are written, at the end.
        time.sleep(rng.uniform(0.2 if moment % 3 == 0 else 0.75, 1.05) * usual)
        running.kill()
        running.wait()
        for one, was_there, all_of_it in zip((tables_, page), earlier, expected, strict=True):
            if was_there or one.exists():
                assert whole(one) == all_of_it
    assert subprocess.run(simulate, check=False, capture_output=True).returncode == 1
    assert (whole(tables_), whole(page)) == expected
    assert sorted(path.name for path in tables_.parent.iterdir()) == ["page.html", "tables"]


def test_a_file_of_a_killed_run_is_removed(tmp_path: Path) -> None:
    """What a report is made under is no litter for ever."""
    for name in (".page.html.999999999.tmp", ".page.html.notes.tmp"):
        (tmp_path / name).write_text("half", encoding="utf-8")
    assert write_file(str(tmp_path / "page.html"), "whole", Reporter())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".page.html.notes.tmp", "page.html"]


def _remove(path: Path) -> None:
    if path.is_dir():
        for one in path.iterdir():
            one.unlink()
        path.rmdir()
    else:
        path.unlink()


# Each call that changes the disk while a result takes its place: the process ends before or after it.
CALLS = ["policydsl.cohort.output.folder._exchange", "pathlib.Path.rename", "shutil.rmtree"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("exchanges", [True, False])
def test_killed_while_a_directory_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, before: bool, exchanges: bool
) -> None:
    target = tmp_path / "out"
    _write(target, "old")
    child = os.fork()
    if child == 0:
        try:
            with monkeypatch.context() as patch:
                if not exchanges:
                    patch.setattr("policydsl.cohort.output.folder._exchange", lambda *_: False)
                patch.setattr(call, _ending(_called(call, exchanges=exchanges), before=before))
                _write(target, "new")
        finally:
            os._exit(0)  # or it would go on with the tests
    os.waitpid(child, 0)
    if exchanges:  # the earlier result or the new one is there at every moment
        assert (target / "text.json").read_text(encoding="utf-8") in ("old", "new")
    _write(target, "third")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (target / "text.json").read_text(encoding="utf-8") == "third"


def _called(name: str, *, exchanges: bool) -> Callable[..., object]:
    module, _, last = name.rpartition(".")
    if last == "rename":
        return Path.rename
    if last == "rmtree":
        import shutil  # noqa: PLC0415

        return shutil.rmtree
    from policydsl.cohort.output import folder  # noqa: PLC0415

    assert module
    return folder._exchange if exchanges else (lambda *_: False)  # noqa: SLF001


def _ending(function: Callable[..., object], *, before: bool) -> Callable[..., object]:
    def call(*args: object, **kwargs: object) -> object:
        if not before:
            function(*args, **kwargs)
        os._exit(9)

    return call


def _write(target: Path, text: str) -> None:
    with appearing(target) as folder:
        (folder / "manifest.json").write_text('{"kind": "cohort_result"}', encoding="utf-8")
        (folder / "text.json").write_text(text, encoding="utf-8")


def test_a_result_that_was_set_aside_is_put_back(tmp_path: Path) -> None:
    """By a system that cannot exchange directories, killed between its two renames."""
    (tmp_path / ".out.999999999.old").mkdir()
    (tmp_path / ".out.999999999.old" / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), appearing(tmp_path / "out"):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_fails_leaves_the_earlier_one(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with appearing(target, "jsonl") as folder:
        result_file(folder, "jsonl").write_text('{"applicant": "A", "awards": []}\n', encoding="utf-8")
    with pytest.raises(ZeroDivisionError), appearing(target, "jsonl") as folder:
        raise ZeroDivisionError(result_file(folder, "jsonl").write_text("half", encoding="utf-8"))
    assert target.read_text(encoding="utf-8") == '{"applicant": "A", "awards": []}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_small_memory_goes_to_disk_and_gives_the_same(tmp_path: Path, cohort: Path) -> None:
    """The spill files stand beside the result, and are gone at the end."""
    assert cohort.exists()
    for name, memory in (("usual", "2GB"), ("small", "64MB")):
        run = [*command(tmp_path, tmp_path / "results" / name), "--memory", memory]
        assert subprocess.run(run, check=False, capture_output=True).returncode == 1
    assert files(tmp_path / "results" / "usual") == files(tmp_path / "results" / "small")
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["small", "usual"]
