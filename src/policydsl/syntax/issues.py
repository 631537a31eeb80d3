"""What a compiled schema says against a tree."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from policydsl.source.frozen import frozen
from policydsl.syntax.schema import DEFINITION, Shape
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

Path: TypeAlias = tuple[str | int, ...]

# A file with more mistakes than this is of another kind altogether; the rest is not worth the time.
MAX_ISSUES: Final = 1000


@frozen(eq=False)
class Issue:
    """One thing that a schema says against a node."""

    rule: str  # the schema's keyword
    wanted: Any  # what stands under it
    shape: Shape
    path: Path
    node: Node
    of_key: bool  # about the node as the name of a key

    @property
    def definition(self) -> object:
        """The name of the definition that the schema was copied from."""
        return self.shape.schema.get(DEFINITION)


def issues(shape: Shape, root: Node) -> list[Issue]:
    """What a schema says against a tree: at most `MAX_ISSUES`, in the order of the tree."""
    found: list[Issue] = []
    try:
        _Evaluation(found).check(shape, root, ())
    except _EnoughError:
        return found
    return found


class _EnoughError(Exception):
    """There are as many issues as anybody will read."""


class _Evaluation:
    """One tree against one shape. The depth of the recursion is bounded by the composer's limit."""

    __slots__ = ("_found", "_limit")

    def __init__(self, found: list[Issue], limit: int = MAX_ISSUES) -> None:
        self._found = found
        self._limit = limit

    def check(self, shape: Shape, node: Node, path: Path) -> None:
        """Add what `shape` says against `node`; of a value of the wrong type nothing else is said."""
        if type(node) is Scalar:
            value = node.value
            if shape.types and _type_name(value) not in shape.types:
                self._add("type", shape, path, node)
                return
            for rule, holds in shape.scalars:
                if not holds(value):
                    self._add(rule, shape, path, node)
        elif type(node) is Mapping:
            if shape.types and "object" not in shape.types:
                self._add("type", shape, path, node)
                return
            self._map(shape, node, path)
        elif type(node) is Sequence:
            if shape.types and "array" not in shape.types:
                self._add("type", shape, path, node)
                return
            self._list(shape, node, path)
        if shape.condition is not None and shape.consequence is not None and not _differs(shape.condition, node):
            self.check(shape.consequence, node, path)

    def _map(self, shape: Shape, node: Mapping, path: Path) -> None:
        keys = {key.text for key, _ in node.entries}
        self._sizes(shape, "object", len(keys), node, path)
        if any(name not in keys for name in shape.required):
            self._add("required", shape, path, node)
        for owner, needed in shape.dependent.items():
            if owner in keys and any(name not in keys for name in needed):
                self._add("dependentRequired", shape, path, node)
                break
        unknown = False
        for key, value in node.entries:
            name = key.text
            if shape.names is not None:
                self._name(shape.names, key, path)
            known = shape.properties.get(name)
            if known is not None:
                self.check(known, value, (*path, name))
            elif shape.others is not None:
                before = len(self._found)
                self.check(shape.others, value, (*path, name))
                if len(self._found) > before:  # perhaps the name is meant to be one of those above
                    self._add("additionalProperties", shape, path, key)
            elif shape.closed:
                unknown = True
        if unknown:
            self._add("additionalProperties", shape, path, node)
        self._choice_of_collection(shape, node, path)

    def _list(self, shape: Shape, node: Sequence, path: Path) -> None:
        self._sizes(shape, "array", len(node.items), node, path)
        if shape.items is not None:
            for index, item in enumerate(node.items):
                self.check(shape.items, item, (*path, index))
        if shape.unique:
            seen: set[object] = set()
            for index, item in enumerate(node.items):
                value = plain_key(item)
                if value in seen:
                    self._add("uniqueItems", shape, (*path, index), item)
                seen.add(value)
        self._choice_of_collection(shape, node, path)

    def _choice_of_collection(self, shape: Shape, node: Node, path: Path) -> None:
        for rule, _ in shape.scalars:
            if rule in ("enum", "const"):
                self._add(rule, shape, path, node)  # all choices are single values

    def _sizes(self, shape: Shape, of: str, size: int, node: Node, path: Path) -> None:
        for rule, kind, holds in shape.sizes:
            if kind == of and not holds(size):
                self._add(rule, shape, path, node)

    def _name(self, shape: Shape, key: Scalar, path: Path) -> None:
        for rule, holds in shape.scalars:
            if not holds(key.text):
                self._add(rule, shape, path, key, of_key=True)

    def _add(self, rule: str, shape: Shape, path: Path, node: Node, *, of_key: bool = False) -> None:
        self._found.append(Issue(rule, shape.schema[rule], shape, path, node, of_key))
        if len(self._found) >= self._limit:
            raise _EnoughError


def _differs(shape: Shape, node: Node) -> bool:
    """Whether the schema says anything against the node."""
    try:
        _Evaluation([], 1).check(shape, node, ())
    except _EnoughError:
        return True
    return False


def _type_name(value: object) -> str:
    if isinstance(value, str):
        return "string"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "integer" if isinstance(value, int) else "number"


def plain_key(node: Node) -> object:
    """What two nodes have in common if they say the same."""
    if type(node) is Scalar:
        return (isinstance(node.value, bool), node.value)
    if type(node) is Mapping:
        return frozenset((key.text, plain_key(value)) for key, value in node.entries)
    return tuple(plain_key(item) for item in node.items) if type(node) is Sequence else None
