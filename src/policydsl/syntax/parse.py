"""YAML text to a tree: the public door."""

from __future__ import annotations

from typing import Final

from policydsl.diagnostics import Label, Reporter
from policydsl.source import SourceFile
from policydsl.syntax.compose import Composer
from policydsl.syntax.lints import lint, wide_spaces
from policydsl.syntax.recover import mend
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.tree import Node, Scalar

_MAX_TRIES: Final = 20
# Every try reads the text from its beginning again: a large file gets fewer.
_MAX_REREAD: Final = 4_000_000


def parse_yaml(source: SourceFile, reporter: Reporter) -> Node | None:
    """The tree of the one document in `source`; None after a report that nothing can be read from it.

    After an error of YAML itself the text is mended in a copy and read again, so that one run reports all;
    the tree is then a guess, good for finding more mistakes and for nothing else (`reporter.has_errors`).
    """
    shadow = Shadow(source.text)
    tries = max(2, min(_MAX_TRIES, _MAX_REREAD // max(1, len(source.text))))
    while True:
        found = Reporter()
        composed = Composer(source, shadow, found).run()
        if composed.stop is None:
            slips = [] if composed.root is None else wide_spaces(source, composed.root)
            if tries == 0 or not shadow.replace_all(edit for slip in slips for edit in slip.edits):
                break
            for slip in slips:
                slip.report(source, reporter)
            tries -= 1
            continue
        if tries == 0 or not mend(source, shadow, composed.stop, reporter):
            reporter.extend(found)
            return None
        tries -= 1
    reporter.extend(found)
    root = composed.root
    if root is None or (type(root) is Scalar and root.value is None):
        if not found:
            reporter.report("Y026", Label(source, source.whole()))
        return None
    lint(source, root, reporter)
    return root
