"""What comes after the sum: the parts in which an award is paid, and what the recipient promises for it."""

from __future__ import annotations

from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.model.policy import Formula
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping


@frozen
class Instalment:
    """A part of an award: its share of what is payable, the day when it falls due, the condition for it."""

    id: str
    share: Formula
    due: Formula | None
    when: Formula | None
    label: Text
    note: Text
    at: Label


@frozen
class Obligation:
    """A promise of the recipient: for how long and from which day, and what part is paid back if it is broken."""

    id: str
    text: Text
    duration: Formula | None
    start: Formula | None
    repay: Formula | None
    note: Text
    at: Label


def instalment(body: Mapping, id_: str, at: Label, reporter: Reporter) -> Instalment | None:
    """One part; None without a share, which the schema has reported."""
    share = read.formula(body.get("share"), reporter)
    due, when = read.formula(body.get("due"), reporter), read.formula(body.get("if"), reporter)
    if share is None:
        return None
    label = read.text(body.get("label")) or Text(id_)
    return Instalment(id_, share, due, when, label, read.text(body.get("note")), at)


def obligation(body: Mapping, id_: str, at: Label, reporter: Reporter) -> Obligation:
    """One promise."""
    return Obligation(
        id=id_,
        text=read.text(body.get("text")) or Text(id_),
        duration=read.formula(body.get("for"), reporter),
        start=read.formula(body.get("from"), reporter),
        repay=read.formula(body.get("repay"), reporter),
        note=read.text(body.get("note")),
        at=at,
    )
