"""Evaluations at positions of the axis: what each award comes to there, and all that was decided on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from policydsl.award import Award, Evaluation, LimitStep, StackingStep, Status
from policydsl.curve.axis import Axis
from policydsl.curve.decisions import Decision
from policydsl.curve.watch import Watch
from policydsl.evaluate import Engine
from policydsl.feel.values import Date
from policydsl.model.facts import Facts
from policydsl.plan.policy_plan import PolicyPlan
from policydsl.plan.texts import Texts
from policydsl.source.frozen import frozen

ZERO: Final = Decimal(0)
MOST_STEPS: Final = 400  # of one rounding; beyond that its stairs count as a slope


@frozen(eq=False)
class Seen:
    """One award at one position. `figure`: what is payable, or the months of a term; None: there is none.

    `state` is all that is told beside the figure; `figures` are those from which it was made, before rounding: the
    formula's and the limits of the caps.
    """

    status: Status
    figure: Decimal | None
    row: str | None
    limited_by: str | None
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    no_row: bool
    provisional: bool
    failures: int
    figures: tuple[Decimal | None, ...]
    months: bool

    @property
    def payable(self) -> Decimal:
        """What counts in the sum."""
        return ZERO if self.figure is None or self.months else self.figure

    @property
    def state(self) -> tuple[object, ...]:
        """What must be the same for one piece."""
        return (
            self.status, self.figure is None, self.row, self.limited_by, self.missing, self.failed, self.no_row,
            self.provisional, self.failures,
        )  # fmt: skip


@frozen(eq=False)
class Point:
    """All awards at one position, in the order of the evaluation, and what was decided."""

    index: int
    seen: tuple[Seen, ...]
    decisions: tuple[Decision, ...]
    key: tuple[object, ...]  # of all decisions

    @property
    def total(self) -> Decimal:
        """What is payable of all awards."""
        return sum((one.payable for one in self.seen), ZERO)


class ExhaustedError(Exception):
    """No more evaluations may be spent."""


class Sampler:
    """Evaluates at positions, each once; at most `most` of them."""

    def __init__(
        self, plan: PolicyPlan, texts: Texts | None, facts: Facts, axis: Axis, day: Date, readings: Mapping[str, str],
        most: int,
    ) -> None:  # fmt: skip
        self.axis, self.facts, self.day, self.readings, self.most = axis, facts, day, readings, most
        self.watch = Watch(plan, axis, other_texts=texts is not None)
        self.engine = Engine(self.watch.plan, texts)
        self.points: dict[int, Point] = {}
        self.first = self._evaluate(0)  # which awards there are, for their names
        self._choose_roundings()

    def at(self, index: int) -> Point:
        """The awards at a position; raises ExhaustedError."""
        found = self.points.get(index)
        if found is None:
            if len(self.points) >= self.most:
                raise ExhaustedError
            found = self.points[index] = self._point(index)
        return found

    def _evaluate(self, index: int) -> Evaluation:
        self.watch.seen.clear()
        facts = self.axis.moved(self.facts, index)
        return self.engine.trace(self.engine.prepare(facts, self.day), self.readings)

    def _point(self, index: int) -> Point:
        evaluation = self._evaluate(index)
        decisions = [*self.watch.seen]
        for place, award in enumerate(evaluation.awards):
            decisions += _decided(place, award)
        seen = tuple(_seen(award) for award in evaluation.awards)
        return Point(index, seen, tuple(decisions), tuple(one.key for one in decisions))

    def _choose_roundings(self) -> None:
        """Leave aside roundings whose steps are too many to be listed."""
        ends: list[dict[object, list[Decision]]] = []
        for index in (0, self.axis.last):
            self._evaluate(index)
            found: dict[object, list[Decision]] = {}
            for one in self.watch.seen:
                found.setdefault(one.site, []).append(one)
            ends.append(found)
        for rounding in self.watch.roundings:
            pairs = zip(*(end.get(rounding.site, ()) for end in ends), strict=False)
            rounding.fine = any(_steps(low, high) > MOST_STEPS for low, high in pairs)


def _steps(low: Decision, high: Decision) -> Decimal:
    """How many steps lie between two positions, reckoned from the step at the first one."""
    if not isinstance(low.outcome, Decimal) or not isinstance(high.outcome, Decimal):
        return ZERO
    if low.left is None or high.left is None or low.right is None:
        return abs(high.outcome - low.outcome)
    unit = abs(low.right - low.outcome)
    return abs(high.left - low.left) / unit if unit else ZERO


def _seen(award: Award) -> Seen:
    figure = award.payable
    if figure is None and award.term is not None:
        figure = Decimal(award.term)
    figures: list[Decimal | None] = []
    trace = award.trace
    if trace is not None:
        amount = trace.value("amount")
        figures.append(amount if isinstance(amount, Decimal) else None)
        figures += [step.limit for step in trace.caps]
    return Seen(
        award.status, figure, award.row, award.limited_by, award.missing, award.failed_conditions, award.no_row,
        award.provisional, len(award.failures), tuple(figures), award.payable is None,
    )  # fmt: skip


def _decided(place: int, award: Award) -> Iterator[Decision]:
    """What the steps after the formulas decided about an award: minimum, caps, rules over several, other policies."""
    seen = (
        award.status, award.row, award.limited_by, award.missing, award.failed_conditions, award.no_row,
        award.provisional, len(award.failures), award.subject_to, award.amount is None,
    )  # fmt: skip
    yield Decision((place, "award"), seen)
    trace = award.trace
    if trace is None:
        return
    amount, least = trace.value("amount"), trace.value("minimum")
    if isinstance(amount, Decimal):
        yield Decision((place, "sign"), amount > ZERO, amount, ZERO)
        if isinstance(least, Decimal):
            yield Decision((place, "minimum"), amount >= least, amount, least)
    for cap in trace.caps:
        yield Decision((place, "cap", cap.cap), cap.bound, cap.before, cap.limit)
        yield Decision((place, "room", cap.cap), cap.limit > cap.granted, cap.limit, cap.granted)
        yield Decision((place, "left", cap.cap), cap.bound and cap.after > ZERO)
        if cap.granted:
            yield Decision((place, "before", cap.cap), cap.before > cap.granted, cap.before, cap.granted)
    for step in trace.joint:
        match step:
            case StackingStep():
                outcome: object = (step.kept, step.elected, step.open, *_lowered(step.before, step.after))
                sides = [one.now for one in step.options]
                pair = sides if len(sides) == 2 else (None, None)  # noqa: PLR2004
                yield Decision((place, "rule", step.rule), outcome, *pair)
            case LimitStep(value=value):
                asked = step.asked + step.granted + step.others
                outcome = (value is None, *_lowered(step.before, step.after))
                yield Decision((place, "limit", step.limit), outcome, asked, value)
    settled = trace.settlement
    if settled is not None and award.payable is not None:
        told = _lowered(award.amount or ZERO, award.payable)
        yield Decision((place, "others"), told, award.amount, settled.others)


def _lowered(before: Decimal, after: Decimal) -> tuple[bool, bool]:
    """Whether a step took something off, and whether it left anything; a sum that is rounded to nothing is neither."""
    return after < before, after < before and after > ZERO
