"""A share of the applicant's own money without a cap, where every other such clause has one."""

from __future__ import annotations

from typing import Final

from policydsl.check.checked import CheckedClause, CheckedPolicy, has_errors
from policydsl.check.domains.values import field_of
from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.ast import Expr, Op
from policydsl.feel.types import ListOf, Money
from policydsl.feel.walk import walk
from policydsl.model.policy import Formula, Let, Table

_OTHERS: Final = 3  # clauses with a cap by which to tell; some notices do give a share of whatever was spent
_ROUNDING: Final = ("floor", "ceiling", "round up", "round down", "round half up", "round half down", "decimal")
_KEEPS: Final = frozenset({"sum", "max", "min", "convert", *_ROUNDING})


def check_open_ended(checked: CheckedPolicy, reporter: Reporter, limited: set[int]) -> None:
    """Report the one clause of exact sums that nothing bounds; `limited`: places of clauses that a limit bounds."""
    shares = [(place, one.clause) for place, one in enumerate(checked.clauses) if _is_share(checked, one)]
    bounded = [clause for place, clause in shares if clause.caps or place in limited]
    open_ended = [clause for place, clause in shares if not clause.caps and place not in limited]
    if len(open_ended) != 1 or len(bounded) < _OTHERS:
        return
    (clause,) = open_ended
    if clause.basis == "exact" and clause.term is None and not has_errors(clause, reporter):
        reporter.report("P048", clause.at, name=clause.id)


def _is_share(checked: CheckedPolicy, one: CheckedClause) -> bool:
    """Whether the amount grows with a money fact without end."""
    growing: set[str] = set()  # of the names that the clause gives
    for step in one.steps:  # each after those that it needs
        named = {step.name: [step.value]} if isinstance(step, Let) else _outputs(step)
        growing |= {name for name, given in named.items() if any(_grows(f.expr, growing, checked) for f in given)}
    return one.clause.amount is not None and _grows(one.clause.amount.expr, growing, checked)


def _outputs(table: Table) -> dict[str, list[Formula]]:
    return {name: [row.then[name] for row in table.rows if name in row.then] for name in table.outputs}


def _grows(root: Expr, names: set[str], checked: CheckedPolicy) -> bool:
    found: dict[int, bool] = {}
    for node in reversed(list(walk(root))):  # what is below a node comes before it
        match node:
            case ast.Name(name=name):
                grows = name in names
            case ast.Path() | ast.Filter():
                grows = _is_open_sum(node, checked)
            case ast.Binary(op=Op.MUL | Op.ADD, left=left, right=right):
                grows = found[id(left)] or found[id(right)]
            case ast.Binary(op=Op.SUB | Op.DIV, left=left):
                grows = found[id(left)]
            case ast.If(then=then, otherwise=otherwise):
                grows = found[id(then)] or found[id(otherwise)]
            case ast.Call(function=ast.Name(name=name), arguments=arguments):
                given = [found[id(one.value)] for one in arguments]
                grows = (all if name == "min" else any)(given) and bool(given) and name in _KEEPS
            case _:
                grows = False
        found[id(node)] = grows
    return found[id(root)]


def _is_open_sum(expr: ast.Path | ast.Filter, checked: CheckedPolicy) -> bool:
    """Whether it is money of the applicant that neither its declaration nor a department bounds."""
    type_, field = checked.typing.type_of(expr), field_of(expr, checked)
    is_bounded = field is not None and (field.assessed or field.maximum is not None)
    return isinstance(type_.item if isinstance(type_, ListOf) else type_, Money) and not is_bounded
