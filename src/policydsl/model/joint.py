"""What a policy says of several awards together: stacking rules and limits, as frozen values."""

from __future__ import annotations

from typing import Literal

from policydsl.diagnostics import Label
from policydsl.model.formula import Formula
from policydsl.source import Text
from policydsl.source.frozen import frozen


@frozen
class Named:
    """The id of a clause where another part of the policy speaks of it."""

    id: str
    at: Label


StackingKind = Literal["highest", "choose", "deduct", "exclude"]


@frozen
class StackingRule:
    """How awards go together that do not simply add up: with those of other policies, or of clauses among each other.

    `among`: the clauses concerned, in their order (none: all); `level`: those of other policies that count (none: the
    policy's own); `every`: which earlier awards count between clauses.
    """

    id: str
    cite: str
    rule: StackingKind
    same: tuple[str, ...]
    across: Literal["policies", "clauses"]
    settle: Literal["difference"]
    note: Text
    at: Label
    label: Text = Text()
    among: tuple[Named, ...] = ()
    level: tuple[str, ...] = ()
    every: Literal["once", "year"] = "once"

    @property
    def plain(self) -> bool:
        """Whether it is the usual one: the higher of two policies' awards of one category and subject."""
        usual = self.across == "policies" and self.rule in ("highest", "deduct") and {*self.same} == {*_SAME}
        return usual and not self.among and not self.level


_SAME = ("category", "subject")


@frozen
class Limit:
    """The most that several awards may come to together, in yuan.

    `counts`: the clauses that count (none: all with an amount), but for `besides`; `per`: what is counted together
    (None: each applicant); `other`: levels of other policies whose awards count too.
    """

    id: str
    cite: str
    label: Text
    limit: Formula
    counts: tuple[Named, ...]
    besides: tuple[Named, ...]
    per: Formula | None
    every: Literal["once", "year"]
    when: Formula | None
    other: tuple[str, ...]
    short: Literal["clause_order", "pro_rata", "rank"]
    rank_by: Formula | None
    order: Literal["ascending", "descending"]
    note: Text
    at: Label
