"""Unknown, misspelt and missing keys of one map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Text
from policydsl.syntax.called import called
from policydsl.syntax.issues import Issue
from policydsl.syntax.names import closest, is_slip, listed
from policydsl.syntax.schema import Shape
from policydsl.syntax.shape_values import Place
from policydsl.syntax.stray import is_stray, report_stray
from policydsl.syntax.tree import Mapping, Scalar
from policydsl.syntax.values import shown
from policydsl.syntax.words import described

_TITLE_END: Final = re.compile(r"[：，、；（(:,;]")
_MAX_SUGGESTED: Final = 50
_MAX_UNKNOWN: Final = 500


@dataclass(slots=True)
class KeyMistakes:
    """All that the schema says about the keys of one map; a misspelt key and the missing one it meant are one."""

    place: Place
    node: Mapping
    issues: list[Issue]
    shape: Shape
    ignored: frozenset[str]

    def report(self, reporter: Reporter) -> set[str]:
        """Report each mistake; the keys whose values are spoken of with it."""
        misspelt: set[str] = set()
        properties = self._properties()
        missing = self._missing()
        free = [key for key in properties if self.node.key(key) is None]
        closed = any(issue.rule == "additionalProperties" and issue.wanted is False for issue in self.issues)
        # In a map with names of the drafter's own choice: the keys with a value that does not fit.
        doubtful = {id(issue.node) for issue in self.issues if issue.rule == "additionalProperties"}
        unknown = [(key, value) for key, value in self.node if key.text not in properties]
        for number, (key, value) in enumerate(unknown[:_MAX_UNKNOWN]):
            meant = None
            if number < _MAX_SUGGESTED:
                meant = self._meant(key, missing, properties) or self._free(key, free, properties)
            if not closed and (meant is None or not (meant in missing or id(key) in doubtful)):
                continue
            misspelt.add(key.text)
            if is_stray(self.node, key, value):
                report_stray(self.node, key, reporter)
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

    def _properties(self) -> dict[str, Shape]:
        every = sorted(self.issues, key=lambda issue: issue.rule != "additionalProperties")
        return next((issue.shape.properties for issue in every if issue.shape.properties), {})

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

    def _meant(self, key: Scalar, candidates: list[str], properties: dict[str, Shape]) -> str | None:
        text = key.text.strip()
        for name in candidates:
            if name in properties and (text in _titles(properties[name]) or text in called(name)):
                return name
        found = closest(text.removeprefix("-"), candidates)
        if found is not None and not is_slip(text, found, properties) and _homes(self.shape, text):
            return None  # a key that there is, in the wrong place
        return found

    def _free(self, key: Scalar, candidates: list[str], properties: dict[str, Shape]) -> str | None:
        """A key that need not be there: one that stands elsewhere under this very name is no other one misspelt."""
        found = self._meant(key, candidates, properties)
        known = found is not None and not self._is_sure(key, found) and _homes(self.shape, key.text)
        return None if known else found

    def _misspelt(self, key: Scalar, meant: str, reporter: Reporter) -> None:
        by = f"- {meant}" if key.text.startswith("-") else meant
        fix = Fix((Edit(key.file, key.span, by),), sure=self._is_sure(key, meant))
        label = Label(key.file, key.span)
        reporter.report("S012", label, fix=fix, place=self.place.words(), key=shown(key.text), suggestion=by)

    def _is_sure(self, key: Scalar, meant: str) -> bool:
        """Whether only one key can be meant: the one with this title, or the only one that a slip away gives."""
        properties = self._properties()
        text = key.text.strip().removeprefix("-")
        entitled = [name for name, shape in properties.items() if text in _titles(shape) or text in called(name)]
        return entitled == [meant] or (not entitled and is_slip(text, meant, properties))

    def _no_such_key(self, key: Scalar, properties: dict[str, Shape], reporter: Reporter) -> None:
        homes = sorted(_homes(self.shape, key.text))
        help_text = None
        if homes:
            help_text = Text(
                f"`{key.text}` 是 {listed(homes)} 里的键：检查缩进。",
                f"`{key.text}` belongs in {listed(homes)}: check the indentation.",
            )
        label = Label(key.file, key.span)
        place = self.place.words()
        reporter.report("S010", label, help=help_text, place=place, key=shown(key.text), allowed=listed(properties))

    def _first_key(self) -> Label:
        entries = self.node.entries
        return Label(self.node.file, entries[0][0].span if entries else self.node.span)


def _titles(shape: Shape) -> tuple[str, ...]:
    """How a drafter may call a key in Chinese: its description, or what stands before the first comma of it."""
    title = described(shape.description()).zh
    return (title, _TITLE_END.split(title)[0].strip()) if title else ()


def _explained(names: list[str], properties: dict[str, Shape]) -> Text:
    titles = {name: described(properties[name].description()) if name in properties else Text() for name in names}
    return Text(
        "、".join(f"`{name}`" + (f"（{title.zh}）" if title.zh else "") for name, title in titles.items()),
        ", ".join(f"`{name}`" + (f" ({title.en})" if title.en else "") for name, title in titles.items()),
    )


def _homes(root: Shape, key: str) -> set[str]:
    """The keys under which `key` may stand elsewhere in the document."""
    homes: set[str] = set()
    seen: set[tuple[int, str]] = set()
    open_shapes = [(root, "")]
    while open_shapes:
        shape, parent = open_shapes.pop()
        if (id(shape.schema), parent) in seen:
            continue
        seen.add((id(shape.schema), parent))
        if parent and key in shape.properties:
            homes.add(parent)
        open_shapes += [(child, name) for name, child in shape.properties.items()]
        open_shapes += [(child, parent) for child in shape.children()]
    return homes
