"""Expectations of policy tests written anew from what was found; nothing else of the text changes."""

from __future__ import annotations

from collections.abc import Iterable

from policydsl.source import SourceFile
from policydsl.syntax.values import quoted
from policydsl.testing import Difference

_PLAIN = frozenset(",[]{}#&*!|>'\"%@`")


def accepted(source: SourceFile, found: Iterable[Difference]) -> str:
    """The text with the values that were found in the place of those expected; what has no award stays as it is."""
    text = source.text
    edits = {(one.node.span.start, one.node.span.end): _written(one.found) for one in found if one.found != "—"}
    for (start, end), by in sorted(edits.items(), reverse=True):
        tail = "\n" if text[start:end].endswith("\n") else ""
        text = text[:start] + by + tail + text[end:]
    return text


def _written(value: str) -> str:
    """A value as YAML takes it, lists in brackets."""
    if value.startswith("[") or _PLAIN.isdisjoint(value):
        return value
    return quoted(value)
