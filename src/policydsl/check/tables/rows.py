"""Rows as boxes over the inputs of their table."""

from __future__ import annotations

from policydsl.check.domains import Box, Regions, is_empty
from policydsl.check.domains.sets import Domain, meet, without
from policydsl.diagnostics import Reporter
from policydsl.feel.ast import UnaryTests
from policydsl.model.policy import Cell, Row, Table
from policydsl.source.frozen import frozen


@frozen(eq=False)
class RowBox:
    """A row and the inputs that it fits; `opaque`: a cell that depends on anything but its input."""

    row: Row
    box: Box
    opaque: Cell | None

    @property
    def alive(self) -> bool:
        """Whether it can fit any input."""
        return not is_empty(self.box)


def read_rows(table: Table, regions: Regions, reporter: Reporter) -> list[RowBox]:
    """The rows without those whose `when` has errors. A cell that never or always holds is reported."""
    found: list[RowBox] = []
    keys = {name: regions.key(formula.expr) for name, formula in table.inputs.items()}
    for row in table.rows:
        if _is_broken(row, table, reporter):
            continue
        box: dict[str, Domain] = {}
        opaque: Cell | None = None
        for name, cell in row.when.items():
            key = keys[name]
            domain = regions.cell(key, cell.parts)
            if domain is None:
                opaque = cell
                continue
            full = regions.full[key]
            inside = meet(full, domain)
            outside = without(full, inside)
            if inside.empty:
                reporter.report("D013", cell.at, row=row.id, input=name)
            elif outside.empty and not _is_dash(cell) and not reporter.found_within(cell.at):
                reporter.report("D014", cell.at, row=row.id, input=name)
            box[key] = meet(box[key], inside) if key in box else inside
        found.append(RowBox(row, box, opaque))
    return found


def _is_broken(row: Row, table: Table, reporter: Reporter) -> bool:
    """Whether a cell could not be read, so that the row fits more than it should."""
    if not row.when.keys() <= table.inputs.keys():
        return True
    places = [cell.at for cell in row.when.values()]  # by an alias they may stand elsewhere
    return any(map(reporter.errors_within, places if row.when_at is None else [row.when_at, *places]))


def _is_dash(cell: Cell) -> bool:
    return all(isinstance(part.tests, UnaryTests) and part.tests.any for part in cell.parts)
