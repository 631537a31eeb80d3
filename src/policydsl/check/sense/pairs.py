"""Cells of two amounts in square brackets: to YAML they are a list, to whoever wrote them mostly an interval."""

from __future__ import annotations

from decimal import Decimal

from policydsl.check.checked import CheckedPolicy
from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel import ast
from policydsl.model.policy import Cell, CellPart

_TWO = 2


def check_pairs(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Warn of `[1亿元, 10亿元]`, which only these two sums would meet."""
    for block in checked.policy.blocks:
        for row in block.table.rows if block.table is not None else ():
            for cell in row.when.values():
                _pair(cell, reporter)


def _pair(cell: Cell, reporter: Reporter) -> None:
    source, span = cell.at.file, cell.at.span
    written = source.text[span.start : span.end]
    if len(cell.parts) != _TWO or not (written.startswith("[") and written.endswith("]")):
        return
    low, high = map(_sum, cell.parts)
    if low is None or high is None or low >= high:
        return
    first, second = (part.text.strip() for part in cell.parts)
    meant = f"{first}（含）—{second}（含）"
    fix = Fix((Edit(source, span, meant),), sure=False)
    reporter.report("X070", cell.at, fix=fix, written=written, first=first, second=second, range=meant)


def _sum(part: CellPart) -> Decimal | None:
    """The one amount that a part consists of."""
    tests = part.tests.tests if isinstance(part.tests, ast.UnaryTests) else ()
    only = tests[0] if len(tests) == 1 else None
    return only.value if isinstance(only, ast.NumberLit) and only.unit is ast.Unit.MONEY else None
