"""A tree against a JSON Schema: every mistake once, at its place, in the drafter's words."""

from __future__ import annotations

from typing import Final

from policydsl.diagnostics import Label, Reporter
from policydsl.syntax.issues import issues
from policydsl.syntax.kind import document_kind
from policydsl.syntax.schema import Schema, Shape, compile_schema, shape_of
from policydsl.syntax.tree import Mapping, Node

HEADER: Final = frozenset(("policydsl", "kind"))


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
    return _check(node, shape_of(kind), reporter, header=True) and not header.has_errors


def check_against(node: Node, schema: Schema, reporter: Reporter) -> bool:
    """Whether the node fits a schema made at run time, such as that of a policy's facts."""
    return _check(node, compile_schema(schema), reporter, header=False)


def _check(node: Node, shape: Shape, reporter: Reporter, *, header: bool) -> bool:
    against = issues(shape, node)
    if header:  # that is spoken of already
        against = [issue for issue in against if not (len(issue.path) == 1 and issue.path[0] in HEADER)]
    if not against:
        return True
    from policydsl.syntax.findings import report  # noqa: PLC0415  (only faulty documents pay for it)

    report(node, shape, against, HEADER if header else frozenset(), reporter)
    return False
