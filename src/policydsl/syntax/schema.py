"""The JSON Schemas (2020-12), as they are written in `schemas/`, evaluated on the positioned tree itself.

The general library takes longer to load than a policy takes to check, and speaks of values without places. The
schemas here keep to a few keywords; one that is not among them is refused when the schema is read, never ignored.
Tests hold the answers against those of `jsonschema`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from policydsl.source.resources import schema_text
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

Path: TypeAlias = tuple[str | int, ...]
Schema: TypeAlias = Map[str, Any]

# A definition's name stays with what was copied from it: it says more than the pattern does.
DEFINITION: Final = "$definition"
_LOCAL: Final = "#/$defs/"
# A file with more mistakes than this is of another kind altogether; the rest is not worth the time.
MAX_ISSUES: Final = 1000
_ANNOTATIONS: Final = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", DEFINITION)
)


class UnsupportedSchemaError(ValueError):
    """A schema uses a keyword that is not evaluated here: a fault of the schema, never of a user's document."""


_ScalarCheck: TypeAlias = Callable[[Any], bool]


@dataclass(slots=True, eq=False)
class Shape:
    """One compiled schema; shapes may contain each other."""

    schema: Schema
    types: frozenset[str] = frozenset()
    scalars: list[tuple[str, _ScalarCheck]] = field(default_factory=list)
    sizes: list[tuple[str, str, Callable[[int], bool]]] = field(default_factory=list)
    unique: bool = False
    items: Shape | None = None
    properties: dict[str, Shape] = field(default_factory=dict)
    others: Shape | None = None
    closed: bool = False
    names: Shape | None = None
    required: tuple[str, ...] = ()
    dependent: dict[str, list[str]] = field(default_factory=dict)
    condition: Shape | None = None
    consequence: Shape | None = None

    def description(self) -> str:
        """What the schema says of itself, `中文 / English`."""
        return str(self.schema.get("description", ""))


@dataclass(frozen=True, slots=True, eq=False)
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


@cache
def shape_of(kind: str) -> Shape:
    """The compiled schema of a document kind."""
    return compile_schema(json.loads(schema_text(kind)))


def compile_schema(schema: Schema) -> Shape:
    """A schema ready for `issues`; `UnsupportedSchemaError` if it uses what is not evaluated here."""
    compiler = _Compiler(schema.get("$defs", {}))
    shape = compiler.shape(schema)
    compiler.link()
    return shape


def issues(shape: Shape, root: Node) -> list[Issue]:
    """What a schema says against a tree: at most `MAX_ISSUES`, in the order of the tree."""
    found: list[Issue] = []
    try:
        _Evaluation(found).check(shape, root, ())
    except _EnoughError:
        return found
    return found


class _Compiler:
    """Schemas to shapes; each definition once."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions
        self._done: dict[str, Shape] = {}
        self._links: list[tuple[Shape, Shape, Schema]] = []

    def shape(self, schema: Any) -> Shape:
        """The shape of a schema and everything inside."""
        shape = Shape({})
        self._fill(shape, schema)
        return shape

    def _fill(self, shape: Shape, schema: Any) -> None:
        if not isinstance(schema, Map):
            raise UnsupportedSchemaError(f"not a schema: {schema!r}")
        if "$ref" in schema:
            self._refer(shape, schema)
            return
        shape.schema = schema
        for keyword, value in schema.items():
            if keyword in _ANNOTATIONS:
                continue
            fill = _KEYWORDS.get(keyword)
            if fill is None:
                raise UnsupportedSchemaError(f"the keyword {keyword} is not evaluated here")
            fill(self, shape, value)

    def _refer(self, shape: Shape, schema: Schema) -> None:
        """A definition may refer to itself: its parts are shared when all are there (`link`)."""
        reference = schema["$ref"]
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        name = reference.removeprefix(_LOCAL)
        if not reference.startswith(_LOCAL) or name not in self._definitions or not beside.keys() <= _ANNOTATIONS:
            raise UnsupportedSchemaError(f"a reference that is not evaluated here: {reference}")
        known = self._done.get(name)
        if known is None:
            known = self._done[name] = Shape({})
            self._fill(known, {**self._definitions[name], DEFINITION: name})
        self._links.append((shape, known, beside))

    def link(self) -> None:
        """Share the parts of the definitions; a description beside a reference is that of its place."""
        # A definition that is itself a reference was linked before those that refer to it.
        for shape, known, beside in self._links:
            for part in Shape.__slots__:
                setattr(shape, part, getattr(known, part))
            shape.schema = {**known.schema, **beside}

    def of_scalar(self, rule: str, shape: Shape, check: _ScalarCheck) -> None:
        """A rule about a single value."""
        shape.scalars.append((rule, check))

    def map_of(self, schemas: Schema) -> dict[str, Shape]:
        """Shapes by name."""
        return {name: self.shape(schema) for name, schema in schemas.items()}


def _type(_: _Compiler, shape: Shape, wanted: Any) -> None:
    types = {wanted} if isinstance(wanted, str) else set(wanted)
    # Every whole number is a number.
    shape.types = frozenset(types | {"integer"} if "number" in types else types)


def _choices(compiler: _Compiler, shape: Shape, rule: str, choices: list[Any]) -> None:
    if any(isinstance(choice, list | dict | float) for choice in choices):
        raise UnsupportedSchemaError(f"{rule} with a list, a map or a binary fraction")
    plain = frozenset((isinstance(choice, bool), choice) for choice in choices)
    compiler.of_scalar(rule, shape, lambda value: (isinstance(value, bool), value) in plain)


def _pattern(compiler: _Compiler, shape: Shape, pattern: str) -> None:
    search = re.compile(pattern).search
    if shape.schema.get(DEFINITION) == "date":
        compiler.of_scalar("pattern", shape, lambda v: not isinstance(v, str) or (bool(search(v)) and _is_day(v)))
    else:
        compiler.of_scalar("pattern", shape, lambda v: not isinstance(v, str) or bool(search(v)))


def _is_day(text: str) -> bool:
    """Whether there is such a day: more than a pattern can say."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _bound(rule: str, holds: Callable[[Any, Any], bool]) -> Callable[[_Compiler, Shape, Any], None]:
    def fill(compiler: _Compiler, shape: Shape, bound: Any) -> None:
        if isinstance(bound, float):
            raise UnsupportedSchemaError(f"{rule} with a binary fraction")
        compiler.of_scalar(rule, shape, lambda value: not _is_figure(value) or holds(value, bound))

    return fill


def _length(rule: str, holds: Callable[[int, int], bool]) -> Callable[[_Compiler, Shape, Any], None]:
    def fill(compiler: _Compiler, shape: Shape, bound: int) -> None:
        compiler.of_scalar(rule, shape, lambda value: not isinstance(value, str) or holds(len(value), bound))

    return fill


def _size(rule: str, of: str, holds: Callable[[int, int], bool]) -> Callable[[_Compiler, Shape, Any], None]:
    def fill(_: _Compiler, shape: Shape, bound: int) -> None:
        shape.sizes.append((rule, of, lambda size: holds(size, bound)))

    return fill


def _others(compiler: _Compiler, shape: Shape, schema: Any) -> None:
    if schema is False:
        shape.closed = True
    elif schema is not True:
        shape.others = compiler.shape(schema)


def _part(name: str) -> Callable[[_Compiler, Shape, Any], None]:
    def fill(compiler: _Compiler, shape: Shape, schema: Any) -> None:
        setattr(shape, name, compiler.shape(schema))

    return fill


def _at_least(value: Any, bound: Any) -> bool:
    return bool(value >= bound)


def _at_most(value: Any, bound: Any) -> bool:
    return bool(value <= bound)


_KEYWORDS: Final[dict[str, Callable[[_Compiler, Shape, Any], None]]] = {
    "type": _type,
    "enum": lambda compiler, shape, choices: _choices(compiler, shape, "enum", choices),
    "const": lambda compiler, shape, choice: _choices(compiler, shape, "const", [choice]),
    "pattern": _pattern,
    "minLength": _length("minLength", _at_least),
    "maxLength": _length("maxLength", _at_most),
    "minimum": _bound("minimum", _at_least),
    "maximum": _bound("maximum", _at_most),
    "minItems": _size("minItems", "array", _at_least),
    "maxItems": _size("maxItems", "array", _at_most),
    "minProperties": _size("minProperties", "object", _at_least),
    "maxProperties": _size("maxProperties", "object", _at_most),
    "uniqueItems": lambda _, shape, wanted: setattr(shape, "unique", bool(wanted)),
    "items": _part("items"),
    "properties": lambda compiler, shape, schemas: setattr(shape, "properties", compiler.map_of(schemas)),
    "additionalProperties": _others,
    "propertyNames": _part("names"),
    "required": lambda _, shape, names: setattr(shape, "required", tuple(names)),
    "dependentRequired": lambda _, shape, names: setattr(shape, "dependent", dict(names)),
    "if": _part("condition"),
    "then": _part("consequence"),
}


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


def _is_figure(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def plain_key(node: Node) -> object:
    """What two nodes have in common if they say the same."""
    if type(node) is Scalar:
        return (isinstance(node.value, bool), node.value)
    if type(node) is Mapping:
        return frozenset((key.text, plain_key(value)) for key, value in node.entries)
    return tuple(plain_key(item) for item in node.items) if type(node) is Sequence else None
