"""Intervals as the law writes them, to tests; a bound that is not said is asked for, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from policydsl.feel.ast import Comparison, Expr, NumberLit, Op, OpTest, RangeLit
from policydsl.feel.parser.problem import Place, Problem
from policydsl.feel.parser.tokens import Token
from policydsl.source import Span, Text

_HERE = Text("这里", "here")


def side(parts: Sequence[Token]) -> OpTest:
    """`10亿元（含）以上`, `10亿元以上（含）`."""
    figure, word = parts[0], next(part for part in parts if part.type in {"LAW_UP", "LAW_DOWN"})
    bounds = [part for part in parts if part.type == "LAW_BOUND"]
    span = Span(figure.start, parts[-1].end)
    if not bounds:
        up = word.type == "LAW_UP"
        including, excluding = (">=", ">") if up else ("<=", "<")
        help_ = Text(
            f"含本数写作 `（含）`，即 `{including}`；不含写作 `（不含）`，即 `{excluding}`。",
            f"write `（含）` if the figure itself counts (`{including}`), `（不含）` if it does not (`{excluding}`)",
        )
        raise Problem("X023", word.span, help=help_)
    if len({bound.value for bound in bounds}) > 1:
        raise Problem("X024", bounds[1].span, Place(bounds[0].span, _HERE))
    return OpTest(span, _op(up=word.type == "LAW_UP", closed=bool(bounds[0].value)), _node(figure))


def both(low: OpTest, high: OpTest) -> Expr:
    """A lower and an upper side together."""
    span = low.span.to(high.span)
    return _range(span, low.operand, high.operand, low_closed=low.op is Op.GE, high_closed=high.op is Op.LE)


def between(parts: Sequence[Token]) -> Expr:
    """`1亿元（含）—10亿元（不含）`."""
    to = next(index for index, part in enumerate(parts) if part.type == "LAW_TO")
    low, high = parts[:to], parts[to + 1 :]
    for end in (low, high):
        if len(end) == 1:
            help_ = Text(
                "在每个数后写 `（含）` 或 `（不含）`，如 `1亿元（含）—10亿元（不含）`。",
                "write `（含）` or `（不含）` after each figure, as in `1亿元（含）—10亿元（不含）`",
            )
            raise Problem("X023", end[0].span, help=help_)
    span = Span(parts[0].start, parts[-1].end)
    return _range(span, _node(low[0]), _node(high[0]), low_closed=bool(low[1].value), high_closed=bool(high[1].value))


def _range(span: Span, low: Expr, high: Expr, *, low_closed: bool, high_closed: bool) -> RangeLit:
    if isinstance(low, NumberLit) and isinstance(high, NumberLit):
        empty = low.value > high.value or (low.value == high.value and not (low_closed and high_closed))
        if empty and low.unit is high.unit:
            raise Problem("X030", span)
    return RangeLit(span, low, high, low_closed=low_closed, high_closed=high_closed)


def _op(*, up: bool, closed: bool) -> Comparison:
    if up:
        return Op.GE if closed else Op.GT
    return Op.LE if closed else Op.LT


def _node(figure: Token) -> Expr:
    return cast("Expr", figure.value)  # the lexer gives each FIGURE its node
