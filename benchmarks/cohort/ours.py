"""`policydsl batch` on the same cohort, within this process or as a command of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import Resources, run_cohort
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.workspace import load_policy

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "policies/xiamen_ai_2025.yaml"
DAY = Date(2026, 6, 30)
_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_maxrss, used.ru_utime + used.ru_stime)
"""


def ours(folder: Path, target: Path, policy: Path, memory: str | None = None) -> int:
    """The whole way; gives how many applicants went one by one."""
    reporter = Reporter()
    loaded = load_policy(str(policy), reporter)
    if loaded is None:
        raise SystemExit([one.message("en") for one in reporter])
    report = run_cohort(
        loaded,
        str(folder),
        str(target),
        Choices(DAY, {}, "en"),
        reporter,
        format_="parquet",
        resources=Resources(memory),
    )
    if report is None:
        raise SystemExit([one.message("en") for one in reporter])
    return report.one_by_one


def peak(folder: Path, target: Path, policy: Path, day: str, memory: str | None) -> tuple[int, int, float]:
    """As a command: its exit code, the most memory that it had in bytes, the seconds of its processors."""
    shutil.rmtree(target, ignore_errors=True)
    command = [sys.executable, "-m", "policydsl", "batch", str(policy), str(folder), str(target), "--as-of", day]
    command += [] if memory is None else ["--memory", memory]
    # A process counts what its parent had when it was started, so the parent is a small one.
    done = subprocess.run([sys.executable, "-c", _MEASURED, *command], check=True, capture_output=True, text=True)  # noqa: S603
    code, most, seconds = done.stdout.split()
    return int(code), int(most) * (1 if sys.platform == "darwin" else 1024), float(seconds)


def policy_of_two(folder: Path) -> Path:
    """The shipped policy without the clauses that the others do not compute."""
    text = SHIPPED.read_text(encoding="utf-8")
    head, rest = text.split("\nclauses:\n", 1)
    clauses, tail = rest.split("\ncommitments:\n", 1)
    names = ("compute_voucher\n", "model_voucher\n")
    kept = [part for part in clauses.split("\n  - id: ")[1:] if part.startswith(names)]
    path = folder / "two.yaml"
    body = "".join(f"\n  - id: {part}" for part in kept)
    path.write_text(f"{head}\nclauses:\n{body}\ncommitments:\n{tail}", encoding="utf-8")
    return path
