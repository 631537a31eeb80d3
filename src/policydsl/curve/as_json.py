"""A curve as a document for other programs (`schemas/curve.schema.json`): money as decimal strings."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from policydsl.curve.curve import Break, Curve, Piece, Series
from policydsl.curve.laws import decimal_of
from policydsl.render.money import fen
from policydsl.render.result import result_document
from policydsl.source import Text
from policydsl.source.figures import plain_text

Document: TypeAlias = dict[str, object]


def curve_json(curves: list[Curve], clauses: tuple[str, ...] = ()) -> str:
    """The text of the document, or of an array of several."""
    documents = [curve_document(one, clauses) for one in curves]
    return json.dumps(documents if len(documents) > 1 else documents[0], ensure_ascii=False, indent=2) + "\n"


def curve_document(curve: Curve, clauses: tuple[str, ...] = ()) -> Document:
    """One curve."""
    axis, result = curve.axis, result_document(curve.first)
    shown = [one for one in curve.series if not clauses or (one.award is not None and one.award.clause.id in clauses)]
    found: Document = {"policydsl": 1, "kind": "curve", "program": result["program"], "policy": result["policy"]}
    found |= {name: result[name] for name in ("as_of", "readings", "applicant", "assumes")}
    found["fact"] = {
        "name": axis.name,
        "label": {"zh": axis.label("zh"), "en": axis.label("en")},
        "kind": axis.kind,
        "unit": axis.currency or axis.field.unit,
        "from": axis.written(0),
        "to": axis.written(axis.last),
        "step": plain_text(axis.step),
        "given": None if curve.given is None else axis.written_figure(curve.given),
    }
    found["complete"] = curve.complete
    found["evaluations"] = curve.points
    found["not_followed"] = list(curve.unsure)
    found["not_searched"] = [{"from": axis.written(low), "to": axis.written(high)} for low, high in curve.dark]
    found["awards"] = [_series(one, curve) for one in shown]
    if not clauses:
        found["total"] = _series(curve.total, curve)
    return found


def _text(text: Text) -> Document:
    return {key: one for key, one in (("zh", text.zh), ("en", text.en)) if one}


def _series(series: Series, curve: Curve) -> Document:
    found: Document = {}
    if series.award is not None:
        clause = series.award.clause
        found = {"clause": clause.id, "subject": series.award.subject, "cite": clause.cite}
        found["title"] = _text(clause.title)
    found["moves"] = series.moves
    found["unit"] = "months" if series.months else curve.first.plan.policy.currency
    found["pieces"] = [_piece(one, series, curve) for one in series.pieces]
    found["breaks"] = [_break(one, series, curve) for one in series.breaks]
    return found


def _piece(piece: Piece, series: Series, curve: Curve) -> Document:
    axis = curve.axis
    found: Document = {"from": axis.written(piece.start), "to": axis.written(piece.end)}
    if piece.status is not None:
        found["status"] = str(piece.status)
    found["first"], found["last"] = (amount(one, series) for one in (piece.figure_start, piece.figure_end))
    found["rule"] = None
    if piece.law is not None:
        found["rule"] = {"rate": number(piece.law.rate), "constant": number(piece.law.constant)}
    if piece.bent:
        found["straight"] = False
    if piece.dark:
        found["searched"] = False
    if piece.status is not None:
        found |= {"row": piece.row, "limited_by": piece.limited_by, "failed_conditions": list(piece.failed)}
        notes = () if piece.award is None else piece.award.failures
        found |= {"no_row": piece.no_row, "failures": [_text(note.reason) for note in notes]}
    return found | {"provisional": piece.provisional, "missing": list(piece.missing)}


def _break(one: Break, series: Series, curve: Curve) -> Document:
    axis = curve.axis
    found: Document = {"at": axis.written(one.at), "previous": axis.written(one.at - 1), "kind": one.kind}
    found |= {"before": amount(one.before, series), "after": amount(one.after, series)}
    if one.lost is not None:
        found["lost"] = amount(one.lost, series)
        found["regained_at"] = None if one.until is None else axis.written(one.until)
    return found


def amount(value: Decimal | None, series: Series) -> str | None:
    """A sum with two digits, or months."""
    if value is None:
        return None
    return f"P{value:.0f}M" if series.months else fen(value)


def number(value: Fraction) -> str:
    """A decimal number, or a fraction where that would not end."""
    found = decimal_of(value)
    return f"{value.numerator}/{value.denominator}" if found is None else plain_text(found)
