"""Limits over several awards of one applicant: what is left of a limit for each clause of a group (`r0`, `r1`, …)."""

from __future__ import annotations

from typing import Final

from policydsl.cohort.between.columns import LimitColumns
from policydsl.cohort.between.groups import Layers
from policydsl.cohort.between.steps import Step

MOST_SHARED: Final = 10**14  # of the finest unit: what is asked for at the most where it is shared in proportion


def limited(step: Step, limit: LimitColumns, groups: Layers) -> None:
    """Add the columns, and `is_open`; leave the groups whose awards are lowered, or that are open.

    The groups have the limit as `lim`, and whether it holds as `applies`. Where it is shared in proportion, each gets
    `asked` parts of `room`, both at the scale of the limit.
    """
    every = range(len(step.sides))
    scale = 10 ** (limit.scale_of_figure - limit.places)
    in_proportion = limit.limit.limit.short == "pro_rata"
    groups.add(
        f"{' + '.join(f's{i}' for i in every)} AS asked", f"{' + '.join(f'b{i}' for i in every)} + o AS used",
        f"lim // {scale} AS whole",
    )  # fmt: skip
    groups.where("asked > 0")
    groups.add("applies IS NULL OR (applies AND lim IS NULL) AS is_open")
    groups.where("is_open OR (applies AND asked + used > whole)")
    if in_proportion:
        groups.sql = (
            f"SELECT * REPLACE (is_open OR asked > {MOST_SHARED} AS is_open), "
            f"GREATEST(lim - used * {scale}, 0) AS room FROM ({groups.sql})"
        )
        return
    groups.add("GREATEST(whole - used, 0) AS r0")
    for i, side in enumerate(step.sides[:-1]):
        groups.add(f"r{i} - LEAST(s{i}, r{i} // {side.unit} * {side.unit}) AS r{i + 1}")
