"""Figures in labels, titles and questions, which people read beside the result: they must be those of the text, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.compare.matching import Matched
from policydsl.audit.compare.slips import place_of
from policydsl.audit.policy.citers import What, texts
from policydsl.audit.text import quantity
from policydsl.audit.text.bounds import bounded_figures
from policydsl.audit.text.clean import clean
from policydsl.audit.text.quantity import Key
from policydsl.diagnostics import Label, Reporter
from policydsl.source import Span
from policydsl.source.figures import CURRENCIES
from policydsl.syntax.tree import Scalar

_KEYS: Final = {
    What.CLAUSE: ("title", "label"),
    What.COMMON: ("label",),
    What.COMMITMENT: ("title",),
    What.READING: ("question", "options", "label"),
    What.PARAMETER: ("label",),
    What.STACKING: (),
    What.LIMIT: ("label",),
}
_ALSO: Final = {"RMB": "CNY", "¥": "CNY", "US$": "USD"}
_ENGLISH: Final = re.compile(
    rf"(?P<currency>{'|'.join((*CURRENCIES, *map(re.escape, _ALSO)))}) ?"
    r"(?P<money>[0-9][0-9,]*(?:\.[0-9]+)?)(?: (?P<scale>thousand|million|billion))?"
    r"|(?P<rate>[0-9]+(?:\.[0-9]+)?) ?(?:%|per cent|percent)"
    r"|(?P<time>[0-9]+)[ -](?P<unit>year|month)s?\b"
)
_SCALES: Final = {None: 0, "thousand": 3, "million": 6, "billion": 9}
_MOST_DIGITS: Final = 34


def check_labels(work: Work, matched: Matched, reporter: Reporter) -> None:
    """Report figures of labels that the cited text has not."""
    slipped = {key for slip in matched.slips for key in slip.use.quantity.keys}
    for entry in work.entries:
        if entry.lost or not entry.passages:
            continue
        known = {key for figure in entry.figures(entry.sentences) for key in figure.keys}
        known |= {key for use in entry.uses for key in use.quantity.keys} & (slipped | _parameters(entry))
        changed = {
            key for figure in entry.figures(entry.sentences) if id(figure) in matched.told for key in figure.keys
        }
        stale = {key for slip in matched.slips if slip.entry is entry for key in slip.use.quantity.keys}
        for text, at, keys in _figures(entry):
            if not known.isdisjoint(keys) or not (stale | changed).isdisjoint(keys):
                continue
            reporter.report(
                "A014", at, place_of(work, entry), figure=text, name=entry.citer.name, place=entry.citer.cite
            )


def _parameters(entry: Entry) -> set[Key]:
    """Figures of parameters, which may stand in another place of the text."""
    return {key for use in entry.uses if use.parameter is not None for key in use.quantity.keys}


def _figures(entry: Entry) -> Iterator[tuple[str, Label, frozenset[Key]]]:
    for scalar in _texts(entry, english=False):
        for found in bounded_figures(clean(scalar.text)):
            figure = found.figure
            yield figure.text, Label(scalar.file, scalar.locate(found.span())), figure.quantity.keys
    for scalar in _texts(entry, english=True):
        for match in _ENGLISH.finditer(scalar.text):
            keys = _english(match)
            if keys is not None:
                yield match[0], Label(scalar.file, scalar.locate(Span(*match.span()))), keys


def _texts(entry: Entry, *, english: bool) -> Iterator[Scalar]:
    keys = _KEYS[entry.citer.what]
    yield from texts(entry.citer.body, *keys, english=english)


def _english(match: re.Match[str]) -> frozenset[Key] | None:
    if match["money"] is not None:
        digits = match["money"].replace(",", "")
        if len(digits) > _MOST_DIGITS:
            return None
        amount = quantity.WIDE.scaleb(Decimal(digits), _SCALES[match["scale"]])
        currency = _ALSO.get(match["currency"], match["currency"])
        return quantity.money(quantity.WIDE.multiply(amount, Decimal(1)), currency).keys
    if match["rate"] is not None:
        return (
            None
            if len(match["rate"]) > _MOST_DIGITS
            else quantity.ratio(Decimal(match["rate"]).scaleb(-2), written=True).keys
        )
    if len(match["time"]) > _MOST_DIGITS:
        return None
    number = Decimal(match["time"])
    return quantity.months(number * (12 if match["unit"] == "year" else 1), number).keys
