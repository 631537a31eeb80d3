"""The same changes on the plain values of a policy: what the edited text must say, whatever it looks like."""

from __future__ import annotations

from typing import TypeAlias

from policydsl.amend.places import item_name
from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue

Value: TypeAlias = "ScalarValue | Items | dict[str, Value]"


class Items(list[Value]):
    """A list that knows what its items are called."""

    def __init__(self, values: list[Value], names: list[str | None]) -> None:
        super().__init__(values)
        self.names = names


def value_of(node: Node) -> Value:
    """The plain value of a tree. The reader of YAML bounds its depth."""
    match node:
        case Scalar():
            return node.value
        case Mapping():
            return {key.text: value_of(value) for key, value in node.entries}
        case _:
            return Items([value_of(item) for item in node.items], [item_name(item) for item in node.items])


def put(document: Value, names: tuple[str, ...], node: Node) -> None:
    """Write a value at a place that exists, or as a new entry of a map."""
    owner = _at(document, names[:-1])
    if isinstance(owner, dict):
        owner[names[-1]] = value_of(node)
    elif isinstance(owner, Items):
        position = owner.names.index(names[-1])
        owner[position], owner.names[position] = value_of(node), item_name(node)


def insert(document: Value, names: tuple[str, ...], node: Node, beside: str | None, *, after: bool) -> None:
    """Put a value into the list at `names`: next to another item, or last."""
    items = _at(document, names)
    if isinstance(items, Items):
        position = len(items) if beside is None else items.names.index(beside) + after
        items.insert(position, value_of(node))
        items.names.insert(position, item_name(node))


def take_out(document: Value, names: tuple[str, ...]) -> None:
    """Take a value away."""
    owner = _at(document, names[:-1])
    if isinstance(owner, dict):
        del owner[names[-1]]
    elif isinstance(owner, Items):
        position = owner.names.index(names[-1])
        del owner[position]
        del owner.names[position]


def _at(document: Value, names: tuple[str, ...]) -> Value:
    for name in names:
        if isinstance(document, dict):
            document = document[name]
        elif isinstance(document, Items):
            document = document[document.names.index(name)]
    return document
