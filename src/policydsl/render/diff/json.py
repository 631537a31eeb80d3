"""A comparison for programs."""

from __future__ import annotations

from policydsl import __version__
from policydsl.award import Award
from policydsl.diagnostics.render.json import dumped
from policydsl.render.diff.report import AwardRow, ChangeLine, DiffReport
from policydsl.render.money import fen
from policydsl.source import Lang
from policydsl.syntax.tree import Node


def diff_json(report: DiffReport, lang: Lang) -> str:
    """One document: `changes` with their paths and places, `effects` with every award that changes; sums in yuan."""
    document = {
        "policydsl": 1,
        "kind": "diff",
        "version": __version__,
        "language": lang,
        "old": report.sides[0],
        "new": report.sides[1],
        "changes": [_change(line, section.heading) for section in report.sections for line in section.lines],
        "effects": [
            {
                "applicant": row.effect.facts.applicant.id,
                "name": row.effect.facts.applicant.name,
                "outcome": row.outcome,
                "before": fen(row.effect.before),
                "after": fen(row.effect.after),
                "gain": fen(row.effect.gain),
                "awards": [_award(one) for one in row.awards],
            }
            for row in report.applicants
        ],
    }
    return dumped(document)


def _change(line: ChangeLine, heading: str) -> dict[str, object]:
    found: dict[str, object] = {"kind": line.kind, "path": list(line.path), "part": heading, "text": line.text}
    for side, node in (("old", line.change.old), ("new", line.change.new)):
        if node is not None:
            found[side] = _place(node)
    return found


def _place(node: Node) -> dict[str, object]:
    file, span = node.file.place(node.span)
    where = file.position(span.start)
    return {"file": file.name, "line": where.line, "column": where.column}


def _award(row: AwardRow) -> dict[str, object]:
    one = row.effect
    return {
        "clause": one.clause,
        "subject": one.subject,
        "before": _state(one.old),
        "after": _state(one.new),
        "gain": fen(one.gain),
        "gain_months": one.gain_months,
        "open": one.open,
    }


def _state(award: Award | None) -> dict[str, object] | None:
    if award is None:
        return None
    found: dict[str, object] = {"status": str(award.status), "provisional": award.provisional}
    if award.payable is not None:
        found["payable"] = fen(award.payable)
    if award.term is not None:
        found["term"] = f"P{award.term}M"
    return found
