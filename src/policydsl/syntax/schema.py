"""The JSON Schemas (2020-12), as they are written in `schemas/`, compiled for `issues`.

The general library takes longer to load than a policy takes to check, and speaks of values without places. The
schemas here keep to a few keywords; one that is not among them is refused when the schema is read, never ignored.
Tests hold the answers against those of `jsonschema`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from collections.abc import Mapping as Map
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from policydsl.source.resources import schema_text

Schema: TypeAlias = Map[str, Any]

# A definition's name stays with what was copied from it: it says more than the pattern does.
DEFINITION: Final = "$definition"
_LOCAL: Final = "#/$defs/"
_ANNOTATIONS: Final = frozenset(
    ("$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples", "deprecated", DEFINITION)
)


class UnsupportedSchemaError(ValueError):
    """A schema uses a keyword that is not evaluated here: a fault of the schema, never of a user's document."""


_ScalarCheck: TypeAlias = Callable[[Any], bool]


class Shape:
    """One compiled schema; shapes may contain each other."""

    __slots__ = (
        "closed",
        "condition",
        "consequence",
        "dependent",
        "items",
        "names",
        "others",
        "properties",
        "required",
        "scalars",
        "schema",
        "sizes",
        "types",
        "unique",
    )

    def __init__(self) -> None:
        self.schema: Schema = {}
        self.types: frozenset[str] = frozenset()
        self.scalars: list[tuple[str, _ScalarCheck]] = []
        self.sizes: list[tuple[str, str, Callable[[int], bool]]] = []
        self.unique = False
        self.items: Shape | None = None
        self.properties: dict[str, Shape] = {}
        self.others: Shape | None = None  # of keys that are not among the properties
        self.closed = False  # … which there must not be
        self.names: Shape | None = None
        self.required: tuple[str, ...] = ()
        self.dependent: dict[str, list[str]] = {}
        self.condition: Shape | None = None
        self.consequence: Shape | None = None

    def description(self) -> str:
        """What the schema says of itself, `中文 / English`."""
        return str(self.schema.get("description", ""))


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


class _Compiler:
    """Schemas to shapes; each definition once."""

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions
        self._done: dict[str, Shape] = {}
        self._links: list[tuple[Shape, Shape, Schema]] = []

    def shape(self, schema: Any) -> Shape:
        """The shape of a schema and everything inside."""
        shape = Shape()
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
            known = self._done[name] = Shape()
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


def _is_figure(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


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
