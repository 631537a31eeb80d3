"""YAML text to a tree: the public door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from policydsl.diagnostics import Label, Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax.compose import Composer, SyntaxStop
from policydsl.syntax.lints import lint
from policydsl.syntax.parts import Parts
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.tree import Node, Scalar
from policydsl.syntax.values import WIDE_COLONS, has_wide_space

if TYPE_CHECKING:
    from policydsl.syntax.line_slips import Slip

_MAX_TRIES: Final = 20
_WIDE_COLON_AFTER_KEY: Final = re.compile(rf"[A-Za-z0-9_][ ]?[{WIDE_COLONS}]")
# A necessary sign of an item that is a part of the one above: it stands further in, and nothing opens a list there.
_SWALLOWED_ITEM: Final = re.compile(r"\n([ ]*)-[ ][^\n:]*\n(?=[ ])\1[ ]+-[ ]")
# Every try reads the text from its beginning again: a large file gets fewer.
_MAX_REREAD: Final = 4_000_000


def parse_yaml(source: SourceFile, reporter: Reporter) -> Node | None:
    """The tree of the one document in `source`; None after a report that nothing can be read from it.

    After an error of YAML itself the text is mended in a copy and read again, so that one run reports all;
    the tree is then a guess, good for finding more mistakes and for nothing else (`reporter.has_errors`).
    """
    shadow = Shadow(source.text)
    before = len(reporter)
    tries = max(2, min(_MAX_TRIES, _MAX_REREAD // max(1, len(source.text))))
    while True:
        found = Reporter()
        composed = Composer(source, shadow, found).run()
        if composed.stop is None:
            slips = [] if composed.root is None else _silent_slips(source, composed.root)
            mended = [slip for slip in slips if tries and shadow.replace_all(slip.edits)]
            if not mended:
                break
            for slip in mended:
                slip.report(source, reporter)
            tries -= 1
            continue
        if tries == 0 or not _mend(source, shadow, composed.stop, reporter):
            reporter.extend(found)
            if len(reporter) == before:
                at = min(composed.stop.at, len(source.text))
                reporter.report("Y001", Label(source, Span(at, at)))
            return None
        tries -= 1
    reporter.extend(found)
    root = composed.root
    if root is None or (type(root) is Scalar and root.value is None):
        if not found:
            reporter.report("Y026", Label(source, source.whole()))
        return None
    source.outline = Parts(root)
    lint(source, root, reporter)
    return root


def _mend(source: SourceFile, shadow: Shadow, stop: SyntaxStop, reporter: Reporter) -> bool:
    from policydsl.syntax.recover import mend  # noqa: PLC0415  (only broken texts pay for it)

    return mend(source, shadow, stop, reporter)


def _silent_slips(source: SourceFile, root: Node) -> list[Slip]:
    """Slips that YAML takes without a word, and makes something else of the lines that follow."""
    slips: list[Slip] = []
    if has_wide_space(source.text):
        from policydsl.syntax.wide_spaces import slips_in_keys  # noqa: PLC0415  (hardly any text has one)

        slips += slips_in_keys(root)
    if _WIDE_COLON_AFTER_KEY.search(source.text):
        from policydsl.syntax.wide_colons import slips_in_texts  # noqa: PLC0415  (hardly any text has one)

        slips += slips_in_texts(source, root)
    if _SWALLOWED_ITEM.search(source.text):
        from policydsl.syntax.list_slips import slips_in_lists  # noqa: PLC0415  (hardly any text has one)

        slips += slips_in_lists(root)
    return slips
