"""Inputs that meet the conditions of a clause and fit no row of its table, and rows that the conditions exclude."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

from policydsl.check.domains import Box, Domain, Line, Regions, subtract
from policydsl.check.domains.boxes import MOST, both
from policydsl.check.domains.sets import meet
from policydsl.check.domains.witness import example, point
from policydsl.check.tables.rows import RowBox
from policydsl.diagnostics import Label, Reporter
from policydsl.model.policy import Clause, Condition, Table


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
        holes = (box for one in left for box in _parts(one))
        between = next((box for box in holes if _is_between(point(box, regions, used), rows)), None)
        if between is not None:
            reporter.report("D010", table.at, example=example(between, regions, names))
        elif names:
            reporter.report("D017", table.at, example=example(left[0], regions, names))


def _parts(box: Box) -> Iterator[Box]:
    """The boxes of single intervals that a box is made of: a tier may lack in the middle and another at the end."""
    lines = [(key, domain.parts) for key, domain in box.items() if isinstance(domain, Line) and len(domain.parts) > 1]
    whole = {key: domain.whole for key, domain in box.items() if isinstance(domain, Line)}
    for chosen in islice(product(*(parts for _, parts in lines)), MOST):
        yield {**box, **{key: Line((part,), whole[key]) for (key, _), part in zip(lines, chosen, strict=True)}}


def _is_between(state: Mapping[str, Domain], rows: list[RowBox]) -> bool:
    """Whether rows fit on both sides of a state: tiers may begin somewhere, and have no holes."""
    for key, here in state.items():
        if not isinstance(here, Line):
            continue
        value = here.parts[0].low
        lines = [line for one in rows if (line := _beside(one.box, state, key)) is not None]
        below = any(part.low is None or part.low < value for line in lines for part in line.parts)
        above = any(part.high is None or part.high > value for line in lines for part in line.parts)
        if below and above:
            return True
    return False


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
