"""Inputs that meet the conditions of a clause and fit no row of its table, and rows that the conditions exclude."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

from policydsl.check.domains import Box, Domain, Line, Regions, subtract
from policydsl.check.domains.boxes import MOST, both
from policydsl.check.domains.sets import meet
from policydsl.check.domains.witness import example, point
from policydsl.check.tables.rows import RowBox
from policydsl.diagnostics import Label, Reporter
from policydsl.model.policy import Clause, Condition, Table
from policydsl.source import Text


def report_gaps(clause: Clause, table: Table, rows: list[RowBox], regions: Regions, reporter: Reporter) -> None:
    """Report the first input without a row, with an example; rows out of reach."""
    conditions = _conditions(clause, regions, reporter)
    space: list[Box] = [{}]
    for _, region in conditions:
        space = both(space, region)
    if not space:  # the conditions contradict each other, which is told elsewhere
        return
    out_of_reach = [one for one in rows if one.alive and not both(space, [one.box])]
    if out_of_reach and len(out_of_reach) == len([one for one in rows if one.alive]):
        reporter.report("P103", clause.at, name=clause.id)
        return
    for one in out_of_reach:
        by = next((c for c, region in conditions if not both(region, [one.box])), None)
        labels = [] if by is None else [by.at]
        reporter.report("D015", one.row.at, *labels, row=one.row.id)
    opaque = next((one for one in rows if one.opaque is not None), None)
    if opaque is not None and opaque.opaque is not None:
        reporter.report("D011", opaque.opaque.at, row=opaque.row.id)
        return
    left = space
    for one in rows:
        if one.alive:
            left = subtract(left, one.box, regions.full)
    if left:
        names = [(name, regions.key(formula.expr)) for name, formula in table.inputs.items()]
        used = {key for one in rows for key in one.box}
        names = [(name, key) for name, key in names if key in used]
        _report(table, [box for one in left for box in _parts(one)], rows, regions, names, reporter)


def _report(
    table: Table,
    holes: list[Box],
    rows: list[RowBox],
    regions: Regions,
    names: list[tuple[str, str]],
    reporter: Reporter,
) -> None:
    """A hole between two rows at the cells around it; what lies outside of all rows at the table."""
    keys = [key for _, key in names]
    around = [(box, _around(point(box, regions, keys), rows)) for box in holes]
    between = next(((box, ends) for box, ends in around if ends is not None), None)
    if between is not None:
        box, (key, below, above) = between
        name = next(name for name, one in names if one == key)
        labels = [row.row.when[name].at for row in (above, below) if name in row.row.when]
        help_ = _one_value(name) if _is_point(box.get(key)) else None
        reporter.report("D010", *(labels or [table.at]), help=help_, example=example(box, regions, names))
    states = ((box, point(box, regions, keys)) for box, ends in around if ends is None)
    outside = next((box for box, state in states if not _is_below_or_above(state, rows)), None)
    if outside is not None and names:
        reporter.report("D017", table.at, example=example(outside, regions, names))


def _is_point(domain: Domain | None) -> bool:
    return isinstance(domain, Line) and all(part.point for part in domain.parts)


def _one_value(name: str) -> Text:
    return Text(
        f"`{name}` 只差这一个值：让两行中的一行包括它，如把 `<` 写成 `≤`，把 `>` 写成 `≥`",
        f"only this one value of `{name}` is left out: let one of the two rows take it, as `≤` for `<` or `≥` for `>`",
    )


def _parts(box: Box) -> Iterator[Box]:
    """The boxes of single intervals that a box is made of: a tier may lack in the middle and another at the end."""
    lines = [(key, domain.parts) for key, domain in box.items() if isinstance(domain, Line) and len(domain.parts) > 1]
    whole = {key: domain.whole for key, domain in box.items() if isinstance(domain, Line)}
    for chosen in islice(product(*(parts for _, parts in lines)), MOST):
        yield {**box, **{key: Line((part,), whole[key]) for (key, _), part in zip(lines, chosen, strict=True)}}


def _around(state: Mapping[str, Domain], rows: list[RowBox]) -> tuple[str, RowBox, RowBox] | None:
    """The rows on both sides of a state, along one input: tiers may begin somewhere, and have no holes."""
    for key, here in state.items():
        if not isinstance(here, Line):
            continue
        value = here.parts[0].low
        beside = [(one, line.parts) for one in rows if (line := _beside(one.box, state, key)) is not None]
        below = [one for one, parts in beside if any(part.low is None or part.low < value for part in parts)]
        above = [one for one, parts in beside if any(part.high is None or part.high > value for part in parts)]
        if below and above:
            return key, _nearest(below, key, value, low=False), _nearest(above, key, value, low=True)
    return None


def _is_below_or_above(state: Mapping[str, Domain], rows: list[RowBox]) -> bool:
    """Whether a row fits but for figures: tiers may begin at a sum, and end at one."""
    choices = {key: here for key, here in state.items() if not isinstance(here, Line)}
    has_figures = len(choices) < len(state)
    return has_figures and any(
        all(key not in choices or not meet(domain, choices[key]).empty for key, domain in one.box.items())
        for one in rows
        if one.alive
    )


def _nearest(rows: list[RowBox], key: str, value: object, *, low: bool) -> RowBox:
    """The row that comes nearest to a value from one side."""
    found = rows[0]
    for one in rows[1:]:
        mine, best = _end(one, key, value, low=low), _end(found, key, value, low=low)
        if mine is not None and best is not None and (mine < best if low else mine > best):
            found = one
    return found


def _end(one: RowBox, key: str, value: Any, *, low: bool) -> Any:
    line = one.box[key]
    ends = [part.low if low else part.high for part in line.parts] if isinstance(line, Line) else []
    known = [end for end in ends if end is not None and (end >= value if low else end <= value)]
    return (min(known) if low else max(known)) if known else None


def _beside(box: Box, state: Mapping[str, Domain], key: str) -> Line | None:
    """What a row admits of one input, if it fits the state in all others."""
    fits = all(not meet(domain, state[other]).empty for other, domain in box.items() if other != key)
    mine = box.get(key)
    return mine if fits and isinstance(mine, Line) and not mine.empty else None


def _conditions(clause: Clause, regions: Regions, reporter: Reporter) -> list[tuple[Condition, list[Box]]]:
    found: list[tuple[Condition, list[Box]]] = []
    for condition in clause.eligibility:
        if reporter.errors_within(Label.at(condition.test.origin, condition.test.expr.span)):
            continue
        region = regions.true(condition.test.expr)
        if region:
            found.append((condition, region))
    return found
