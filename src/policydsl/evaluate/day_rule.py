"""`dated` and `claim` of a clause, compiled: which day governs a subject, and whether it can be claimed."""

from __future__ import annotations

from policydsl.award import FailureNote
from policydsl.award.governing import Days, Window
from policydsl.evaluate.marked import Env, Run, compile_marked
from policydsl.evaluate.marks import CLOSED, Marked, and3
from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.values import Date
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source.frozen import frozen

NO_BOUND: Days = (None, CLOSED)


@frozen(eq=False)
class _Part:
    """A formula of the window; `follows`: it asks for what the governing day decides."""

    run: Run
    node: Node
    follows: bool

    @staticmethod
    def of(node: Node | None) -> _Part | None:
        """Compiled; None where it is left out."""
        return None if node is None else _Part(compile_marked(node), node, any(map(_follows, nodes.walk(node))))

    def value(self, env: Env, day: Marked) -> Marked:
        """What it comes to."""
        if not self.follows:
            return self.run(env)
        if day[0] is UNKNOWN:
            return day
        value, mark = self.run(env)
        return value, mark | day[1]


def _follows(node: Node) -> bool:
    if isinstance(node, nodes.Setting):
        return node.kind == "parameter"
    return isinstance(node, nodes.Day) and node.part == "year"


class DayRule:
    """The rule of one clause. Formulas see the facts as the text reads them that the rule stands in."""

    def __init__(self, plan: ClausePlan) -> None:
        self.plan = plan
        self.dated = None if plan.dated is None else compile_marked(plan.dated)
        claim = plan.claim
        self.start = None if claim is None else _Part.of(claim.start)
        self.until = None if claim is None else _Part.of(claim.until)
        self.within = None if claim is None else _Part.of(claim.within)
        self.of = None if claim is None else _Part.of(claim.of)

    def day(self, env: Env) -> Marked:
        """The day that governs: a date or UNKNOWN, with its mark."""
        return (env.as_of, CLOSED) if self.dated is None else self.dated(env)

    def window(self, env: Env, day: Marked) -> Window | None:
        """The claim window; `env` has the settings of the governing day where that is known."""
        if self.plan.claim is None:
            return None
        start, until = self._value(self.start, env, day), self._value(self.until, env, day)
        of, last = NO_BOUND, NO_BOUND
        if self.within is not None:
            of = day if self.of is None else self.of.value(env, day)
            last = _later(env, of, self.within.value(env, day), self.within.node)
        tests = [_not_before(env.as_of, start), _not_before(env.as_of, of)]
        tests += [_not_after(env.as_of, until), _not_after(env.as_of, last)]
        return Window(env.as_of, start, until, of, last, and3(tests))

    @staticmethod
    def _value(part: _Part | None, env: Env, day: Marked) -> Marked:
        return NO_BOUND if part is None else part.value(env, day)


def _later(env: Env, of: Marked, within: Marked, node: Node) -> Marked:
    """The last day: so long after the first."""
    mark = of[1] | within[1]
    if of[0] is UNKNOWN or within[0] is UNKNOWN:
        return UNKNOWN, mark
    try:
        return ops.add(of[0], within[0]), mark  # type: ignore[arg-type]
    except FeelFailure as failure:
        env.failures.append(FailureNote(failure.reason, node.at))
        return UNKNOWN, mark


def _not_before(day: Date, bound: Days) -> Marked:
    value, mark = bound
    if not isinstance(value, Date):
        return (UNKNOWN if value is UNKNOWN else True), mark
    return value <= day, mark


def _not_after(day: Date, bound: Days) -> Marked:
    value, mark = bound
    if not isinstance(value, Date):
        return (UNKNOWN if value is UNKNOWN else True), mark
    return day <= value, mark
