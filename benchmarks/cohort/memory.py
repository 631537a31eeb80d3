"""The most memory that `policydsl batch` has as a command, with and without a limit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.cohort.equal import difference, rows_apart
from benchmarks.cohort.in_sql import in_sql
from benchmarks.cohort.inputs import make
from benchmarks.cohort.ours import DAY, SHIPPED, peak, policy_of_two
from benchmarks.measure import table

LIMITS: Final = (None, "1GB", "500MB")
_MEGA = 10**6


def memory_of_shipped(place: Path, size: int, limits: Sequence[str | None]) -> int:
    """All tables of the shipped policy; the rows of each run are compared with those of the first."""
    folder, day = place / "shipped", DAY.iso()
    command = [sys.executable, "-m", "policydsl", "new", "cohort", str(SHIPPED), "--size", str(size), "--as-of", day]
    subprocess.run([*command, "--format", "parquet", "-o", str(folder)], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    title = f"{size:,} applicants with all tables of the shipped policy"
    return _runs(title, place, (folder, SHIPPED), limits, None)


def memory_of_two(place: Path, size: int, limits: Sequence[str | None]) -> int:
    """The two vouchers; the rows of each run are compared with the SQL by hand."""
    folder = make(place / "two", size)
    in_sql(folder, place, "4GB")
    return _runs(f"{size:,} applicants, two child tables", place, (folder, policy_of_two(place)), limits, "sql.parquet")


def _runs(title: str, place: Path, what: tuple[Path, Path], limits: Sequence[str | None], reference: str | None) -> int:
    rows, wrong, whole = list[list[str]](), False, None
    for limit in limits:
        target = place / ("of_all" if reference is None and not rows else "again")
        code, most, seconds = peak(what[0], target, what[1], DAY.iso(), limit)
        name = limit or "none"
        if code not in {0, 1}:
            rows.append([name, f"{most / _MEGA:,.0f}", f"{seconds:.1f}", f"stopped, exit code {code}"])
            wrong = True
            continue
        awards = target / "awards.parquet"
        if whole is None and reference is None:
            whole, shown = awards, "the reference"
        else:
            found = difference(place, awards, "4GB").rows if whole is None else rows_apart(whole, awards, "4GB")
            wrong, shown = wrong or bool(found), f"{found:,} rows differ" if found else "equal"
        rows.append([name, f"{most / _MEGA:,.0f}", f"{seconds:.1f}", shown])
    print(title)
    print(table(["--memory", "most memory (MB)", "processor seconds", "awards"], rows))
    return int(wrong)
