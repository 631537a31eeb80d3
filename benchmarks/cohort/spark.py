"""`policydsl batch` on Spark in this machine beside DuckDB: time, the most memory of Python and Java together, rows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.cohort.equal import rows_apart
from benchmarks.cohort.inputs import make
from benchmarks.cohort.ours import DAY, policy_of_two
from benchmarks.measure import table

LIMITS: Final = (None, "2GB", "1GB")
ENGINES: Final = ("duckdb", "spark")
_EVERY: Final = 0.05  # seconds between two looks
_MEGA: Final = 10**6


class Used(NamedTuple):
    """What a command took: its exit code, seconds, seconds of processors, the most memory in bytes."""

    code: int
    seconds: float
    processors: float
    most: int


def spark_beside_duckdb(
    place: Path, size: int, rounds: int, limits: Sequence[str | None], engines: Sequence[str] = ENGINES
) -> int:
    """Two child tables; the rows of each run are compared with those of the first, which is DuckDB without a limit."""
    folder, policy = make(place / "in", size), policy_of_two(place)
    print(f"{size:,} applicants, two child tables, 2 threads")
    rows, wrong, whole = list[list[str]](), False, None
    for engine, limit in [(engine, limit) for engine in engines for limit in limits]:
        best: Used | None = None
        target = place / (engine if whole is None else "again")
        for _ in range(rounds):
            shutil.rmtree(target, ignore_errors=True)
            used = _run(folder, target, policy, engine, limit)
            best = used if best is None else Used(
                max(best.code, used.code), min(best.seconds, used.seconds), min(best.processors, used.processors),
                max(best.most, used.most),
            )  # fmt: skip
        assert best is not None  # noqa: S101  (there is a round)
        shown = f"stopped, exit code {best.code}"
        if best.code in {0, 1}:
            awards = target / "awards.parquet"
            apart = 0 if whole is None else rows_apart(whole, awards, "4GB")
            shown = "the reference" if whole is None else f"{apart:,} rows differ" if apart else "equal"
            whole = whole or awards
        wrong = wrong or shown.startswith("stopped") or "differ" in shown
        figures = f"{best.seconds:.1f}", f"{best.processors:.1f}", f"{best.most / _MEGA:,.0f}"
        rows.append([engine, limit or "none", *figures, shown])
    print(table(["engine", "--memory", "seconds", "processor seconds", "most memory (MB)", "awards"], rows))
    return int(wrong)


def _run(folder: Path, target: Path, policy: Path, engine: str, memory: str | None) -> Used:
    command = [sys.executable, "-m", "policydsl", "batch", str(policy), str(folder), str(target), "--as-of", DAY.iso()]
    command += ["--engine", engine, "--threads", "2", *(() if memory is None else ("--memory", memory))]
    start = time.perf_counter()
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    watch = _Watch(running.pid)
    code = running.wait()
    seconds = time.perf_counter() - start
    watch.ended.set()
    watch.join()
    return Used(code, seconds, sum(watch.processors.values()), watch.most)


class _Watch(threading.Thread):
    """Looks from time to time at a process and all that it started."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.most, self.ended = root, 0, threading.Event()
        self.processors: dict[int, float] = {}  # seconds by process, also of those that have ended
        self.page, self.tick = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
        self.start()

    def run(self) -> None:
        """Until told to end."""
        while not self.ended.wait(_EVERY):
            self.most = max(self.most, self._now())

    def _now(self) -> int:
        told: dict[int, list[str]] = {}
        for one in Path("/proc").iterdir():
            if one.name.isdecimal():
                with suppress(OSError):  # it has ended
                    stat = (one / "stat").read_text(encoding="utf-8", errors="replace")
                    told[int(one.name)] = stat.rpartition(")")[2].split()
        parents = {process: int(fields[1]) for process, fields in told.items()}
        ours = {process: fields for process, fields in told.items() if self._is_ours(process, parents)}
        for process, fields in ours.items():
            self.processors[process] = (int(fields[11]) + int(fields[12])) / self.tick
        return sum(int(fields[21]) * self.page for fields in ours.values())

    def _is_ours(self, process: int, parents: dict[int, int]) -> bool:
        while process and process != self.root:
            process = parents.get(process, 0)
        return process == self.root
