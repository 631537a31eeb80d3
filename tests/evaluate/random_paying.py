"""Random instalments and obligations for the clauses of random policies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from tests.evaluate.grammar import COMPARE, Formulas, Scope

Document = dict[str, Any]
SHARES = (("100%",), ("40%", "60%"), ("rate", "1 - rate"), ("33.3%", "33.3%", "33.4%"), ("0.1%", "99.9%"))


def add_paying(draw: Any, write: Formulas, clause: Document, scope: Scope) -> None:
    """Give a clause parts of its amount, and an obligation."""
    if "amount" in clause:
        shares = draw(st.sampled_from(SHARES))
        clause["pay"] = [{"id": f"i{i}", "share": one, **_when(draw, write, i, scope)} for i, one in enumerate(shares)]
    clause["obligations"] = [
        {"id": "o", "text": "o", "from": write.day(scope)}
        | {"for": write.one("5年", "90天", *scope.names("t")), "repay": write.one("100%", "rate", *scope.names("n"))}
    ]


def _when(draw: Any, write: Formulas, index: int, scope: Scope) -> Document:
    """The day and the condition of an instalment."""
    day, other = write.day(scope), write.day(scope)
    # Counts over members that may yet count are known, and may yet change: what a part must not rest on.
    counted = f"(count({write.members(2, scope)}) {write.one(*COMPARE)} {write.one('0', '1', '2')})"
    test = write.one(counted, write.boolean(3, scope))
    chosen = f"if {test} then {day} else {other}"
    found = {"due": write.one(f"{day} + {index}个月", chosen)} if index or draw(st.booleans()) else {}
    return found | ({"if": test} if draw(st.booleans()) else {})
