"""Formulas as the language prints them, figures and texts spelt as they were written."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.feel.parser import is_phrase, parse_expression, parse_unary_tests
from policydsl.feel.printer import print_expression, print_unary_tests
from policydsl.feel.sameness import same_expression
from policydsl.model.policy import CellPart, Formula, Policy
from policydsl.model.reading import is_plain_day
from policydsl.source import SourceFile, WholeText
from policydsl.source.frozen import replace
from policydsl.syntax.tree import Scalar

_LITERALS: Final = (ast.NumberLit, ast.TemporalLit, ast.StringLit)
_COMMENT: Final = re.compile(r"//|/\*")
_SIGNS: Final = {"<=": "≤", ">=": "≥"}
_CELL_SIGNS: Final = {**_SIGNS, "!=": "≠"}  # `!=` would begin a tag of YAML
# Signs outside of texts: `≥` may begin a cell, where `>=` would begin a text of several lines for YAML.
_SIGN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<=|>=|!=')


def formulas_of(policy: Policy) -> dict[int, Formula | CellPart]:
    """Every formula and table cell of a policy, by the identity of the scalar that it stands in."""
    found: dict[int, Formula | CellPart] = {}
    seen: set[int] = set()
    stack: list[object] = [policy]
    while stack:
        one = stack.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Formula | CellPart):
            if isinstance(one.origin, Scalar) and not is_plain_day(one):
                found[id(one.origin)] = one
        elif isinstance(one, tuple | list):
            stack.extend(one)
        elif isinstance(one, Map):
            stack.extend(one.values())
        elif type(one).__module__.startswith("policydsl.model"):
            stack.extend(getattr(one, name) for name in getattr(type(one), "__match_args__", ()))
    return found


def printed(written: str, one: Formula | CellPart) -> str:
    """The text of a formula or cell; as it was written where the printer could lose anything of it."""
    read = one.expr if isinstance(one, Formula) else one.tests
    if isinstance(read, ErrorExpr) or _COMMENT.search(written):
        return written
    if isinstance(one, CellPart) and is_phrase(written):  # how the law writes an interval: it keeps its words
        return " ".join(written.split())
    spelt = _spelt(read, written)
    for candidate in (_print(spelt), _print(read)):
        if _reads(candidate, read):
            return candidate
    return written


def same(left: Formula | CellPart, right: str) -> bool:
    """Whether a text says the same as a formula or cell."""
    return right == left.text or _reads(right, left.expr if isinstance(left, Formula) else left.tests)


def _print(read: Expr | UnaryTests) -> str:
    text = print_unary_tests(read) if isinstance(read, UnaryTests) else print_expression(read)
    signs = _CELL_SIGNS if isinstance(read, UnaryTests) else _SIGNS
    return _SIGN.sub(lambda m: signs.get(m[0], m[0]), text)


def _reads(text: str, read: Expr | UnaryTests | ErrorExpr) -> bool:
    """Whether the text is read as this very expression, without a finding."""
    origin, found = WholeText(SourceFile("", text)), Reporter()
    if isinstance(read, UnaryTests):
        again: Expr | UnaryTests = parse_unary_tests(text, origin, found)
    else:
        again = parse_expression(text, origin, found)
    return not found and same_expression(read, again)


def _spelt(node: Expr | UnaryTests, written: str) -> Expr | UnaryTests:
    """The expression with its literals as they were written: `1亿元` does not become `10000万元`."""
    found = _respelt(node, written)
    assert isinstance(found, type(node) | ast.Name)  # noqa: S101  (a literal alone becomes a name)
    return found


def _respelt(value: object, written: str) -> object:
    if isinstance(value, tuple):
        return tuple(_respelt(one, written) for one in value)
    if isinstance(value, _LITERALS):
        text = written[value.span.start : value.span.end]
        return (
            ast.Name(value.span, text if isinstance(value, ast.StringLit) else "".join(text.split())) if text else value
        )
    if not hasattr(value, "span"):
        return value
    names: tuple[str, ...] = getattr(type(value), "__match_args__", ())
    changes = {
        name: new
        for name in names
        if name != "span" and (new := _respelt(old := getattr(value, name), written)) is not old
    }
    return replace(value, **changes) if changes else value
