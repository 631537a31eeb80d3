"""From the text of a formula to its AST.

Takes a text, where it stands, the names in scope that may hold spaces or signs; gives an expression or unary tests.
Guarantees: never raises on a text; a text that cannot be read gives one error diagnostic and `ErrorExpr`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.feel.parser.reading import MAX_LENGTH, MAX_LEVELS, is_phrase, read
from policydsl.feel.parser.words import feel_spelling
from policydsl.source import Origin

__all__ = ["MAX_LENGTH", "MAX_LEVELS", "feel_spelling", "is_phrase", "parse_expression", "parse_unary_tests"]


def parse_expression(
    text: str, origin: Origin, reporter: Reporter, *, names: Collection[str] = (), style: bool = True
) -> Expr:
    """The expression in the text; `names` are those in scope, and only ones with spaces or signs make a difference."""
    return cast("Expr", read("expression", text, origin, reporter, names, style=style))


def parse_unary_tests(
    text: str, origin: Origin, reporter: Reporter, *, names: Collection[str] = (), style: bool = True
) -> UnaryTests | ErrorExpr:
    """The tests that the text of a table cell holds."""
    return cast("UnaryTests | ErrorExpr", read("unary_tests", text, origin, reporter, names, style=style))
