"""What another text of the policy does to an applicant: award by award, sums in yuan."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, TypeAlias

from policydsl.award import ABOVE_CAP, Award, Evaluation, Status
from policydsl.feel.ops import DECIMAL128
from policydsl.model.facts import Facts
from policydsl.source.frozen import frozen

Outcome: TypeAlias = Literal["gains", "loses", "same", "open"]


@frozen(eq=False)
class AwardEffect:
    """One award before and after; None where the clause or the subject is not in that text."""

    clause: str
    subject: str
    old: Award | None
    new: Award | None

    @property
    def open(self) -> bool:
        """Whether missing facts could still change one of them."""
        awards = [one for one in (self.old, self.new) if one is not None]
        return any(one.status is Status.UNDETERMINED or one.provisional for one in awards)

    @property
    def before(self) -> Decimal:
        """What is payable under the old text, in yuan."""
        return _payable(self.old)

    @property
    def after(self) -> Decimal:
        """What is payable under the new text, in yuan."""
        return _payable(self.new)

    @property
    def gain(self) -> Decimal:
        """The difference in what is payable, in yuan."""
        return DECIMAL128.subtract(self.after, self.before)

    @property
    def gain_months(self) -> int:
        """The difference in months, of a clause that grants a term."""
        return _term(self.new) - _term(self.old)

    @property
    def changed(self) -> bool:
        """Whether anything that people get to know differs."""
        return _seen(self.old) != _seen(self.new)


@frozen(eq=False)
class Effect:
    """What the change does to one applicant."""

    old: Evaluation
    new: Evaluation
    awards: tuple[AwardEffect, ...]

    @property
    def facts(self) -> Facts:
        """The applicant's facts."""
        return self.new.facts

    @property
    def before(self) -> Decimal:
        """Everything payable under the old text, in yuan."""
        return _sum(one.before for one in self.awards)

    @property
    def after(self) -> Decimal:
        """Everything payable under the new text, in yuan."""
        return _sum(one.after for one in self.awards)

    @property
    def gain(self) -> Decimal:
        """The difference, in yuan."""
        return DECIMAL128.subtract(self.after, self.before)

    @property
    def outcome(self) -> Outcome:
        """Whether the applicant gains or loses; `open` where a changed award depends on missing facts."""
        changed = [one for one in self.awards if one.changed]
        if any(one.open for one in changed):
            return "open"
        months = sum(one.gain_months for one in changed)
        if self.gain or months:
            return "gains" if self.gain > 0 or (not self.gain and months > 0) else "loses"
        services = sum(_eligible(one.new) - _eligible(one.old) for one in changed)
        return "same" if not services else "gains" if services > 0 else "loses"


def effect_of(old: Evaluation, new: Evaluation) -> Effect:
    """The two evaluations of one applicant, award by award in the order of the new text."""
    before = {(one.clause.id, one.subject): one for one in old.awards}
    after = {(one.clause.id, one.subject): one for one in new.awards}
    keys = [*after, *(key for key in before if key not in after)]
    return Effect(old, new, tuple(AwardEffect(*key, before.get(key), after.get(key)) for key in keys))


def _payable(award: Award | None) -> Decimal:
    given = award is not None and award.status is Status.ELIGIBLE and award.payable is not None
    return award.payable if given and award is not None and award.payable is not None else Decimal(0)


def _term(award: Award | None) -> int:
    return award.term if award is not None and award.status is Status.ELIGIBLE and award.term is not None else 0


def _eligible(award: Award | None) -> int:
    return int(award is not None and award.status is Status.ELIGIBLE)


def _seen(award: Award | None) -> tuple[object, ...]:
    if award is None or award.status in (Status.INELIGIBLE, Status.NOT_IN_FORCE):
        return (None,)  # not to be had, for whatever reason
    above = ABOVE_CAP in award.subject_to
    return award.status, award.amount, award.payable, award.term, award.provisional, award.most, above


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = DECIMAL128.add(total, value)
    return total
