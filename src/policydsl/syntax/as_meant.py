"""A tree with its misspelt keys, `是` and `否` read as what they most likely mean: later passes shall miss nothing."""

from __future__ import annotations

from policydsl.diagnostics import Reporter
from policydsl.syntax.tree import Mapping, Node, Scalar, walk

_MISSPELT = "S012"
_YES_OR_NO = "S018"


def take_as_meant(root: Node, reporter: Reporter) -> None:
    """Rename the keys reported as misspelt, unless the right one is there too, and take 是 for true.

    The document has errors already and is used for nothing but finding more of them.
    """
    meant = {
        one.labels[0].span: one.fix.edits[0].replacement.removeprefix("- ")
        for one in reporter
        if one.code == _MISSPELT and one.labels and one.labels[0].file is root.file and one.fix is not None
    }
    answers = {
        one.labels[0].span: one.fix.edits[0].replacement == "true"
        for one in reporter
        if one.code == _YES_OR_NO and one.labels and one.labels[0].file is root.file and one.fix is not None
    }
    if not meant and not answers:
        return
    for node in walk(root):
        if isinstance(node, Scalar) and node.span in answers:
            node.value = answers[node.span]
        if isinstance(node, Mapping):
            for key, _ in node.entries:
                name = meant.get(key.span)
                if name is not None and node.key(name) is None:
                    key.text = name
