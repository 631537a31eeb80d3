"""Every construct that could run for ever, or make a value larger than any memory, stops within two seconds.

What stops it: a failure with its reason, or a diagnostic before anything is computed.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.feel.fuzz.trial import SECONDS, Tally

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.compiler import compile_expression, compile_unary_tests
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.source import SourceFile, WholeText

STEPS, PARTS, DEPTH = "stopped after 1000000 steps", "parts", "deep"
DOUBLE = "for i in 1..40 return if i = 1 then {first} else {again}"
TEXT = DOUBLE.format(first='"aaaa"', again="partial[-1] + partial[-1]")
LONG = '{{s: (for i in 1..18 return if i = 1 then "aaaa" else partial[-1] + partial[-1])[-1], r: {}}}.r'
LIST = "{{l: for i in 1..100000 return i, r: {}}}.r"
CONTEXTS = "{{l: for i in 1..20000 return {{a: [i]}}, r: {}}}.r"
BUSY = "some i in 1..1000000000 satisfies ({}) = 0"

CASES = {
    # ranges of a billion
    "for over a range": ("for i in 1..1000000000 return i", STEPS),
    "for over a range as a value": ("for i in [1..1000000000] return i", STEPS),
    "for over a range down": ("for i in 1000000000..1 return i", STEPS),
    "for over 10**33": (f"for i in 1..1{'0' * 33} return i", STEPS),
    "for over days": ('for d in @"-999999999-01-01"..@"999999999-12-31" return d', STEPS),
    "some over a range": ("some i in 1..1000000000 satisfies i < 0", STEPS),
    "every over a range": ("every i in 1..1000000000 satisfies i > 0", STEPS),
    "nested loops": ("for a in 1..1000 return for b in 1..1000 return for c in 1..1000 return 1", STEPS),
    "several iterators": ("for a in 1..1000, b in 1..1000, c in 1..1000 return 1", STEPS),
    "loops in conditions": ("every a in 1..10000 satisfies every b in 1..10000 satisfies a > b - 10000", STEPS),
    "a filter over a filter": (LIST.format("for i in 1..100 return count(l[item > i])"), STEPS),
    "partial, again and again": ("for i in 1..100000 return sum(for x in partial return 1)", STEPS),
    "partial in itself": ("for i in 1..60 return partial", PARTS),
    # recursion without end
    "a function calls itself": ("{f: function(n) f(n + 1)}.f(1)", DEPTH),
    "a function of itself": ("(function(g) g(g))(function(g) g(g))", DEPTH),
    "twice each time": ("{f: function(n) if n = 0 then 1 else f(n - 1) + f(n - 1)}.f(100)", STEPS),
    "through a built-in": ("{f: function(x) sort([2, 1], function(a, b) f(x))}.f(1)", DEPTH),
    "in a filter": ("{f: function(n) [1, 2][f(n) > 0]}.f(1)", DEPTH),
    # a bad comparator
    "a comparator that loops": ("sort([3, 1, 2], function(x, y) count(for i in 1..1000000000 return i) > 0)", STEPS),
    "a comparator that says always": ("sort(for i in 1..100000 return i, function(x, y) true)[1] = 0", ""),
    "a comparator that says null": ("sort([3, 1, 2], function(x, y) null)", "must give true or false"),
    "a comparator of one": ("sort([3, 1, 2], function(x) true)", "two parameters"),
    "a long sort": (LIST.format("sort(l, function(x, y) modulo(x * 7919, 100003) < modulo(y * 7919, 100003))"), STEPS),
    # patterns
    "(a+)+$": (f'matches("{"a" * 40}b", "^(a+)+$")', ""),
    "(a|aa)+$": (f'matches("{"a" * 40}b", "^(a|aa)+$")', ""),
    "(.*)* again": (f'matches("{"a" * 60}", "(.*)(.*)(.*)(.*)(.*)(.*)\\\\1\\\\2\\\\3x")', "takes too long"),
    "repetitions of repetitions": ('matches("a", "((a{1,100}){1,100}){1,100}")', "too large"),
    "a million times": ('matches("a", "a{1000000}")', "repetitions"),
    "a long text": (LONG.format('matches(s, "x")'), "longer than"),
    "a pattern in a loop": (BUSY.format('if matches("aaaaaaaaaaaaab", "(a+)+$") then 1 else 2'), STEPS),
    "patterns in a loop": (BUSY.format('if matches("a", string(i)) then 1 else 2'), STEPS),
    "replace in a loop": (BUSY.format('string length(replace("a,b,c,d,e,f,g,h", ",", ";"))'), STEPS),
    # large texts
    "doubled texts": (TEXT, "too long"),
    "joined texts": (LIST.format('string join(for i in l return "aaaaaaaaaaaaaaaaaaaa", "")'), "too long"),
    "replaced by more": ('replace(string join(for i in 1..50000 return "a", ""), "a", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")', "too long"),
    "a text in a loop": (LONG.format(BUSY.format("string length(upper case(s))")), STEPS),
    "joined in a loop": (LONG.format(BUSY.format('string length(s + "a")')), STEPS),
    "searched in a loop": (LONG.format(BUSY.format('if contains(s, "aaaaaaab") then 1 else 2')), STEPS),
    "written out in a loop": (CONTEXTS.format(BUSY.format("string length(string(l))")), STEPS),
    # figures
    "10 ** 999999": ("10 ** 999999", "too large"),
    "9 ** 9 ** 9 ** 9": ("9 ** 9 ** 9 ** 9 ** 9", "too large"),
    "a broken power of a long number": ("1.0000001 ** 1e30", "too large"),
    "powers in a loop": (BUSY.format("1.000001 ** 1234567.1"), STEPS),
    "logarithms in a loop": (BUSY.format("log(i + 1)"), STEPS),
    "exp in a loop": (BUSY.format("exp(1.23456789123456789)"), STEPS),
    "remainders far apart": (BUSY.format("modulo(1E6000, 7.1E-6000)"), STEPS),
    "sums far apart": ("{l: for i in 1..100000 return if odd(i) then 1E6000 else 1E-6000, r: sum(l)}.r", STEPS),
    "deviations far apart": (BUSY.format("stddev(1E6000, 1E-6000, 3)"), STEPS),
    "a long duration": ('@"P1D" * 1e30', "too long"),
    # wide and deep values
    "doubled lists": (DOUBLE.format(first="[1]", again="concatenate(partial[-1], partial[-1])"), PARTS),
    "shared lists": (DOUBLE.format(first="[1]", again="[partial[-1], partial[-1]]"), PARTS),
    "shared contexts": (DOUBLE.format(first="{a: 1}", again="{a: partial[-1], b: partial[-1]}"), PARTS),
    "flattened": (DOUBLE.format(first="[1]", again="flatten([partial[-1], partial[-1]])"), PARTS),
    "deep values": ("{l: for i in 1..30000 return if i = 1 then [1] else [partial[-1]], r: l[-1] = l[-1]}.r", PARTS),
    "sums in a loop": (LIST.format(BUSY.format("sum(l)")), STEPS),
    "medians in a loop": (LIST.format(BUSY.format("median(l)")), STEPS),
    "distinct contexts": (CONTEXTS.format("distinct values(l)"), STEPS),
    "distinct in a loop": (LIST.format(BUSY.format("count(distinct values(l))")), STEPS),
    "look-ups in a loop": (LIST.format(BUSY.format("if list contains(l, 0) then 1 else 2")), STEPS),
    "equality in a loop": (CONTEXTS.format(BUSY.format("if l = l then 1 else 2")), STEPS),
    "types in a loop": (CONTEXTS.format(BUSY.format("if l instance of list<context<a: list<number>>> then 1 else 2")), STEPS),
    "contexts put together": ("for i in 1..100000 return context put({}, string(i), partial[-1])", ""),
    "zones in a loop": (BUSY.format('if @"2025-01-31T10:00:00@Asia/Shanghai" + duration("PT1H") * i < @"2025-01-31T10:00:00Z" then 1 else 2'), STEPS),
    "failures in a loop": (BUSY.format('"a" + i'), STEPS),
}  # fmt: skip
TEXTS = {
    "brackets": "(" * 19_000,
    "closed brackets": "(" * 9_000 + "1" + ")" * 9_000,
    "lists": "[" * 9_000 + "]" * 9_000,
    "a sum": "1" + " + 1" * 4_900,
    "loops": "for x in 1..9 return " * 900 + "x",
    "filters": "xs" + "[item > 1]" * 1_900,
    "calls": "f" + "(1)" * 6_000,
    "a wide list": "[" + "1," * 9_900 + "1]",
    "a wide call": "sum(" + "1," * 9_900 + "1)",
    "a wide context": "{" + ", ".join(f"a{number}: {number}" for number in range(1_500)) + "}",
    "a context of functions": "{" + ", ".join(f"a{number}: function(x) x" for number in range(900)) + "}",
    "a hundred thousand characters": "1 + " * 25_000 + "1",
    "loops over lists of lists": "for x in [1, 2, 3] return " * 60 + "x",
    "quantifiers": "some x in [1, 2, 3] satisfies " * 60 + "x > 5",
    "conditions": "if true then " * 60 + "1" + " else 2" * 60,
    "negations": "not(" * 90 + "true" + ")" * 90,
}


def formula(text: str) -> str:
    parsed = parse_expression(text, WholeText(SourceFile("formula", text)), Reporter(), names=["xs"])
    if isinstance(parsed, ErrorExpr):
        return "a diagnostic"
    outcome = compile_expression(parsed, ["xs"]).run({"xs": [Decimal(1), Decimal(2)]})
    return " ".join(failure.reason.en for failure in outcome.failures)


def cell(text: str) -> str:
    parsed = parse_unary_tests(text, WholeText(SourceFile("cell", text)), Reporter())
    if isinstance(parsed, ErrorExpr):
        return "a diagnostic"
    outcome = compile_unary_tests(parsed).run(None)
    return " ".join(failure.reason.en for failure in outcome.failures)


@pytest.mark.parametrize(("text", "reason"), CASES.values(), ids=CASES)
def test_it_stops(text: str, reason: str) -> None:
    tally = Tally()
    said = tally.attempt(text, formula)
    assert tally.bugs == [], f"more than {SECONDS} s, or an exception"
    assert said is not None
    assert said != "a diagnostic", "the case itself is wrong"
    assert reason in said


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_of_any_form_is_read_and_run(text: str) -> None:
    for door in (formula, cell):
        tally = Tally()
        assert tally.attempt(text, door) is not None
        assert tally.bugs == []


@pytest.mark.parametrize(
    "text", [text for text, reason in CASES.values() if reason], ids=[n for n, c in CASES.items() if c[1]]
)
def test_it_stops_in_a_cell(text: str) -> None:
    tally = Tally()
    assert tally.attempt(f"? = null and ({text}) = 1", cell) is not None
    assert tally.bugs == []
