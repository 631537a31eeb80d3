"""Where a walk through a formula is, and where the signs of its intervals stand."""

from __future__ import annotations

import re
from typing import Final

from policydsl.audit.policy.uses import Part, Spot
from policydsl.diagnostics import Label
from policydsl.feel import ast
from policydsl.model.policy import Field
from policydsl.source import Origin, Span
from policydsl.source.frozen import frozen

_BOUND: Final = re.compile(r"\s*[（(]\s*不?含[^（()）]*[)）]")


@frozen(eq=False)
class At:
    """Where the walk is: in which part, at which place of the clause."""

    text: str
    origin: Origin
    spot: Spot
    part: Part = Part.OTHER
    row: str | None = None
    parameter: str | None = None
    either: bool = False
    sign: Span | None = None
    free: bool = False


@frozen(eq=False)
class Named:
    """What a name stands for: a let, an output of the table, a parameter."""

    expr: ast.Expr
    at: At


@frozen(eq=False)
class Choice:
    """A test of a fact: `holds` if it asks for the option (of a yes-or-no: for yes), else against it."""

    field: Field
    option: str
    sign: Label
    at: Label  # the option as written
    holds: bool


def beside(whole: Span, part: Span) -> Span:
    """What stands before a part of a text, or where nothing does, what stands after it."""
    return Span(whole.start, part.start) if whole.start < part.start else Span(part.end, whole.end)


def low_sign(expr: ast.RangeLit, text: str) -> Span:
    """The bracket or the `（含）` of the lower end."""
    if expr.span.start < expr.low.span.start:
        return Span(expr.span.start, expr.low.span.start)
    mark = _BOUND.match(text, expr.low.span.end)
    return Span(expr.low.span.end, mark.end()) if mark else expr.low.span
