"""Which keys of an object go together: what its schema requires, and what it says in `together`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policydsl.render.document_reference.outline import Schema, both
from policydsl.source import Text

_NEEDS: Final = Text("写了 {keys}，就要写 {needs}。", "{keys} {go} together with {needs}.")
_WHERE: Final = Text("{condition} 时，必须写 {needs}。", "Where {condition}, {needs} {go} with it.")
_IS: Final = Text("`{key}` 为 {values}", "`{key}` is {values}")
_SOME: Final = Text("至少写一个键。", "At least one key.")


def rules(schema: Schema) -> Iterator[Text]:
    """A sentence for each rule."""
    if schema.get("minProperties") and "properties" in schema and not schema.get("required"):
        yield _SOME
    grouped: dict[tuple[str, ...], list[str]] = {}
    for key, needs in schema.get("dependentRequired", {}).items():
        grouped.setdefault(tuple(needs), []).append(key)
    for needed, keys in grouped.items():
        yield Text(
            _NEEDS.zh.format(keys=_any(keys).zh, needs=_all(needed).zh),
            _NEEDS.en.format(keys=_any(keys).en, needs=_all(needed).en, go="goes"),
        )
    then = schema.get("then", {}).get("required", ())
    if then:
        where = [_is(key, node) for key, node in schema["if"].get("properties", {}).items()]
        zh, en = "、".join(one.zh for one in where), " and ".join(one.en for one in where)
        yield Text(
            _WHERE.zh.format(condition=zh, needs=_all(then).zh),
            f"Where {en}, {_all(then).en} must be there.",
        )
    for written in schema.get("together", ()):
        yield both(written)


def _is(key: str, node: Mapping[str, object]) -> Text:
    values = node.get("enum", [node.get("const")])
    several = _any([str(value) for value in values] if isinstance(values, list) else [])
    return Text(_IS.zh.format(key=key, values=several.zh), _IS.en.format(key=key, values=several.en))


def _any(names: list[str]) -> Text:
    quoted = [f"`{name}`" for name in names]
    return Text(" 或 ".join(quoted), " or ".join(quoted))


def _all(names: tuple[str, ...] | list[str]) -> Text:
    quoted = [f"`{name}`" for name in names]
    return Text("、".join(quoted), " and ".join(quoted))
