"""Findings in a text that amendments made, told at the places where people wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.diagnostics import Diagnostic, Edit, Fix, Label
from policydsl.source import SourceFile, Text
from policydsl.source.patchwork import Patchwork

_HERE: Final = Text("出在这里", "found here")
_MOST_PLACES: Final = 4
_CAUSE: Final = Text("由这处修改引起", "brought about by this change")


def at_true_places(found: Diagnostic) -> Diagnostic:
    """The finding with each label in the file that its text comes from; what an amendment wrote comes first.

    A fix is kept where it mends nothing but amendments: the base is right as it stands.
    """
    base = next((label.file.first for label in found.labels if isinstance(label.file, Patchwork)), None)
    labels = [_label(label) for label in found.labels]
    first = next((i for i, label in enumerate(labels) if label.file is not base), 0)
    if first:
        here = labels[0] if labels[0].note else Label(labels[0].file, labels[0].span, _HERE)
        labels = [labels[first], here, *(label for i, label in enumerate(labels) if i not in (0, first))]
    return Diagnostic(found.code, tuple(labels), found.args, found.help, _fix(found.fix, base))


def with_cause(found: Diagnostic, cause: Label, more: Sequence[Diagnostic]) -> Diagnostic:
    """The finding with the change that brought it about as its place; the place itself and those of `more` besides."""
    first, *rest = found.labels
    here = first if first.note else Label(first.file, first.span, _HERE)
    at = Label(cause.file, cause.span, _CAUSE)
    others = [Label(one.labels[0].file, one.labels[0].span, _HERE) for one in more[:_MOST_PLACES]]
    return Diagnostic(found.code, (at, here, *rest, *others), found.args, found.help)


def _label(label: Label) -> Label:
    file, span = label.file.place(label.span)
    return Label(file, span, label.note)


def _fix(fix: Fix | None, base: SourceFile | None) -> Fix | None:
    if fix is None or base is None:
        return fix
    edits: list[Edit] = []
    for edit in fix.edits:
        place = edit.file.exact_place(edit.span) if isinstance(edit.file, Patchwork) else (edit.file, edit.span)
        if place is None or place[0] is base:
            return None
        edits.append(Edit(*place, edit.replacement))
    return Fix(tuple(edits))
