"""Figures that stand for the same thing: outputs of one name in the rows of a table, versions of a parameter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.feel.ast import Unit
from policydsl.feel.walk import walk
from policydsl.model.policy import Formula, Policy
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Figure:
    """A literal with its place and how it is written."""

    value: Decimal
    unit: Unit
    at: Label
    text: str


def figures_in(formula: Formula) -> Iterator[Figure]:
    """Every number of a formula."""
    for node in walk(formula.expr):
        if isinstance(node, ast.NumberLit):
            at = Label.at(formula.origin, node.span)
            yield Figure(node.value, node.unit, at, formula.text[node.span.start : node.span.end])


def alone(formula: Formula) -> Figure | None:
    """The one figure that a formula is; None for anything longer."""
    if not isinstance(formula.expr, ast.NumberLit):
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
