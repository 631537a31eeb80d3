"""The record of an audit for programs."""

from __future__ import annotations

from collections.abc import Iterable

from policydsl import __version__
from policydsl.audit.listing import FigureRow, Listing, PassageRow
from policydsl.diagnostics import Diagnostic
from policydsl.diagnostics.render.json import dumped, finding_json
from policydsl.source import Lang, Position


def listing_json(listing: Listing, found: Iterable[Diagnostic], lang: Lang) -> str:
    """One document: `findings` as `check` prints them, `passages` with their figures, `beside` the other lines."""
    document = {
        "policydsl": 1,
        "kind": "audit",
        "version": __version__,
        "policy": listing.policy,
        "source": listing.source,
        "findings": [finding_json(one, lang) for one in found],
        "passages": [_passage(one, lang) for one in listing.passages],
        "beside": list(listing.beside),
    }
    return dumped(document)


def _passage(row: PassageRow, lang: Lang) -> dict[str, object]:
    return {
        "place": row.place,
        "text": row.text,
        "start": _position(row.at),
        "standing": row.standing,
        "cited_by": [_plain(one.pick(lang)) for one in row.cited_by],
        "figures": [_figure(one, lang) for one in row.figures],
    }


def _figure(row: FigureRow, lang: Lang) -> dict[str, object]:
    return {
        "text": row.text,
        "words": row.words,
        "start": _position(row.at),
        "used": [
            {
                "by": _plain(one.by.pick(lang)),
                "part": _plain(one.part.pick(lang)),
                "start": _position(one.at),
                "mention": one.mention,
            }
            for one in row.used
        ],
    }


def _position(at: Position) -> dict[str, int]:
    return {"line": at.line, "column": at.column}


def _plain(text: str) -> str:
    return text.replace("`", "")
