"""The record of an audit for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.audit.listing import Listing, PassageRow
from policydsl.render.audit.words import BESIDE, citers, counts, uses
from policydsl.source import Lang
from policydsl.source.width import display_width, pad, truncate, visible, wrap

_INDENT: Final = 4
_MOST_FIGURE: Final = 28
_LEAST: Final = 30


def listing_text(listing: Listing, lang: Lang, *, width: int = 80) -> str:
    """Each passage with its citers, its figures with their uses; last what stands beside the provisions."""
    lines = [visible(counts(listing, lang))]
    for row in listing.passages:
        lines += ["", *_passage(row, lang, width)]
    if listing.beside:
        lines += ["", BESIDE.pick(lang)]
        lines += [" " * _INDENT + truncate(visible(one), width - _INDENT) for one in listing.beside]
    return "\n".join(lines) + "\n"


def _passage(row: PassageRow, lang: Lang, width: int) -> Iterator[str]:
    yield truncate(f"{visible(row.place)}  {visible(row.text)}", width)
    arrow = " " * _INDENT + "← "
    for nth, line in enumerate(wrap(visible(citers(row, lang)), max(_LEAST, width - len(arrow)))):
        yield (arrow if nth == 0 else " " * len(arrow)) + line
    left = min(_MOST_FIGURE, max((display_width(one.words) for one in row.figures), default=0))
    for figure in row.figures:
        start = " " * _INDENT + pad(truncate(visible(figure.words), left), left) + "  "
        room = max(_LEAST, width - display_width(start))
        for line in (part for use in uses(figure, lang) for part in wrap(visible(use), room)):
            yield (start + line).rstrip()
            start = " " * (_INDENT + left + 2)
