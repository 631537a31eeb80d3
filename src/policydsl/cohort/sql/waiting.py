"""What an open award of a clause comes to as things stand, and which missing facts it waits for (LANGUAGE §6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sqlglot import exp

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.caps import shares_a_cap
from policydsl.cohort.sql.clause import ClauseLowering, lowering
from policydsl.cohort.sql.decode import NO_ROW
from policydsl.cohort.sql.figure import Arithmetic
from policydsl.cohort.sql.frame import Frame
from policydsl.cohort.sql.marked_steps import MarkedSteps
from policydsl.cohort.sql.marks import Fact, Marks, can_be_said
from policydsl.cohort.sql.members import name_of
from policydsl.cohort.sql.queries import Known
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.fold import Settings
from policydsl.feel.values import Date
from policydsl.plan.nodes import Node, walk
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan, TablePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen

REFUSED: Final = 0
GRANTED: Final = 1
UNDETERMINED: Final = 5


@frozen(eq=False)
class Told:
    """The columns of an open award. `status` is NULL where the interpreter must say; `missing`, `failed` are texts."""

    status: Sql
    missing: Sql
    failed: Sql
    units: Sql | None
    limited: Sql | None
    row: Sql | None


class Waiting(MarkedSteps):
    """What the open awards of one clause wait for."""

    def __init__(self, lowered: ClauseLowering, ranks: Sequence[Node]) -> None:
        """`ranks`: what ranks its awards, where that must be known if no fact is missing."""
        super().__init__(lowered)
        self.ranks = ranks

    def told(self) -> Told:
        """The columns; raises `NotLoweredError` where the interpreter must say for every award."""
        plan, standing = self.plan, self.standing
        _refuse(plan, self.lowered.settings, self._roots())
        standing.lay()
        for step in plan.steps[: plan.early]:
            self._step(step)
        tests = [self._fold(one.test) for one in plan.conditions]
        conditions = [(self.open(test), self.of(test)) for test in tests]
        for step in plan.steps[plan.early :]:
            self._step(step)
        whether, figure = Marks(), Marks()
        for null, marks in (*conditions, *self.fits):
            whether.add(marks, null)
        known = self._figure(figure)
        closed = [sql.is_false(self.lower.expr(test)) for test in tests]
        fits = [sql.is_false(one.copy()) for one in self.lowered.fits]
        decided = self.frame.keep(sql.or_([*closed, *fits]))
        stood = [sql.is_false(one.copy()) for one in (*standing.tests, *standing.fits)]
        refused = self.frame.keep(sql.or_([decided, *stood]))
        every = Marks().add(whether, sql.not_(decided)).add(figure, sql.not_(refused))
        if not every.facts and not every.named:
            raise NotLoweredError(Text("没有可以等待的事实", "there is no fact to wait for"), None)
        missing = self.frame.keep(sql.coalesce(_text(every), sql.text("")))
        every.unsaid += whether.unsaid  # else it is not known either which conditions fail
        return self._told((decided, refused, known), missing, every, closed)

    def _told(self, found: tuple[Sql, Sql, Sql], missing: Sql, every: Marks, closed: Sequence[Sql]) -> Told:
        decided, refused, known = found
        failing = [
            *every.failing,
            *self.failing,
            *(one.copy() for named in self.locals.values() for one in named.failing),
        ]
        granted = self.standing.figure()
        nothing = sql.binary("=", missing.copy(), sql.text(""))
        left = [*every.unsaid, *failing, sql.and_([nothing, sql.not_(decided.copy())])]
        if granted.units is not None:  # out of what SQL can reach
            left.append(sql.and_([sql.not_(refused.copy()), known.copy(), sql.is_null(granted.units.copy())]))
        exceeding = [self.open(self._fold(cap.may_exceed)) for cap in self.plan.caps if cap.may_exceed is not None]
        if exceeding:  # whether a cap that lowers the sum may be exceeded
            lowered = [] if granted.limited is None else [sql.binary(">", granted.limited.copy(), sql.number(0))]
            left.append(sql.and_([sql.not_(refused.copy()), known.copy(), *lowered, sql.or_(exceeding)]))
        left += [sql.and_([sql.not_(refused.copy()), self._unranked(self._fold(one))]) for one in self.ranks]
        status = sql.case([
            (sql.or_(left), sql.null("BIGINT")),
            (refused.copy(), sql.number(REFUSED)),
            (known.copy(), sql.number(GRANTED)),
        ], sql.number(UNDETERMINED))  # fmt: skip
        failed, row = self._failed(closed)
        return Told(self.frame.keep(status), missing, failed, granted.units, granted.limited, row)

    def _unranked(self, node: Node) -> Sql:
        """Whether what ranks the award is not known, and may yet be although no fact is missing."""
        if not all(map(can_be_said, walk(node))):
            return self.open(node)
        marks = self.of(node)
        tests = [*(test for tests in marks.facts.values() for test in tests), *(test for test, _ in marks.named)]
        return sql.and_([self.open(node), sql.or_([sql.not_(sql.or_(tests)), *marks.unsaid, *marks.failing])])

    def _failed(self, closed: Sequence[Sql]) -> tuple[Sql, Sql | None]:
        """The conditions that fail as things stand, and the row of the table that holds.

        Where a condition fails whatever is missing, no table after it is looked at.
        """
        standing = self.standing
        parts = [
            sql.case([(sql.is_false(test.copy()), sql.text(one.condition.id))])
            for test, one in zip(standing.tests, self.plan.conditions, strict=True)
        ]
        early = any(isinstance(step, TablePlan) for step in self.plan.steps[: self.plan.early])
        reached = sql.truth(True) if early else sql.not_(sql.or_([one.copy() for one in closed]))
        parts += [sql.case([(sql.and_([reached.copy(), sql.is_false(one.copy())]), sql.text(NO_ROW))])
                  for one in standing.fits]  # fmt: skip
        row = standing.row
        return sql.words(parts) if parts else sql.text(""), None if row is None else sql.case([(reached, row.copy())])

    def _figure(self, marks: Marks) -> Sql:
        """What the sum, the term and the caps wait for; gives whether they are known as things stand."""
        unknown: list[Sql] = [sql.is_null(one.copy()) for one in (*self.standing.tests, *self.standing.fits)]
        for node in (self.plan.term, self.plan.amount, self.plan.minimum):
            if node is not None:
                marks.add(self.of(self._fold(node)))
                unknown.append(self.unknown(self._fold(node)))
        for cap in self.plan.caps:
            unknown += self._cap(cap, marks)
        return self.frame.keep(sql.not_(sql.or_(unknown)))

    def _roots(self) -> Iterable[Node]:
        for probe in self.plan.probes:
            if probe.node is not None:
                yield self._fold(probe.node)
        for step in self.plan.steps:
            if isinstance(step, TablePlan):
                for row in step.rows:
                    yield from (self._fold(node) for node in row.outputs.values())


def _refuse(plan: ClausePlan, settings: Settings, roots: Iterable[Node]) -> None:
    """Raise for what is open for more than facts, or for facts that have no names here."""
    if plan.is_governed or shares_a_cap(plan, settings):
        raise NotLoweredError(Text("要看的不只是这一项的事实", "more than facts of the award matter"), None)
    for root in roots:
        for node in walk(root):
            if not can_be_said(node):
                raise NotLoweredError(Text("缺的事实说不全", "not all facts that may be missing can be said"), node.at)


def _text(marks: Marks) -> Sql:
    """The names of facts as the interpreter sorts them, with blanks between; NULL where there is none."""
    named = sorted(marks.facts.items(), key=lambda one: (_place(one[0]), one[0][2]))
    parts = [sql.case([(sql.or_([t.copy() for t in tests]), name_of(fact))]) for fact, tests in named]
    if not marks.named:
        return sql.nonempty(sql.words(parts))
    return sql.sorted_words(parts, [sql.case([(test, names)]) for test, names in marks.named])


def _place(fact: Fact) -> str:
    return "applicant." if fact[0] == "applicant" else f"{fact[1]}["


def waiting_query(
    key: str,
    clauses: Sequence[ClausePlan],
    plan: PolicyPlan,
    settings: Settings,
    as_of: Date,
    known: Known,
    only: str,
    ranks: Callable[[ClausePlan], Mapping[str, Node]],
) -> tuple[exp.Select, Sequence[ClausePlan]] | None:
    """The columns of `Told` for the clauses of a frame of which DuckDB can say them.

    `only`: a table of the applicants (`$a`) to look at; `ranks`: what ranks the awards of a clause.
    """
    frame, found, results = Frame(key, only=only), [], []
    for clause in clauses:
        before = frame.state()
        try:
            one = lowering(clause, frame, settings, plan, Arithmetic("duckdb"), as_of, texts=known.texts)
            one.lower.earlier, one.lower.periods = known.earlier, known.periods
            one.columns()
            told = Waiting(one, [*ranks(clause).values()]).told()
        except NotLoweredError:
            frame.restore(before)
            continue
        found.append(clause)
        columns = {"status": told.status, "missing": told.missing, "failed": told.failed, "units": told.units,
                   "limited": told.limited, "row": told.row}  # fmt: skip
        results += [(f"{kind}${clause.index}", value) for kind, value in columns.items() if value is not None]
    return (frame.query(results), found) if found else None
