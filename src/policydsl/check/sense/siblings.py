"""Figures that stand for the same thing: outputs of one name in the rows of a table, versions of a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.feel.ast import Unit
from policydsl.feel.walk import walk
from policydsl.model.policy import Formula, Policy
from policydsl.source import Span
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Figure:
    """A literal with its place and how it is written."""

    value: Decimal
    unit: Unit
    at: Label
    text: str
    currency: str = "CNY"


def figures_in(formula: Formula) -> Iterator[Figure]:
    """Every number of a formula, a negative one with its sign."""
    negative: set[int] = set()
    for node in walk(formula.expr):
        if isinstance(node, ast.Negate) and isinstance(node.operand, ast.NumberLit):
            negative.add(id(node.operand))
            yield _figure(formula, node.span, -node.operand.value, node.operand)
        elif isinstance(node, ast.NumberLit) and id(node) not in negative:
            yield _figure(formula, node.span, node.value, node)


def _figure(formula: Formula, span: Span, value: Decimal, node: ast.NumberLit) -> Figure:
    at, text = Label.at(formula.origin, span), formula.text[span.start : span.end]
    return Figure(value, node.unit, at, text, node.currency)


def alone(formula: Formula) -> Figure | None:
    """The one figure that a formula is; None for anything longer."""
    expr = formula.expr.operand if isinstance(formula.expr, ast.Negate) else formula.expr
    if not isinstance(expr, ast.NumberLit):
        return None
    return next(figures_in(formula))


def groups(policy: Policy) -> Iterator[list[Figure]]:
    """Figures that stand for the same thing, at least two together."""
    for found in _groups(policy):
        figures = [figure for formula in found if (figure := alone(formula)) is not None]
        if len(figures) > 1:
            yield figures


def _groups(policy: Policy) -> Iterator[list[Formula]]:
    for clause in policy.clauses:
        if clause.table is not None:
            for name in clause.table.outputs:
                yield [row.then[name] for row in clause.table.rows if name in row.then]
    for parameter in policy.parameters.values():
        yield [formula for _, formula in parameter.versions]
