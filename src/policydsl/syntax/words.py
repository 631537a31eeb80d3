"""The kinds of values in a drafter's words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Sequence

_TYPES: Final = {
    "string": Text("文字", "a text"),
    "number": Text("数", "a number"),
    "integer": Text("整数", "a whole number"),
    "boolean": Text(" true 或 false", "true or false"),
    "array": Text("列表", "a list"),
    "object": Text("若干行“键: 值”", "`key: value` lines"),
    "null": Text("空", "nothing"),
}
# What takes a text, a number or a truth value takes a formula.
_FORMULA: Final = frozenset(("string", "number", "boolean"))
_FORMULA_WORDS: Final = Text("公式（文字或数）", "a formula (text or number)")


def wanted_words(types: Iterable[str]) -> Text:
    """What may stand at a place, of JSON Schema's names of types."""
    names = [name for name in types if name in _TYPES]
    parts: list[Text] = []
    if set(names) >= _FORMULA:
        parts.append(_FORMULA_WORDS)
        names = [name for name in names if name not in _FORMULA]
    parts += [_TYPES[name] for name in names if name != "null"]
    return Text("或".join(part.zh for part in parts), " or ".join(part.en for part in parts))


def found_words(node: Node) -> Text:
    """What does stand there."""
    if isinstance(node, Mapping):
        return Text("“键: 值”", "a map of `key: value`")
    if isinstance(node, Sequence):
        return _TYPES["array"]
    value = node.value
    if value is None:
        return Text("空值", "nothing")
    if isinstance(value, bool):
        return Text("是非值", "true or false")
    return _TYPES["number"] if isinstance(value, int | Decimal) else _TYPES["string"]


def described(description: object) -> Text:
    """A schema's description, written `中文 / English`."""
    zh, _, en = str(description or "").partition(" / ")
    return Text(zh, en)
