"""Periods of time, and which amendments belong to a policy. Light: a run without amendments loads no more of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policydsl.amend.document import Amendment
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.policy import InForce
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping

MAX_AMENDMENTS: Final = 100

_AMENDMENTS: Final = Text("一份政策的修订", "amendments of one policy")


@frozen
class Period:
    """Days with one text, both inclusive (None: open), and the amendments in it, in the order in which they apply."""

    start: Date | None
    end: Date | None
    amendments: tuple[Amendment, ...]


def fitting(
    amendments: Iterable[Amendment], policy_id: str, policy_at: Label, reporter: Reporter
) -> tuple[Amendment, ...]:
    """The amendments of this policy, each once; the others are reported."""
    kept: dict[str, Amendment] = {}
    for one in amendments:
        if one.amends != policy_id:
            here = Label(policy_at.file, policy_at.span, Text("政策的 id", "the policy's id"))
            reporter.report("M001", one.amends_at, here, found=one.amends, wanted=policy_id)
        elif one.id in kept:
            reporter.report("M003", one.at, kept[one.id].at, id=one.id)
        elif len(kept) == MAX_AMENDMENTS:
            reporter.report("M020", one.at, what=_AMENDMENTS, limit=MAX_AMENDMENTS)
            break
        else:
            kept[one.id] = one
    return tuple(kept.values())


def in_force(root: Mapping) -> InForce:
    """The days on which a policy is in force, as its text says."""
    node, aside = root.get("in_force"), Reporter()
    return InForce(read.day(read.get(node, "from"), aside), read.day(read.get(node, "until"), aside))
