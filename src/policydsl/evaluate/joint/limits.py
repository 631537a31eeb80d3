"""Limits over several awards: what is left of a limit goes to them in the order of clauses, or in proportion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from policydsl.award import FailureNote, LimitStep, Status
from policydsl.evaluate.caps import NOTHING_GRANTED, ZERO, Granted
from policydsl.evaluate.joint.claims import Claim, least, most, total
from policydsl.evaluate.marked import Env, Run, compile_marked
from policydsl.evaluate.marks import TRUE, Mark, Marked
from policydsl.feel.ops import DECIMAL128
from policydsl.model.facts import Facts
from policydsl.model.policy import Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.plan.policy_plan import ClausePlan, LimitPlan


class MakeEnv(Protocol):
    """What formulas of a limit see: of an item, where it counts by items, and of a year, where it counts by years."""

    def __call__(self, item: Sequence[object] | None, year: int | None = None, /) -> Env:
        """The facts as they are."""


@dataclass(slots=True, eq=False)
class _Group:
    """Awards that are counted together, and what was granted before that counts with them."""

    claims: list[Claim]
    item: Sequence[object] | None
    year: int | None  # None: all of them
    granted: Decimal = ZERO
    others: Decimal = ZERO
    doubtful: Decimal = ZERO  # granted before to items of which it is not known whether they count here
    waits_for: Mark = frozenset()


class LimitRun:
    """A limit compiled once; `apply` serves many applicants."""

    def __init__(self, plan: LimitPlan, policy: Policy, clauses: Sequence[ClausePlan]) -> None:
        self.plan, self.policy = plan, policy
        self.clauses = [one.clause for one in clauses if one.index in plan.counted]
        self.places = frozenset(plan.counted)
        self.value = compile_marked(plan.value)
        self.when = None if plan.when is None else compile_marked(plan.when)
        self.key: Run | None = None if plan.key is None else compile_marked(plan.key)

    def apply(self, claims: Sequence[Claim], facts: Facts, granted: Mapping[str, Granted], env: MakeEnv) -> None:
        """Lower what exceeds the limit."""
        counted = [c for c in claims if c.plan.index in self.places and c.possible]
        if not counted:
            return
        if self.plan.reach in ("programme", "group"):
            if self.when is None or not _never(self.when(env(None))):
                for claim in counted:
                    if claim.special.status in (Status.ELIGIBLE, Status.UNDETERMINED):
                        claim.subject_to.append(self.plan.limit.id)
                        claim.touched = True
            return
        groups, loose = self._groups(counted, facts, granted, env)
        for group in groups:
            self._limit(group, loose, env(group.item, group.year))
        for claim, mark, failures in loose:
            claim.undecided(mark, failures)

    # -- what is counted together --------------------------------------------------------------------

    def _groups(
        self, claims: Sequence[Claim], facts: Facts, granted: Mapping[str, Granted], env: MakeEnv
    ) -> tuple[list[_Group], list[_Loose]]:
        """The groups; apart from them awards of which it is not known with which they are counted."""
        found: dict[tuple[object, int | None], _Group] = {}
        loose: list[_Loose] = []
        by_year = self.plan.limit.every == "year"
        for claim in claims:
            key, inner, failures = self._key(claim, env)
            if inner or key is UNKNOWN or (by_year and claim.year is None):
                loose.append((claim, inner | claim.waits_for_year, failures))
                continue
            year = claim.year if by_year else None
            group = found.setdefault((key, year), _Group([], claim.item if self.plan.reach == "item" else None, year))
            group.claims.append(claim)
        known, unknown, waits = self._keys_of_all(facts, env)
        for (key, year), group in found.items():
            subjects = None if self.plan.reach == "applicant" else {s for s, k in known.items() if k == key}
            group.granted, group.others = self._before(facts, granted, subjects, year)
            if unknown:
                group.doubtful, group.waits_for = total(self._before(facts, granted, unknown, year)), waits
        return list(found.values()), loose

    def _key(self, claim: Claim, env: MakeEnv) -> tuple[object, Mark, tuple[FailureNote, ...]]:
        if self.plan.reach == "item":
            return claim.subject, frozenset(), ()
        if self.key is None:
            return None, frozenset(), ()
        here = env(claim.item)
        value, mark = self.key(here)
        return value, mark, tuple(here.failures)

    def _keys_of_all(self, facts: Facts, env: MakeEnv) -> tuple[dict[str, object], set[str], Mark]:
        """With which value each item is counted, so that earlier awards to it count too; and where it is not known."""
        if self.plan.entity is None:
            return {}, set(), frozenset()
        items = facts.lists.get(self.plan.entity.key, ())
        if self.key is None:
            return {item.id: item.id for item in items}, set(), frozenset()
        known: dict[str, object] = {}
        unknown: set[str] = set()
        waits: Mark = frozenset()
        for item in items:
            value, mark = self.key(env(item.values))
            if mark or value is UNKNOWN:
                unknown.add(item.id)
                waits |= mark
            else:
                known[item.id] = value
        return known, unknown, waits

    def _before(
        self, facts: Facts, granted: Mapping[str, Granted], subjects: set[str] | None, year: int | None
    ) -> tuple[Decimal, Decimal]:
        """What was granted before that counts, by this policy and by others."""
        here = (_granted(granted.get(clause.id, NOTHING_GRANTED), subjects, year) for clause in self.clauses)
        return total(here), self._others(facts, subjects, year)

    def _others(self, facts: Facts, subjects: set[str] | None, year: int | None) -> Decimal:
        """Awards of other policies at the levels that count, of the categories counted."""
        levels, categories = self.plan.limit.other, {clause.category for clause in self.clauses}
        return total(
            one.amount
            for one in facts.other_awards
            if one.level in levels
            and one.policy != self.policy.id
            and one.category in categories
            and (subjects is None or one.subject in subjects)
            and (year is None or one.year == year)
        )

    # -- what is left --------------------------------------------------------------------------------

    def _limit(self, group: _Group, loose: Sequence[_Loose], env: Env) -> None:
        applies = TRUE if self.when is None else self.when(env)
        if _never(applies):
            return
        value, why = self.value(env)
        sure = value is not UNKNOWN and not why
        used = group.granted + group.others
        asked_most = most((*(c.high for c in group.claims), *(c.high for c, _, _ in loose)))
        if sure and asked_most is not None:
            assert isinstance(value, Decimal)  # noqa: S101  (the checker has seen to it)
            if asked_most <= value - used - group.doubtful:
                self._note(group, value)
                return  # whatever is missing, it suffices
        mark = applies[1] | why
        if value is UNKNOWN or applies[0] is UNKNOWN:
            for claim in group.claims:
                claim.undecided(mark, tuple(env.failures))
                step = LimitStep(self.plan.limit.id, None, group.granted, group.others, ZERO, ZERO, ZERO, ZERO)
                claim.steps.append(step)
            return
        if applies[0] is False:  # as things stand
            for claim in group.claims:
                claim.change(claim.now, ZERO, claim.high, None, mark)
            return
        assert isinstance(value, Decimal)  # noqa: S101
        share = self._in_proportion if self.plan.limit.short == "pro_rata" else self._in_order
        share(group, value, mark, [claim for claim, _, _ in loose])

    def _note(self, group: _Group, value: Decimal) -> None:
        """Every award with what those before it take; none is lowered."""
        asked, taken = total(c.now for c in group.claims), ZERO
        for claim in group.claims:
            self._tell(group, claim, value, taken, asked, claim.now)
            taken += claim.now

    def _tell(
        self, group: _Group, claim: Claim, value: Decimal, taken: Decimal, asked: Decimal, before: Decimal
    ) -> None:
        claim.touched = True
        claim.steps.append(
            LimitStep(self.plan.limit.id, value, group.granted, group.others, taken, asked, before, claim.now)
        )

    def _in_order(self, group: _Group, value: Decimal, mark: Mark, loose: Sequence[Claim]) -> None:
        room = max(ZERO, value - group.granted - group.others)
        asked = total(c.now for c in group.claims)
        taken, low = ZERO, ZERO
        high = most((group.doubtful, *(c.high for c in loose)))
        waits = {*mark, *group.waits_for, *(fact for c in loose for fact in c.waits_for)}
        for claim in group.claims:
            before, was_low, was_high = claim.now, claim.low, claim.high
            amount = min(before, max(ZERO, room - taken))
            top = least(was_high, max(ZERO, room - low))
            bottom = ZERO if high is None else min(was_low, max(ZERO, room - high))
            if mark:
                bottom, top = ZERO, was_high
            if amount != before or bottom != was_low or top != was_high:
                claim.change(amount, bottom, top, self.plan.limit.id, waits)
            self._tell(group, claim, value, taken, asked, before)
            taken += claim.now
            low += claim.low
            high = most((high, claim.high))
            if not claim.certain:
                waits |= claim.waits_for

    def _in_proportion(self, group: _Group, value: Decimal, mark: Mark, loose: Sequence[Claim]) -> None:
        room = max(ZERO, value - group.granted - group.others)
        claims = group.claims
        asked, low = total(c.now for c in claims), total(c.low for c in claims)
        high = most((*(c.high for c in claims), *(c.high for c in loose)))
        scarce = max(ZERO, room - group.doubtful)
        waits = {*mark, *group.waits_for, *(fact for c in (*claims, *loose) if not c.certain for fact in c.waits_for)}
        bounds = [(c.now, c.low, c.high) for c in claims]
        sure = low == high and scarce == room and not mark
        for claim, (before, was_low, was_high) in zip(claims, bounds, strict=True):
            amount = _part(before, room, asked)
            bottom, top = (amount, amount) if sure else (ZERO, was_high)
            if not sure and not mark and high is not None:
                # The share grows with the award's own sum and falls with the others'.
                bottom = _part(was_low, scarce, was_low + high - (was_high or ZERO))
                top = least(was_high, _part(was_high or ZERO, room, (was_high or ZERO) + low - was_low))
            if amount != before or bottom != was_low or top != was_high:
                claim.change(amount, min(bottom, amount), top, self.plan.limit.id, waits)
            self._tell(group, claim, value, ZERO, asked, before)


_Loose = tuple[Claim, Mark, tuple[FailureNote, ...]]


def _never(applies: Marked) -> bool:
    """Whether it does not apply, whatever is missing."""
    return applies[0] is False and not applies[1]


def _part(amount: Decimal, room: Decimal, asked: Decimal) -> Decimal:
    """The share of an award: multiply first, divide last."""
    if asked <= room or asked == ZERO:
        return amount
    return DECIMAL128.divide(DECIMAL128.multiply(amount, room), asked)


def _granted(granted: Granted, subjects: Iterable[str] | None, year: int | None) -> Decimal:
    """What a clause granted before to these subjects (None: to all) in that year (None: in any)."""
    if subjects is None:
        return granted.total if year is None else granted.by_year.get(year, ZERO)
    if year is None:
        return total(granted.by_subject.get(subject, ZERO) for subject in subjects)
    return total(granted.by_subject_year.get((subject, year), ZERO) for subject in subjects)
