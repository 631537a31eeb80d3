"""What stands at a place of a policy, as its JSON Schema says: a formula, a table cell, a text for people.

Read from the schema itself, so that there is one place that knows it; the library that validates is not loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as Map
from functools import cache
from typing import Any, Final, Literal, TypeAlias

from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.source.resources import schema_text

Kind: TypeAlias = Literal["formula", "cell", "text", "other"]

# What takes a text, a number or a truth value takes a formula; if a list of them too, a table cell.
_FORMULA: Final = frozenset(("string", "number", "boolean"))
_TEXT: Final = "#/$defs/text"
_TITLE_END: Final = re.compile(r"[：，、；（(:,;]")
_LOCAL: Final = "#/$defs/"


@frozen
class Form:
    """What the schema says of a place; without a schema nothing is known of it."""

    schema: Map[str, Any]

    @property
    def kind(self) -> Kind:
        """What a single value there is."""
        if self.schema.get("$ref") == _TEXT:
            return "text"
        types = self.schema.get("type", ())
        if isinstance(types, list) and set(types) >= _FORMULA:
            return "cell" if "array" in types else "formula"
        return "other"

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that a map there may have, where the schema names them."""
        return tuple(_written_out(self.schema).get("properties", ()))

    def key_called(self, name: str) -> str | None:
        """The key that people call so: `条款` is `clauses`."""
        for key, schema in _written_out(self.schema).get("properties", {}).items():
            titles = str(schema.get("description", "")).partition(" / ")
            if name.casefold() in (_TITLE_END.split(title)[0].strip().casefold() for title in (titles[0], titles[2])):
                return str(key)
        return None

    @property
    def title(self) -> Text:
        """What people call it: the description up to its first sign."""
        zh, _, en = str(self.schema.get("description", "")).partition(" / ")
        return Text(_TITLE_END.split(zh)[0].strip(), _TITLE_END.split(en)[0].strip())

    def under(self, key: str) -> Form:
        """What stands under a key of a map."""
        schema = _written_out(self.schema)
        named = schema.get("properties", {}).get(key)
        other = schema.get("additionalProperties")
        return Form(named if named is not None else other if isinstance(other, dict) else {})

    @property
    def item(self) -> Form:
        """What an item of a list there is."""
        items = _written_out(self.schema).get("items")
        return Form(items if isinstance(items, dict) else {})


def policy_form() -> Form:
    """What the schema says of a whole policy."""
    return Form(_policy_schema())


@cache
def _policy_schema() -> Map[str, Any]:
    found: Map[str, Any] = json.loads(schema_text("policy"))
    return found


def _written_out(schema: Map[str, Any]) -> Map[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Map[str, Any] = _policy_schema()["$defs"][reference.removeprefix(_LOCAL)]
    return _written_out(found) if "$ref" in found else found
