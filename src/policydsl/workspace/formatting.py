"""A document in the canonical layout."""

from __future__ import annotations

from typing import Final, Literal

from policydsl.diagnostics import Label, Reporter
from policydsl.layout import formulas_of, lay_out
from policydsl.model.builder import build_policy
from policydsl.model.policy import CellPart, Formula
from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Mapping, Scalar

Outcome = Literal["laid out", "as it is", "faulty"]
_CRLF: Final = "\r\n"
_PASSES: Final = 4  # comments between the dashes of lists in lists find their place only with the second


@frozen(eq=False)
class Formatted:
    """A document after its layout: its text, and whether that is new, or why it was left alone."""

    source: SourceFile
    text: str
    outcome: Outcome

    @property
    def changed(self) -> bool:
        """Whether the layout differs from what was written."""
        return self.text != self.source.text


def format_document(source: SourceFile, reporter: Reporter) -> Formatted:
    """The document laid out; one with errors of form is left as it is, with the reasons in `reporter`.

    Line ends stay those of the file; JSON stays as it is.
    """
    found = Reporter()
    tree = parse_yaml(source, found)
    if tree is None or not isinstance(tree, Mapping) or found.has_errors:
        if isinstance(tree, Mapping) or tree is None:
            reporter.extend(found)
        if not found.has_errors:
            reporter.report("U140", Label(source, Span(0, 0)), name=source.name)
        return Formatted(source, source.text, "faulty")
    if source.text.lstrip().startswith("{"):
        return Formatted(source, source.text, "as it is")
    text = _settled(source, tree)
    if text is None:
        reporter.report("U140", Label(source, Span(0, 0)), name=source.name)
        return Formatted(source, source.text, "faulty")
    return Formatted(source, text.replace("\n", _CRLF) if _CRLF in source.text else text, "laid out")


def _settled(source: SourceFile, tree: Mapping) -> str | None:
    """The layout that lays out as itself; None where there is none that keeps the meaning."""
    for _ in range(_PASSES):
        layout = lay_out(source, tree, _formulas(tree))
        if not layout.faithful:
            return None
        if layout.text == source.text:
            return layout.text
        source = SourceFile(source.name, layout.text)
        again = parse_yaml(source, Reporter())
        if not isinstance(again, Mapping):
            return None
        tree = again
    return None


def _formulas(tree: Mapping) -> dict[int, Formula | CellPart]:
    kind = tree.get("kind")
    if not isinstance(kind, Scalar) or kind.text != "policy":
        return {}
    return formulas_of(build_policy(tree, Reporter()))
