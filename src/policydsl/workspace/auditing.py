"""A policy against its official text, from files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Final

from policydsl.audit import Listing, audit, listing_of
from policydsl.diagnostics import Diagnostic, Reporter, Severity
from policydsl.source import SourceFile, Text
from policydsl.source.frozen import frozen
from policydsl.syntax import read_source
from policydsl.workspace.allow import about_entries, split
from policydsl.workspace.loading import read_policy_source
from policydsl.workspace.repeats import without_repeats

_OFFICE: Final = frozenset({".doc", ".docx", ".wps", ".pdf", ".rtf", ".odt", ".ofd", ".html", ".htm"})
_AS_TEXT: Final = Text(
    "先把原文另存为纯文本（.txt，编码 UTF-8）或 Markdown（.md），一段一行",
    "save the text as plain text (.txt, UTF-8) or Markdown (.md) first, a line for each paragraph",
)
_WHOLE: Final = Text("这里要政策原文的全文", "the whole official text is wanted here")


@frozen(eq=False)
class Audited:
    """The record of an audit; `checks` counts what `check` has to say of the policy itself."""

    listing: Listing
    errors: int
    warnings: int


def audit_files(policy: str, source: str, reporter: Reporter) -> Audited | None:
    """Compare the files; None with the reasons in `reporter` where one of them cannot be read."""
    text = _read_text(source, reporter)
    file = read_source(policy, reporter)
    return None if text is None or file is None else audit_sources(file, text, reporter)


def audit_sources(policy: SourceFile, source: SourceFile, reporter: Reporter) -> Audited | None:
    """The same for texts."""
    checks = Reporter()
    read = read_policy_source(policy, reporter, checks)
    if read is None:
        return None
    found, tree = Reporter(), read[1]
    work = audit(*read, source, found)
    kept, allowed = split(tree, found)
    reporter.extend(kept)
    reporter.extend(about_entries(tree, allowed, stale=not found.has_errors, in_audit=True))
    reporter.allow(allowed)
    if work is None:
        return None
    of_policy, _ = split(tree, without_repeats(checks, tree))
    errors = sum(one.severity is Severity.ERROR for one in of_policy)
    warnings = sum(one.severity is Severity.WARNING for one in of_policy)
    return Audited(listing_of(work), errors, warnings)


def _read_text(path: str, reporter: Reporter) -> SourceFile | None:
    found = Reporter()
    source = read_source(path, found)
    office = PurePath(path).suffix.lower() in _OFFICE
    reporter.extend(_for_a_text(one, office=office) for one in found)
    return source


def _for_a_text(one: Diagnostic, *, office: bool) -> Diagnostic:
    """The same finding with help for an official text instead of a policy."""
    if office and one.code in ("U006", "U007"):
        return replace(one, help=_AS_TEXT)
    return replace(one, help=_WHOLE) if one.code in ("U004", "U005") else one
