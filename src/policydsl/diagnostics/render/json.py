"""Findings as one JSON document (`schemas/findings.schema.json`).

Lines and columns count from 1, columns in code points; an end is the place after the last character.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from policydsl import __version__
from policydsl.diagnostics.catalogue import RULES, Severity
from policydsl.diagnostics.diagnostic import Allowed, Diagnostic, Edit, Label
from policydsl.source import Lang, SourceFile
from policydsl.source.width import visible

VERSION: Final = 1
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render_json(
    diagnostics: Iterable[Diagnostic], lang: Lang, *, allowed: Sequence[Allowed] = (), files: Sequence[str] = ()
) -> str:
    """All findings; a finding without a place has null for `file`, `start` and `end`."""
    found = tuple(diagnostics)
    counts = Counter(d.severity for d in found)
    document = {
        "policydsl": VERSION,
        "kind": "findings",
        "version": __version__,
        "lang": lang,
        "files": list(files),
        "counts": {**{str(severity): counts[severity] for severity in Severity}, "allowed": len(allowed)},
        "findings": [finding_json(d, lang) for d in found],
        "allowed": [{**finding_json(one.finding, lang), "why": one.why.pick(lang)} for one in allowed],
    }
    return dumped(document)


def dumped(document: object) -> str:
    """As JSON text for people and programs: Chinese stays as it is, half a character is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def finding_json(diagnostic: Diagnostic, lang: Lang) -> dict[str, object]:
    """A finding as plain values."""
    primary = _label(diagnostic.labels[0], lang) if diagnostic.labels else {}
    part = diagnostic.part
    return {
        "code": diagnostic.code,
        "name": RULES[diagnostic.code].name,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message(lang),
        "help": diagnostic.help_text(lang) or None,
        "part": visible(part.words.pick(lang)) if part is not None else None,
        "path": ".".join(part.path) or None if part is not None else None,
        "file": primary.get("file"),
        "start": primary.get("start"),
        "end": primary.get("end"),
        "labels": [_label(label, lang) for label in diagnostic.labels],
        "fix": [_edit(edit) for edit in diagnostic.fix.edits] if diagnostic.fix else None,
        "fix_is_safe": diagnostic.safe_fix is not None,
    }


def _label(label: Label, lang: Lang) -> dict[str, object]:
    return {**_place(label), "note": label.note.pick(lang) or None}


def _edit(edit: Edit) -> dict[str, object]:
    return {**_place(edit), "replacement": edit.replacement}


def _place(at: Label | Edit) -> dict[str, object]:
    return {
        "file": at.file.name,
        "start": _position(at.file, at.span.start),
        "end": _position(at.file, at.span.end),
    }


def _position(file: SourceFile, offset: int) -> dict[str, int]:
    position = file.position(offset)
    return {"line": position.line, "column": position.column}
