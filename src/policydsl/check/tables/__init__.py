"""Decision tables: rows that overlap, inputs that no row fits, rows and cells that never apply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.check.checked import CheckedPolicy, has_errors
from policydsl.check.domains import Regions, TooManyError
from policydsl.check.domains.constants import days_of
from policydsl.check.tables.bands import report_bands
from policydsl.check.tables.gaps import report_gaps
from policydsl.check.tables.overlaps import report_overlaps
from policydsl.check.tables.rows import read_rows
from policydsl.check.tables.tiers import report_tiers
from policydsl.diagnostics import Diagnostic, Label, Reporter
from policydsl.feel import ast
from policydsl.feel.types import ERROR
from policydsl.feel.values import Date
from policydsl.model.policy import Clause, Table

# What is wrong if it is so on one day; the rest only if it never changes.
_ANY_DAY: Final = frozenset({"D034", "D035", "D036", "D037", "D001", "D005", "D010", "D011", "D016", "D017"})


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
    days = days_of(_exprs(clause, table), checked)
    if len(days) == 1:
        _on_day(checked, clause, table, days[0], reporter)
        return
    before = reporter.diagnostics
    found: list[tuple[Diagnostic, ...]] = []
    for day in days:
        once = Reporter()
        once.extend(before)
        _on_day(checked, clause, table, day, once)
        found.append(tuple(one for one in once if one not in before))
    for one in (one for some in found for one in some):
        if one.code in _ANY_DAY or all(any(_same(one, other) for other in some) for some in found):
            reporter.add(one)


def _on_day(checked: CheckedPolicy, clause: Clause, table: Table, day: Date | None, reporter: Reporter) -> None:
    """The table with the figures that hold on a day."""
    if table.hit == "progressive":
        report_bands(table, checked, day, reporter)
        return
    known = {let.name: let.value.expr for let in clause.lets if is_name(let.value.expr)}
    regions = Regions(checked, known, day)
    rows = read_rows(table, regions, reporter)
    report_overlaps(table, rows, regions, reporter)
    is_whole = len(rows) == len(table.rows) and not has_errors(clause, reporter)
    if table.hit != "collect" and is_whole:
        report_tiers(table, rows, regions, reporter)
    if table.hit in ("unique", "first") and is_whole:
        try:
            report_gaps(clause, table, rows, regions, reporter)
        except TooManyError:
            reporter.report("D016", table_label(table))


def _same(one: Diagnostic, other: Diagnostic) -> bool:
    return one.code == other.code and one.labels[:1] == other.labels[:1]


def _exprs(clause: Clause, table: Table) -> Iterator[ast.Expr | ast.UnaryTests]:
    yield from (condition.test.expr for condition in clause.eligibility)
    yield from (formula.expr for formula in table.inputs.values())
    yield from (part.tests for row in table.rows for cell in row.when.values() for part in cell.parts)


def is_name(expr: ast.Expr) -> bool:
    """Whether a let only renames something, or counts with it: `year - project.start_year + 1`."""
    match expr:
        case ast.Name() | ast.Path() | ast.NumberLit(unit=ast.Unit.NONE):
            return True
        case ast.Binary(op=ast.Op.ADD | ast.Op.SUB, left=left, right=right):
            return is_name(left) and is_name(right)
        case _:
            return False


def table_label(table: Table) -> Label:
    """Where a finding about the whole table stands."""
    return table.at


__all__ = ["check_tables"]
