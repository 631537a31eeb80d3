"""Random formulas that ask for figures by period, among those of `grammar`; and random facts of this kind."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.evaluate.grammar import COMPARE, MONEY, NUMBERS, Formulas, Scope

Document = dict[str, Any]
PERIOD_FIELDS: Document = {
    "applicant": {
        "hm": {"type": "money", "min": "0元", "by": "year", "since": 2023},
        "hn": {"type": "number", "by": "quarter", "since": "2024Q3"},
        "hb": {"type": "boolean", "by": "year"},
    },
    "xs": {
        "ym": {"type": "money", "by": "year"},
        "yn": {"type": "number", "whole": True, "by": "year", "since": 2024},
        "yb": {"type": "boolean", "by": "quarter", "since": "2024Q4"},
    },
}
_KINDS = {"m": ("hm", "ym"), "n": ("hn", "yn"), "b": ("hb", "yb")}
_QUARTERLY, _SINCE = ("hn", "yb"), ("hm", "hn", "yn", "yb")


def periods(field: Document, as_of: str) -> list[str]:
    """The periods of which a figure may be given on a day."""
    year, quarter = int(as_of[:4]), (int(as_of[5:7]) + 2) // 3
    if field["by"] == "year":
        return [str(one) for one in range(2022, year + 1)]
    every = [(one, part) for one in range(2024, year + 1) for part in (1, 2, 3, 4)]
    return [f"{one}Q{part}" for one, part in every if (one, part) <= (year, quarter)]


def figures(
    rng: random.Random, field: Document, as_of: str, share: float, draw: Callable[[], object], given: Document
) -> Document:
    """The figures of a fact: those given, and a share of the others."""
    found = dict(given)
    for period in periods(field, as_of):
        if period not in found and rng.random() < share:
            found[period] = draw()
    return found


class PeriodFormulas(Formulas):
    """Formulas every third of which asks for a figure of a period, or for those before one."""

    def boolean(self, depth: int, scope: Scope) -> str:
        """A condition."""
        if depth <= 0 or self.one("plain", "plain", "period") == "plain":
            return super().boolean(depth, scope)
        kind = self.one("at", "some", "some", "extreme", "count", "compare", "nested")
        match kind:
            case "at":
                return self.at("b", scope)
            case "some":
                of = self.one("m", "n", "b")
                history = self.history(of, scope)
                if history is None:
                    return self.at("b", scope)
                test = "h" if of == "b" else f"h {self.one(*COMPARE)} {self.one(*(MONEY if of == 'm' else NUMBERS))}"
                return f"({self.one('some', 'every')} h in {history} satisfies {test})"
            case "extreme":
                history = self.history("m", scope) or "[1元]"
                return f"({self.one('min', 'max', 'sum')}({history}) {self.one(*COMPARE)} {self.one(*MONEY)})"
            case "count":
                history = self.history("n", scope) or "[1]"
                return f"(count({history}) {self.one(*COMPARE)} {self.one(*NUMBERS)})"
            case "nested" if not scope.bare and scope.loops == 0:
                year = self.one("year", "x1.d.year", "year - 1")
                test = self.one("h < x1.f", f"h >= {self.one(*MONEY)}", "h > x1.g or x1.q")
                inner = f"{self.one('some', 'every')} h in earlier(x1.ym, {year}, 2023) satisfies {test}"
                return f"({self.one('some', 'every')} x1 in xs satisfies ({inner}))"
            case _:
                return f"({self.at('m', scope)} {self.one(*COMPARE)} {self.money(0, scope)})"

    def money(self, depth: int, scope: Scope) -> str:
        """An amount of money."""
        if depth <= 0 or self.one("plain", "plain", "period") == "plain":
            return super().money(depth, scope)
        kind, history = self.one("at", "growth", "total", "loop"), self.history("m", scope)
        if kind == "growth":
            return f"({self.at('m', scope)} - {self.at('m', scope)})"
        if kind == "total" and history is not None:
            return f"{self.one('sum', 'sum', 'min', 'max')}({history})"
        if kind == "loop" and history is not None:
            return f"sum(for h in {history} return h * {self.one('50%', '2', 'rate')})"
        return self.at("m", scope)

    def number(self, depth: int, scope: Scope) -> str:
        """A number."""
        if depth <= 0 or self.one("plain", "plain", "plain", "period") == "plain":
            return super().number(depth, scope)
        history = self.history("n", scope)
        if history is not None and self.one("at", "all") == "all":
            return f"{self.one('sum', 'count', 'max')}({history})"
        return self.at("n", scope)

    def at(self, kind: str, scope: Scope) -> str:
        """The figure of a period."""
        name, quarterly = self.series(kind, scope)
        return f"at({name}, {self.year(scope)}, {self.quarter()})" if quarterly else f"at({name}, {self.year(scope)})"

    def history(self, kind: str, scope: Scope) -> str | None:
        """The figures before a period, some of them or all."""
        name, quarterly = self.series(kind, scope)
        arguments = [name, self.year(scope), *([self.quarter()] if quarterly else [])]
        if name.rpartition(".")[2] not in _SINCE or self.one("own", "given") == "given":
            arguments.append(self.one("2023", "2024", "2025", "(year - 2)", "applicant.d1.year"))
        found = f"earlier({', '.join(arguments)})"
        if self.one("all", "all", "some") == "some":
            limit = {"m": f"item > {self.one(*MONEY)}", "n": f"item != {self.one(*NUMBERS)}", "b": "item"}[kind]
            found += f"[{limit}]"
        return found

    def series(self, kind: str, scope: Scope) -> tuple[str, bool]:
        """A fact by period, and whether it is by quarter."""
        applicants, items = _KINDS[kind]
        found = [(f"applicant.{applicants}", applicants in _QUARTERLY)]
        found += [(f"{item}.{items}", items in _QUARTERLY) for item in scope.items]
        if scope.bare:
            found += [(items, items in _QUARTERLY), (f"item.{items}", items in _QUARTERLY)]
        name = self.one(*(name for name, _ in found))
        return name, dict(found)[name]

    def year(self, scope: Scope) -> str:
        """A year, which a fact may decide."""
        item = [f"{one}.d.year" for one in scope.items]
        return self.one(
            "year", "year", "year - 1", "year - 1", "year - 2", "2024", "2025", "2026", "applicant.d1.year",
            "(2024 + applicant.w1)", "(year - applicant.n1)", "(if applicant.b1 then 2024 else year - 1)", *item,
            "(year - count(xs[q]))", "(year - count(xs[r]))",  # counted though some are not known: known, and open
        )  # fmt: skip

    def quarter(self) -> str:
        """A quarter, which a fact may decide."""
        return self.one("1", "2", "3", "4", "applicant.w1")
