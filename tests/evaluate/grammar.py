"""Random formulas of the policy profile, typed, as text: what the random policies of these tests are made of.

Every name has a type and a scope, so that a formula always passes the checks. Figures come from small pools, which
the random facts share: comparisons come out equal, sums reach caps, divisors are sometimes zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from hypothesis import strategies as st

Draw: TypeAlias = Callable[[st.SearchStrategy[str]], str]

MONEY = ("0元", "0.005元", "10元", "10.01元", "50元", "99.99元", "100元", "123.4567元", "1000元", "1万元")
LARGE = ("99999999999999.9999元", "12345678.9元")
NUMBERS = ("0", "1", "2", "3", "0.5", "-1", "10")
DAYS = ("2024-02-29", "2025-06-01", "2025-12-31", "2026-01-01")
OPTIONS = ("x", "y", "z")
COMPARE = ("<", "<=", ">", ">=", "=", "!=")
MONTHS = ("6个月", "1年", "30个月", "0个月")
PLACES = ("0", "1", "2", "3", "5", "-2")

APPLICANT = {
    "b": ("b1", "b2"), "n": ("n1", "n2", "w1"), "m": ("m1", "m2", "signed"), "e": ("e1",), "d": ("d1",), "t": ("t1",),
    "s": ("s1",),
}  # fmt: skip
ITEM = {"b": ("q", "r"), "n": ("n", "w"), "m": ("f", "g"), "e": ("e",), "d": ("d",), "t": ("t",), "s": ("s",)}
# Left out, these are the department's still to decide: money and boolean.
ASSESSED_APPLICANT, ASSESSED_ITEM = ("am", "ab"), ("im", "ib")


@dataclass(frozen=True)
class Scope:
    """What a formula may name: prefixes of items (`applicant`, `x`, a variable), and local names by type."""

    items: tuple[str, ...] = ()  # names that stand for an item of the list
    locals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    bare: bool = False  # inside a filter, where the item's fields stand by themselves
    loops: int = 0

    def with_local(self, kind: str, name: str) -> Scope:
        """The scope where one more name of a type is known."""
        return replace(self, locals={**self.locals, kind: (*self.locals.get(kind, ()), name)})

    def names(self, kind: str) -> list[str]:
        """Everything of a type that can be named."""
        found = [f"applicant.{name}" for name in APPLICANT[kind]]
        found += [f"{item}.{name}" for item in self.items for name in ITEM[kind]]
        if self.bare:
            found += [*ITEM[kind], *(f"item.{name}" for name in ITEM[kind])]
        return found + list(self.locals.get(kind, ()))

    def assessed(self, position: int) -> list[str]:
        """Facts that the department assesses: 0 money, 1 boolean."""
        found = [f"applicant.{ASSESSED_APPLICANT[position]}"]
        return found + [f"{item}.{ASSESSED_ITEM[position]}" for item in self.items]


class Formulas:
    """Draws formulas; each method gives one of its type, in brackets where it needs them."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def one(self, *texts: str) -> str:
        """One of these."""
        return self.draw(st.sampled_from(texts))

    def boolean(self, depth: int, scope: Scope) -> str:
        """A condition."""
        if depth <= 0:
            return self.one(*scope.names("b"))
        kind = self.one(
            "or", "or", "and", "and", "money", "money", "number", "months", "enum", "enum", "day", "between", "range",
            "not", "if", "quantified", "quantified", "count", "assessed", "guarded", "reading", "name",
        )  # fmt: skip
        less = depth - 1
        match kind:
            case "name":
                return self.one(*scope.names("b"))
            case "money":
                return f"({self.money(less, scope)} {self.one(*COMPARE)} {self.money(less, scope)})"
            case "number":
                return f"({self.number(less, scope)} {self.one(*COMPARE)} {self.number(less, scope)})"
            case "months":
                return f"({self.months(less, scope)} {self.one(*COMPARE)} {self.months(less, scope)})"
            case "enum":
                return self.enum(scope)
            case "day":
                return f"({self.day(scope)} {self.one(*COMPARE)} {self.day(scope)})"
            case "between":
                low, high = self.one(*MONEY[:4]), self.one(*MONEY[4:])
                return f"({self.money(less, scope)} between {low} and {high})"
            case "range":
                low, high = self.one(*MONEY[:4]), self.one(*MONEY[4:])
                start, end = self.one("[", "("), self.one("]", ")")
                return f"({self.money(less, scope)} in {start}{low}..{high}{end})"
            case "and" | "or":
                return f"({self.boolean(less, scope)} {kind} {self.boolean(less, scope)})"
            case "not":
                return f"not({self.boolean(less, scope)})"
            case "if":
                return self.choice(self.boolean, less, scope)
            case "quantified":
                return self.quantified(less, scope)
            case "count":
                return f"(count({self.members(less, scope)}) {self.one(*COMPARE)} {self.one(*NUMBERS)})"
            case "assessed":
                name = self.one(*scope.assessed(1))
                return f"({name} {self.one('= null', '!= null', '!= false', '= true')})"
            case "guarded":
                name, limit = self.one(*scope.assessed(0)), self.one(*MONEY)
                return self.one(f"({name} != null and {name} > {limit})", f"({name} = null or {name} <= {limit})")
            case _:
                return f'(reading.way {self.one("=", "!=")} "{self.one("one", "two")}")'

    def enum(self, scope: Scope) -> str:
        """A comparison of an enum."""
        name = self.one(*scope.names("e"))
        first, second = self.one(*OPTIONS), self.one(*OPTIONS)
        return self.one(
            f'({name} = "{first}")', f'({name} != "{first}")', f'({name} in ["{first}", "{second}"])',
            f'({name} in ("{first}", "{second}"))',
        )  # fmt: skip

    def quantified(self, depth: int, scope: Scope) -> str:
        """`some` or `every`."""
        if scope.bare or scope.loops > 1:
            return self.one(*scope.names("b"))
        name = f"v{len(scope.items)}_{scope.loops}"
        inner = replace(scope, items=(*scope.items, name), loops=scope.loops + 1)
        members = self.members(depth, scope)
        return f"({self.one('some', 'every')} {name} in {members} satisfies {self.boolean(depth, inner)})"

    def members(self, depth: int, scope: Scope) -> str:
        """The list, filtered or not."""
        if depth <= 0 or self.one("all", "filtered", "filtered") == "all":
            return "xs"
        inner = replace(scope, bare=True, items=(), loops=scope.loops + 1)
        condition = self.boolean(min(depth, 2), inner)
        return f"xs[{condition}]"

    def money(self, depth: int, scope: Scope) -> str:
        """An amount of money."""
        if depth <= 0:
            return self.one(*(3 * scope.names("m")), *MONEY)
        kind = self.one(
            "name", "sum", "sum", "difference", "times", "divided", "least", "if", "if", "total", "total", "total",
            "loop", "loop", "extreme", "assessed", "function", "constant",
        )  # fmt: skip
        less = depth - 1
        match kind:
            case "name":
                return self.one(*scope.names("m"))
            case "constant":
                return self.one(*MONEY, "limit_then")
            case "sum":
                return f"({self.money(less, scope)} + {self.money(less, scope)})"
            case "difference":
                return f"({self.money(less, scope)} - {self.money(less, scope)})"
            case "times":
                return f"({self.money(less, scope)} * {self.number(less, scope)})"
            case "divided":
                return f"({self.money(less, scope)} / {self.number(less, scope)})"
            case "least":
                return f"{self.one('min', 'max')}({self.money(less, scope)}, {self.money(less, scope)})"
            case "if":
                return self.choice(self.money, less, scope)
            case "total":
                return f"sum({self.members(less, scope)}.{self.one(*ITEM['m'])})"
            case "loop":
                return self.loop(less, scope)
            case "extreme":
                return f"{self.one('min', 'max')}({self.members(less, scope)}.{self.one(*ITEM['m'])})"
            case "assessed":
                name = self.one(*scope.assessed(0))
                return f"(if {name} = null then {self.money(less, scope)} else {name})"
            case _:
                inner = self.money(less, scope)
                places = self.one(*PLACES)
                return self.one(
                    f"abs({inner})", f"(-{inner})", f"floor({inner})", f"ceiling({inner})", f"floor({inner}, {places})",
                    f"round half up({inner}, {places})", f"round up({inner}, {places})", f"decimal({inner}, {places})",
                    f"round down({inner}, {places})", f"round half down({inner}, {places})",
                )  # fmt: skip

    def loop(self, depth: int, scope: Scope) -> str:
        """A sum over what a formula gives for each member."""
        if scope.bare or scope.loops > 1:
            return self.one(*MONEY)
        name = f"w{scope.loops}"
        inner = replace(scope, items=(*scope.items, name), loops=scope.loops + 1)
        function = self.one("sum", "sum", "min", "max")
        return f"{function}(for {name} in {self.members(depth, scope)} return {self.money(depth, inner)})"

    def number(self, depth: int, scope: Scope) -> str:
        """A number."""
        if depth <= 0:
            return self.one(*(3 * scope.names("n")), *NUMBERS)
        kind = self.one(
            "name", "constant", "arithmetic", "arithmetic", "ratio", "months", "count", "year", "part", "if", "floor",
            "rate", "divided", "least", "total",
        )  # fmt: skip
        less = depth - 1
        match kind:
            case "name":
                return self.one(*scope.names("n"))
            case "constant":
                return self.one(*NUMBERS)
            case "arithmetic":
                return f"({self.number(less, scope)} {self.one('+', '-', '*')} {self.number(less, scope)})"
            case "ratio":
                return f"({self.money(less, scope)} / {self.money(less, scope)})"
            case "count":
                return f"count({self.members(less, scope)})"
            case "year":
                return self.one("year", "as_of.month")
            case "part":
                return f"{self.one(*scope.names('d'))}.{self.one('year', 'month', 'day')}"
            case "if":
                return self.choice(self.number, less, scope)
            case "floor":
                return f"{self.one('floor', 'ceiling')}({self.number(less, scope)})"
            case "months":
                return self.one(
                    f"({self.months(less, scope)} / {self.months(less, scope)})", f"{self.months(less, scope)}.months"
                )
            case "divided":
                return f"({self.number(less, scope)} / {self.one('2', '4', '8', '0.5', '3', '-5', '10')})"
            case "least":
                return f"{self.one('min', 'max')}({self.number(less, scope)}, {self.number(less, scope)})"
            case "total":
                return f"{self.one('sum', 'min', 'max')}({self.members(less, scope)}.{self.one(*ITEM['n'])})"
            case _:
                return self.one("rate", "30%", "1.5")

    def months(self, depth: int, scope: Scope) -> str:
        """A duration of months."""
        if depth <= 0:
            return self.one(*(2 * scope.names("t")), *MONTHS)
        kind, less = self.one("name", "sum", "times", "divided", "least", "if", "total"), depth - 1
        match kind:
            case "name":
                return self.one(*scope.names("t"))
            case "sum":
                return f"({self.months(less, scope)} {self.one('+', '-')} {self.months(less, scope)})"
            case "times":
                return f"({self.number(less, scope)} * {self.months(less, scope)})"
            case "divided":
                return f"({self.months(less, scope)} / {self.one(*NUMBERS)})"
            case "least":
                return f"{self.one('min', 'max')}({self.months(less, scope)}, {self.months(less, scope)})"
            case "if":
                return self.choice(self.months, less, scope)
            case _:
                return f"{self.one('sum', 'min', 'max')}({self.members(less, scope)}.t)"

    def day(self, scope: Scope) -> str:
        """A day."""
        name = self.one(*scope.names("d"), "as_of")
        return self.one(name, f'date("{self.one(*DAYS)}")', f"({name} + {self.one(*MONTHS)})", f"({name} - 30天)")

    def choice(self, branch: Callable[[int, Scope], str], depth: int, scope: Scope) -> str:
        """`if … then … else …`."""
        condition = self.boolean(depth, scope)
        return f"(if {condition} then {branch(depth, scope)} else {branch(depth, scope)})"
