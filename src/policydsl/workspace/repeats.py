"""One mistake, one finding: the shape check and the pass after it may see the same one, each in its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from policydsl.diagnostics import Diagnostic, Label
from policydsl.source import SourceFile

Key: TypeAlias = tuple[object, ...]

# Where both are found at one place, the one on the left is not told. The shape check says best what lacks or has
# another form; of a day that no calendar has, and of a list in the place of one fact, the later pass knows more.
_SAID_BETTER: Final = {
    "S015": ("F011",),
    "S022": ("P001",),
    **dict.fromkeys(("F001", "F003", "F004", "F006", "F007", "F008"), ("S",)),
}


def without_repeats(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings, each mistake once, in the same order."""
    every = list(found)
    return [one for one in every if not _said_better(one, every)]


def _said_better(one: Diagnostic, every: list[Diagnostic]) -> bool:
    better = _SAID_BETTER.get(one.code)
    return better is not None and any(
        other.code.startswith(better) and other.labels and one.labels and _overlap(one.labels[0], other.labels[0])
        for other in every
    )


def _overlap(one: Label, other: Label) -> bool:
    return one.file is other.file and one.span.start <= other.span.end and other.span.start <= one.span.end


def key_of(found: Diagnostic) -> Key:
    """What makes two findings one."""
    place = (id(found.labels[0].file), found.labels[0].span) if found.labels else ()
    return (found.code, *place, *map(str, found.args.values()))


def is_at(found: Diagnostic, file: SourceFile) -> bool:
    """Whether a finding stands in a file, or nowhere at all."""
    return not found.labels or found.labels[0].file is file
