"""The JSON Schemas, as `jsonschema` evaluates them.

Only a document whose verdict is not known (`verdicts`) loads this module: the library takes 50 ms to load.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from policydsl.source.frozen import frozen
from policydsl.source.resources import schema_text
from policydsl.syntax.plain import Plain

Schema: TypeAlias = Map[str, Any]

# A definition's name stays with what was copied from it: it says more than the pattern does.
DEFINITION: Final = "$definition"
_LOCAL: Final = "#/$defs/"
# A pattern cannot say which days there are.
_FORMATS: Final = {"date": "date"}
_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@frozen
class Shape:
    """What a part of a schema says of itself and of the keys in it."""

    schema: Schema

    @property
    def properties(self) -> dict[str, Shape]:
        """The shapes of the keys that have a name of their own."""
        return {name: Shape(schema) for name, schema in self.schema.get("properties", {}).items()}

    def children(self) -> list[Shape]:
        """The shapes of items, and of keys that the drafter names."""
        parts = (self.schema.get("items"), self.schema.get("additionalProperties"))
        return [Shape(part) for part in parts if isinstance(part, Map)]

    def description(self) -> str:
        """What the schema says of itself, `中文 / English`."""
        return str(self.schema.get("description", ""))


@cache
def shape_of(kind: str) -> Shape:
    """The shape of a document kind."""
    return compile_schema(json.loads(schema_text(kind), parse_float=Decimal))


def compile_schema(schema: Schema) -> Shape:
    """A schema with local references written out: looking them up takes the library half the time."""
    return Shape(_inlined(schema, schema.get("$defs", {})))


def errors(shape: Shape, value: Plain) -> Iterator[ValidationError]:
    """What the library says against a value."""
    return _VALIDATOR(shape.schema, format_checker=_FORMAT_CHECKER).iter_errors(value)


def _inlined(schema: Any, definitions: Schema) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {k: _inlined(v, definitions) for k, v in schema.items() if k not in ("$ref", "$defs", "$id", "$schema")}
    if "$ref" not in schema:
        return rest
    name = schema["$ref"].removeprefix(_LOCAL)
    form = {"format": _FORMATS[name]} if name in _FORMATS else {}
    return {**_inlined(definitions[name], definitions), **form, DEFINITION: name, **rest}


def _unique_items(validator: Any, wanted: bool, instance: Any, _schema: Schema) -> Iterator[ValidationError]:
    """Each item that repeats one before it; in one pass, where the library compares each with each."""
    if not wanted or not validator.is_type(instance, "array"):
        return
    seen: set[object] = set()
    for index, item in enumerate(instance):
        value = _hashable(item)
        if value in seen:
            yield ValidationError("twice", path=[index])
        seen.add(value)


def _hashable(value: Any) -> object:
    if isinstance(value, dict):
        return frozenset((key, _hashable(child)) for key, child in value.items())
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    return (isinstance(value, bool), value)  # to Python `True` is 1


def _other_keys(validator: Any, wanted: Any, instance: Any, schema: Schema) -> Iterator[ValidationError]:
    """The library's findings, in the order of the keys; each key with one is an issue besides.

    Perhaps its name was meant to be one of those that the schema has.
    """
    library = Draft202012Validator.VALIDATORS["additionalProperties"]
    if wanted is False or not validator.is_type(instance, "object"):
        yield from library(validator, wanted, instance, schema)
        return
    for key, value in instance.items():
        found = False
        for error in library(validator, wanted, {key: value}, schema):
            found = True
            yield error
        if found:
            yield ValidationError("a doubtful key", instance=key)


_FORMAT_CHECKER: Final = FormatChecker(formats=())


@_FORMAT_CHECKER.checks("date", raises=ValueError)
def _is_day(value: object) -> bool:
    """Whether there is such a day; of what is no date at all, the pattern has spoken."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        date.fromisoformat(value)
    return True


_VALIDATOR: Final[type[Draft202012Validator]] = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"uniqueItems": _unique_items, "additionalProperties": _other_keys}
)
