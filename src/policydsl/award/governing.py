"""The day that governs an award, and the window in which it can be claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.feel.values import Date
    from policydsl.model.facts import Facts

Days = tuple[object, frozenset[str]]
"""A day, UNKNOWN, or None where there is no such bound; with the missing facts on which it depends."""


@frozen(eq=False)
class Window:
    """The days of the claim window as far as they are known, and whether the day of evaluation lies in it."""

    as_of: Date
    start: Days
    until: Days
    of: Days  # the day from which the time is counted
    last: Days  # the last day of that time
    is_open: Days  # True, False, UNKNOWN


@frozen(eq=False)
class Governing:
    """Which day governs, by which text; `clause` has `dated` and `claim` as they were read.

    `home` is the text that they stand in, `home_facts` the facts as it reads them; `plan`, `facts` are those of the
    text of the day (where the day is not known, those of `home`).
    """

    as_of: Date
    clause: ClausePlan
    home: PolicyPlan
    home_facts: Facts
    day: Days
    plan: PolicyPlan
    facts: Facts
    window: Window | None
    is_former: bool  # whether the text of the day of evaluation no longer has the clause
