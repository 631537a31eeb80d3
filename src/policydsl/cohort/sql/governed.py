"""The day that governs a subject, and whether it can still be claimed, as columns; the names that follow from the day.

What a run fixes for all applicants differs here from subject to subject: the year, and the versions of parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.frame import Frame
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.scope import DURATIONS, NotLoweredError
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import DATE
from policydsl.model.policy import InForce
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, ParameterPlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.feel.values import Date


@frozen(eq=False)
class Governing:
    """`in_force`: whether the clause holds on the day, NULL where that is not known; `claim`: the window, if any."""

    in_force: Sql
    claim: Sql | None
    settings: Settings  # what is the same on all days


class GovernedLowering:
    """Lowers what governs a clause; from then on its formulas go by that day."""

    def __init__(self, plan: ClausePlan, lower: Lower, frame: Frame) -> None:
        self.plan, self.lower, self.frame = plan, lower, frame

    def govern(self, settings: Settings, parameters: Mapping[str, ParameterPlan], whole: InForce) -> Governing:
        """`settings` are those of the day of evaluation; `whole`: when the policy is in force."""
        as_of = self.lower.as_of
        day: Sql = sql.day(as_of.iso())
        if self.plan.dated is not None:
            day = self.frame.keep(self._date(fold(self.plan.dated, settings)))
            changing = {("parameter", name) for name, one in parameters.items() if len(one.versions) > 1}
            settings = {key: value for key, value in settings.items() if key not in changing}
            self.lower.govern(day, parameters)
        in_force = self.frame.keep(sql.and_([self._covers(one, day) for one in (whole, self.plan.clause.in_force)]))
        return Governing(in_force, self._claim(settings, day, as_of), settings)

    def _date(self, node: Node) -> Sql:
        if node.type != DATE:
            raise self._refused(node)
        return self.lower.expr(node)

    @staticmethod
    def _refused(node: Node) -> NotLoweredError:
        return NotLoweredError(Text("这里的日子在 SQL 中没有精确的写法", "SQL has no exact form of this day"), node.at)

    @staticmethod
    def _covers(one: InForce, day: Sql) -> Sql:
        tests: list[Sql] = []
        if one.start is not None:
            tests.append(sql.binary("<=", sql.day(one.start.iso()), day.copy()))
        if one.end is not None:
            tests.append(sql.binary("<=", day.copy(), sql.day(one.end.iso())))
        covered = sql.and_(tests)  # of an interval without ends it is true of an unknown day too
        return sql.case([(sql.not_(sql.is_null(day.copy())), covered)])

    def _claim(self, settings: Settings, day: Sql, as_of: Date) -> Sql | None:
        """Whether the day of evaluation lies in the window."""
        claim = self.plan.claim
        if claim is None:
            return None
        now, tests = sql.day(as_of.iso()), list[Sql]()
        if claim.start is not None:
            tests.append(sql.binary("<=", self._date(fold(claim.start, settings)), now.copy()))
        if claim.until is not None:
            tests.append(sql.binary("<=", now.copy(), self._date(fold(claim.until, settings))))
        if claim.within is not None:
            of = day.copy() if claim.of is None else self.frame.keep(self._date(fold(claim.of, settings)))
            within = fold(claim.within, settings)
            if within.type not in DURATIONS:
                raise self._refused(within)
            tests.append(sql.binary("<=", of.copy(), now.copy()))
            tests.append(sql.binary("<=", now.copy(), self.lower.later(of, within)))
        return self.frame.keep(sql.and_(tests))
