"""Many random texts, told apart by what came of them: `make fuzz`, or

    python tests/feel/fuzz/run.py [--count 100000] [--seed 1]

The exit code is 1 if one raised, hung or took longer than two seconds; the texts and their tracebacks are printed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from tests.feel.fuzz.seeds import seeds  # noqa: E402  (works as a script too)
from tests.feel.fuzz.texts import Maker  # noqa: E402
from tests.feel.fuzz.trial import Tally  # noqa: E402

_STEP = 5000


def main(arguments: list[str] | None = None) -> int:
    """Try so many texts; 1 if one of them shows a bug."""
    parser = argparse.ArgumentParser(description="Try the FEEL engine with random texts and mutated expressions.")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun, tally, told = time.perf_counter(), Tally(), 0
    for number, text in enumerate(Maker(options.seed, seeds()).texts(options.count), start=1):
        tally.add(text)
        for bug, trace in tally.bugs[told:]:
            print(f"--- {bug!r}\n{trace}", flush=True)  # noqa: T201
        told = len(tally.bugs)
        if number % _STEP == 0 or number == options.count:
            counts = ", ".join(f"{kind} {count}" for kind, count in sorted(tally.kinds.items()))
            print(f"{number} texts in {time.perf_counter() - begun:.0f} s: {counts}; bugs {told}", flush=True)  # noqa: T201
    for seconds, text in tally.slowest:
        print(f"{seconds:.2f} s  {text[:100]!r}")  # noqa: T201
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
