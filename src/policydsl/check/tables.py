"""Decision tables: a `unique` table must be shown to have disjoint rows."""

from __future__ import annotations

from policydsl.check.cells import CellSet, cell_set
from policydsl.check.checked import CheckedPolicy
from policydsl.diagnostics import Reporter
from policydsl.model.policy import Table


def check_tables(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report rows of unique tables that may hold together."""
    for clause in checked.policy.clauses:
        if clause.table is not None and clause.table.hit == "unique":
            _disjoint(checked, clause.table, reporter)


def _disjoint(checked: CheckedPolicy, table: Table, reporter: Reporter) -> None:
    seen: list[tuple[str, dict[str, CellSet | None]]] = []
    for row in table.rows:
        sets = {
            name: cell_set(cell, checked.typing.type_of(table.inputs[name].expr), checked)
            for name, cell in row.when.items()
            if name in table.inputs
        }
        for other_id, other in seen:
            if not any(_apart(sets.get(name), other.get(name)) for name in table.inputs):
                reporter.report("D001", row.at, row=row.id, other=other_id)
                break
        seen.append((row.id, sets))


def _apart(left: CellSet | None, right: CellSet | None) -> bool:
    return left is not None and right is not None and left.disjoint(right)


