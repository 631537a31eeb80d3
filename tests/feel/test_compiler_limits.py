"""No formula runs for long, takes much memory or overflows: it stops, and the failure says so."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import Binary, If, NumberLit, Op
from policydsl.feel.compiler import Limits, Outcome, compile_expression
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, Span, WholeText

SPAN = Span(0, 1)
SECONDS = 20  # far more than any case takes; without its limit each would take hours or all memory


def run(text: str, limits: Limits = Limits()) -> Outcome:  # noqa: B008  (frozen)
    reporter = Reporter()
    parsed = parse_expression(text, WholeText(SourceFile("formula", text)), reporter)
    assert not reporter.has_errors
    return compile_expression(parsed).run({}, limits)


DOUBLED = "for i in 1..60 return if i = 1 then [1] else [partial[-1], partial[-1]]"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("for i in 1..1000000000 return i", "步"),
        ("for i in 1..1" + "0" * 33 + " return i", "步"),
        ('count(for d in @"-999999999-01-01"..@"999999999-12-31" return d)', "步"),
        ("every x in 1..1000000000 satisfies x > 0", "步"),
        ("for a in 1..1000, b in 1..1000, c in 1..1000 return 1", "步"),
        ("for a in 1..1000 return for b in 1..1000 return for c in 1..1000 return 1", "步"),
        ("for i in 1..100000 return partial", "已停止"),
        ("{f: function(n) f(n + 1)}.f(1)", "层"),
        ("{f: function(n) f(n - 1) + f(n - 2)}.f(1)", "层"),
        ("{f: function(x) sort([2, 1], function(a, b) f(x))}.f(1)", "层"),
        ("{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1)}.f(100)", "步"),
        (DOUBLED, "结果超过"),
        ("for i in 1..60 return if i = 1 then [1] else append(partial[-1], partial[-1])", "结果超过"),
        ("for i in 1..60 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}", "结果超过"),
        ("{l: for i in 1..20000 return i, r: for i in l return list contains(l, 0)}", "步"),
        ("{l: for i in 1..20000 return i, r: for i in l return 0 in l}", "步"),
        ("{l: for i in 1..20000 return i, r: for i in l return l = l}", "步"),
        ('for i in 1..60 return if i = 1 then "x" else partial[-1] + partial[-1]', "太长"),
        ("for i in 1..60 return partial", "结果超过"),
        ("9 ** 9 ** 9 ** 9 ** 9 ** 9", "太大"),
        ("1.0000001 ** 1e30", "太大"),
        ('@"P1D" * 1e30', "太长"),
    ],
)
def test_stops(text: str, reason: str) -> None:
    before = time.monotonic()
    outcome = run(text)
    assert time.monotonic() - before < SECONDS
    assert reason in " ".join(failure.reason.zh for failure in outcome.failures)


def test_limits_can_be_set() -> None:
    assert run("for i in 1..100 return i", Limits(iterations=50)).value is None
    assert run("for i in 1..100 return i", Limits(iterations=200)).value is not None
    assert run("[1, 2, 3]", Limits(size=2)).value is None
    assert run("{f: function(n) if n = 0 then 0 else f(n - 1)}.f(9)", Limits(depth=5)).value is None


def test_deep_but_sound_recursion_is_fine() -> None:
    outcome = run("{f: function(n) if n = 0 then 0 else 1 + (if true then f(n - 1) else 0)}.f(450)")
    assert outcome == Outcome(Decimal(450))


def test_a_tree_deeper_than_any_text_is_no_crash() -> None:
    one = NumberLit(SPAN, Decimal(1))
    sums: Binary | NumberLit = one
    chosen: If | NumberLit = one
    for _ in range(50_000):
        sums = Binary(SPAN, Op.ADD, sums, one, SPAN)
        chosen = If(SPAN, one, one, chosen)
    for tree in (sums, chosen):
        outcome = compile_expression(tree).run()
        assert "嵌套太深" in outcome.failures[0].reason.zh
