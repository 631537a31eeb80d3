"""Unknown, misspelt and missing keys of one map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Text
from policydsl.syntax.names import closest, listed
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.syntax.values import shown
from policydsl.syntax.words import described

if TYPE_CHECKING:
    from policydsl.syntax.schema import Issue
    from policydsl.syntax.shape_values import Place

_TITLE_END: Final = re.compile(r"[：，、；（(:,;]")
_MAX_SUGGESTED: Final = 50


@dataclass(slots=True)
class KeyMistakes:
    """All that the schema says about the keys of one map; a misspelt key and the missing one it meant are one."""

    place: Place
    node: Mapping
    issues: list[Issue]
    schema: dict[str, Any]
    ignored: frozenset[str]

    def report(self, reporter: Reporter) -> set[str]:
        """Report each mistake; the keys whose values are spoken of with it."""
        misspelt: set[str] = set()
        properties = self._properties()
        missing = self._missing()
        free = [key for key in properties if self.node.key(key) is None]
        closed = any(issue.rule == "additionalProperties" for issue in self.issues)
        unknown = [(key, value) for key, value in self.node if key.text not in properties]
        for number, (key, value) in enumerate(unknown if closed or missing else ()):
            meant = None
            if number < _MAX_SUGGESTED:
                meant = self._meant(key, missing, properties) or self._meant(key, free, properties)
            if not closed and (meant is None or meant not in missing):
                continue  # a map with names of the drafter's own choice
            misspelt.add(key.text)
            if self._is_stray(key, value):
                reporter.report("S029", Label(key.file, key.span), key=shown(key.text))
            elif meant is not None:
                self._misspelt(key, meant, reporter)
                missing = [name for name in missing if name != meant]
                free = [name for name in free if name != meant]
            else:
                self._no_such_key(key, properties, reporter)
        companions = self._companions(missing)
        for owner, needed in companions.items():
            reporter.report(
                "S028",
                Label(owner.file, owner.span),
                place=self.place.words(),
                key=owner.text,
                keys=listed(needed),
                explained=_explained(needed, properties),
            )
        missing = [name for name in missing if not any(name in needed for needed in companions.values())]
        if missing:
            reporter.report(
                "S011",
                self._first_key(),
                place=self.place.words(),
                keys=listed(missing),
                explained=_explained(missing, properties),
            )
        return misspelt

    def _properties(self) -> dict[str, Any]:
        for issue in self.issues:
            if issue.rule == "additionalProperties":
                return dict(issue.schema.get("properties", {}))
        return next((dict(i.schema["properties"]) for i in self.issues if "properties" in i.schema), {})

    def _missing(self) -> list[str]:
        names: dict[str, None] = {}
        for issue in self.issues:
            if issue.rule == "required":
                names.update(dict.fromkeys(issue.wanted))
            elif issue.rule == "dependentRequired":
                for owner, needed in issue.wanted.items():
                    if self.node.key(owner) is not None:
                        names.update(dict.fromkeys(needed))
        return [name for name in names if self.node.key(name) is None and name not in self.ignored]

    def _companions(self, missing: list[str]) -> dict[Scalar, list[str]]:
        """Missing keys that are wanted only because another one is there, by that one."""
        always = {name for issue in self.issues if issue.rule == "required" for name in issue.wanted}
        found: dict[Scalar, list[str]] = {}
        for issue in self.issues:
            if issue.rule == "dependentRequired":
                for owner, needed in issue.wanted.items():
                    key = self.node.key(owner)
                    lacking = [name for name in needed if name in missing and name not in always]
                    if key is not None and lacking:
                        found[key] = lacking
                        always.update(lacking)
        return found

    def _meant(self, key: Scalar, candidates: list[str], properties: dict[str, Any]) -> str | None:
        text = key.text.strip()
        for name in candidates:
            title = described(_description(properties.get(name))).zh
            if title and text in (title, _TITLE_END.split(title)[0].strip()):
                return name
        return closest(text.removeprefix("-"), candidates)

    def _misspelt(self, key: Scalar, meant: str, reporter: Reporter) -> None:
        by = f"- {meant}" if key.text.startswith("-") else meant
        fix = Fix((Edit(key.file, key.span, by),))
        label = Label(key.file, key.span)
        reporter.report("S012", label, fix=fix, place=self.place.words(), key=shown(key.text), suggestion=by)

    def _no_such_key(self, key: Scalar, properties: dict[str, Any], reporter: Reporter) -> None:
        homes = sorted(set(_homes(self.schema, key.text)))
        help_text = None
        if homes:
            help_text = Text(
                f"`{key.text}` 是 {listed(homes)} 里的键：检查缩进。",
                f"`{key.text}` belongs in {listed(homes)}: check the indentation.",
            )
        label = Label(key.file, key.span)
        place = self.place.words()
        reporter.report("S010", label, help=help_text, place=place, key=shown(key.text), allowed=listed(properties))

    def _is_stray(self, key: Scalar, value: Node) -> bool:
        """A key that only a comma inside `{ }` made: it has no value and no colon."""
        if not (isinstance(value, Scalar) and value.style == "plain" and not value.text):
            return False
        text = self.node.file.text
        return text.startswith("{", self.node.span.start) and text[key.span.end :].lstrip()[:1] in (",", "}")

    def _first_key(self) -> Label:
        entries = self.node.entries
        return Label(self.node.file, entries[0][0].span if entries else self.node.span)


def _explained(names: list[str], properties: dict[str, Any]) -> Text:
    titles = {name: described(_description(properties.get(name))) for name in names}
    return Text(
        "、".join(f"`{name}`" + (f"（{title.zh}）" if title.zh else "") for name, title in titles.items()),
        ", ".join(f"`{name}`" + (f" ({title.en})" if title.en else "") for name, title in titles.items()),
    )


def _description(schema: object) -> object:
    return schema.get("description") if isinstance(schema, dict) else None


def _homes(schema: Any, key: str, parent: str = "") -> Iterator[str]:
    """The keys under which `key` may stand elsewhere in the document."""
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties", {})
    if key in properties and parent:
        yield parent
    for name, child in properties.items():
        yield from _homes(child, key, name)
    for keyword in ("items", "additionalProperties"):
        yield from _homes(schema.get(keyword), key, parent)
