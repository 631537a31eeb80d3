"""Awards on their way through the rules: what each is now, and between what it must lie whatever is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replace_
from decimal import Decimal
from typing import TYPE_CHECKING

from policydsl.award import FailureNote, JointStep, Settlement, Status
from policydsl.evaluate.caps import ZERO, cut
from policydsl.evaluate.governed import judged
from policydsl.evaluate.outcomes import Joint, Special
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date
from policydsl.model.policy import Rounding
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.evaluate.governed import judged
from policydsl.evaluate.outcomes import Outcomes

ONE = Decimal(1)
Most = Decimal | None  # None: no bound is known


@dataclass(slots=True)
class Claim:
    """One award.

    `low` and `high` bound its sum over all ways to fill in what is missing (for an award without a sum: 1 if it is
    given, 0 if not); where they are the same, it is certain.
    """

    place: int  # among the codes of the outcomes
    plan: ClausePlan
    subject: str
    item: Sequence[object] | None
    year: int | None  # of the day that governs; None: not known
    waits_for_year: frozenset[str]
    rounding: Rounding
    special: Special
    low: Decimal
    high: Most
    missing: set[str] = field(default_factory=set)
    failures: list[FailureNote] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    subject_to: list[str] = field(default_factory=list)
    steps: list[JointStep] = field(default_factory=list)
    settlement: Settlement | None = None
    touched: bool = False

    @property
    def now(self) -> Decimal:
        """Its sum as things stand; 1 for an award without a sum that is given."""
        if self.special.status is not Status.ELIGIBLE:
            return ZERO
        if self.plan.amount is None:
            return ONE
        return self.special.amount or ZERO

    @property
    def possible(self) -> bool:
        """Whether it may come to anything."""
        return self.high is None or self.high > ZERO

    @property
    def certain(self) -> bool:
        """Whether nothing that is missing can change it."""
        return self.low == self.high

    @property
    def waits_for(self) -> set[str]:
        """The missing facts on which it depends."""
        finding = self.special.finding
        return self.missing | set(finding.missing if finding is not None else ())

    def change(self, amount: Decimal, low: Decimal, high: Most, by: str | None, waits_for: Iterable[str] = ()) -> None:
        """A new sum and new bounds; `by` is what lowered it, `waits_for` the facts that may still decide otherwise."""
        special, was = self.special, self.certain
        if self.plan.amount is not None:  # what a rule leaves is never rounded up
            amount, low = cut(amount, self.rounding), cut(low, self.rounding)
            high = None if high is None else cut(high, self.rounding)
        self.low, self.high, self.touched = low, high, True
        if special.status is not Status.ELIGIBLE:
            return
        open_ = special.provisional or low != high
        if was and low != high:
            self.missing.update(waits_for)
        if self.plan.amount is None:
            if amount == ZERO:
                status = Status.INELIGIBLE
                self.failed.append(by or "")
                self.special = replace(special, status=status, term=None, provisional=open_)
            else:
                self.special = replace(special, provisional=open_)
            return
        limited = by if by is not None and amount < (special.amount or ZERO) else special.limited_by
        self.special = replace(special, amount=amount, payable=amount, limited_by=limited, provisional=open_)

    def shadow(self, year: int) -> Claim:
        """A copy as of a year, to be looked at by a rule that may or may not be about it."""
        return replace_(
            self, year=year, missing=set(self.missing), failures=[], failed=[], subject_to=[], steps=[], settlement=None
        )

    def undecided(self, waits_for: Iterable[str], failures: Sequence[FailureNote] = ()) -> None:
        """It cannot be told what is left of it."""
        self.low, self.touched = ZERO, True
        self.missing.update(waits_for)
        self.failures += failures
        if self.special.status in (Status.ELIGIBLE, Status.UNDETERMINED):
            self.special = replace(
                self.special, status=Status.UNDETERMINED, amount=None, payable=None, term=None, limited_by=None,
                provisional=False,
            )  # fmt: skip

    def code(self) -> Special:
        """The outcome with what the rules did."""
        finding = self.special.finding
        known = set(finding.missing if finding is not None else ())
        settled = self.special.payable is not None or self.special.status is not Status.ELIGIBLE
        assert settled or self.plan.amount is None or self.special.amount is not None  # noqa: S101
        missing = tuple(sorted(known | self.missing)) if self.missing else tuple(sorted(known))
        joint = Joint(
            tuple(self.steps), missing, tuple(self.failures), tuple(self.failed), tuple(self.subject_to),
            self.settlement,
        )  # fmt: skip
        return replace(self.special, joint=joint)


def claims_of(outcomes: Outcomes) -> list[Claim]:
    """All awards of an applicant, in their order."""
    found: list[Claim] = []
    prepared = outcomes.prepared
    place = 0
    for plan, subjects in outcomes.rights():
        items: Sequence[Sequence[object] | None] = (None,) if plan.entity is None else prepared.lists[plan.entity.key]
        for subject, item in zip(subjects, items, strict=True):
            code, by_day = outcomes.codes[place], plan
            if isinstance(code, Special):
                special = code
                by_day = plan if code.finding is None else judged(code.finding, plan)
            elif isinstance(code, Status):
                special = Special(code, None, None, None, None, provisional=False)
            else:
                count, limited = code if isinstance(code, tuple) else (code, None)
                if plan.amount is None:
                    special = Special(Status.ELIGIBLE, None, None, count, None, provisional=False)
                else:
                    amount = DECIMAL128.multiply(Decimal(count), plan.rounding.to)
                    special = Special(Status.ELIGIBLE, amount, amount, None, limited, provisional=False)
            low, high = _bounds(by_day, special)
            year, waits = _year(special, prepared.as_of.year)
            found.append(Claim(place, by_day, subject, item, year, waits, by_day.rounding, special, low, high))
            place += 1
    return found


def _year(special: Special, year: int) -> tuple[int | None, frozenset[str]]:
    """The year of the day that governs; None while that is not known, with the facts that it waits for."""
    told = None if special.finding is None else special.finding.trace.governing
    if told is None:
        return year, frozenset()
    day, waits = told.day
    return (day.year, waits) if isinstance(day, Date) and not waits else (None, waits)


def _bounds(plan: ClausePlan, special: Special) -> tuple[Decimal, Most]:
    if special.provisional or special.status is Status.UNDETERMINED:
        if plan.amount is None:
            return ZERO, ONE
        finding = special.finding
        most = special.most if finding is None else finding.most
        if most is None or special.amount is None:
            return ZERO, most
        return ZERO, max(most, special.amount)
    if special.status is not Status.ELIGIBLE:
        return ZERO, ZERO
    if plan.amount is None:
        return ONE, ONE
    assert special.amount is not None  # noqa: S101  (an eligible award of a clause with an amount)
    return special.amount, special.amount


def total(values: Iterable[Decimal]) -> Decimal:
    """Their sum."""
    return sum(values, ZERO)


def most(values: Iterable[Most]) -> Most:
    """The greatest that the sum may be."""
    found = ZERO
    for value in values:
        if value is None:
            return None
        found += value
    return found


def less(value: Most, taken: Decimal) -> Most:
    """What is left at the most."""
    return None if value is None else max(ZERO, value - taken)


def least(left: Most, right: Most) -> Most:
    """The smaller of two upper bounds."""
    if left is None or right is None:
        return right if left is None else left
    return min(left, right)
