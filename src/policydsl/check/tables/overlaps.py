"""Rows that hold together in a `unique` table, and rows that an earlier one leaves nothing in a `first` table."""

from __future__ import annotations

from policydsl.check.domains import Box, Regions, TooManyError, is_empty, subtract
from policydsl.check.domains.sets import meet
from policydsl.check.domains.witness import example
from policydsl.check.tables.rows import RowBox
from policydsl.diagnostics import Reporter
from policydsl.model.policy import Table
from policydsl.source import Text


def report_overlaps(table: Table, rows: list[RowBox], regions: Regions, reporter: Reporter) -> None:
    """Report each row that overlaps an earlier one, or that an earlier one covers."""
    for index, one in enumerate(rows):
        if not one.alive:
            continue
        if table.hit == "unique":
            _unique(table, one, rows[:index], regions, reporter)
        elif table.hit == "first":
            _first(one, rows[:index], regions, reporter)


def _unique(table: Table, one: RowBox, earlier: list[RowBox], regions: Regions, reporter: Reporter) -> None:
    for other in earlier:
        shared = _shared(one.box, other.box)
        if shared is None or not other.alive:
            continue
        opaque = one.opaque or other.opaque
        if opaque is not None:
            reporter.report("D005", opaque.at, other.row.at, row=one.row.id, other=other.row.id)
            return
        names = [(name, regions.key(formula.expr)) for name, formula in table.inputs.items()]
        told = example(shared, regions, [(name, key) for name, key in names if key in shared])
        reporter.report("D001", one.row.at, other.row.at, row=one.row.id, other=other.row.id, example=_when(told))
        return


def _when(told: Text) -> Text:
    """The example in brackets; empty where any input will do."""
    if not told:
        return Text("（任何情形）", " (whatever the inputs)")
    return Text(f"（如 {told.zh}）", f" (as for {told.en})")


def _first(one: RowBox, earlier: list[RowBox], regions: Regions, reporter: Reporter) -> None:
    left: list[Box] = [one.box]
    clear = [other for other in earlier if other.opaque is None and other.alive]
    for other in clear:
        try:
            if not subtract([one.box], other.box, regions.full):
                reporter.report("D012", one.row.at, other.row.at, row=one.row.id, other=f"`{other.row.id}`")
                return
            left = subtract(left, other.box, regions.full)
        except TooManyError:
            return
    if not left:
        names = "、".join(f"`{other.row.id}`" for other in clear)
        reporter.report("D012", one.row.at, row=one.row.id, other=names)


def _shared(left: Box, right: Box) -> Box | None:
    """The inputs that both fit; None where there are none."""
    box = dict(left)
    for key, domain in right.items():
        box[key] = meet(box[key], domain) if key in box else domain
    return None if is_empty(box) else box
