"""YAML text to a positioned tree, checked against the JSON Schemas.

Takes a file's bytes; gives `Scalar`, `Sequence` and `Mapping` nodes, each with its span.
Guarantees: YAML 1.2 core, written digits kept, no duplicate keys, limits on size, depth and aliases.
"""

from policydsl.syntax.kind import KINDS, WRITTEN_KINDS, document_kind
from policydsl.syntax.parse import parse_yaml
from policydsl.syntax.reading import MAX_BYTES, read_source, source_of
from policydsl.syntax.shape import check_shape
from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue, Sequence, Style

__all__ = [
    "KINDS",
    "MAX_BYTES",
    "WRITTEN_KINDS",
    "Mapping",
    "Node",
    "Scalar",
    "ScalarValue",
    "Sequence",
    "Style",
    "check_shape",
    "document_kind",
    "parse_yaml",
    "read_source",
    "source_of",
]
