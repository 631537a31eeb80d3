"""Negative figures where a notice has none: sums, rates and times below nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.check.checked import CheckedPolicy
from policydsl.check.sense.formulas import formulas, limit_formulas
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Expr, Unit
from policydsl.feel.values import DaysTimeDuration, YearsMonthsDuration
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Formula

_ADDS = (ast.Op.ADD, ast.Op.SUB)
_SCALES = (ast.Op.MUL, ast.Op.DIV)


def check_negative(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report them; a figure that is only ever added may be a deduction."""
    policy = checked.policy
    every = [formula for limit in policy.limits for formula in limit_formulas(limit)]
    for formula in every:
        _alone(formula, reporter)
    for clause in policy.clauses:
        own = [formula for formula, _ in formulas(clause)]
        added, named = _only_added(own), dict(_named(clause))
        for formula in own:
            if named.get(id(formula)) not in added:
                _alone(formula, reporter)
        every += own
    added = _only_added(every)
    for parameter in policy.parameters.values():
        for _, formula in parameter.versions if parameter.id not in added else ():
            _alone(formula, reporter)
    for formula in every:
        for node in walk(formula.expr):
            if isinstance(node, ast.Binary) and node.op in _SCALES:
                for factor in (node.left, node.right):
                    _figure(factor, formula, reporter)


def _named(clause: Clause) -> Iterator[tuple[int, str]]:
    """The formulas that give a name its value."""
    yield from ((id(let.value), let.name) for let in clause.lets)
    for row in clause.table.rows if clause.table is not None else ():
        yield from ((id(formula), name) for name, formula in row.then.items())


def _only_added(every: Iterable[Formula]) -> set[str]:
    """The names that are added or subtracted wherever they are used."""
    uses: dict[int, str] = {}
    added: set[int] = set()
    for formula in every:
        for node in walk(formula.expr):
            if isinstance(node, ast.Name):
                uses[id(node)] = node.name
            elif isinstance(node, ast.Binary) and node.op in _ADDS:
                added |= {id(node.left), id(node.right)}
            elif isinstance(node, ast.Negate):
                added.add(id(node.operand))
    return set(uses.values()) - {name for node, name in uses.items() if node not in added}


def _alone(formula: Formula, reporter: Reporter) -> None:
    """A formula that is nothing but such a figure."""
    _figure(formula.expr, formula, reporter)


def _figure(expr: Expr, formula: Formula, reporter: Reporter) -> None:
    if not (isinstance(expr, ast.Negate) and _has_unit(expr.operand)):
        return
    text, operand = formula.text, expr.operand.span
    at, meant = Label.at(formula.origin, expr.span), text[operand.start : operand.end]
    fix = Fix((Edit(at.file, at.span, meant),), sure=False)
    reporter.report("P045", at, fix=fix, text=text[expr.span.start : expr.span.end], meant=meant)


def _has_unit(expr: Expr) -> bool:
    match expr:
        case ast.NumberLit(value=value, unit=unit):
            return unit is not Unit.NONE and value > 0
        case ast.TemporalLit(value=YearsMonthsDuration() | DaysTimeDuration()):
            return True
        case _:
            return False
