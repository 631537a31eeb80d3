"""Formulas and table cells of a policy, parsed, with their places."""

from __future__ import annotations

from policydsl.diagnostics import Label
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.source import Origin
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Formula:
    """An expression, parsed, with the place that its text stands in."""

    text: str
    origin: Origin
    expr: Expr


@frozen(eq=False)
class CellPart:
    """One scalar of a table cell, read as unary tests."""

    text: str
    origin: Origin
    tests: UnaryTests | ErrorExpr


@frozen(eq=False)
class Cell:
    """A table cell: any of its parts holds."""

    parts: tuple[CellPart, ...]
    at: Label
    key: Label  # the input's name in the row
