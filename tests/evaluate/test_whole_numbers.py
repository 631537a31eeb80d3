"""Whole numbers in the place of decimals: the same figures to the last digit, and really used.

Generated code computes with integers (see `policydsl.evaluate.figure`); the marked evaluation computes with decimals
by the functions of FEEL, and is the judge.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.evaluate.support import Document, load, marked, prepare

from policydsl.award import NOT_REACHED, Award
from policydsl.evaluate import figure as fig
from policydsl.evaluate.figure import Figure, Rounding
from policydsl.evaluate.forms import LIMIT, Columns, decimal_of
from policydsl.evaluate.outcomes import Special
from policydsl.model.unknown import UNKNOWN, OpenFactError
from policydsl.workspace import LoadedPolicy

EXAMPLES = max(40, settings().max_examples // 2)

# -- policies of figures alone -------------------------------------------------------------------------

FIELDS = {
    "m": {"type": "money", "min": "0元"},
    "s": {"type": "money"},
    "z": {"type": "money", "min": "-5.5元", "max": "99.9999元"},
    "w": {"type": "number", "whole": True, "min": 0, "max": 1000},
    "v": {"type": "number", "whole": True},
    "n": {"type": "number"},
    "b": {"type": "boolean"},
    "a": {"type": "money", "min": "0元", "assessed": True},
}
MOST = Decimal("99999999999999.9999")
SUMS = (
    "0",
    "0.0001",
    "0.005",
    "0.0099",
    "0.01",
    "1",
    "12345.6789",
    "99.9999",
    "100",
    "10000",
    "86000000.05",
    str(MOST),
)
NUMBERS = ("0", "1", "2", "3", "7", "36", "1000")
ROUNDINGS = [
    {"to": to, "mode": mode}
    for to in ("0.01元", "1元", "0.1元", "0.5元", "100元", "3元", "10元", "0.07元", "1万元", "12.5元")
    for mode in ("down", "up", "half_up", "half_even", "half_down")
]
FUNCTIONS = (
    "floor({})", "ceiling({})", "abs({})", "-({})", "round up({}, {p})", "round down({}, {p})", "decimal({}, {p})",
    "round half up({}, {p})", "round half down({}, {p})", "floor({}, {p})", "ceiling({}, {p})",
)  # fmt: skip


@st.composite
def formulas(draw: st.DrawFn, kind: str, depth: int, of: str) -> str:
    """A formula of money or of a number."""

    def one(*texts: str) -> str:
        return draw(st.sampled_from(texts))

    def inner(what: str = kind) -> str:
        return draw(formulas(what, depth - 1, of))

    leaf = depth <= 0 or draw(st.integers(0, 3)) == 0
    if kind == "money":
        if leaf:
            return one(*(f"{of}.{n}" for n in "mmsz"), "10元", "0.015元", "2.5万元", "0元", "99999999999999元")
        match one("add", "times", "over", "call", "extreme", "if", "sum", "guarded"):
            case "add":
                return f"({inner()} {one('+', '-')} {inner()})"
            case "times":
                return f"({inner()} * {one('50%', '0.3', '7', '-2', '0', '1.25', '3‰', '333', '12.5%')})"
            case "over":
                return f"({inner()} / {one('2', '8', '40', '3', '0.25', '-5', '7', '1000', inner('number'))})"
            case "call":
                return one(*FUNCTIONS).format(inner(), p=one("0", "1", "2", "3", "6", "-1", "-3"))
            case "extreme":
                return f"{one('min', 'max')}({inner()}, {inner()}{one('', ', 50元')})"
            case "if":
                return f"(if {draw(conditions(depth - 1, of))} then {inner()} else {inner()})"
            case "guarded":
                return f"(if {of}.a = null then {inner()} else {of}.a * 30%)"
            case _:
                return one("sum(xs.m)", "sum(xs[b].s)", "sum(for y in xs[m > 1元] return y.m * y.w)", "max(xs.s)",
                           "sum(for y in xs return y.m * 30%)", "min(for y in xs return y.m * y.n)")  # fmt: skip
    if leaf:
        return one(*(f"{of}.{n}" for n in "wvn"), "2", "0.5", "3", "10", "year")
    match one("add", "times", "ratio", "call", "count"):
        case "add":
            return f"({inner()} {one('+', '-')} {inner()})"
        case "times":
            return f"({inner()} {one('*', '/')} {inner()})"
        case "ratio":
            return f"({inner('money')} / {one('10元', '1000万元', '3元', inner('money'))})"
        case "call":
            return one(*FUNCTIONS).format(inner(), p=one("0", "2", "-1"))
        case _:
            return one("count(xs[b])", "count(xs)", "max(xs.w)", "sum(xs.v)")


@st.composite
def conditions(draw: st.DrawFn, depth: int, of: str) -> str:
    """A comparison."""
    kind = draw(st.sampled_from(("money", "number")))
    sign = draw(st.sampled_from(("<", "<=", ">", ">=", "=", "!=")))
    return f"{draw(formulas(kind, depth - 1, of))} {sign} {draw(formulas(kind, depth - 1, of))}"


@st.composite
def policies(draw: st.DrawFn) -> str:
    """A policy of three clauses: on the applicant, on items, with a table."""

    def caps(of: str) -> list[Document]:
        limits = st.sampled_from(("100元", "100.5元", "0.0001元", "30000000元", "99.99元")) | formulas("money", 1, of)
        pers = st.sampled_from(("applicant", of))
        every = st.sampled_from(("once", "year"))
        return [
            {"id": f"k{i}", "limit": draw(limits), "per": draw(pers), "every": draw(every)}
            for i in range(draw(st.integers(0, 3)))
        ]

    def clause(id_: str, of: str, **more: object) -> Document:
        common = {"id": id_, "cite": "1", "title": "t", "departments": ["d"], "category": "c", "benefit": "subsidy"}
        found = {**common, "basis": "ceiling", "amount": draw(formulas("money", 3, of)), "caps": caps(of), **more}
        if draw(st.booleans()):
            found["eligibility"] = [{"id": "e", "test": draw(conditions(2, of))}]
        return found if of == "applicant" else {**found, "for_each": of}

    rules = [
        {"id": f"r{i}", "when": {"x": when}, "then": {"rate": rate, "top": draw(formulas("money", 1, "applicant"))}}
        for i, (when, rate) in enumerate((("< 1元", "5%"), ("[1元..100元)", "0.125"), ("≥ 100元", "3")))
    ]
    table = {"hit": "unique", "inputs": {"x": "applicant.m"}, "rules": rules}
    tabled = {"table": table, "amount": "applicant.s * rate", "caps": [{"id": "t", "limit": "top", "per": "applicant"}]}
    document = {
        "policydsl": 1, "kind": "policy", "id": "p", "title": "t", "level": "市",
        "in_force": {"from": "2025-01-01", "until": "2027-12-31"},
        "rounding": draw(st.sampled_from(ROUNDINGS)),
        "facts": {"applicant": {"fields": FIELDS}, "xs": {"item": "x", "fields": FIELDS}},
        "clauses": [clause("one", "applicant"), clause("each", "x"), clause("table", "applicant", **tabled)],
        "stacking": [{"id": "s", "cite": "5", "rule": "highest", "same": ["category", "subject"], "across": "policies",
                      "settle": "difference"}],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False)


def facts(rng: random.Random, missing: float) -> str:
    """A random fact file, with sums at the edges of what a fact can be."""

    def money(low: Decimal, high: Decimal) -> str:
        found = rng.choice([Decimal(rng.choice(SUMS)), Decimal(rng.randrange(10 ** rng.randint(1, 18))).scaleb(-4)])
        return f"{min(max(found * rng.choice((1, 1, -1)), low), high):f}元"

    def fields() -> str:
        values: dict[str, object] = {
            "m": money(Decimal(0), MOST),
            "s": money(-MOST, MOST),
            "z": money(Decimal("-5.5"), Decimal("99.9999")),
            "w": rng.choice((0, 1, 36, 1000)),
            "v": rng.choice((0, 3, -7, 10**12, 10**12 + 1, -(10**33), 10**20)),
            "n": rng.choice(("0", "1", "0.5", "-3", "0.000000001", "0.3333333333333333333333333333333333", "7")),
            "b": rng.choice(("true", "true", "false")),
            "a": money(Decimal(0), MOST),
        }
        kept = {k: v for k, v in values.items() if rng.random() >= (0.5 if k == "a" else missing)}
        return "".join(f", {name}: {value}" for name, value in kept.items())

    lines = ["policydsl: 1", "kind: facts", "as_of: 2026-03-04", f"applicant: {{id: A{fields()}}}"]
    lines.append(f"xs: [{', '.join(f'{{id: X{i}{fields()}}}' for i in range(rng.choice((0, 1, 2, 3))))}]")
    if rng.random() < AWARDS:
        lines += [
            "prior_awards:",
            *(f"  - {{clause: {c}, subject: A, year: {y}, amount: {rng.choice(SUMS)}元}}"
              for c, y in (("one", 2026), ("one", 2025), ("table", 2026))),
            "other_policy_awards:",
            f"  - {{category: c, subject: A, policy: other, level: 市, amount: {rng.choice(SUMS)}元}}",
        ]  # fmt: skip
    return "\n".join(lines) + "\n"


AWARDS = 0.4


def seen(award: Award) -> list[tuple[str, object]]:
    """The values in the trace of an award; no operation works on an unknown one."""
    assert award.trace is not None
    pairs = zip(award.trace.plan.probes, award.trace.values, strict=True)
    return [(probe.kind, "unknown" if value is UNKNOWN else value) for probe, value in pairs]


def said(award: Award) -> tuple[object, ...]:
    """What an award says beside its figures."""
    assert award.trace is not None
    return award.row, award.no_row, award.failed_conditions, award.trace.caps, award.trace.settlement


def row(award: Award) -> tuple[object, ...]:
    """The figures of an award."""
    return (award.clause.id, award.subject, award.status, award.amount, award.payable, award.term, award.limited_by,
            award.provisional)  # fmt: skip


def same(policy: LoadedPolicy, text: str, *, complete: bool) -> int:
    """All ways say the same; how many awards were left to the marked evaluation."""
    ready = prepare(policy, text)
    plain, traced = policy.engine.evaluate(ready), policy.engine.trace(ready).awards
    judged = marked(policy, ready)
    assert [(plan.clause.id, *found[:-1]) for plan, *found in plain.rows] == [row(award) for award in judged]
    assert [row(award) for award in traced] == [row(award) for award in judged]
    assert plain.amounts() == [award.amount for award in judged]
    for one, other in zip(traced, judged, strict=True):
        assert (one.missing, one.failures) == (other.missing, other.failures)
        if complete:
            assert said(one) == said(other)
            for left, right in zip(seen(one), seen(other), strict=True):
                # Generated code also computes a part of a condition that is decided without it.
                assert left == right or (left[0] == "part" and NOT_REACHED in (left[1], right[1]))
    return sum(isinstance(code, Special) and code.finding is not None for code in plain.codes)


@given(text=policies(), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=EXAMPLES)
def test_whole_numbers_and_decimals_agree(text: str, seed: int) -> None:
    policy = load(text)
    rng = random.Random(f"{seed} {text}")  # noqa: S311  (cases that come back the same)
    for missing in (0.0, 0.0, 0.0, 0.2):
        same(policy, facts(rng, missing), complete=not missing)


HEAD = """
policydsl: 1
kind: policy
id: p
title: t
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
rounding: {to: %s, mode: %s}
facts:
  applicant:
    fields:
      m: {type: money, min: 0元}
      s: {type: money}
      a: {type: money, min: 0元, assessed: true}
      w: {type: number, whole: true, min: 0}
      n: {type: number}
      t: {type: months}
  xs:
    item: x
    fields:
      m: {type: money, min: 0元}
      q: {type: boolean}
clauses:
  - id: c
    cite: "1"
    title: t
    departments: [d]
    benefit: subsidy
    basis: ceiling
    %s
"""


def policy_of(body: str, to: str = "0.01元", mode: str = "down") -> LoadedPolicy:
    return load(HEAD % (to, mode, body))


def code_of(policy: LoadedPolicy, **fields: str) -> object:
    """The code of the one award, which the generated function must have found itself."""
    given_fields = "".join(f", {name}: {value}" for name, value in fields.items())
    text = f"policydsl: 1\nkind: facts\nas_of: 2026-01-01\napplicant: {{id: A{given_fields}}}\n"
    text += "xs: [{id: X1, m: 10.0001元, q: true}, {id: X2, m: 5元, q: false}]\n"
    assert same(policy, text, complete=True) == 0
    (code,) = policy.engine.evaluate(prepare(policy, text)).codes
    return code


# Amount, facts, and the award in units of the rounding.
EXACT: list[tuple[str, dict[str, str], object]] = [
    ("applicant.m * 30%", {"m": "0.0333元"}, 0),
    ("applicant.m * 30%", {"m": "0.0334元"}, 1),
    ("applicant.m / 3", {"m": "10元"}, 333),
    ("applicant.m * 1‰", {"m": "99999999999999.9999元"}, 9999999999999),
    ("applicant.s", {"s": "-0.01元"}, 0),
    ("-applicant.s * 12.5%", {"s": "-1.2345元"}, 15),
    ("floor(applicant.m / 1000万元) * 50万元", {"m": "1.23456789亿元"}, 600000000),
    ("floor(applicant.s) + 10元", {"s": "-0.5元"}, 900),
    ("round half up(applicant.m, 2)", {"m": "0.005元"}, 1),
    ("round half down(applicant.m, 2)", {"m": "0.005元"}, 0),
    ("decimal(applicant.m, 2)", {"m": "0.0150元"}, 2),
    ("decimal(applicant.m, 2)", {"m": "0.0250元"}, 2),
    ("round up(applicant.s, -1) + 100元", {"s": "-1元"}, 9000),
    ("applicant.m * applicant.w", {"m": "0.0001元", "w": "100"}, 1),
    ("applicant.m * applicant.n", {"m": "10元", "n": "0.3333333333333333333333333333333333"}, 333),
    ("applicant.m * (applicant.s / applicant.m)", {"m": "3元", "s": "2元"}, 200),
    ("sum(xs.m) * 10%", {}, 150),
    ("sum(xs[q].m) + min(xs.m)", {}, 1500),
    ("max(xs.m) * count(xs[q])", {}, 1000),
    ("min(applicant.m, 20元, 30元)", {"m": "25元"}, 2000),
    ("if applicant.m > 1元 then applicant.m * 50% else 2万元", {"m": "1.0001元"}, 50),
    ("if applicant.w * 1元 >= applicant.m then 1元 else 2元", {"w": "7", "m": "7.0000元"}, 100),
    ("applicant.m * year", {"m": "0.0050元"}, 1013),
    ("if applicant.a = null then 2元 else min(applicant.a, 1元)", {}, 200),
    ("if applicant.a = null then 2元 else min(applicant.a, 1元)", {"a": "3元"}, 100),
]


@pytest.mark.parametrize(("amount", "fields", "units"), EXACT)
def test_amounts_in_fen(amount: str, fields: dict[str, str], units: object) -> None:
    assert code_of(policy_of(f"amount: {amount}"), **fields) == units


ROUNDED = [
    ("0.01元", "up", "0.0001元", 1), ("0.01元", "half_up", "0.005元", 1), ("0.01元", "half_down", "0.005元", 0),
    ("0.01元", "half_even", "0.0250元", 2), ("0.01元", "half_even", "0.0150元", 2), ("1元", "down", "1.9999元", 1),
    ("100元", "half_up", "150元", 2), ("12.5元", "down", "24.9999元", 1), ("3元", "down", "8.9999元", 2),
    ("3元", "up", "0.0001元", 1), ("0.07元", "half_up", "0.1049元", 1), ("1万元", "up", "10000.0001元", 2),
    ("1元", "up", "0元", 0),
]  # fmt: skip


@pytest.mark.parametrize(("to", "mode", "given_sum", "units"), ROUNDED)
def test_rounding_units_and_modes(to: str, mode: str, given_sum: str, units: int) -> None:
    assert code_of(policy_of("amount: applicant.m", to, mode), m=given_sum) == units
    negative = given_sum.replace("元", "").join(("-", "元"))
    assert code_of(policy_of("amount: applicant.s", to, mode), s=given_sum) == units
    assert code_of(policy_of("amount: applicant.s", to, mode), s=negative) == 0


CAPS = [
    ("[{id: k, limit: 10元, per: applicant}]", "10.0099元", 1000),
    ("[{id: k, limit: 10元, per: applicant}]", "10.01元", (1000, "k")),
    ("[{id: k, limit: 10.005元, per: applicant}]", "10.0099元", 1000),
    ("[{id: k, limit: 10.005元, per: applicant}]", "10.01元", (1000, "k")),
    ("[{id: k, limit: 1元 - 2元, per: applicant}]", "0.01元", (0, "k")),
    ("[{id: k, limit: applicant.s, per: applicant}]", "7元", (650, "k")),
    ("[{id: k, limit: 9元, per: applicant}, {id: j, limit: 9.005元, per: applicant}]", "10元", (900, "k")),
    ("[{id: k, limit: 9.008元, per: applicant}, {id: j, limit: 9.005元, per: applicant}]", "10元", (900, "j")),
    ("[{id: k, limit: 9元, per: applicant, when: applicant.m > 10元}]", "10元", 1000),
    ("[{id: k, limit: 9元, per: applicant, when: applicant.m >= 10元}]", "10元", (900, "k")),
]


@pytest.mark.parametrize(("caps", "given_sum", "code"), CAPS)
def test_caps(caps: str, given_sum: str, code: object) -> None:
    assert code_of(policy_of(f"amount: applicant.m\n    caps: {caps}"), m=given_sum, s="6.5099元") == code


TERMS = [
    ("min(applicant.w * 1个月, 36个月)", 36), ("applicant.w * 12个月 + applicant.t", 486), ("applicant.n * 1年", 18),
    ("applicant.t - 1年", -6), ("-applicant.t", -6), ("max(applicant.t, 1年)", 12),
    ("if applicant.t < 1年 then 1年 else 2年", 12),
]  # fmt: skip


@pytest.mark.parametrize(("term", "months"), TERMS)
def test_terms(term: str, months: int) -> None:
    assert code_of(policy_of(f"term: {term}"), w="40", t="6个月", n="1.5") == months


def test_a_number_too_large_for_the_whole_form_is_left_to_decimals() -> None:
    policy = policy_of("amount: 1元 * applicant.w / 1000000000000")
    for whole, marked_awards in ((10**12, 0), (10**12 + 1, 1), (10**30, 1)):
        text = f"policydsl: 1\nkind: facts\nas_of: 2026-01-01\napplicant: {{id: A, w: {whole}}}\n"
        assert same(policy, text, complete=True) == marked_awards
        (amount,) = policy.engine.evaluate(prepare(policy, text)).amounts()
        assert amount == Decimal(whole) // 10**10 / 100


# -- figures by themselves -----------------------------------------------------------------------------

NUMBER = st.integers(-(10**18), 10**18)
MODES: dict[Rounding, str] = {
    "floor": ROUND_FLOOR, "ceiling": ROUND_CEILING, "down": ROUND_DOWN, "up": ROUND_UP, "half_up": ROUND_HALF_UP,
    "half_down": ROUND_HALF_DOWN, "half_even": ROUND_HALF_EVEN,
}  # fmt: skip


def value_of(figure: Figure, **names: int) -> Fraction:
    """What a figure's source gives, and that its bounds hold."""
    assert figure.scale is not None
    number = eval(figure.source, {"nearest": fig.nearest}, dict(names))  # noqa: S307  (source that the test has made)
    low, high = figure.bounds
    assert low <= number <= high
    assert max(-low, high) < LIMIT
    return Fraction(number, 10**figure.scale)


def variable(name: str, number: int, scale: int, slack: int) -> Figure:
    return Figure(name, scale, 1, number - slack, number + slack)


@given(NUMBER, NUMBER, st.integers(0, 6), st.integers(0, 6), st.integers(0, 10**6))
@example(0, 0, 0, 0, 0)
def test_operations(x: int, y: int, scale: int, scale2: int, slack: int) -> None:
    left, right = variable("x", x, scale, slack), variable("y", y, scale2, slack)
    one, other = Fraction(x, 10**scale), Fraction(y, 10**scale2)
    cases: list[tuple[Figure | None, Callable[[], Fraction]]] = [
        (fig.add(left, right, "+"), lambda: one + other),
        (fig.add(left, right, "-"), lambda: one - other),
        (fig.multiply(left, fig.literal(y % 999, scale2)), lambda: one * (y % 999) / 10**scale2),
        (fig.negate(left), lambda: -one),
        (fig.divide(left, fig.literal(-25, 3)), lambda: one * -40),
    ]
    for found, expected in cases:
        assert found is not None
        assert value_of(found, x=x, y=y) == expected()
    product = fig.multiply(left, right)
    assert product is None or value_of(product, x=x, y=y) == one * other
    for sign, holds in (("<", one < other), ("<=", one <= other), (">", one > other), ("==", one == other)):
        assert eval(str(fig.compare(left, sign, right)), {"x": x, "y": y}) is holds  # noqa: S307


@given(NUMBER, NUMBER, st.integers(0, 6), st.integers(0, 6), st.integers(1, 999))
def test_comparisons_with_a_constant(x: int, y: int, scale: int, scale2: int, factor: int) -> None:
    found = fig.multiply(variable("x", x, scale, 5), fig.literal(factor))
    assert found is not None
    constant = fig.literal(y % (factor * 10**4), scale2)
    one, other = Fraction(x * factor, 10**scale), Fraction(constant.number, 10 ** (constant.scale or 0))
    for sign, holds in (
        ("<", one < other), ("<=", one <= other), (">", one > other), (">=", one >= other), ("==", one == other),
        ("!=", one != other),
    ):  # fmt: skip
        assert eval(str(fig.compare(found, sign, constant)), {"x": x}) is holds  # noqa: S307
    for sign, holds in (("<", other < one), (">=", other >= one)):
        assert eval(str(fig.compare(constant, sign, found)), {"x": x}) is holds  # noqa: S307


@given(NUMBER, st.integers(0, 6), st.integers(-4, 8), st.sampled_from(get_args(Rounding)), st.integers(-40, 40))
@example(5, 1, 0, "half_even", 1)
@example(-5, 1, 0, "half_up", 1)
def test_roundings(x: int, scale: int, places: int, mode: Rounding, factor: int) -> None:
    scaled = fig.multiply(variable("x", x, scale, 3), fig.literal(factor))
    assert scaled is not None
    found = fig.to_places(scaled, places, mode, "nearest")
    assert found is not None
    with_exponent = decimal_of(x * factor, scale).quantize(Decimal(1).scaleb(-places), MODES[mode])
    expected = Fraction(with_exponent) if places < scale else Fraction(x * factor, 10**scale)
    assert value_of(found, x=x) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=6))
def test_constants(value: Decimal) -> None:
    found = fig.constant(value)
    assert found is not None
    assert decimal_of(found.number, found.scale or 0) == value


def test_what_has_no_whole_form() -> None:
    x = Figure("x", 4, 1, -(10**18), 10**18)
    assert fig.divide(x, fig.literal(3)) is None
    assert fig.divide(x, fig.literal(0)) is None
    assert fig.divide(x, x) is None
    assert fig.multiply(x, x) is None  # 36 digits
    assert fig.constant(Decimal("1e60")) is None
    assert fig.add(x, fig.decimal("d"), "+") is None
    assert fig.compare(x, "<", fig.decimal("d")) is None


KINDS = frozenset(("a", "b"))
OPERATIONS: list[Callable[[Any], object]] = [
    lambda u: u * 3, lambda u: 3 * u, lambda u: u // 100, lambda u: -u // 100, lambda u: u + 1, lambda u: 0 + u,
    lambda u: u - 1, lambda u: 1 - u, lambda u: u >= 5, lambda u: u < 5, lambda u: u == 5, lambda u: u != 1,
    lambda u: +u, lambda u: 1 if u else 0, lambda u: fig.nearest(u, 100, "half_even"), lambda u: decimal_of(u, 4),
    lambda u: fig.nearest(u, 100, "floor"), lambda u: u in KINDS, lambda u: 7 % u, lambda u: 7 // u,
]  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_operation_of_generated_code_works_on_an_unknown(operation: Callable[[Any], object]) -> None:
    with pytest.raises((OpenFactError, TypeError)):
        operation(UNKNOWN)


def test_facts_keep_their_place_in_the_whole_form() -> None:
    policy = policy_of("amount: applicant.m")
    columns = Columns(policy.policy.root)
    assert columns.one(("A", Decimal("1.5"), Decimal("-0.0001"), None, Decimal(7), Decimal("0.1"), UNKNOWN)) == (
        "A", 15000, -1, None, 7, Decimal("0.1"), UNKNOWN,
    )  # fmt: skip
    for amount in (Decimal(-1), Decimal(10**14), Decimal("0.00001")):  # what no fact file can say
        assert columns.one(("A", amount, *(UNKNOWN for _ in range(5))))[1] is UNKNOWN
