"""Decision tables: a `unique` table must be shown to have disjoint rows."""

from __future__ import annotations

from policydsl.check.cells import CellSet, cell_set
from policydsl.check.checked import CheckedPolicy
from policydsl.diagnostics import Reporter
from policydsl.feel.types import ERROR
from policydsl.model.policy import Row, Table


def check_tables(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report rows of unique tables that may hold together."""
    for clause in checked.policy.clauses:
        if clause.table is not None and clause.table.hit == "unique":
            _disjoint(checked, clause.table, reporter)


def _disjoint(checked: CheckedPolicy, table: Table, reporter: Reporter) -> None:
    seen: list[tuple[Row, dict[str, CellSet | None]]] = []
    if any(checked.typing.type_of(f.expr) == ERROR for f in table.inputs.values()):
        return
    for row in table.rows:
        if not row.when.keys() <= table.inputs.keys() or any(reporter.errors_within(c.at) for c in row.when.values()):
            continue
        sets = {
            name: cell_set(cell, checked.typing.type_of(table.inputs[name].expr), checked)
            for name, cell in row.when.items()
            if name in table.inputs
        }
        for earlier, other in seen:
            if not any(_apart(sets.get(name), other.get(name)) for name in table.inputs):
                reporter.report("D001", row.at, earlier.at, row=row.id, other=earlier.id)
                break
        seen.append((row, sets))


def _apart(left: CellSet | None, right: CellSet | None) -> bool:
    return left is not None and right is not None and left.disjoint(right)
