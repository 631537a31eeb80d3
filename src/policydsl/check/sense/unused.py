"""What nothing uses: lets, outputs of tables, parameters, readings. Facts may be asked for their own sake."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.check.checked import CheckedClause, CheckedPolicy, has_errors
from policydsl.check.order import gives, needs
from policydsl.check.sense.formulas import formulas, limit_formulas
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Expr, UnaryTests
from policydsl.feel.checker.scope import FieldOf
from policydsl.feel.types import Record
from policydsl.feel.walk import names_in, walk
from policydsl.model.policy import Clause, Let


def check_unused(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what is declared and not used; where formulas have errors, a misspelt name may have been meant for it."""
    for one in checked.clauses:
        if not has_errors(one.clause, reporter):
            _in_clause(one, reporter)
    if reporter.has_errors:
        return
    if checked.policy.common is not None:
        used = {let.name for clause in checked.policy.clauses for let in clause.lets if let.common}
        for let in checked.policy.common.body.lets:
            if let.name not in used:
                reporter.report("P021", let.at, name=let.name)
    names, paths = _used(checked)
    policy = checked.policy
    for parameter in policy.parameters.values():
        if parameter.id not in names:
            reporter.report("P025", parameter.at, name=parameter.id)
    for reading in policy.readings.values():
        if ("reading", reading.id) not in paths:
            reporter.report("P026", reading.at, name=reading.id)


def _in_clause(one: CheckedClause, reporter: Reporter) -> None:
    clause = one.clause
    if clause.caps and clause.amount is None and clause.basis != "case_by_case":
        return  # its amount is missing, and with it most likely what uses them
    used: set[str] = set()
    for step in one.steps:
        used |= needs(step) - set(gives(step))
    for formula, _ in formulas(clause):
        if not any(formula is let.value for let in clause.lets):
            used |= names_in(formula.expr)
    if clause.quota is not None:
        used |= names_in(clause.quota.limit.expr)
        if clause.quota.rank_by is not None:
            used |= names_in(clause.quota.rank_by.expr)
    for step in one.steps:
        if isinstance(step, Let):
            if step.name not in used and not step.common:
                reporter.report("P021", step.at, name=step.name)
            continue
        for name in gives(step):
            given = next((row.then[name] for row in step.rows if name in row.then), None)
            if name not in used and given is not None:
                reporter.report("P029", Label.at(given.origin, given.expr.span), name=name)


def _used(checked: CheckedPolicy) -> tuple[set[str], set[tuple[str, str]]]:
    """All names that formulas use, and all fields of records: the record's name and the field's."""
    names: set[str] = set()
    paths: set[tuple[str, str]] = set()
    typing = checked.typing
    of_clauses = (expr for clause in checked.policy.blocks for expr in _expressions(clause))
    of_limits = (formula.expr for limit in checked.policy.limits for formula in limit_formulas(limit))
    for expr in (*of_clauses, *of_limits):
        for node in walk(expr):
            if isinstance(node, ast.Name):
                names.add(node.name)
                binding = typing.bindings.get(id(node))
                if isinstance(binding, FieldOf) and isinstance(binding.symbol.type, Record):
                    paths.add((binding.symbol.type.name, node.name))
            elif isinstance(node, ast.Path):
                record = typing.type_of(node.source)
                item = getattr(record, "item", record)
                if isinstance(item, Record):
                    paths.add((item.name, node.name))
    return names, paths


def _expressions(clause: Clause) -> Iterator[Expr | UnaryTests]:
    for formula, _ in formulas(clause):
        yield formula.expr
    for row in clause.table.rows if clause.table is not None else ():
        for cell in row.when.values():
            yield from (part.tests for part in cell.parts)
    if clause.quota is not None:
        yield clause.quota.limit.expr
        if clause.quota.rank_by is not None:
            yield clause.quota.rank_by.expr
