"""A tree with its misspelt keys read as what they most likely mean, so that later passes do not miss what they hold."""

from __future__ import annotations

from policydsl.diagnostics import Reporter
from policydsl.syntax.tree import Mapping, Node, walk

_MISSPELT = "S012"


def take_as_meant(root: Node, reporter: Reporter) -> None:
    """Rename the keys that were reported as misspelt; where the right key is there too, nothing is renamed.

    The document has errors already and is used for nothing but finding more of them.
    """
    meant = {
        one.labels[0].span: one.fix.edits[0].replacement.removeprefix("- ")
        for one in reporter
        if one.code == _MISSPELT and one.labels and one.labels[0].file is root.file and one.fix is not None
    }
    if not meant:
        return
    for node in walk(root):
        if isinstance(node, Mapping):
            for key, _ in node.entries:
                name = meant.get(key.span)
                if name is not None and node.key(name) is None:
                    key.text = name
