"""The JSON Schemas, compiled once each for checking documents with positions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from policydsl.source.resources import schema_text

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

# A definition's name stays with what it was copied into: it says more than the pattern does.
DEFINITION: Final = "$definition"
_LOCAL: Final = "#/$defs/"

Schema = Mapping[str, Any]


# A file with more mistakes than this is of another kind altogether; the rest is not worth the time.
_MAX_ISSUES: Final = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Issue:
    """One thing that a schema says against an instance."""

    rule: str  # the schema's keyword
    wanted: Any  # what stands under it
    schema: dict[str, Any]
    path: tuple[str | int, ...]
    instance: Any
    of_key: bool  # about the name of a key, not about what stands under it

    @property
    def definition(self) -> object:
        """The name of the definition that the schema was copied from."""
        return self.schema.get(DEFINITION)


@cache
def validator_for(kind: str) -> Draft202012Validator:
    """The validator of a document kind."""
    return compile_schema(json.loads(schema_text(kind)))


def compile_schema(schema: Schema) -> Draft202012Validator:
    """A validator of `schema` with local references written out: looking them up takes half the time."""
    # Imported when first used: it takes longer to load than most documents take to check.
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from jsonschema.validators import extend  # noqa: PLC0415

    validator: type[Draft202012Validator] = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"uniqueItems": _unique_items}
    )
    return validator(_inlined(schema, schema.get("$defs", {})))


def issues(validator: Draft202012Validator, instance: object) -> list[Issue]:
    """What the schema says against an instance."""
    found = islice(validator.iter_errors(instance), _MAX_ISSUES)
    return [
        Issue(
            str(error.validator),
            error.validator_value,
            error.schema if isinstance(error.schema, dict) else {},
            tuple(error.absolute_path),
            error.instance,
            "propertyNames" in error.absolute_schema_path,
        )
        for error in found
    ]


def _inlined(schema: Any, definitions: Schema) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    rest = {key: _inlined(value, definitions) for key, value in schema.items() if key not in ("$ref", "$defs", "$id")}
    if not (isinstance(reference, str) and reference.startswith(_LOCAL)):
        return rest if reference is None else {"$ref": reference, **rest}
    name = reference.removeprefix(_LOCAL)
    return {**_inlined(definitions[name], definitions), DEFINITION: name, **rest}


def _unique_items(validator: Any, wanted: bool, instance: Any, _schema: Schema) -> Iterator[ValidationError]:
    """In one pass: the library compares each item with each other one where they cannot be sorted."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if not wanted or not validator.is_type(instance, "array"):
        return
    seen: set[str] = set()
    for index, item in enumerate(instance):
        key = json.dumps(item, sort_keys=True, default=str)
        if key in seen:
            yield ValidationError("twice", path=[index])
        seen.add(key)
