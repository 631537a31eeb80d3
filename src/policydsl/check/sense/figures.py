"""Figures of a clause: bases, caps, exact divisions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.check.checked import CheckedPolicy, has_errors
from policydsl.check.literals import literal
from policydsl.check.sense.formulas import formulas
from policydsl.check.sense.open_ended import check_open_ended
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.checker import Symbol
from policydsl.feel.types import ERROR
from policydsl.feel.walk import walk
from policydsl.model.policy import Clause, Formula

_ROUNDING = frozenset({"floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal"})


def check_figures(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report clauses whose figures do not fit together, and divisions that do not come out even."""
    # A limit over several awards bounds a clause as well, if one applicant's awards decide it.
    alone = [
        limit for limit in checked.limits if limit.reach not in ("group", "programme") and limit.limit.when is None
    ]
    limited = {place for limit in alone for place in limit.counted}
    check_open_ended(checked, reporter, limited)
    for place, one in enumerate(checked.clauses):
        if not has_errors(one.clause, reporter):
            _figures(one.clause, reporter, limited=place in limited)
    for block in checked.policy.blocks:
        for formula, outermost in formulas(block):
            _divisions(formula, checked, reporter, outermost=outermost)


def _figures(clause: Clause, reporter: Reporter, *, limited: bool) -> None:
    if clause.amount is not None and clause.term is not None:
        reporter.report("P013", Label.at(clause.term.origin, clause.term.expr.span), clause.at, name=clause.id)
    if clause.basis == "case_by_case":
        for formula in (clause.amount, clause.term):
            if formula is not None:
                reporter.report("P094", Label.at(formula.origin, formula.expr.span), name=clause.id)
        return
    if clause.caps and clause.amount is None:
        reporter.report("P014", clause.at, name=clause.id)
    if (
        clause.amount is not None
        and clause.term is None
        and not clause.caps
        and not limited
        and clause.basis in ("ceiling", "discretionary")
    ):
        reporter.report("P022", clause.at, name=clause.id)


def _divisions(formula: Formula, checked: CheckedPolicy, reporter: Reporter, *, outermost: bool) -> None:
    safe: set[int] = {id(formula.expr)} if outermost else set()
    for node in walk(formula.expr):
        if isinstance(node, ast.Call) and isinstance(node.function, ast.Name) and node.function.name in _ROUNDING:
            safe |= {id(a.value) for a in node.arguments}
        elif isinstance(node, ast.Binary) and node.op in ast.COMPARISONS:
            safe |= {id(node.left), id(node.right)}
    for node in walk(formula.expr):
        if not (isinstance(node, ast.Binary) and node.op is ast.Op.DIV) or id(node) in safe:
            continue
        if ERROR in (checked.typing.type_of(node), checked.typing.type_of(node.right)):
            continue  # a mistake of its own
        if not all(isinstance(one, Decimal) and _even(one) for one in _divisors(node.right, checked, reporter)):
            reporter.report("P020", Label.at(formula.origin, node.span))


def _divisors(expr: ast.Expr, checked: CheckedPolicy, reporter: Reporter) -> Iterator[object]:
    """What is divided by: a literal, or each value that a parameter has over time, but for what was found wrong."""
    binding = checked.typing.bindings.get(id(expr))
    parameter = checked.policy.parameters.get(expr.name) if isinstance(expr, ast.Name) else None
    if parameter is None or not isinstance(binding, Symbol) or binding.kind != "parameter":
        yield literal(expr, checked)
        return
    for _, formula in parameter.versions:
        if not reporter.found_within(Label.at(formula.origin, formula.expr.span)):
            yield literal(formula.expr, checked)


def _even(divisor: Decimal) -> bool:
    """Whether division by it always comes out even: nothing but 2 and 5 divides it."""
    if divisor == 0:
        return True  # a failure of its own
    digits = int("".join(map(str, divisor.as_tuple().digits)))
    for prime in (2, 5):
        while digits % prime == 0:
            digits //= prime
    return digits == 1
