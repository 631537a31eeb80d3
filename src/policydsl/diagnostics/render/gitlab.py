"""Findings as GitLab's code quality report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.diagnostics.catalogue import Severity
from policydsl.diagnostics.diagnostic import Diagnostic
from policydsl.diagnostics.render.json import dumped
from policydsl.diagnostics.render.places import Region, file_of, fingerprints, in_part, relative
from policydsl.source import Lang

_SEVERITIES: Final = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.STYLE: "minor",
    Severity.NOTE: "info",
}


def render_gitlab(diagnostics: Sequence[Diagnostic], lang: Lang) -> str:
    """An array with one entry a finding; one that is about no file stands at `.`, since a path is demanded."""
    return dumped([_entry(one, mark, lang) for one, mark in zip(diagnostics, fingerprints(diagnostics), strict=True)])


def _entry(one: Diagnostic, mark: str, lang: Lang) -> dict[str, object]:
    line = Region.of(one.labels[0].file, one.labels[0].span).start.line if one.labels else 1
    text = "\n".join(part for part in (one.message(lang) + in_part(one, lang), one.help_text(lang)) if part)
    return {
        "description": text,
        "check_name": one.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[one.severity],
        "location": {"path": relative(file_of(one) or "."), "lines": {"begin": line}},
    }
