"""What the schema says against a document, as findings: every mistake once, at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policydsl.diagnostics import Label, Reporter, Severity
from policydsl.source import Span
from policydsl.syntax.issues import Issue
from policydsl.syntax.schema import Shape
from policydsl.syntax.shape_keys import KeyMistakes
from policydsl.syntax.shape_values import Place, explain
from policydsl.syntax.stray import is_stray
from policydsl.syntax.tree import Mapping, Node, Scalar, at_path

_KEY_RULES: Final = frozenset(("additionalProperties", "required", "dependentRequired"))
# After these the lines may hang together otherwise than the drafter meant …
_GUESSED: Final = frozenset(("Y001", "Y002", "Y005", "Y010", "Y011", "Y020", "Y035", "Y036", "Y038"))
# … so that these say nothing.
_OF_STRUCTURE: Final = frozenset(("S010", "S011", "S013", "S016", "S017", "S028", "S029"))


def report(root: Node, shape: Shape, against: Iterable[Issue], header: frozenset[str], reporter: Reporter) -> None:
    """Report the issues of a tree; `header`: keys of the root that are not to be spoken of."""
    by_path: dict[tuple[str | int, ...], list[Issue]] = {}
    for issue in against:
        by_path.setdefault(issue.path, []).append(issue)
    found = Reporter()
    misspelt: set[tuple[str | int, ...]] = set()
    for path, here in sorted(by_path.items(), key=lambda item: len(item[0])):
        if any(path[:length] in misspelt for length in range(1, len(path) + 1)):
            continue  # a value under a key that is another one's
        place = Place(root, path, at_path(root, path))
        keys = _explain_all(place, here, shape, frozenset() if path else header, found)
        misspelt.update((*path, key) for key in keys)
    errors = [d for d in reporter if d.labels and d.severity is Severity.ERROR]
    spoken_of = _Spans(d.labels[0] for d in errors)
    guessed = any(d.code in _GUESSED for d in errors)
    reporter.extend(d for d in found if not spoken_of.touch(d.labels[0]) and not (guessed and d.code in _OF_STRUCTURE))


def _explain_all(
    place: Place, here: list[Issue], shape: Shape, ignored: frozenset[str], reporter: Reporter
) -> set[str]:
    """What is wrong at one place; the keys that are misspelt there. A wrong type is nothing else besides."""
    node = place.node
    wrong_type = next((issue for issue in here if issue.rule == "type" and not issue.of_key), None)
    if wrong_type is not None:
        explain(place, wrong_type, reporter)
        return set()
    keys = [issue for issue in here if issue.rule in _KEY_RULES and not issue.of_key]
    misspelt: set[str] = set()
    if keys and isinstance(node, Mapping):
        misspelt = KeyMistakes(place, node, keys, shape, ignored).report(reporter)
    for issue in here:
        if issue.of_key and isinstance(node, Mapping):
            value = node.get(issue.node.text) if isinstance(issue.node, Scalar) else None
            if isinstance(issue.node, Scalar) and value is not None and is_stray(node, issue.node, value):
                continue  # told with its missing value
            explain(Place(place.root, place.path, issue.node), issue, reporter)
        elif issue not in keys:
            explain(place, issue, reporter)
    return misspelt


class _Spans:
    """Places that have been reported already: what was guessed there after a mistake is no second one."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._spans: dict[int, list[Span]] = {}
        for label in labels:
            self._spans.setdefault(id(label.file), []).append(label.span)

    def touch(self, label: Label) -> bool:
        """Whether the label speaks of such a place."""
        spans = self._spans.get(id(label.file), ())
        mine = label.span
        return any(span.start <= mine.end and mine.start <= span.end for span in spans)
