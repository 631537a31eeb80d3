"""Random formulas with amounts of another currency, among those of `grammar`: compared, added up, and converted."""

from __future__ import annotations

from typing import Any

from tests.evaluate.grammar import COMPARE, MONEY, Formulas, Scope

Document = dict[str, Any]
FOREIGN_FIELDS: Document = {
    "applicant": {
        "um": {"type": "money", "currency": "USD", "min": "0美元"},
        "fx": {"type": "number"},
    },
    "xs": {
        "um": {"type": "money", "currency": "USD"},
        "fx": {"type": "number", "min": 0},
    },
}
DOLLARS = tuple(one.replace("元", "美元") for one in MONEY)


class ForeignFormulas(Formulas):
    """Formulas every third of which has dollars in it."""

    def boolean(self, depth: int, scope: Scope) -> str:
        """A condition."""
        if depth <= 0 or self.one("plain", "plain", "foreign") == "plain":
            return super().boolean(depth, scope)
        return f"({self.dollars(depth - 1, scope)} {self.one(*COMPARE)} {self.dollars(depth - 1, scope)})"

    def money(self, depth: int, scope: Scope) -> str:
        """An amount of money of the policy's own currency."""
        if depth <= 0 or self.one("plain", "plain", "foreign") == "plain":
            return super().money(depth, scope)
        dollars, rate = self.dollars(depth - 1, scope), self.rate(depth - 1, scope)
        return self.one(f"convert({dollars}, {rate})", f"convert(rate: {rate}, amount: {dollars})")

    def number(self, depth: int, scope: Scope) -> str:
        """A number."""
        if depth <= 0 or self.one("plain", "plain", "plain", "foreign") == "plain":
            return super().number(depth, scope)
        return f"({self.dollars(depth - 1, scope)} / {self.dollars(depth - 1, scope)})"

    def rate(self, depth: int, scope: Scope) -> str:
        """An exchange rate: a fact, a parameter, or what is made of one."""
        found = [f"{one}.fx" for one in ("applicant", *scope.items)]
        name = self.one(*found, *(["fx"] if scope.bare else []), "rate")
        return self.one(name, name, f"({name} / 100)", f"({name} + {self.number(depth, scope)})")

    def dollars(self, depth: int, scope: Scope) -> str:
        """An amount in dollars."""
        names = [f"{one}.um" for one in ("applicant", *scope.items)] + (["um"] if scope.bare else [])
        if depth <= 0:
            return self.one(*names, *names, *DOLLARS)
        kind, less = self.one("name", "name", "sum", "times", "least", "if", "total"), depth - 1
        match kind:
            case "name":
                return self.one(*names, *DOLLARS)
            case "sum":
                return f"({self.dollars(less, scope)} {self.one('+', '-')} {self.dollars(less, scope)})"
            case "times":
                return f"({self.dollars(less, scope)} * {self.number(less, scope)})"
            case "least":
                return f"{self.one('min', 'max')}({self.dollars(less, scope)}, {self.dollars(less, scope)})"
            case "if":
                return self.choice(self.dollars, less, scope)
            case _:
                return f"{self.one('sum', 'min', 'max')}({self.members(less, scope)}.um)"
