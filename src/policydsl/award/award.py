"""Awards: one for every clause and subject, whatever its status."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from policydsl.feel.values import Date
from policydsl.model.facts import Facts
from policydsl.model.policy import Clause
from policydsl.plan.nodes import At
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.award.paying import Part, Promise
    from policydsl.award.trace import Trace


MINIMUM = "minimum"  # `limited_by` of an award of which the clause's minimum left nothing

ABOVE_CAP = "decision_above_cap"  # in `subject_to`: the department may decide above the cap that lowered the sum


class Status(StrEnum):
    """What was found; `superseded` and `outranked` come only when several are evaluated together."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNDETERMINED = "undetermined"
    NOT_IN_FORCE = "not_in_force"
    SUPERSEDED = "superseded"
    OUTRANKED = "outranked"


@frozen
class FailureNote:
    """An operation that could not give a value: why, and where in which formula."""

    reason: Text
    at: At


@frozen
class CapStep:
    """What one cap did: its limit, what was granted before, the sum before and after (all yuan)."""

    cap: str
    limit: Decimal
    granted: Decimal
    before: Decimal
    after: Decimal
    bound: bool


@frozen
class Settlement:
    """What awards of other policies take off: the rule, their total, and the part deducted here (yuan)."""

    rule: str
    others: Decimal
    deducted: Decimal


@frozen
class Option:
    """One side of a rule between clauses: what the clause gives now, and what it gave before (yuan)."""

    clause: str
    now: Decimal
    before: Decimal


@frozen
class StackingStep:
    """What a rule between clauses did to an award (yuan).

    `kept`: the clause that stands (None: none, or each of them); `elected`: the applicant has chosen it; `earlier`:
    what the other clauses gave, which is taken off; `open`: missing facts may decide otherwise.
    """

    rule: str
    options: tuple[Option, ...]
    kept: str | None
    elected: bool
    earlier: Decimal
    before: Decimal
    after: Decimal
    open: bool


@frozen
class LimitStep:
    """What a limit over several awards did to one of them (yuan).

    `granted`, `others`: what this policy and others granted before that counts; `taken`: what the awards before this
    one take; `asked`: what all awards that count come to. `value` None: the limit is not known.
    """

    limit: str
    value: Decimal | None
    granted: Decimal
    others: Decimal
    taken: Decimal
    asked: Decimal
    before: Decimal
    after: Decimal


JointStep: TypeAlias = StackingStep | LimitStep


@frozen
class Award:
    """What a clause grants a subject. `amount`, `payable` in yuan; `term` in months."""

    clause: Clause
    subject: str
    status: Status
    amount: Decimal | None = None
    payable: Decimal | None = None
    term: int | None = None
    limited_by: str | None = None
    row: str | None = None
    provisional: bool = False
    missing: tuple[str, ...] = ()
    failures: tuple[FailureNote, ...] = ()
    failed_conditions: tuple[str, ...] = ()
    no_row: bool = False  # ineligible because no row of the table fits
    subject_to: tuple[str, ...] = ()
    deducted: Decimal | None = None
    most: Decimal | None = None  # of a sum that is decided case by case
    trace: Trace | None = None
    instalments: tuple[Part, ...] = ()
    promises: tuple[Promise, ...] = ()

    @property
    def has_failures(self) -> bool:
        """Whether some formula gave no result: of the award, or of its days and conditions of payment."""
        after = [one.failures for one in self.instalments] + [one.failures for one in self.promises]
        return bool(self.failures) or any(after)


@frozen
class Evaluation:
    """All awards of one applicant, in the order of clauses and of the fact file."""

    plan: PolicyPlan
    facts: Facts
    as_of: Date
    readings: Mapping[str, str]
    awards: tuple[Award, ...]
    day: Date | None = None  # as one award sees it that another day governs: that day

    @property
    def governing(self) -> Date:
        """The day that governs parameters, `year` and yearly caps."""
        return self.as_of if self.day is None else self.day
