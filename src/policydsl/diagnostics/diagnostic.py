"""Findings, and the reporter that collects them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from policydsl.diagnostics.catalogue import RULES, Severity
from policydsl.source import Lang, Origin, Part, SourceFile, Span, Text, pick
from policydsl.source.frozen import frozen

_BEFORE_WORDS: Final = re.compile(r"[ \t\u3000]*(?:-[ ]+)*")
_NOTHING: Mapping[str, object] = MappingProxyType({})


@frozen
class Label:
    """A place that a finding speaks of, with an optional short note beside the carets."""

    file: SourceFile
    span: Span
    note: Text = Text()

    @classmethod
    def at(cls, origin: Origin, span: Span, note: Text = Text()) -> Label:  # noqa: B008  (Text is frozen)
        """A label inside a formula: the span is one of the formula's own text."""
        return cls(origin.file, origin.locate(span), note)


@frozen
class Edit:
    """Replace a span of a file by a text."""

    file: SourceFile
    span: Span
    replacement: str


@frozen
class Fix:
    """Edits that mend a finding without changing anything else; not `sure`: a guess of what was meant."""

    edits: tuple[Edit, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `labels[0]` is the primary place; there may be none for a whole-run problem."""

    code: str
    labels: tuple[Label, ...] = ()
    args: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    help: Text | None = None
    fix: Fix | None = None

    @property
    def severity(self) -> Severity:
        """As the catalogue has it."""
        return RULES[self.code].severity

    @property
    def safe_fix(self) -> Fix | None:
        """The fix, if it may be applied without asking."""
        fix = self.fix
        return fix if fix is not None and fix.sure and RULES[self.code].safe else None

    @property
    def part(self) -> Part | None:
        """The named part of the document that it is about: a clause and its condition, row or cap, a parameter."""
        if not self.labels:
            return None
        # A part begins with its first word: what is before that in its line belongs to it, too.
        file, span = self.labels[0].file, self.labels[0].span
        before = _BEFORE_WORDS.match(file.text, span.start)
        return file.part_at(span.start if before is None else before.end())

    def is_within(self, place: Label) -> bool:
        """Whether it stands inside of a place."""
        first = self.labels[0] if self.labels else None
        return (
            first is not None
            and first.file is place.file
            and place.span.start <= first.span.start
            and first.span.end <= place.span.end
        )

    def message(self, lang: Lang) -> str:
        """The message in `lang`, arguments filled in."""
        return _fill(RULES[self.code].message, self.args, lang)

    def help_text(self, lang: Lang) -> str:
        """How to mend it: the finding's own help as it stands, else the catalogue's, filled in."""
        if self.help is not None:
            return self.help.pick(lang)
        return _fill(RULES[self.code].help, self.args, lang)

    def sort_key(self) -> tuple[str, int, int, str]:
        """By file, place, code."""
        if not self.labels:
            return ("", 0, 0, self.code)
        first = self.labels[0]
        return (first.file.name, first.span.start, first.span.end, self.code)


def _fill(template: Text, args: Mapping[str, object], lang: Lang) -> str:
    return template.pick(lang).format_map({k: pick(v, lang) for k, v in args.items()})


@frozen(eq=False)
class Allowed:
    """A finding that the document itself allows, and the reason that it gives."""

    finding: Diagnostic
    why: Text
    at: Label


class Reporter:
    """Collects the findings of a run; keeps one of each code and place."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Diagnostic] = {}
        self._errors: list[Diagnostic] = []  # of these, asked for at every formula
        self._allowed: list[Allowed] = []

    def add(self, diagnostic: Diagnostic) -> None:
        """Take a finding; a second one with the same code at the same place is dropped."""
        first = diagnostic.labels[0] if diagnostic.labels else None
        key: tuple[object, ...] = (
            (diagnostic.code, id(first.file), first.span)
            if first
            else (diagnostic.code, *map(str, diagnostic.args.values()))
        )
        if self._found.setdefault(key, diagnostic) is diagnostic and diagnostic.severity is Severity.ERROR:
            self._errors.append(diagnostic)

    def report(
        self,
        code: str,
        *labels: Label,
        help: Text | None = None,  # noqa: A002  (the diagnostic's own word)
        fix: Fix | None = None,
        **args: object,
    ) -> None:
        """Make a finding of `code` and take it; `args` fill the catalogue's message."""
        self.add(Diagnostic(code, labels, args, help, fix))

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Take several findings."""
        for diagnostic in found:
            self.add(diagnostic)

    def allow(self, allowed: Iterable[Allowed]) -> None:
        """Take findings that are allowed: they count for nothing, and are not forgotten."""
        self._allowed += allowed

    @property
    def allowed(self) -> tuple[Allowed, ...]:
        """What is allowed, in stable order."""
        return tuple(sorted(self._allowed, key=lambda one: one.finding.sort_key()))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings in stable order."""
        return tuple(sorted(self._found.values(), key=Diagnostic.sort_key))

    @property
    def has_errors(self) -> bool:
        """Whether a finding stops evaluation."""
        return bool(self._errors)

    def errors_within(self, place: Label) -> bool:
        """Whether an error was found inside of `place`, so that what builds on it need not be looked at."""
        return any(d.is_within(place) for d in self._errors)

    def found_within(self, place: Label) -> bool:
        """Whether anything was found inside of `place`."""
        return any(d.is_within(place) for d in self._found.values())

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self._found)
