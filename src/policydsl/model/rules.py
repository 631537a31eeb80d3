"""Builds what a policy says of several awards together: stacking rules and limits."""

from __future__ import annotations

from typing import Any, cast

from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.model.clauses import each
from policydsl.model.policy import Limit, Named, StackingRule
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node


def stacking(node: Node | None, reporter: Reporter) -> tuple[StackingRule, ...]:
    """The stacking rules, in the order written."""

    def build(body: Mapping, id_: str, at: Label) -> StackingRule:
        return StackingRule(
            id=id_,
            cite=read.string(body.get("cite")) or "",
            rule=cast(Any, read.string(body.get("rule")) or "highest"),
            same=read.strings(body.get("same")),
            across=cast(Any, read.string(body.get("across")) or "policies"),
            settle="difference",
            note=read.text(body.get("note")),
            at=at,
            label=read.text(body.get("label")),
            among=_named(body.get("among")),
            level=read.strings(body.get("level")),
            every=cast(Any, read.string(body.get("every")) or "once"),
        )

    return each(node, build, reporter)


def limits(node: Node | None, reporter: Reporter) -> tuple[Limit, ...]:
    """The limits over several awards, in the order written."""

    def build(body: Mapping, id_: str, at: Label) -> Limit | None:
        limit = read.formula(body.get("limit"), reporter)
        per, when = read.formula(body.get("per"), reporter), read.formula(body.get("when"), reporter)
        rank_by = read.formula(body.get("rank_by"), reporter)
        if limit is None:
            return None
        return Limit(
            id=id_,
            cite=read.string(body.get("cite")) or "",
            label=read.text(body.get("label")) or Text(id_),
            limit=limit,
            counts=_named(body.get("counts")),
            besides=_named(body.get("except")),
            per=per,
            every=cast(Any, read.string(body.get("every")) or "once"),
            when=when,
            other=read.strings(body.get("other")),
            short=cast(Any, read.string(body.get("short")) or "clause_order"),
            rank_by=rank_by,
            order=cast(Any, read.string(body.get("order")) or "descending"),
            note=read.text(body.get("note")),
            at=at,
        )

    return each(node, build, reporter)


def _named(node: Node | None) -> tuple[Named, ...]:
    """Ids of clauses in a list."""
    return tuple(Named(id_, read.label_of(one)) for one in read.items(node) if (id_ := read.string(one)) is not None)
