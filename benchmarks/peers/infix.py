"""The clauses as text, in the languages that write formulas: Zen and CEL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.handwritten import CLAUSES
from benchmarks.peers.rules import INELIGIBLE, RULES, ItemRule

if TYPE_CHECKING:
    from benchmarks.peers.rules import Tree


class Printer:
    """What Zen and CEL have in common; `item` is how the language calls the item at hand."""

    item = "item"

    def __init__(self, unit: str) -> None:
        self.unit = unit

    def program(self) -> str:
        """One expression that gives the list of all clauses' answers."""
        return "[" + ", ".join(self.clause(clause) for clause, _ in CLAUSES) + "]"

    def clause(self, name: str) -> str:
        """The answer of one clause: a list of values, or one value."""
        rule = RULES[name]
        award = f"({self.text(rule.when)} ? {self.text(rule.value)} : {self.number(INELIGIBLE, name)})"
        if not isinstance(rule, ItemRule):
            return award
        awards = self.map(rule.items, award)
        return f"({self.text(rule.applicant)} ? {awards} : [])" if rule.applicant else awards

    def number(self, value: int, clause: str) -> str:
        """A whole number of fen, months, or nothing in particular."""
        del clause
        return str(value)

    def map(self, items: str, each: str) -> str:
        """A list by going through another."""
        raise AssertionError(items, each)

    def text(self, tree: Tree) -> str:
        """The formula of a tree."""
        match tree:
            case ("applicant", str(field)):
                return f"applicant.{field}"
            case ("item", str(field)):
                return f"{self.item}.{field}"
            case ("text", str(value)):
                return f"'{value}'"
            case ("number", int(value)):
                return str(value)
            case ("money", int(yuan)):
                return self.money(yuan)
            case ("and", *parts):
                return "(" + f" {self.and_} ".join(self.text(part) for part in parts) + ")"
            case ("not", part):
                return f"{self.not_}({self.text(part)})"
            case ("in", left, values):
                return f"({self.text(left)} in [" + ", ".join(f"'{value}'" for value in values) + "])"
            case ("==" | ">=" as operator, left, right):
                return f"({self.text(left)} {operator} {self.text(right)})"
            case ("if", condition, then, otherwise):
                return f"({self.text(condition)} ? {self.text(then)} : {self.text(otherwise)})"
            case _:
                return self.special(tree)

    and_ = "and"
    not_ = "not"

    def money(self, yuan: int) -> str:
        """A sum."""
        return str(yuan * 100 if self.unit == "fen" else yuan)

    def special(self, tree: Tree) -> str:
        """What the languages write in different ways."""
        raise AssertionError(tree)


class Zen(Printer):
    """GoRules' expression language: all numbers are decimals."""

    item = "#"

    def map(self, items: str, each: str) -> str:
        """`#` is the item."""
        return f"map({items}, {each})"

    def special(self, tree: Tree) -> str:
        """Aggregates and rounding are built in."""
        match tree:
            case ("min", left, right):
                return f"min([{self.text(left)}, {self.text(right)}])"
            case ("share", sum_, percent):
                if self.unit == "fen":
                    return f"floor({self.text(sum_)} * {percent} / 100)"
                return f"trunc({self.text(sum_)} * {percent / 100}, 2)"
            case ("units", sum_, unit, reward):
                return f"(floor({self.text(sum_)} / {self.money(unit)}) * {self.money(reward)})"
            case ("filter", items, condition):
                return f"filter({items}, {self.text(condition)})"
            case ("some", ("filter", items, condition)):
                return f"some({items}, {self.text(condition)})"
            case ("sum", members, field):
                return f"sum(map({self.text(members)}, #.{field}))"
            case _:
                raise AssertionError(tree)


class Cel(Printer):
    """CEL: whole numbers of 64 bits, else doubles; it has no sum, so `total` is a function of the host."""

    and_ = "&&"
    not_ = "!"

    def number(self, value: int, clause: str) -> str:
        """Both branches of a conditional have one type."""
        fractional = self.unit == "yuan" and clause not in {"zero_rent", "tech_fund_whitelist", "talent_base"}
        return f"{value}.0" if fractional else str(value)

    def money(self, yuan: int) -> str:
        """Whole numbers and doubles do not mix."""
        return str(yuan * 100) if self.unit == "fen" else f"{yuan}.0"

    def map(self, items: str, each: str) -> str:
        """A macro that names the item."""
        return f"{items}.map(item, {each})"

    def special(self, tree: Tree) -> str:
        """The least of two is a conditional, and division of whole numbers rounds down."""
        match tree:
            case ("min", left, right):
                return f"({self.text(left)} < {self.text(right)} ? {self.text(left)} : {self.text(right)})"
            case ("share", sum_, percent):
                if self.unit == "fen":
                    return f"({self.text(sum_)} * {percent} / 100)"
                return f"(double(int({self.text(sum_)} * {percent / 100} * 100.0)) / 100.0)"
            case ("units", sum_, unit, reward):
                if self.unit == "fen":
                    return f"({self.text(sum_)} / {self.money(unit)} * {self.money(reward)})"
                return f"(double(int({self.text(sum_)} / {self.money(unit)})) * {self.money(reward)})"
            case ("filter", items, condition):
                return f"{items}.filter(item, {self.text(condition)})"
            case ("some", ("filter", items, condition)):
                return f"{items}.exists(item, {self.text(condition)})"
            case ("sum", members, field):
                return f"total({self.text(members)}.map(item, item.{field}))"
            case _:
                raise AssertionError(tree)
