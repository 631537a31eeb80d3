"""Real runs of the program: encodings, pipes, files, interruptions, bugs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policydsl.cli import group as group_module
from policydsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
POLICY = "policies/xiamen_ai_2025.yaml"
FACTS = "examples/university_lab.yaml"
PROGRAM = [sys.executable, "-c", "import sys; from policydsl.cli import main; sys.exit(main())"]


def environ(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "SYSTEMROOT", "HOME")}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def run(*arguments: str, env: dict[str, str] | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [*PROGRAM, *arguments]
    return subprocess.run(command, cwd=ROOT, env=env or environ(), input=stdin, capture_output=True, check=False)


@pytest.mark.parametrize(
    "more",
    [
        {"LC_ALL": "C.UTF-8"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=str,
)
def test_output_to_a_pipe_is_utf_8_whatever_the_locale(more: dict[str, str]) -> None:
    expected = (ROOT / "examples" / "expected" / "university_lab.zh.txt").read_bytes()
    result = run("eval", POLICY, FACTS, env=environ(**more))
    assert (result.returncode, result.stdout, result.stderr) == (0, expected, b"")


def test_findings_reach_a_pipe_as_utf_8() -> None:
    result = run("check", "没有.yaml", env=environ(PYTHONIOENCODING="ascii", LC_ALL="C.UTF-8"))
    assert result.returncode == 2
    assert "找不到文件 `没有.yaml`" in result.stdout.decode()


def test_facts_from_standard_input() -> None:
    result = run("eval", POLICY, "-", "--format", "json", stdin=(ROOT / FACTS).read_bytes())
    assert result.stdout == (ROOT / "examples" / "expected" / "university_lab.json").read_bytes()


def test_policy_from_standard_input() -> None:
    result = run("eval", "-", FACTS, "--format", "json", stdin=(ROOT / POLICY).read_bytes())
    assert result.stdout == (ROOT / "examples" / "expected" / "university_lab.json").read_bytes()


def test_a_csv_keeps_its_line_ends_and_its_mark() -> None:
    data = run("eval", POLICY, FACTS, "--format", "csv").stdout
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    with subprocess.Popen(
        [*PROGRAM, "schema", "facts", POLICY], cwd=ROOT, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # before anything is written
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [*PROGRAM, "eval", POLICY, FACTS], cwd=ROOT, env=environ(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert result.returncode == 2
    assert "错误[U116]" in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert b"Exception ignored" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interruption_is_quiet() -> None:
    with subprocess.Popen(
        [*PROGRAM, "eval", "-", FACTS],
        cwd=ROOT,
        env=environ(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"policydsl: 1\n")
        process.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)  # by now it waits for the rest of its input
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        code = process.wait(20)
    assert code == 130
    assert b"Traceback" not in said


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "结果.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    result = run("eval", POLICY, FACTS, "--format", "json", "-o", str(target))
    assert (result.returncode, result.stdout) == (0, b"")
    assert target.read_bytes() == (ROOT / "examples" / "expected" / "university_lab.json").read_bytes()
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["结果.json"]


def test_a_file_is_left_alone_where_nothing_was_evaluated(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("old", encoding="utf-8")
    assert run("eval", POLICY, "nothing.yaml", "-o", str(target)).returncode == 2
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = run("eval", POLICY, FACTS, "-o", str(tmp_path / "out.txt"))
    assert result.returncode == 2
    assert "U116" in result.stderr.decode()


def test_a_bug_asks_to_be_reported(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken(name: str) -> object:
        message = f"no luck with {name}"
        raise RuntimeError(message)

    monkeypatch.setattr(group_module, "import_module", broken)
    monkeypatch.delenv("POLICYDSL_DEBUG", raising=False)
    assert main(["check", POLICY, "--lang", "en"]) == 70
    said = capsys.readouterr().err
    assert "RuntimeError: no luck with policydsl.cli.check" in said
    assert "please report" in said
    monkeypatch.setenv("POLICYDSL_DEBUG", "1")
    with pytest.raises(RuntimeError, match="no luck"):
        main(["check", POLICY])


def test_help_loads_no_engine() -> None:
    """What a command does not need is not loaded: a run of `--help` costs little, `check` does not evaluate."""
    code = (
        "import sys\nfrom policydsl.cli import main\nmain(sys.argv[1:])\n"
        "print([m for m in sys.modules if m in ('lark', 'yaml', 'jsonschema') or m.startswith("
        "('policydsl.evaluate', 'policydsl.explain', 'policydsl.render'))])"
    )
    for arguments in (["--help"], ["check", POLICY]):
        shown = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environ(), capture_output=True, check=True
        ).stdout.decode()
        last = shown.splitlines()[-1]
        assert "policydsl." not in last, last
        assert arguments != ["--help"] or last == "[]"
