"""Stacking rules between clauses: the higher one, a choice, less what came before, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal

from policydsl.award import Option, StackingStep
from policydsl.evaluate.caps import NOTHING_GRANTED, ZERO, Granted
from policydsl.evaluate.joint.claims import Claim, Most, less, most, total
from policydsl.plan.policy_plan import ClausePlan, RulePlan

Grants = Mapping[str, Granted]


@dataclass(slots=True)
class _Side:
    """A clause in a group: its awards, and what it gave before."""

    clause: str
    claims: list[Claim]
    before: Decimal

    @property
    def now(self) -> Decimal:
        return total(one.now for one in self.claims)

    @property
    def low(self) -> Decimal:
        return total(one.low for one in self.claims)

    @property
    def high(self) -> Most:
        return most(one.high for one in self.claims)

    @property
    def possible(self) -> bool:
        return any(one.possible for one in self.claims)

    @property
    def given(self) -> bool | None:
        """Whether it gives or gave anything; None: not known."""
        if self.before > ZERO or self.low > ZERO:
            return True
        return None if self.possible else False

    @property
    def waits_for(self) -> set[str]:
        return {fact for one in self.claims if not one.certain for fact in one.waits_for}


def stack(
    rule: RulePlan,
    clauses: Sequence[ClausePlan],
    claims: Sequence[Claim],
    granted: Grants,
    elections: Mapping[str, str],
) -> None:
    """Apply one rule to all awards that it is about."""
    places = set(rule.among)
    groups: dict[tuple[object, ...], list[Claim]] = {}
    concerned = [claim for claim in claims if claim.plan.index in places]
    years = sorted({claim.year for claim in concerned if claim.year is not None}) or [0]
    for claim in concerned:
        if claim.year is None and rule.rule.every == "year":  # it may be of any of them
            for year in years:
                groups.setdefault(_key(rule, claim, year), []).append(claim.shadow(year))
        else:
            groups.setdefault(_key(rule, claim, claim.year), []).append(claim)
    for group in groups.values():
        _Group(rule, _sides(rule, clauses, group, granted), elections.get(rule.rule.id)).apply()


def _key(rule: RulePlan, claim: Claim, year: int | None) -> tuple[object, ...]:
    same, clause = rule.rule.same, claim.plan.clause
    return (
        clause.category if "category" in same else None,
        claim.subject if "subject" in same else None,
        year if rule.rule.every == "year" else None,
    )


def _sides(rule: RulePlan, clauses: Sequence[ClausePlan], group: Sequence[Claim], granted: Grants) -> list[_Side]:
    """The clauses of a group in the order of the rule, with those that gave something before and give nothing now."""
    first = group[0]
    category = first.plan.clause.category if "category" in rule.rule.same else None
    found = []
    by_index = {one.index: one.clause for one in clauses}
    for index in rule.among:
        clause = by_index[index]
        if category is None or clause.category == category:
            mine = [claim for claim in group if claim.plan.index == index]
            found.append(_Side(clause.id, mine, _before(rule, granted.get(clause.id, NOTHING_GRANTED), first)))
    return found


def _before(rule: RulePlan, granted: Granted, claim: Claim) -> Decimal:
    """What a clause gave before, of what the rule looks at."""
    subject = claim.subject if "subject" in rule.rule.same else None
    if rule.rule.every == "year":
        year = claim.year or 0
        return (
            granted.by_year.get(year, ZERO) if subject is None else granted.by_subject_year.get((subject, year), ZERO)
        )
    return granted.total if subject is None else granted.by_subject.get(subject, ZERO)


@dataclass(slots=True)
class _Group:
    """The awards that a rule looks at together."""

    rule: RulePlan
    sides: list[_Side]
    elected: str | None

    def apply(self) -> None:
        """By the kind of the rule."""
        match self.rule.rule.rule:
            case "highest":
                self._highest()
            case "choose":
                self._choose()
            case "deduct":
                self._deduct()
            case "exclude":
                self._exclude()

    # -- one of them ---------------------------------------------------------------------------------

    def _highest(self) -> None:
        winner = self._best()
        if winner is not None:
            self._keep(winner, sure=self._surely_best(winner), elected=False, waits_for=self._waits_for())

    def _best(self) -> _Side | None:
        """The side that gives the most as things stand; the first of equal ones."""
        best = max(self.sides, key=lambda side: side.now)
        return best if best.now > ZERO else None

    def _surely_best(self, winner: _Side) -> bool:
        """Whether none of the others can come to more, nor, before it in order, to the same."""
        before = True
        for side in self.sides:
            if side is winner:
                before = False
            elif side.high is None or side.high > winner.low or (before and side.possible and side.high == winner.low):
                return False
        return True

    def _choose(self) -> None:
        """Where two or more give something, the one elected stands; who can get only one need not choose."""
        fact = f"elections.{self.rule.rule.id}"
        contenders = [side for side in self.sides if side.possible or side.before > ZERO]
        if len(contenders) < 2:  # noqa: PLR2004  (there is no choice)
            return
        elected = self.elected
        held = [side.clause for side in self.sides if side.before > ZERO]
        if len(held) == 1:
            elected = held[0]  # an earlier award has chosen, whatever is said now
        if elected is None:
            self._keep(self._best(), sure=False, elected=False, waits_for={fact, *self._waits_for()})
            for claim in (one for side in contenders for one in side.claims if one.possible):
                claim.missing.add(fact)
                claim.touched = True
            return
        chosen = next(side for side in self.sides if side.clause == elected)
        certain = [side for side in self.sides if side.given]
        sure = chosen.given is True or len(certain) > 1
        if sure or sum(side.now > ZERO or side.before > ZERO for side in self.sides) > 1:
            self._keep(chosen, sure=sure, elected=True, waits_for=() if sure else self._waits_for())
            return
        for claim in (one for side in self.sides if side is not chosen for one in side.claims if one.possible):
            claim.change(claim.now, ZERO, claim.high, None, self._waits_for())  # as things stand there is no choice

    def _waits_for(self) -> set[str]:
        return {fact for side in self.sides for fact in side.waits_for}

    def _keep(self, winner: _Side | None, *, sure: bool, elected: bool, waits_for: Iterable[str]) -> None:
        """The winner stands, less what the others gave before; nothing is left of the others."""
        rule, waits = self.rule.rule.id, set(waits_for)
        kept = None if winner is None else winner.clause
        tell = _Teller(rule, self._options(), kept, elected=elected, open_=not sure)
        for side in self.sides:
            for claim in side.claims if side is not winner else ():
                if claim.possible:
                    before = claim.now
                    claim.change(ZERO, ZERO, ZERO if sure else claim.high, rule, waits)
                    tell.step(claim, before)
        if winner is not None:
            earlier = total(side.before for side in self.sides if side is not winner)
            befores = [claim.now for claim in winner.claims]
            bounds = (earlier, earlier) if sure else (ZERO, None)
            _take_off(winner.claims, earlier, bounds, rule, waits)
            for claim, before in zip(winner.claims, befores, strict=True):
                if claim.possible or before > ZERO:
                    tell.step(claim, before, earlier)

    # -- one after the other -------------------------------------------------------------------------

    def _deduct(self) -> None:
        rule, options = self.rule.rule.id, self._options()
        now, low = ZERO, ZERO
        high: Most = ZERO
        waits: set[str] = set()
        for side in self.sides:
            if high is None or high > ZERO:
                befores = [claim.now for claim in side.claims]
                _take_off(side.claims, now, (low, high), rule, waits)
                tell = _Teller(rule, options, None, elected=False, open_=low != high)
                for claim, before in zip(side.claims, befores, strict=True):
                    if claim.possible or before > ZERO:
                        tell.step(claim, before, now)
            now, low = now + side.now + side.before, low + side.low + side.before
            high = most((high, side.high, side.before))
            waits |= side.waits_for

    def _exclude(self) -> None:
        rule, options = self.rule.rule.id, self._options()
        given: bool | None = False
        first: str | None = None
        waits: set[str] = set()
        for side in self.sides:
            tell = _Teller(rule, options, first, elected=False, open_=given is None)
            for claim in side.claims if given is not False else ():
                if claim.possible:
                    before = claim.now
                    after = before if first is None else ZERO
                    claim.change(after, ZERO, ZERO if given else claim.high, rule, waits)
                    tell.step(claim, before)
            if side.given is True:
                given = True
            elif side.given is None and given is False:
                given = None
            if first is None and (side.now > ZERO or side.before > ZERO):
                first = side.clause
            waits |= side.waits_for

    # -- what is told --------------------------------------------------------------------------------

    def _options(self) -> tuple[Option, ...]:
        return tuple(Option(side.clause, side.now, side.before) for side in self.sides)


@dataclass(slots=True)
class _Teller:
    """Writes down what a rule did."""

    rule: str
    options: tuple[Option, ...]
    kept: str | None
    _: KW_ONLY
    elected: bool
    open_: bool

    def step(self, claim: Claim, before: Decimal, earlier: Decimal = ZERO) -> None:
        """What it did to one award."""
        after, kept, elected = claim.now, self.kept, self.elected
        claim.steps.append(StackingStep(self.rule, self.options, kept, elected, earlier, before, after, self.open_))


def _take_off(
    claims: Sequence[Claim], amount: Decimal, bounds: tuple[Decimal, Most], by: str, waits_for: Iterable[str]
) -> None:
    """Take a sum off awards, one after the other; `bounds` of what is to be taken off in all."""
    left, (left_low, left_high) = amount, bounds
    for claim in claims:
        if not claim.possible:
            continue
        if claim.plan.amount is None:  # there is no sum to take off; whether it is given may be open
            if left_high is None:
                claim.change(claim.now, ZERO, claim.high, by, waits_for)
            continue
        taken = min(left, claim.now)
        was_low, was_high = claim.low, claim.high
        bottom = ZERO if left_high is None else max(ZERO, was_low - left_high)
        top = less(was_high, left_low)
        if taken > ZERO or bottom != was_low or top != was_high:
            claim.change(claim.now - taken, bottom, top, by, waits_for)
        left -= taken
        left_low = ZERO if was_high is None else max(ZERO, left_low - was_high)
        left_high = None if left_high is None else max(ZERO, left_high - was_low)
