"""A simulation as tables for programs: one row for each scenario and thing, keys instead of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policydsl.award import Status
from policydsl.cohort.simulate.figures import Run, Simulation
from policydsl.cohort.simulate.money import share_of
from policydsl.cohort.simulate.sheet import Cell, Column, Kind, Sheet
from policydsl.render.money import difference
from policydsl.source import Text

BASE: Final = "base"
Row = tuple[Cell, ...]


def long_sheets(simulation: Simulation) -> Iterator[Sheet]:
    """All tables; each is there even when it has no rows."""
    runs = simulation.runs
    yield _sheet("groups", _GROUPS, (row for run in runs for row in _groups(run)))
    yield _sheet(
        "limiters",
        "scenario clause by kind awards:count applicants:count taken:money",
        (
            (name(run), one.clause, one.id, one.kind, one.awards, one.applicants, one.taken)
            for run in runs
            for one in run.limiters
        ),
    )
    yield _sheet(
        "bands",
        "scenario kind above:money up_to:money applicants:count cost:money",
        (row for run in runs for row in _bands(run)),
    )
    yield _sheet(
        "budget",
        "scenario clause budget:money earlier:money cost:money left:money open_most:money open_unbounded:count",
        (
            (name(run), one.clause, one.budget, one.earlier, one.cost, one.left, one.open_most, one.open_unbounded)
            for run in runs
            for one in run.budgets
        ),
    )
    yield _sheet(
        "pots",
        "scenario limit year:count sum:money earlier:money other:money asked:money granted:money left:money",
        (
            (name(run), one.id, one.year, one.limit, one.earlier, one.other, one.asked, one.granted, one.left)
            for run in runs
            for one in run.pots
        ),
    )
    yield _sheet(
        "split",
        "scenario clause part share:share cost:money",
        (
            (name(run), one.clause, share.name, share.share, share.cost)
            for run in runs
            for one in run.splits
            for share in one.shares
        ),
    )
    yield from _differences(simulation)
    yield _sheet(
        "rows",
        "scenario table given:count computed:count rejected:count",
        ((name(run), one.table, one.given, one.computed, one.rejected) for run in runs for one in run.counts),
    )


def name(run: Run) -> str:
    """What a run is called in tables."""
    return run.name or BASE


_GROUPS: Final = (
    "scenario by key label_zh label_en "
    + " ".join(f"{one}:count" for one in Status)
    + " applicants:count cost:money share:share provisional:count provisional_cost:money without_sum:count "
    "months:count open_most:money open_unbounded:count"
)


def _sheet(key: str, columns: str, rows: Iterable[Row]) -> Sheet:
    """Columns as `name:kind`, text where no kind is said."""
    kinds: dict[str, Kind] = {"": "text", "count": "count", "money": "money", "share": "share"}
    made = []
    for one in columns.split():
        id_, _, kind = one.partition(":")
        made.append(Column(id_, Text(id_), kinds[kind]))
    return Sheet(key, Text(key), tuple(made), tuple(rows))


def _groups(run: Run) -> Iterator[Row]:
    whole = run.whole
    every = [("all", "", Text("合计", "total"), whole)]
    every += [(one.id, line.key, line.label, line.tally) for one in run.breakdowns for line in one.lines]
    for by, key, label, tally in every:
        yield (
            name(run), by, key, label.zh, label.pick("en"), *(tally.statuses.get(str(one), 0) for one in Status),
            tally.applicants, tally.cost, share_of(tally.cost, whole.cost), tally.provisional, tally.provisional_cost,
            tally.without_sum, tally.months, tally.open_most, tally.open_unbounded,
        )  # fmt: skip


def _bands(run: Run) -> Iterator[Row]:
    for number, band in enumerate(run.bands):
        kind = ("nothing", "nothing_yet")[number] if number < 2 else "range"  # noqa: PLR2004
        low, high = (band.low, band.high) if kind == "range" else (None, None)
        yield name(run), kind, low, high, band.applicants, band.sum


def _differences(simulation: Simulation) -> Iterator[Sheet]:
    found = simulation.differences
    yield _sheet(
        "changes",
        "scenario clause before:money after:money change:money gaining:count losing:count open:count",
        (
            (d.name, c.clause, c.before, c.after, difference(c.after, c.before), c.gaining, c.losing, c.open)
            for d in found
            for c in d.clauses
        ),
    )
    yield _sheet(
        "movers",
        "scenario direction above:money up_to:money applicants:count sum:money",
        (
            (d.name, direction, band.low, band.high, band.applicants, band.sum)
            for d in found
            for direction, moved in (("gain", d.gain), ("lose", d.lose))
            for band in moved.bands
        ),
    )
    yield _sheet(
        "compared",
        "scenario applicants:count gaining:count gain:money losing:count loss:money same:count "
        "undecided:count open:count provisional:count more:count less:count",
        (
            (
                d.name,
                d.applicants,
                d.gain.applicants,
                d.gain.sum,
                d.lose.applicants,
                d.lose.sum,
                d.same,
                d.undecided,
                d.open,
                d.provisional,
                d.more,
                d.less,
            )
            for d in found
        ),
    )
    yield _sheet(
        "most",
        "scenario direction rank:count applicant before:money after:money change:money",
        (
            (d.name, direction, rank, one.id, one.before, one.after, one.change)
            for d in found
            for direction, moved in (("gain", d.gain), ("lose", d.lose))
            for rank, one in enumerate(moved.most, 1)
        ),
    )
