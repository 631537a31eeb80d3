"""A clause with a day of its own, or a claim window, for one subject: which day, which text, then the award."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from policydsl.award import NOT_REACHED, FailureNote, Status, Trace
from policydsl.award.governing import Governing
from policydsl.evaluate.caps import NOTHING_GRANTED
from policydsl.evaluate.clause import CLAIM, Context, Finding
from policydsl.evaluate.marked import Env
from policydsl.evaluate.marks import TRUE, Mark, Marked
from policydsl.evaluate.texts import TextOfDay
from policydsl.feel.values import Date
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source.frozen import replace

if TYPE_CHECKING:
    from policydsl.evaluate.outcomes import Outcomes


def judged(finding: Finding, plan: ClausePlan) -> ClausePlan:
    """The clause by the text of the day that governs, for rules over several awards.

    These stand in the text of the day of evaluation, and so do the place and the category by which they find it.
    """
    then = finding.trace.plan
    if finding.trace.governing is None or then is plan:
        return plan
    return dataclasses.replace(then, index=plan.index, clause=replace(then.clause, category=plan.clause.category))


class GovernedSubject:
    """The evaluation of one subject."""

    def __init__(self, run: Outcomes, plan: ClausePlan, subject: str) -> None:
        self.run, self.plan, self.subject = run, plan, subject
        self.texts = run.variant.texts
        self.rule, self.home, self.is_former = self.texts.rule(plan)

    def find(self) -> Finding:
        """What the clause gives, by the text of the day that governs."""
        as_of, readings = self.run.prepared.as_of, self.run.variant.settings
        env = self._env(self.home, as_of)
        day = self.rule.day(env)
        governing = day[0] if isinstance(day[0], Date) else None
        if governing is not None and governing != as_of:
            env.settings = self.home.settings(governing, readings)
        env.governing = governing
        window = self.rule.window(env, day)
        claim: Marked = TRUE if window is None else window.is_open
        text = self._text(governing)
        told = Governing(
            as_of=as_of,
            clause=self.plan,
            home=self.home.plan,
            home_facts=self.run.view(self.home).facts,
            day=day,
            plan=text.plan,
            facts=self.run.view(text).facts,
            window=window,
            is_former=self.is_former,
        )
        if governing is None:
            return self._open(told, claim, tuple(env.failures))
        clause = text.clauses.get(self.plan.clause.id)
        in_force = clause is not None and text.plan.policy.in_force.covers(governing)
        if clause is None or not in_force or not clause.clause.in_force.covers(governing):
            self._leave_open(day[1])
            return self._nothing(told, Status.NOT_IN_FORCE, day[1])
        obstacle = text.obstacle(clause, self.plan)
        if obstacle is not None:
            assert self.plan.dated is not None  # noqa: S101  (else the text is the own one, which has no obstacles)
            return self._open(told, claim, (FailureNote(obstacle, self.plan.dated.at),))
        found = self._by_text(text, clause, governing, claim, day[1])
        if found.status is Status.UNDETERMINED:
            found = replace(found, failures=(*env.failures, *found.failures))
        return replace(found, trace=replace(found.trace, governing=told))

    def _text(self, day: Date | None) -> TextOfDay:
        """The text of the day that governs; where that is not known, the one that asks for it."""
        if day is None:
            return self.home
        return self.texts.own if day == self.run.prepared.as_of else self.texts.on(day)

    def _by_text(self, text: TextOfDay, clause: ClausePlan, day: Date, claim: Marked, why: Mark) -> Finding:
        """The clause of a text, in a known year."""
        prepared = self.run.prepared
        env = self._env(text, day)
        env.governing = day
        rooms = self.run.year_rooms(self.plan).of(day.year, clause.caps)
        granted = prepared.granted.get(self.plan.clause.id, NOTHING_GRANTED)
        context = Context(self.subject, day.year, granted, rooms)
        found = text.marked(clause).evaluate(env, context, claim, why)
        self._leave_open(why)
        return replace(found, most=None) if why else found  # of another day it may be more

    # -- where there is no award ---------------------------------------------------------------------

    def _open(self, told: Governing, claim: Marked, failures: tuple[FailureNote, ...]) -> Finding:
        """The day is not known, or its text cannot be evaluated: only that a window is over can be told."""
        self.run.year_rooms(self.plan).leave_open()
        mark = told.day[1] | claim[1]
        if claim[0] is False:
            return self._nothing(told, Status.INELIGIBLE, mark, failed=(CLAIM,))
        return self._nothing(told, Status.UNDETERMINED, mark, failures=failures)

    def _nothing(
        self,
        told: Governing,
        status: Status,
        mark: Mark,
        *,
        failed: tuple[str, ...] = (),
        failures: tuple[FailureNote, ...] = (),
    ) -> Finding:
        values = [NOT_REACHED] * len(self.plan.probes)
        return Finding(
            status,
            Trace(self.plan, values, governing=told),
            provisional=bool(mark) and status is not Status.UNDETERMINED,
            missing=tuple(sorted(mark)),
            failures=failures,
            failed_conditions=failed,
        )

    def _leave_open(self, mark: Mark) -> None:
        """An item whose day may yet be another may take of any year."""
        if mark:
            self.run.year_rooms(self.plan).leave_open()

    # -- facts ---------------------------------------------------------------------------------------

    def _env(self, text: TextOfDay, day: Date) -> Env:
        view = self.run.view(text)
        item = None if self.plan.entity is None else view.item(self.plan.entity.key, self.subject)
        settings = text.settings(day, self.run.variant.settings)
        return Env(view.applicant, item, view.lists, settings, self.run.prepared.as_of)
