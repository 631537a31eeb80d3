"""Whether a policy makes sense: bases, caps, exact divisions, what is not used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.check.cells import literal
from policydsl.check.checked import CheckedClause, CheckedPolicy
from policydsl.check.order import gives, needs
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.walk import names_in, walk
from policydsl.model.policy import Clause, Formula, Let

_ROUNDING = frozenset({"floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal"})


def check_sense(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what a policy cannot mean."""
    for one in checked.clauses:
        _figures(one.clause, reporter)
        _unused(one, reporter)
        for formula, outermost in formulas(one.clause):
            _divisions(formula, checked, reporter, outermost=outermost)


def _figures(clause: Clause, reporter: Reporter) -> None:
    if clause.amount is not None and clause.term is not None:
        reporter.report("P013", clause.at, name=clause.id)
    if clause.caps and clause.amount is None:
        reporter.report("P014", clause.at, name=clause.id)
    if (
        clause.amount is not None
        and clause.term is None
        and not clause.caps
        and clause.basis in ("ceiling", "discretionary")
    ):
        reporter.report("P022", clause.at, name=clause.id)


def formulas(clause: Clause) -> Iterator[tuple[Formula, bool]]:
    """Every formula of a clause, and whether it is the amount."""
    for condition in clause.eligibility:
        yield condition.test, False
    for let in clause.lets:
        yield let.value, False
    if clause.table is not None:
        for formula in clause.table.inputs.values():
            yield formula, False
        for row in clause.table.rows:
            for formula in row.then.values():
                yield formula, False
    for one in (clause.amount, clause.term):
        if one is not None:
            yield one, one is clause.amount
    for cap in clause.caps:
        yield cap.limit, False
        if cap.when is not None:
            yield cap.when, False


def _unused(one: CheckedClause, reporter: Reporter) -> None:
    clause = one.clause
    if clause.caps and clause.amount is None:
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
        if isinstance(step, Let) and step.name not in used:
            reporter.report("P021", step.at, name=step.name)


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
        divisor = literal(node.right, checked)
        if not (isinstance(divisor, Decimal) and _even(divisor)):
            reporter.report("P020", Label.at(formula.origin, node.span))


def _even(divisor: Decimal) -> bool:
    """Whether division by it always comes out even: nothing but 2 and 5 divides it."""
    if divisor == 0:
        return True  # a failure of its own
    digits = int("".join(map(str, divisor.as_tuple().digits)))
    for prime in (2, 5):
        while digits % prime == 0:
            digits //= prime
    return digits == 1
