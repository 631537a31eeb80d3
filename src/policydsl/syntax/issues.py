"""What a schema says against a tree, with the nodes that it speaks of."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final, TypeAlias

from jsonschema import ValidationError

from policydsl.source.frozen import frozen
from policydsl.syntax.plain import plain
from policydsl.syntax.schema import DEFINITION, Shape, errors
from policydsl.syntax.tree import Mapping, Node, at_path

Path: TypeAlias = tuple[str | int, ...]

# A file with more mistakes than this is of another kind altogether; the rest is not worth the time.
MAX_ISSUES: Final = 1000


@frozen(eq=False)
class Issue:
    """One thing that a schema says against a node."""

    rule: str  # the schema's keyword
    wanted: Any  # what stands under it
    shape: Shape
    path: Path
    node: Node
    of_key: bool  # about the node as the name of a key

    @property
    def definition(self) -> object:
        """The name of the definition that the schema was copied from."""
        return self.shape.schema.get(DEFINITION)


def issues(shape: Shape, root: Node) -> list[Issue]:
    """What a schema says against a tree: at most `MAX_ISSUES`, in the order of the text."""
    found = [_issue(error, root) for error in islice(errors(shape, plain(root)), MAX_ISSUES)]
    return sorted(found, key=lambda issue: issue.node.span.start)


def _issue(error: ValidationError, root: Node) -> Issue:
    rule, path = str(error.validator), tuple(error.absolute_path)
    of_key = list(error.absolute_schema_path)[-2:-1] == ["propertyNames"]
    node = at_path(root, path)
    if isinstance(node, Mapping) and (of_key or (rule == "additionalProperties" and isinstance(error.instance, str))):
        node = node.key(str(error.instance)) or node
    schema = error.schema if isinstance(error.schema, dict) else {}
    return Issue(rule, error.validator_value, Shape(schema), path, node, of_key)
