"""Builds a `Policy` from its tree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from policydsl.diagnostics import Reporter
from policydsl.model import clauses, facts_model, rules
from policydsl.model import reading as read
from policydsl.model.policy import ROOT, Entity, Policy, Rounding
from policydsl.source import Text
from policydsl.source.figures import plain_text
from policydsl.syntax.tree import Mapping, Node

FEN_PLACES = 2
CODE_LENGTH = 3
# ISO 4217, those that such notices are written in.
CURRENCIES = ("CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "AUD", "CAD", "CHF")
_WHOLE_FEN = Text("取整单位须是分（0.01元）的整数倍", "a rounding unit is a whole number of fen (0.01元)")


def build_policy(node: Mapping, reporter: Reporter) -> Policy:
    """The policy, with everything that could be read; what could not was reported."""
    entities = facts_model.entities(node.get("facts"), reporter)
    if ROOT not in entities:
        facts_key = node.key("facts")
        if facts_key is not None:
            reporter.report("N015", read.label_of(facts_key))
        entities = {ROOT: Entity(ROOT, ROOT, Text("申报主体", "applicant"), {}, read.label_of(node)), **entities}
    return Policy(
        id=read.string(node.get("id")) or "",
        title=read.text(node.get("title")),
        number=read.string(node.get("number")) or "",
        issuer=read.text(node.get("issuer")),
        level=read.string(node.get("level")) or "",
        issued=read.string(node.get("issued")) or "",
        status=cast(Any, read.string(node.get("status")) or "in_force"),
        in_force=clauses.in_force(node.get("in_force"), reporter),
        supersedes=read.strings(node.get("supersedes")),
        currency=_currency(node.get("currency"), reporter),
        rounding=_rounding(node.get("rounding"), reporter),
        subject_to=read.strings(node.get("subject_to")),
        note=read.text(node.get("note")),
        entities=entities,
        parameters=facts_model.parameters(node.get("parameters"), reporter),
        readings=facts_model.readings(node.get("readings"), reporter),
        clauses=clauses.clauses(node.get("clauses"), reporter),
        commitments=clauses.commitments(node.get("commitments"), reporter),
        stacking=rules.stacking(node.get("stacking"), reporter),
        limits=rules.limits(node.get("limits"), reporter),
        at=read.label_of(node.get("id") or node),
        issued_at=clauses.place(node.get("issued")),
        sha256=node.file.sha256,
    )


def _currency(node: Node | None, reporter: Reporter) -> str:
    """The policy's currency; one that there is not is reported, and yuan assumed."""
    written = read.string(node)
    if node is None or written is None or written in CURRENCIES:
        return written or "CNY"
    if len(written) == CODE_LENGTH and written.isascii() and written.isupper():  # else its shape has been reported
        reporter.report("P003", read.label_of(node), text=written)
    return "CNY"


def _rounding(node: Node | None, reporter: Reporter) -> Rounding:
    to_node = read.get(node, "to")
    to = read.figure(to_node, money=True)
    if to_node is not None and read.string(to_node) is not None and (to is None or to <= 0):
        reporter.report("P002", read.label_of(to_node), text=read.string(to_node) or "")
        to = None
    elif to_node is not None and to is not None and len(plain_text(to).partition(".")[2]) > FEN_PLACES:
        reporter.report("P002", read.label_of(to_node), help=_WHOLE_FEN, text=read.string(to_node) or "")
        to = None
    return Rounding(to or Decimal("0.01"), cast(Any, read.string(read.get(node, "mode")) or "down"))
