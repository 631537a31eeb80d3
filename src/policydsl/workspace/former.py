"""What a policy had before or will have, and has not now: awards may have been granted under it all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.amend.document import Add, Amendment, Set
from policydsl.model import reading as read
from policydsl.model.policy import Policy
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node


def former(base: Policy, now: Mapping, amendments: Iterable[Amendment]) -> dict[str, object]:
    """`former_clauses` and `former_categories` for the policy of the tree `now`; neither where there are none."""
    here = list(read.mappings(now.get("clauses")))
    ids, kinds = ({read.string(clause.get(key)) for clause in here} for key in ("id", "category"))
    every = list(_every(base, amendments))
    clauses = {own_id: title for own_id, title, _ in reversed(every) if own_id not in ids}
    categories = {category for _, _, category in every if category and category not in kinds}
    found: dict[str, object] = {}
    if clauses:
        found["former_clauses"] = tuple(reversed(clauses.items()))
    if categories:
        found["former_categories"] = tuple(sorted(categories))
    return found


def _every(base: Policy, amendments: Iterable[Amendment]) -> Iterator[tuple[str, Text, str | None]]:
    for clause in base.clauses:
        yield clause.id, clause.title, clause.category
    for one in amendments:
        for change in one.changes:
            match change:
                case Add(value=Mapping() as node) if change.path.names == ("clauses",):
                    yield from _clause(node)
                case Set(to=Mapping() as node) if change.path.names[:1] == ("clauses",):
                    yield from _clause(node)
                case _:
                    pass


def _clause(node: Node) -> Iterator[tuple[str, Text, str | None]]:
    own_id = read.string(read.get(node, "id"))
    if own_id is not None:
        yield own_id, read.text(read.get(node, "title")) or Text(own_id), read.string(read.get(node, "category"))
