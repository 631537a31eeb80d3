"""What kind of document a tree is: its first two keys."""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Span
from policydsl.syntax.names import closest, is_slip, listed
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.syntax.values import shown
from policydsl.syntax.words import found_words

WRITTEN_KINDS: Final = ("policy", "amendment", "facts", "tests")
KINDS: Final = (*WRITTEN_KINDS, "result", "findings", "curve")  # the last ones are made by the program
# A key that only one kind of document has.
_TELLING: Final = {
    "clauses": "policy",
    "amends": "amendment",
    "changes": "amendment",
    "applicant": "facts",
    "tests": "tests",
    "awards": "result",
    "findings": "findings",
}


def document_kind(node: Node, reporter: Reporter) -> str | None:
    """The document's `kind`, or None after a report; `policydsl: 1` is checked, too."""
    if not isinstance(node, Mapping):
        label = Label(node.file, Span(node.span.start, min(node.span.end, node.span.start + 1)))
        reporter.report("S001", label, found=found_words(node))
        return None
    _version(node, reporter)
    kind = node.get("kind")
    if kind is None:
        suggestion = next((_TELLING[key.text] for key, _ in node if key.text in _TELLING), WRITTEN_KINDS[0])
        reporter.report("S004", _first(node), allowed=listed(WRITTEN_KINDS), suggestion=suggestion)
        return None
    text = kind.text if isinstance(kind, Scalar) else ""
    if text in KINDS:
        return text
    found = shown(kind.file.text[kind.span.start : kind.span.end])
    likely = closest(text, WRITTEN_KINDS)
    fix = Fix((Edit(kind.file, kind.span, likely),), is_slip(text, likely, WRITTEN_KINDS)) if likely else None
    reporter.report("S005", Label(kind.file, kind.span), fix=fix, found=found, allowed=listed(WRITTEN_KINDS))
    return None


def _version(node: Mapping, reporter: Reporter) -> None:
    version = node.get("policydsl")
    if version is None:
        start = node.entries[0][0].span.start if node.entries else node.span.start
        block = not node.file.text.startswith("{", node.span.start)
        fix = Fix((Edit(node.file, Span(start, start), "policydsl: 1\n"),)) if block else None
        reporter.report("S002", _first(node), fix=fix)
    elif not (isinstance(version, Scalar) and version.value == 1 and version.value is not True):
        found = shown(version.file.text[version.span.start : version.span.end])
        meant = isinstance(version, Scalar) and normalize("NFKC", version.text).strip().rstrip("。，,") == "1"
        fix = Fix((Edit(version.file, version.span, "1"),)) if meant else None
        reporter.report("S003", Label(version.file, version.span), fix=fix, found=found)


def _first(node: Mapping) -> Label:
    """The first key of a map: a place to show for what is not there."""
    return Label(node.file, node.entries[0][0].span if node.entries else node.span)
