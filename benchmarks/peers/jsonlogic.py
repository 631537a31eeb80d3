"""The clauses as JSON Logic; inside `map` and `filter` a name is a field of the item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.handwritten import CLAUSES
from benchmarks.peers.rules import INELIGIBLE, RULES, ItemRule

if TYPE_CHECKING:
    from benchmarks.peers.rules import Tree


def program(unit: str) -> list[Any]:
    """One rule that gives the list of all clauses' answers."""
    return [_clause(clause, unit) for clause, _ in CLAUSES]


def _clause(name: str, unit: str) -> Any:
    rule = RULES[name]
    award = {"if": [_json(rule.when, unit), _json(rule.value, unit), INELIGIBLE]}
    if not isinstance(rule, ItemRule):
        return award
    awards = {"map": [{"var": rule.items}, award]}
    return {"if": [_json(rule.applicant, unit), awards, []]} if rule.applicant else awards


def _json(tree: Tree, unit: str) -> Any:
    match tree:
        case ("applicant", str(field)):
            return {"var": f"applicant.{field}"}
        case ("item", str(field)):
            return {"var": field}
        case ("text" | "number", value):
            return value
        case ("money", int(yuan)):
            return yuan * 100 if unit == "fen" else yuan
        case ("not", part):
            return {"!": [_json(part, unit)]}
        case ("in", left, values):
            return {"in": [_json(left, unit), list(values)]}
        case ("and" | "if" | "==" | ">=" | "min" as operator, *parts):
            return {operator: [_json(part, unit) for part in parts]}
        case ("share", sum_, percent):
            if unit == "fen":
                return {"floor": [{"/": [{"*": [_json(sum_, unit), percent]}, 100]}]}
            return {"/": [{"floor": [{"*": [_json(sum_, unit), percent / 100, 100]}]}, 100]}
        case ("units", sum_, one, reward):
            size, sum_each = _json(("money", one), unit), _json(("money", reward), unit)
            return {"*": [{"floor": [{"/": [_json(sum_, unit), size]}]}, sum_each]}
        case ("filter", items, condition):
            return {"filter": [{"var": items}, _json(condition, unit)]}
        case ("some", ("filter", items, condition)):
            return {"some": [{"var": items}, _json(condition, unit)]}
        case ("sum", members, field):
            add = {"+": [{"var": "accumulator"}, {"var": f"current.{field}"}]}
            return {"reduce": [_json(members, unit), add, 0]}
        case _:
            raise AssertionError(tree)
