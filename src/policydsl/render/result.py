"""The result document (`schemas/result.schema.json`): everything that one policy gives one applicant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeAlias

from policydsl import __version__
from policydsl.award import Award, Evaluation, FailureNote, Status
from policydsl.model.policy import Policy
from policydsl.render.money import added, difference, fen
from policydsl.render.paying import after_award
from policydsl.render.words import assumptions, days
from policydsl.source import Text

Document: TypeAlias = dict[str, object]
BASES = ("exact", "ceiling", "discretionary")


def result_document(evaluation: Evaluation) -> Document:
    """The document, its keys in the order of the schema."""
    facts, policy = evaluation.facts, evaluation.plan.policy
    return {
        "policydsl": 1,
        "kind": "result",
        "program": {"name": "policydsl", "version": __version__},
        "policy": _policy(policy),
        "as_of": evaluation.as_of.iso(),
        "readings": dict(evaluation.readings),
        "applicant": _without_empty({"id": facts.applicant.id, "name": facts.applicant.name}),
        "assumes": assumptions(evaluation),
        "awards": [_award(award, policy) for award in evaluation.awards],
        "totals": _totals_document(evaluation.awards),
    }


def totals(awards: Iterable[Award]) -> dict[str, Decimal]:
    """The eligible awards added up: `amount` by basis, and `payable` of all."""
    granted = [a for a in awards if a.status is Status.ELIGIBLE and a.amount is not None]
    sums = {b: added(a.amount for a in granted if a.amount is not None and a.clause.basis == b) for b in BASES}
    return sums | {"payable": added(a.payable for a in granted if a.payable is not None)}


def result_json(document: Document | list[Document]) -> str:
    """The text of one document, or of an array of several."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def result_line(document: Document) -> str:
    """The document on one line."""
    return json.dumps(document, ensure_ascii=False) + "\n"


def _policy(policy: Policy) -> Document:
    return _without_empty(
        {
            "id": policy.id,
            "title": _text(policy.title),
            "number": policy.number,
            "level": policy.level,
            "currency": "" if policy.currency == "CNY" else policy.currency,
            "sha256": policy.sha256,
        }
    ) | {"amendments": [{"id": one.id, "sha256": one.sha256} for one in policy.amendments]}


def _award(award: Award, policy: Policy) -> Document:
    clause = award.clause
    found = _without_empty(
        {
            "clause": clause.id,
            "subject": award.subject,
            "title": _text(clause.title),
            "cite": clause.cite,
            "benefit": clause.benefit,
            "basis": clause.basis,
            "category": clause.category,
        }
    )
    found |= {"departments": list(clause.departments), "status": str(award.status)}
    for name, value in (("amount", award.amount), ("deducted", _deducted(award)), ("payable", award.payable)):
        if value is not None:
            found[name] = fen(value)
    if award.most is not None:
        found["most"] = fen(award.most)
    if award.term is not None:
        found["term"] = f"P{award.term}M"
    found |= _days(award)
    found |= {
        "limited_by": award.limited_by,
        "row": award.row,
        "provisional": award.provisional,
        "missing": list(award.missing),
        "failures": [_failure(note, policy) for note in award.failures],
        "failed_conditions": list(award.failed_conditions),
        "no_row": award.no_row,
        "subject_to": list(award.subject_to),
    }
    return found | after_award(award, lambda note: _failure(note, policy))


def _days(award: Award) -> Document:
    """The day that governs and the claim window, where the clause has them."""
    day, begin, end = days(award)
    found: Document = {} if day is None else {"dated": str(day)}
    told = None if award.trace is None else award.trace.governing
    if told is not None and told.window is not None:
        found["claim"] = {key: str(one) for key, one in (("from", begin), ("until", end)) if one is not None}
    return found


def _deducted(award: Award) -> Decimal | None:
    """What makes `amount` the `payable`; the deduction itself may have parts of a fen."""
    if award.deducted is None or award.amount is None or award.payable is None:
        return None
    return difference(award.amount, award.payable)


def _failure(note: FailureNote, policy: Policy) -> Document:
    file, span = note.at.origin.file, note.at.origin.locate(note.at.span)
    formula = " ".join(file.text[span.start : span.end].split())
    file, span = file.place(span)
    where = file.position(span.start)
    found: Document = {"message": _text(note.reason), "formula": formula, "line": where.line, "column": where.column}
    by = next((one.id for one in policy.amendments if one.source is file), None)
    return found if by is None else found | {"amendment": by}


def _totals_document(awards: tuple[Award, ...]) -> Document:
    count = sum(award.status is Status.ELIGIBLE for award in awards)
    return {**{name: fen(value) for name, value in totals(awards).items()}, "count": count}


def _text(text: Text) -> Document:
    return _without_empty({"zh": text.zh, "en": text.en})


def _without_empty(found: Mapping[str, object]) -> Document:
    return {key: value for key, value in found.items() if value not in (None, "", {})}
