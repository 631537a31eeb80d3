"""Formulas that SQL can say, for the most part: shallow ones, without what only the interpreter does."""

from __future__ import annotations

from typing import Final

from tests.evaluate.grammar import Formulas, Scope

DEEPEST: Final = 2
# Kinds of formulas that no query serves, or few; a kind of the same name elsewhere is not missed.
LEFT_OUT: Final = frozenset({"ratio", "divided", "extreme", "loop", "collect"})


class PlainFormulas(Formulas):
    """Draws the same formulas with fewer kinds."""

    def one(self, *texts: str) -> str:
        return super().one(*([text for text in texts if text not in LEFT_OUT] or texts))

    def boolean(self, depth: int, scope: Scope) -> str:
        return super().boolean(min(depth, DEEPEST), scope)

    def money(self, depth: int, scope: Scope) -> str:
        if depth > 0 and self.one("name", "any", "loop of a fact", "constant quotient") == "loop of a fact":
            return self.total(scope)
        return super().money(min(depth, DEEPEST), scope)

    def total(self, scope: Scope) -> str:
        """A share of a fact of each member, added up."""
        if scope.bare or scope.loops > 1:
            return self.one(*scope.names("m"))
        rate, fact, by = (
            self.one("0.3", "0.125", "2", "rate", "-1"),
            self.one("f", "g"),
            self.one("1", "4", "0.5", "50"),
        )
        return f"(sum(for w in {self.members(1, scope)} return w.{fact} * {rate}) / {by})"

    def number(self, depth: int, scope: Scope) -> str:
        return super().number(min(depth, DEEPEST), scope)

    def months(self, depth: int, scope: Scope) -> str:
        return super().months(min(depth, 1), scope)

    def day(self, scope: Scope) -> str:
        return self.one(*scope.names("d"), "as_of")
