"""One reading: text → tokens → nodes, and what goes wrong on the way to the reporter."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, Literal, cast

from policydsl.diagnostics import Label, Reporter
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.feel.parser.cells import check_cell
from policydsl.feel.parser.depth import deepest
from policydsl.feel.parser.expected import unexpected
from policydsl.feel.parser.law import Unsaid
from policydsl.feel.parser.lexer import Lexer
from policydsl.feel.parser.mending import mend
from policydsl.feel.parser.names import index
from policydsl.feel.parser.problem import Finding, Problem
from policydsl.feel.parser.table import parser
from policydsl.feel.parser.tokens import END, Token
from policydsl.source import Origin, Span

MAX_LENGTH: Final = 20_000  # characters
MAX_LEVELS: Final = 200  # of the AST, so that what walks it by recursion is safe

# A node takes at least one token, an argument or iterator none of its own: no deeper tree comes from so few.
_SHALLOW: Final = MAX_LEVELS // 2


def read(
    start: Literal["expression", "unary_tests"],
    text: str,
    origin: Origin,
    reporter: Reporter,
    names: Collection[str],
    *,
    style: bool,
) -> Expr | UnaryTests:
    """The node for a text; `ErrorExpr` and one error diagnostic if it cannot be read."""
    try:
        node, remarks = _read(start, text, frozenset(names))
    except Problem as problem:
        _report(problem.finding, text, origin, reporter)
        return ErrorExpr(Span(0, len(text)))
    for remark in remarks:
        if style or remark.code != "X016":
            _report(remark, text, origin, reporter)
    return node


def is_phrase(text: str) -> bool:
    """Whether a table cell writes an interval as the law does; who prints the cell keeps its words."""
    try:
        tokens = Lexer(text, index(frozenset()), frozenset(), cell=True).run()
    except Problem:
        return False
    return any(token.type.startswith("LAW_") for token in tokens)


def _read(start: str, text: str, names: frozenset[str]) -> tuple[Expr | UnaryTests, list[Finding]]:
    if len(text) > MAX_LENGTH:
        raise Problem("X031", Span(MAX_LENGTH, MAX_LENGTH + 1), length=len(text), limit=MAX_LENGTH)
    cell = start == "unary_tests"
    lexer = Lexer(text, index(names), names, cell=cell)
    tokens = lexer.run()
    if not tokens:
        raise Problem("X003", Span(0, len(text)))
    node = _parse(start, tokens, lexer)
    if len(tokens) > _SHALLOW:
        deep = deepest(node, MAX_LEVELS)
        if deep is not None:
            raise Problem("X033", deep, limit=MAX_LEVELS)
    if cell:
        check_cell(cast(UnaryTests, node), lexer.text, lexer.remarks)
    return node, lexer.remarks


def _parse(start: str, tokens: list[Token], lexer: Lexer) -> Expr | UnaryTests:
    from lark import UnexpectedToken  # noqa: PLC0415  (imported by now: see table.py)

    interactive: Any = parser().parse_interactive(start=start)
    feed = interactive.parser_state.feed_token  # reads no more of a token than its type
    token = tokens[0]
    try:
        for token in tokens:
            feed(token)
        token = Token(END, len(lexer.text), len(lexer.text))
        return cast("Expr | UnaryTests", feed(token, True))
    except Unsaid as unsaid:
        raise unsaid.problem(lexer.original) from None
    except UnexpectedToken:
        before = tokens if token.type == END else tokens[: tokens.index(token)]
        unclosed = lexer.brackets.unclosed
        raise unexpected(token, before, interactive.accepts(), lexer.original, unclosed, cell=lexer.cell) from None


def _report(finding: Finding, text: str, origin: Origin, reporter: Reporter) -> None:
    labels = (Label.at(origin, place.span, place.note) for place in finding.places)
    fix = mend(finding.edits, text, origin, sure=finding.sure)
    reporter.report(finding.code, *labels, help=finding.help, fix=fix, **finding.args)
