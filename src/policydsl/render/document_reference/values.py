"""What may stand at a key, in words: from the keywords of its schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from policydsl.render.document_reference.outline import Schema, both, is_object, target
from policydsl.source import Lang, Text

Linker: TypeAlias = Callable[[str, Schema], str]  # the name of a section and its schema, as a link

_TYPES: Final = {
    "string": Text("文字", "text"),
    "boolean": Text("true 或 false", "true or false"),
    "integer": Text("整数", "a whole number"),
    "number": Text("数", "a number"),
    "array": Text("列表", "a list"),
    "null": Text("null", "null"),
}
# What several types together stand for.
_TOGETHER: Final = {
    frozenset(): Text("任何内容", "anything"),
    frozenset({"boolean", "number", "string"}): Text("公式或数值", "a formula or a value"),
    frozenset({"array", "boolean", "number", "string"}): Text(
        "公式或数值，或几个的列表", "a formula or a value, or a list of them"
    ),
    frozenset({"number", "string"}): Text("数，或带单位的数额", "a number, or a figure with its unit"),
    frozenset({"boolean", "null", "number", "string"}): Text(
        "数、数额、文字、true、false 或 null", "a number, a figure, text, true, false or null"
    ),
}
_LIST: Final = Text("列表，每项：{}", "a list; each item: {}")
_SOME: Final = Text("列表，至少一项，每项：{}", "a list of one or more; each item: {}")
_MAP: Final = Text("若干行，每行是 {}、冒号、{}", "lines, each an {}, a colon, and {}")
_OR: Final = Text("；或 {}", "; or {}")
_NAME: Final = Text("标识", "id")
_ONE_OF: Final = Text("下列之一", "one of those listed")
_FROM_TO: Final = Text("{} 到 {}", "{} to {}")
_AT_LEAST: Final = Text("不小于 {}", "{} or more")
_AT_MOST: Final = Text("不大于 {}", "{} or less")


class Values:
    """Says what may stand somewhere; `definitions` and `link` resolve what a schema refers to."""

    def __init__(self, definitions: Mapping[str, Schema], link: Linker, lang: Lang) -> None:
        self.definitions, self.link, self.lang = definitions, link, lang

    def phrase(self, node: Schema, name: str) -> str:
        """What may stand there; `name` is that of the section if the schema describes an object of its own."""
        wanted = target(node)
        if wanted:
            body = self.definitions[wanted]
            return self.phrase(body, wanted) if "items" in body else self.link(wanted, body)
        if "const" in node:
            return f"`{_written(node['const'])}`"
        if "enum" in node:
            return self._say(_ONE_OF)
        kinds = _kinds(node)
        if "object" not in kinds:
            return self._plain(node, name, kinds)
        object_ = self.link(name, node) if is_object(node) else self._map(node, name)
        rest = kinds - {"object"}
        return object_ if not rest else self._types(rest) + self._say(_OR).format(object_)

    def choices(self, node: Schema) -> Iterator[tuple[str, str]]:
        """Each of the values that may be chosen, with its meaning; of a list, those of its items."""
        inner = node.get("items") if "enum" not in node else None
        chosen: Schema = inner if isinstance(inner, Mapping) else node
        for value, meaning in zip(chosen.get("enum", ()), chosen.get("enumDescriptions", ()), strict=False):
            yield str(value), both(meaning).pick(self.lang)

    def _plain(self, node: Schema, name: str, kinds: frozenset[str]) -> str:
        items = node.get("items")
        if isinstance(items, Mapping) and kinds <= {"array", "null"}:
            form = _SOME if node.get("minItems") else _LIST
            found = self._say(form).format(self.phrase(items, name))
            return found if "null" not in kinds else found + self._say(_OR).format("null")
        text = self._types(kinds)
        low, high = node.get("minimum"), node.get("maximum")
        bounds = _FROM_TO if low is not None and high is not None else _AT_LEAST if low is not None else _AT_MOST
        if low is None and high is None:
            return text
        figures = [figure for figure in (low, high) if figure is not None]
        return f"{text}{'，' if self.lang == 'zh' else ', '}{self._say(bounds).format(*figures)}"

    def _types(self, kinds: frozenset[str]) -> str:
        if kinds in _TOGETHER:
            return self._say(_TOGETHER[kinds])
        *most, last = [self._say(text) for kind, text in _TYPES.items() if kind in kinds]
        return "、".join(most) + f" 或 {last}" if most and self.lang == "zh" else " or ".join([*most, last])

    def _map(self, node: Schema, name: str) -> str:
        names = node.get("propertyNames", {})
        key = target(names) if isinstance(names, Mapping) else ""
        says = self.link(key, self.definitions[key]) if key in self.definitions else self._say(_NAME)
        return self._say(_MAP).format(says, self.phrase(node["additionalProperties"], name))

    def _say(self, text: Text) -> str:
        return text.pick(self.lang)


def _kinds(node: Schema) -> frozenset[str]:
    found = node.get("type", [])
    return frozenset({found} if isinstance(found, str) else found)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
