"""Builds a `Policy` from its tree."""

from __future__ import annotations

from typing import Any, cast

from policydsl.diagnostics import Reporter
from policydsl.model import clauses, facts_model, rules, sums
from policydsl.model import reading as read
from policydsl.model.common import common_of, share
from policydsl.model.policy import ROOT, Entity, Policy
from policydsl.source import Text
from policydsl.syntax.tree import Mapping


def build_policy(node: Mapping, reporter: Reporter) -> Policy:
    """The policy, with everything that could be read; what could not was reported."""
    currency = facts_model.currency(node.get("currency"), "CNY", reporter) or "CNY"
    entities = facts_model.entities(node.get("facts"), currency, reporter)
    if ROOT not in entities:
        facts_key = node.key("facts")
        if facts_key is not None:
            reporter.report("N015", read.label_of(facts_key))
        entities = {ROOT: Entity(ROOT, ROOT, Text("申报主体", "applicant"), {}, read.label_of(node)), **entities}
    common = common_of(node.key("common"), node.get("common"), reporter)
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
        currency=currency,
        rounding=sums.rounding(node.get("rounding"), currency, reporter),
        subject_to=read.strings(node.get("subject_to")),
        note=read.text(node.get("note")),
        entities=entities,
        parameters=facts_model.parameters(node.get("parameters"), reporter),
        readings=facts_model.readings(node.get("readings"), reporter),
        clauses=share(common, clauses.clauses(node.get("clauses"), currency, reporter), reporter),
        commitments=clauses.commitments(node.get("commitments"), reporter),
        stacking=rules.stacking(node.get("stacking"), reporter),
        limits=rules.limits(node.get("limits"), reporter),
        at=read.label_of(node.get("id") or node),
        issued_at=clauses.place(node.get("issued")),
        sha256=node.file.sha256,
        common=common,
    )
