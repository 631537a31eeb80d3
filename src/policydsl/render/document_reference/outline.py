"""A JSON Schema as sections: one for each object, in the order in which a reader meets them.

A section is named by its definition (`cap`) or, where the object has no name of its own, by its place (`policy.rounding`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from policydsl.source import Text
from policydsl.source.frozen import frozen

Schema: TypeAlias = Mapping[str, Any]

_REF: Final = "#/$defs/"
_LAST: Final = ("allowance", "text", "id", "date")  # what many keys take stands after the objects that take it
_BRACKETS: Final = re.compile(r"（[^）]*）| \([^)]*\)")


@frozen(eq=False)
class Key:
    """A key of an object. `name` is empty where any id will do; `schema` is what is said of its value."""

    name: str
    required: bool
    schema: Schema

    @property
    def about(self) -> Text:
        """What it means; where its choices are explained one by one, without their list."""
        text = both(str(self.schema.get("description", "")))
        choices = self.schema.get("enum") or self.schema.get("items", {}).get("enum", ())
        _, colon, rest = text.zh.partition("：")
        if choices and colon and all(str(choice) in rest for choice in choices):
            return Text(text.zh.split("：")[0], text.en.split(":")[0])
        return text


@frozen(eq=False)
class Section:
    """An object, or a value that several keys take. `used` are the places where one may be written."""

    kind: str
    name: str
    schema: Schema
    keys: tuple[Key, ...]
    used: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        if self.name == self.kind:
            return self.kind
        return f"{self.kind}-{self.name.removeprefix(self.kind + '.')}".replace(".", "-")

    @property
    def about(self) -> Text:
        """What it is."""
        return both(str(self.schema.get("description", "")))

    @property
    def title(self) -> Text:
        """What it is called: its title, or what stands before the colon of its description, without what is in brackets."""
        if "title" in self.schema:
            return both(str(self.schema["title"]))
        zh, en = re.split("[：；，]", self.about.zh)[0], re.split("[:;,]", self.about.en)[0]
        return Text(_BRACKETS.sub("", zh), _BRACKETS.sub("", en))

    @property
    def lead(self) -> Text:
        """What is said of it besides its name."""
        about, title = self.about, self.title
        return Text(_rest(about.zh, title.zh), _rest(about.en, title.en))


@frozen(eq=False)
class Outline:
    """The sections of a kind of document; the first is the document itself."""

    kind: str
    title: Text
    definitions: Mapping[str, Schema]
    sections: tuple[Section, ...]

    def places(self) -> Iterator[str]:
        """What an example may show: each section, and each key as SECTION.KEY."""
        for section in self.sections:
            yield section.name
            for key in section.keys:
                if key.name:
                    yield f"{section.name}.{key.name}"


def _rest(about: str, title: str) -> str:
    """What a description says after the name of the thing; it is repeated where a sentence could not begin after it."""
    rest = about.removeprefix(title)
    if rest == about or rest[:1] not in "：:":
        return "" if rest == "" else about
    plain = rest[1:].strip()
    return plain[:1].upper() + plain[1:]


def both(written: str) -> Text:
    """A description in both languages, which schemas write as 中文 / English."""
    zh, _, en = written.partition(" / ")
    return Text(zh, en or zh)


def outline(kind: str, schema: Schema) -> Outline:
    """The sections of a schema."""
    reader = _Reader(kind, schema.get("$defs", {}))
    reader.read(schema, kind, "")
    sections = [Section(kind, name, node, _keys(node), tuple(reader.used[name])) for name, node in reader.found.items()]
    ordered = sorted(sections, key=lambda section: section.name in _LAST)
    return Outline(kind, both(str(schema["title"])), reader.definitions, tuple(ordered))


def target(node: Schema) -> str:
    """The name of the definition that a schema refers to, else empty."""
    return str(node.get("$ref", "")).removeprefix(_REF)


def is_object(node: Schema) -> bool:
    """Whether a schema names keys, so that it has a section."""
    return "properties" in node


class _Reader:
    """Walks a schema in the order of its keys, each definition once."""

    def __init__(self, kind: str, definitions: Mapping[str, Schema]) -> None:
        self.kind, self.definitions = kind, definitions
        self.found: dict[str, Schema] = {}
        self.used: dict[str, list[str]] = {}

    def read(self, node: Schema, name: str, place: str) -> None:
        """Take up a schema that stands at a place; `name` is that of its section if it has no other."""
        wanted = target(node)
        if wanted:
            body = self.definitions[wanted]
            if "items" in body:  # a list that several keys share: its items have the section
                self.read(body, wanted, place)
                return
            if wanted in self.found:
                if place not in self.used[wanted]:
                    self.used[wanted].append(place)
                return
            node, name = body, wanted
        if is_object(node) or wanted:
            self.found[name] = node
            self.used[name] = [place] if place else []
        for key, child in node.get("properties", {}).items():
            self.read(child, f"{name}.{key}", f"{name}.{key}")
        rest = node.get("additionalProperties")
        if isinstance(rest, Mapping):
            # A map of one thing is that thing; beside named keys, the others have a name of their own.
            inner = f"{name}.…" if "properties" in node else name
            self.read(rest, inner, f"{place or name}.…")
        if isinstance(node.get("items"), Mapping):
            self.read(node["items"], name, f"{place}[]")


def _keys(node: Schema) -> tuple[Key, ...]:
    required = node.get("required", ())
    keys = [Key(name, name in required, child) for name, child in node.get("properties", {}).items()]
    rest = node.get("additionalProperties")
    if "properties" in node and isinstance(rest, Mapping):
        keys.append(Key("", required=False, schema=rest))
    return tuple(keys)
