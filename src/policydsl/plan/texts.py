"""The other texts of a policy: what its plan was and will be on other days, where amendments change it."""

from __future__ import annotations

from typing import Protocol

from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source.frozen import frozen


@frozen(eq=False)
class FormerClause:
    """A clause that a text no longer has, as the last text that had it says; `plan` is that text's."""

    plan: PolicyPlan
    clause: ClausePlan


class Texts(Protocol):
    """What an engine asks about other days than that of its own text."""

    def on(self, day: Date) -> PolicyPlan | None:
        """The text of a day; None where it is the engine's own."""

    def former(self, as_of: Date) -> tuple[FormerClause, ...]:
        """The clauses with a day of their own (`dated`) that earlier texts had and the engine's own has not."""
