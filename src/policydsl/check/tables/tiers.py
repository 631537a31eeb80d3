"""A figure that breaks the order of its tiers by a factor of ten: a zero too many, or one too few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from policydsl.check.domains import Line, Regions
from policydsl.check.sense.siblings import Figure, alone
from policydsl.check.tables.rows import RowBox
from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel.literal_text import number_text
from policydsl.model.policy import Table

_FEWEST: Final = 3  # tiers that have an order to break
_TEN: Final = Decimal(10)
_APART: Final = 2  # times larger than all others, or smaller: what only steps out of the order may be meant


def report_tiers(table: Table, rows: Sequence[RowBox], regions: Regions, reporter: Reporter) -> None:
    """Report the one figure of each run of tiers that a factor of ten puts back into the order of the others."""
    keys = dict.fromkeys(regions.key(formula.expr) for formula in table.inputs.values())
    for key in keys:
        for tiers in _runs(rows, key, regions):
            for name in table.outputs:
                figures = [alone(row.row.then[name]) for row in tiers if name in row.row.then]
                known = [one for one in figures if one is not None and one.value > 0]
                if len(known) == len(tiers) and len({one.unit for one in known}) == 1:
                    _report(known, reporter)


def _runs(rows: Sequence[RowBox], key: str, regions: Regions) -> Iterator[list[RowBox]]:
    """Rows that differ in one input only, in the order of its intervals."""
    runs: dict[str, list[tuple[tuple[Any, ...], RowBox]]] = {}
    for row in rows:
        domain = row.box.get(key, regions.full[key])
        if isinstance(domain, Line) and len(domain.parts) == 1 and row.opaque is None:
            part = domain.parts[0]
            others = repr(sorted((name, repr(one)) for name, one in row.box.items() if name != key))
            ends = (part.low is not None, part.low or 0, part.high is None, part.high or 0)
            runs.setdefault(others, []).append((ends, row))
    for run in runs.values():
        ordered = sorted(run, key=lambda one: one[0])
        if len(run) >= _FEWEST and all(one[0] != other[0] for one, other in pairwise(ordered)):
            yield [row for _, row in ordered]


def _report(figures: Sequence[Figure], reporter: Reporter) -> None:
    values = [one.value for one in figures]
    if _is_ordered(values):
        return
    found = [
        (one, meant)
        for index, one in enumerate(figures)
        if (meant := _meant(values, index)) is not None and _is_ordered([*values[:index], meant, *values[index + 1 :]])
    ]
    if len(found) != 1:
        return
    one, meant = found[0]
    text = number_text(meant, one.unit, one.currency)
    reporter.report(
        "P046", one.at, fix=Fix((Edit(one.at.file, one.at.span, text),), sure=False), text=one.text, meant=text
    )


def _meant(values: Sequence[Decimal], index: int) -> Decimal | None:
    """The value without a zero too many, or with one more; None where it does not stick out."""
    value, others = values[index], [*values[:index], *values[index + 1 :]]
    if value >= max(others) * _APART:
        return value / _TEN
    return value * _TEN if value * _APART <= min(others) else None


def _is_ordered(values: Sequence[Decimal]) -> bool:
    steps = [(one <= other, one >= other) for one, other in pairwise(values)]
    return all(up for up, _ in steps) or all(down for _, down in steps)
