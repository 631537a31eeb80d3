"""Decision tables: rows that overlap, inputs that no row fits, rows and cells that never apply."""

from __future__ import annotations

from policydsl.check.checked import CheckedPolicy, has_errors
from policydsl.check.domains import Regions, TooManyError
from policydsl.check.tables.gaps import report_gaps
from policydsl.check.tables.overlaps import report_overlaps
from policydsl.check.tables.rows import read_rows
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.types import ERROR
from policydsl.model.policy import Clause, Table


def check_tables(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what is wrong with the tables of all clauses; those with other errors are left alone."""
    for clause in checked.policy.clauses:
        if clause.table is not None:
            _table(checked, clause, clause.table, reporter)


def _table(checked: CheckedPolicy, clause: Clause, table: Table, reporter: Reporter) -> None:
    if any(checked.typing.type_of(f.expr) == ERROR for f in table.inputs.values()):
        return
    if not table.inputs or not table.rows:
        return
    regions = Regions(checked, {let.name: let.value.expr for let in clause.lets if is_name(let.value.expr)})
    rows = read_rows(table, regions, reporter)
    if rows is None:
        return
    report_overlaps(table, rows, regions, reporter)
    if table.hit in ("unique", "first") and not has_errors(clause, reporter):
        try:
            report_gaps(clause, table, rows, regions, reporter)
        except TooManyError:
            reporter.report("D016", table_label(table))


def is_name(expr: object) -> bool:
    """Whether a let only renames something."""
    return type(expr).__name__ in ("Name", "Path")


def table_label(table: Table) -> Label:
    """Where a finding about the whole table stands."""
    return table.at


__all__ = ["check_tables"]
