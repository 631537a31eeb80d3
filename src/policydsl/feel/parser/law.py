"""Intervals as the law writes them, to tests; a bound that is not said is asked for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, cast

from policydsl.feel.ast import Comparison, Expr, NumberLit, Op, OpTest, RangeLit
from policydsl.feel.parser.problem import Place, Problem
from policydsl.feel.parser.tokens import Token
from policydsl.source import Span, Text
from policydsl.source.figures import CURRENCIES

_HERE = Text("这里", "here")
_FIGURE = re.compile(r"([0-9.]+)\s*(\D*)")
_CLOSED: Final = frozenset({Op.GE, Op.LE})
_UPWARD: Final = frozenset({Op.GE, Op.GT})


def side(parts: Sequence[Token]) -> OpTest:
    """`10亿元（含）以上`, `10亿元以上（含）`, `10亿元及以上`, `自2025年4月21日起`."""
    figure = next(part for part in parts if part.type == "FIGURE")
    word = next(part for part in parts if part.type in {"LAW_UP", "LAW_DOWN"})
    said = [part for part in parts if part.type in {"LAW_BOUND", "LAW_UP", "LAW_DOWN"} and part.value is not None]
    span = Span(parts[0].start, parts[-1].end)
    up = word.type == "LAW_UP"
    if not said:
        including, excluding = (">=", ">") if up else ("<=", "<")
        help_ = Text(
            f"含本数在数后写 `（含）`，即 `{including}`；不含写 `（不含）`，即 `{excluding}`。",
            f"write `（含）` after the figure if it counts itself (`{including}`), `（不含）` if not (`{excluding}`)",
        )
        raise Problem("X023", word.span, help=help_)
    _agree(said)
    return OpTest(span, _op(up=up, closed=bool(said[0].value)), _node(figure))


def compared(parts: Sequence[Any]) -> OpTest:
    """`不低于100万元`, `超过1亿元（不含）`, `达到1亿元（含）以上`: what stands behind may only say the same again."""
    word, operand, *rest = parts
    closed = word.value in _CLOSED
    for part in rest:
        if part.value is not None and part.value is not closed:
            raise Problem("X024", part.span, Place(word.span, _HERE))
        if part.type != "LAW_BOUND" and not closed and all(one.value is None for one in rest):
            # 超过1亿元以上: the one word leaves the figure out, the other takes it in
            raise Problem("X024", part.span, Place(word.span, _HERE), help=Text(
                "删去其中一个。", "delete one of them"))  # fmt: skip
    end = rest[-1].end if rest else operand.span.end
    return OpTest(Span(word.start, end), word.value, operand)


def both(parts: Sequence[Any]) -> Expr:
    """A lower and an upper side together, in either order, perhaps with a word between them."""
    first, second = parts[0], parts[-1]
    low, high = (first, second) if first.op in _UPWARD else (second, first)
    return _range(first.span.to(second.span), low.operand, high.operand, (low.op is Op.GE, high.op is Op.LE))


def up_to(parts: Sequence[Any]) -> Expr:
    """`超过1亿元至10亿元（含）`."""
    low, _, high, *bound = parts
    if not bound:
        raise Unsaid(high.span, low.operand.span, high.span)
    span = Span(low.span.start, bound[0].end)
    return _range(span, low.operand, _node(high), (low.op is Op.GE, bool(bound[0].value)))


def between(parts: Sequence[Token]) -> Expr:
    """`1亿元（含）—10亿元（不含）`."""
    to = next(index for index, part in enumerate(parts) if part.type == "LAW_TO")
    low = [part for part in parts[:to] if part.type != "LAW_FROM"]
    high = [part for part in parts[to + 1 :] if part.type != "LAW_LAST"]
    for end in (low, high):
        if len(end) == 1:
            raise Unsaid(end[0].span, low[0].span, high[0].span)
    span = Span(parts[0].start, parts[-1].end)
    return _range(span, _node(low[0]), _node(high[0]), (bool(low[1].value), bool(high[1].value)))


class Unsaid(Exception):  # noqa: N818  (as `Problem`; becomes one where the text is at hand)
    """It is not said whether the figures at both ends count themselves."""

    def __init__(self, span: Span, low: Span, high: Span) -> None:
        super().__init__()
        self.span, self.low, self.high = span, low, high

    def problem(self, text: str) -> Problem:
        """The problem in a formula of this text."""
        low, high = (text[one.start : one.end] for one in (self.low, self.high))
        return Problem("X023", self.span, help=ask_between(low, high))


def ask_between(low: str, high: str) -> Text:
    """How to write what lies between two figures, when it is not said whether these count."""
    written = spoken(with_unit(low, high), high, (True, False))
    return Text(
        f"写作 `{written}`：每个数后写明 `（含）` 或 `（不含）`。",
        f"write `{written}`: after each figure `（含）` if it counts itself, `（不含）` if it does not",
    )


def spoken(low: str, high: str, closed: tuple[bool, bool]) -> str:
    """An interval in the law's own words, which need no quotes in YAML."""
    words = ["（含）" if one else "（不含）" for one in closed]
    return f"{low}{words[0]}—{high}{words[1]}"


def with_unit(low: str, high: str) -> str:
    """The first figure, with the unit of the second if only that one has it: of `1—10亿元` it is `1亿元`."""
    first, second = _FIGURE.fullmatch(low), _FIGURE.fullmatch(high)
    if first is None or second is None:
        return low
    if not first[2]:
        return first[1] + second[2]
    if first[2] in {"万", "亿", "百万", "千万", "万亿"}:
        scaled = re.sub("^(?:[千百]?万|万?亿|千)", "", second[2])
        return low + scaled if scaled in CURRENCIES.values() else low
    return low


def _range(span: Span, low: Expr, high: Expr, closed: tuple[bool, bool]) -> RangeLit:
    if isinstance(low, NumberLit) and isinstance(high, NumberLit):
        empty = low.value > high.value or (low.value == high.value and not all(closed))
        if empty and low.unit is high.unit and low.currency == high.currency:
            raise Problem("X030", span)
    return RangeLit(span, low, high, low_closed=closed[0], high_closed=closed[1])


def _agree(said: Sequence[Token]) -> None:
    other = next((one for one in said if one.value is not said[0].value), None)
    if other is not None:
        raise Problem("X024", other.span, Place(said[0].span, _HERE))


def _op(*, up: bool, closed: bool) -> Comparison:
    if up:
        return Op.GE if closed else Op.GT
    return Op.LE if closed else Op.LT


def _node(figure: Token) -> Expr:
    return cast("Expr", figure.value)  # the lexer gives each FIGURE its node
