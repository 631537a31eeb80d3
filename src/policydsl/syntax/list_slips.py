"""Items of a list that YAML takes for a part of the item above, since they stand further in."""

from __future__ import annotations

import re
from typing import Final

from policydsl.source import Span
from policydsl.syntax.line_slips import Slip
from policydsl.syntax.tree import Node, Scalar, Sequence, walk
from policydsl.syntax.values import shown

# A formula may go on with a minus in the next line, but not as an item of a list.
_NEXT_ITEM: Final = re.compile(r"\n([ ]*)-[ ]+([^\n]*)")


def slips_in_lists(root: Node) -> list[Slip]:
    """The lines that are to be moved, so that each item is one again."""
    slips: list[Slip] = []
    for node in walk(root):
        for item in node.items if type(node) is Sequence else ():
            if type(item) is Scalar and item.style == "plain" and item.span.end - item.span.start > len(item.text):
                slips += _in_item(item)
    return slips


def _in_item(item: Scalar) -> list[Slip]:
    text, source = item.file.text, item.file
    begin = source.start_of(source.position(item.span.start).line)
    line = text[begin : item.span.start]
    if line.strip() != "-":
        return []  # the list is written in one line, or several dashes are
    column = line.index("-")
    found = list(_NEXT_ITEM.finditer(text, item.span.start, item.span.end))
    if found and column % 2 and all(len(one[1]) == len(found[0][1]) and not len(one[1]) % 2 for one in found):
        # The first is the one that was moved: the others stand where lists stand.
        first = text[item.span.start : found[0].start()].strip()
        span = Span(item.span.start, item.span.start + len(first))
        return [_slip(span, Span(begin, begin + column), len(found[0][1]), first)]
    return [
        _slip(Span(one.start(2), one.end(2)), Span(one.start(1), one.end(1)), column, one[2].strip()) for one in found
    ]


def _slip(span: Span, blanks: Span, column: int, text: str) -> Slip:
    return Slip("Y011", span, ((blanks, " " * column),), {"key": shown(text)}, sure=False)
