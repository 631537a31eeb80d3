"""Who takes part, and the contest: equal awards first, then turns."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.cohort.equal import difference, rows_apart
from benchmarks.cohort.in_python import in_python
from benchmarks.cohort.in_sql import in_sql, whole_in_sql
from benchmarks.cohort.inputs import make
from benchmarks.cohort.ours import ours, policy_of_two
from benchmarks.measure import ratios, table

BY_HAND = "SQL by hand (DuckDB)"
WHOLE = "SQL by hand, all that batch writes"
OURS = "policydsl batch"
INEXACT = "OpenFisca, float32 as it is"  # its wrong fen are a figure, not a failure
Work = Callable[[], object]


class Contestant:
    """One, with the file of its awards."""

    def __init__(self, file: str, work: Work) -> None:
        self.file, self.work = file, work


def contestants(folder: Path, out: Path, policy: Path, memory: str | None, *, peers: bool) -> dict[str, Contestant]:
    """By name, the SQL first; what is not installed is said and left out."""
    found = {
        BY_HAND: Contestant("sql.parquet", lambda: in_sql(folder, out, memory)),
        WHOLE: Contestant("whole.parquet", lambda: whole_in_sql(folder, out, memory)),
        OURS: Contestant("ours/awards.parquet", lambda: ours(folder, out / "ours", policy, memory)),
    }
    if find_spec("polars") is None:
        print("Polars is not installed (pip install 'policydsl[bench]'): skipped")
    else:
        from benchmarks.cohort.in_polars import in_polars  # noqa: PLC0415  (optional)

        found["Polars by hand"] = Contestant("polars.parquet", lambda: in_polars(folder, out))
    if not peers:
        return found
    if find_spec("openfisca_core") is None:
        print("OpenFisca-core is not installed (pip install 'policydsl[bench]'): skipped")
    else:
        from benchmarks.cohort.in_openfisca import as_it_is, in_fen  # noqa: PLC0415  (optional)

        found[INEXACT] = Contestant("openfisca.parquet", lambda: as_it_is(folder, out))
        found["OpenFisca, 64-bit fen"] = Contestant("openfisca_fen.parquet", lambda: in_fen(folder, out))
    found["Python loop, whole fen"] = Contestant("python.parquet", lambda: in_python(folder, out))
    return found


class Times(NamedTuple):
    """Of each contestant in each round: the seconds that pass, and those of its processors together."""

    seconds: dict[str, list[float]]
    processors: dict[str, list[float]]


def turns(work: Mapping[str, Work], rounds: int) -> Times:
    """Each in each round, in turns; all of them have run before."""
    times = Times({name: [] for name in work}, {name: [] for name in work})
    for _ in range(rounds):
        for name, one in work.items():
            gc.collect()
            start, used = time.perf_counter(), time.process_time()
            one()
            times.seconds[name].append(time.perf_counter() - start)
            times.processors[name].append(time.process_time() - used)
    return times


def contest(place: Path, size: int, rounds: int, missing: int, memory: str | None, *, peers: bool) -> int:
    """Make the cohort, compare, time, print; the exit code."""
    folder, out = make(place / "in", size, missing), place / "out"
    out.mkdir()
    found = contestants(folder, out, policy_of_two(place), memory, peers=peers and not missing)
    shown, wrong = {}, False
    for name, one in found.items():
        done = one.work()
        if name == OURS:
            print(f"{size:,} applicants, {missing}% without their kind; {done:,} of them one by one")
        if name == BY_HAND or missing:  # the others take a missing fact for a no
            shown[name] = "not compared" if missing else "the reference"
            continue
        other = difference(out, out / one.file, memory)
        shown[name] = other.text()
        if other.rows and name != INEXACT:
            wrong = True
            print(f"WRONG: {name} DIFFERS IN {other.rows} ROWS")
    if not missing and (apart := rows_apart(out / found[WHOLE].file, out / found[OURS].file, memory or "4GB")):
        wrong = True
        print(f"WRONG: {apart} ROWS OF {WHOLE} AND {OURS} ARE NOT THE SAME, OR NOT IN ONE ORDER")
    seconds, processors = turns({name: one.work for name, one in found.items()}, rounds)
    speed, used = ratios(seconds, BY_HAND), ratios(processors, BY_HAND)
    rows = [
        [name, shown[name], f"{min(seconds[name]):.2f}", speed[name].text(), f"{min(processors[name]):.2f}",
         used[name].text()]
        for name in found
    ] if rounds else []  # fmt: skip
    if rounds:
        print(table(["contestant", "awards", "seconds", "speed beside the SQL", "processor seconds", "beside the SQL"],
                    rows))  # fmt: skip
        print(f"batch beside {WHOLE}: {ratios(seconds, WHOLE)[OURS].text()} by the clock, "
              f"{ratios(processors, WHOLE)[OURS].text()} by the processors")  # fmt: skip
    return int(wrong)
