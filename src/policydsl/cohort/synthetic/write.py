"""The door: a synthetic cohort of a policy, written to a folder or a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, TypeAlias

from policydsl.cohort.shape import APPLICANTS, shapes
from policydsl.cohort.synthetic.applicants import Maker
from policydsl.cohort.synthetic.shares import Shares
from policydsl.cohort.synthetic.sinks import CsvFile, LineSink, ParquetFile, Sink, TableSink
from policydsl.cohort.whole import whole
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.model.reading import parse_day
from policydsl.workspace import LoadedPolicy

Format: TypeAlias = Literal["csv", "parquet", "jsonl"]

FORMATS: Final[tuple[Format, ...]] = ("csv", "parquet", "jsonl")
_TABLES: Final = (".csv", ".parquet")
_NO_DAY: Final = Date(2025, 12, 31)
_STEP: Final = 10_000


class OccupiedError(Exception):
    """The place holds something else than a cohort."""


def write_cohort(  # noqa: PLR0913  (the door: all but four have a default)
    loaded: LoadedPolicy,
    target: Path | str,
    size: int,
    seed: int | str = 1,
    *,
    format_: Format = "csv",
    shares: Shares | None = None,
    as_of: Date | None = None,
    force: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Date:
    """Write a cohort: a folder of tables, or for `jsonl` a file with a fact file a line. The day that it is made for.

    The same policy, size, seed and shares give the same bytes (CSV, JSON lines), and the first N applicants of a
    larger cohort are those of N. What is at the place is replaced when all is written; OccupiedError if it is neither
    empty nor a cohort, and not `force`.
    """
    place = Path(target)
    day = usual_day(loaded.policy) if as_of is None else as_of
    if not _may_replace(place, format_, loaded.policy, force=force):
        raise OccupiedError(str(target))
    maker = Maker(loaded.plan, day, Shares() if shares is None else shares)
    with whole(place) as beside:
        sink = _sink(maker, beside, format_, loaded.policy.id, day)
        try:
            for number, drawn in enumerate(maker.applicants(size, str(seed)), 1):
                sink.take(drawn)
                if progress is not None and number % _STEP == 0:
                    progress(number)
        finally:
            sink.close()
    return day


def usual_day(policy: Policy) -> Date:
    """A day that depends on the policy alone: a year after it began, or its last day; 2025-12-31 if it has no days."""
    start = policy.in_force.start or parse_day(policy.issued) or None
    end = policy.in_force.end
    if start is None:
        return end or _NO_DAY
    later = start.plus_months(12)
    return end if end is not None and end < later else later


def _sink(maker: Maker, beside: Path, format_: Format, policy: str, day: Date) -> Sink:
    if format_ == "jsonl":
        return LineSink(beside, maker.columns, json.dumps(policy, ensure_ascii=False), day.iso())
    beside.mkdir()
    kind = CsvFile if format_ == "csv" else ParquetFile
    return TableSink(maker.columns, lambda name, columns: kind(beside / f"{name}.{format_}", columns))


def _may_replace(place: Path, format_: Format, policy: Policy, *, force: bool) -> bool:
    """Whether nothing of value is lost: a folder with other folders in it is never replaced."""
    if format_ == "jsonl":
        return not place.is_dir()
    if not place.exists():
        return True
    if not place.is_dir():
        return False
    inside = list(place.iterdir())
    if any(not one.is_file() for one in inside):
        return False
    tables = shapes(policy)
    cohort = all(one.stem in tables and one.suffix in _TABLES for one in inside)
    return not inside or force or (cohort and any(one.stem == APPLICANTS for one in inside))
