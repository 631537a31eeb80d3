"""Times several contestants in turns, so that a busy moment of the machine hits them all, and sums the rounds up."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class Spread(NamedTuple):
    """A median with the least and the most."""

    median: float
    least: float
    most: float

    def text(self, digits: int = 2) -> str:
        """As a table shows it."""
        return f"{self.median:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def in_millis(seconds: Spread) -> str:
    """Seconds, shown as milliseconds."""
    median = seconds.median * 1e3
    digits = 0 if median >= 100 else 1 if median >= 10 else 3  # noqa: PLR2004  (three figures or so)
    return Spread(*(part * 1e3 for part in seconds)).text(digits)


def spread(values: Sequence[float]) -> Spread:
    """The spread of some values."""
    return Spread(statistics.median(values), min(values), max(values))


FEW = 3
# Below this, what the collector leaves in the caches of the processor is a good part of what is measured.
AT_LEAST = 0.03


def in_turns(
    contestants: Mapping[str, Callable[[], object]], rounds: int, few_rounds: frozenset[str] = frozenset()
) -> dict[str, list[float]]:
    """Seconds of one go of each contestant in each round, in turns: A B C, A B C.

    Short ones are repeated within their turn. Those in `few_rounds` only take part in the first ones.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    repeats = {}
    for name, work in contestants.items():
        work()  # what is made once, such as caches, is not what is measured
        start = time.perf_counter()
        work()
        repeats[name] = max(1, math.ceil(AT_LEAST / (time.perf_counter() - start)))
    was_enabled = gc.isenabled()
    try:
        for turn in range(rounds):
            for name, work in contestants.items():
                if name in few_rounds and turn >= FEW:
                    continue
                gc.collect()
                gc.disable()
                start = time.perf_counter()
                for _ in range(repeats[name]):
                    work()
                seconds[name].append((time.perf_counter() - start) / repeats[name])
    finally:
        if was_enabled:
            gc.enable()
    return seconds


def ratios(seconds: Mapping[str, Sequence[float]], reference: str) -> dict[str, Spread]:
    """How many times as fast as the reference, round by round: above 1 is faster."""
    return {
        name: spread([base / own for base, own in zip(seconds[reference], values, strict=False)])
        for name, values in seconds.items()
    }


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join(" --- " for _ in head) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
