"""A document against the JSON Schema of its kind: every mistake once, at its place, in the drafter's words."""

from __future__ import annotations

from typing import Final

from policydsl.diagnostics import Label, Reporter
from policydsl.syntax.kind import document_kind
from policydsl.syntax.plain import plain
from policydsl.syntax.tree import Mapping, Node
from policydsl.syntax.verdicts import verdict

_HEADER: Final = frozenset(("policydsl", "kind"))


def check_shape(node: Node, kind: str, reporter: Reporter) -> bool:
    """Whether the document has the shape of its kind (policy, facts, tests, amendment, result)."""
    header = Reporter()
    found = document_kind(node, header)
    reporter.extend(header)
    if not isinstance(node, Mapping):
        return False
    if found is not None and found != kind:
        value = node.get("kind") or node
        reporter.report("S006", Label(value.file, value.span), wanted=kind, found=found)
        return False
    known = verdict(kind, plain(node))
    if known.is_known():
        return not header.has_errors
    # Only a document that is new, or faulty, pays for what this loads.
    from policydsl.syntax.issues import issues  # noqa: PLC0415
    from policydsl.syntax.schema import shape_of  # noqa: PLC0415

    shape = shape_of(kind)
    against = issues(shape, node)
    if not against:
        known.remember()
        return not header.has_errors
    from policydsl.syntax.findings import report  # noqa: PLC0415

    # The header is spoken of already.
    against = [issue for issue in against if not (len(issue.path) == 1 and issue.path[0] in _HEADER)]
    report(node, shape, against, _HEADER, reporter)
    return not against and not header.has_errors
