"""For which facts the lets, the tables and the caps of a clause wait."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.clause import ClauseLowering
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.marks import Marks
from policydsl.cohort.sql.members import MarkedMembers
from policydsl.cohort.sql.scope import DURATIONS
from policydsl.cohort.sql.standing import Standing
from policydsl.evaluate.fold import fold
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import CapPlan, LetPlan, TablePlan


class MarkedSteps(MarkedMembers):
    """The marks of one clause, step by step. Made once `lowered.columns()` was asked for.

    `fits`: of each table whether it is open if a row holds, and what that waits for; `failing`: when an input fails.
    """

    def __init__(self, lowered: ClauseLowering) -> None:
        self.lowered, self.plan, self.frame = lowered, lowered.plan, lowered.frame
        self.standing = Standing(lowered)
        super().__init__(lowered.lower, self.standing.lower)
        self.fits: list[tuple[Sql, Marks]] = []
        self.failing: list[Sql] = []
        self._folded: dict[int, tuple[Node, Node]] = {}

    def _fold(self, node: Node) -> Node:
        """With what the run fixes; the same node each time."""
        if id(node) not in self._folded:
            self._folded[id(node)] = node, fold(node, self.lowered.settings)
        return self._folded[id(node)][1]

    def _step(self, step: LetPlan | TablePlan) -> None:
        """Keep what its names wait for."""
        if isinstance(step, LetPlan):
            self.locals[step.name] = self.of(self._fold(step.value))
        elif step.sums:
            for name, node in step.inputs.items():
                self.locals[input_name(name)] = self.of(self._fold(node))
            for name, node in step.sums.items():
                self.locals[name] = self.of(self._fold(node))
        else:
            self._table(step)

    def _table(self, table: TablePlan) -> None:
        for node in table.inputs.values():  # which may fail although no row asks for it
            self.failing += self.of(self._fold(node)).failing
        rows = [self.of(self._fold(one.match)) for one in table.rows]
        matches = Marks()
        for one in rows:
            matches.add(one)
        self.fits.append((self.frame.keep(sql.is_null(self.lowered.fits[-1].copy())), matches))
        if table.table.hit == "collect":
            self.locals |= {name: self._collected(table, name, rows) for name in table.outputs}
            return
        closed, stands = self.lowered.row, self.standing.row
        assert closed is not None and stands is not None  # noqa: S101, PT018  (the columns were asked for)
        open_ = sql.binary("=", closed.copy(), sql.number(0))
        which = self._which(table, rows, matches)
        for name in table.outputs:
            found = Marks().add(which, open_)
            for i, row in enumerate(table.rows, 1):
                mine = sql.binary("=", stands.copy(), sql.number(i))
                found.add(self.of(self._fold(row.outputs[name])), evaluated=mine)
            self.locals[name] = found

    def _collected(self, table: TablePlan, name: str, rows: Sequence[Marks]) -> Marks:
        """What an output waits for: each row for whether it holds and, unless it does not, for its figure."""
        kind, found, open_rows = table.table.aggregate or "sum", Marks(), list[Sql]()
        for row, why in zip(table.rows, rows, strict=True):
            match, node = self._fold(row.match), self._fold(row.outputs[name])
            surely = sql.is_false(self.lower.expr(match))
            if kind == "sum" and node.type not in DURATIONS:  # it adds nothing, whether it counts or not
                nothing = sql.is_true(sql.binary("=", self.lower.figure(node).base.copy(), sql.number(0)))
                found.unsaid.append(sql.and_([self.open(match), nothing.copy()]))
                surely = sql.or_([surely, nothing])
            matters = self.frame.keep(sql.not_(surely))
            counts = self.frame.keep(sql.not_(sql.is_false(self.stand.expr(match))))
            found.add(why, matters).add(self.of(node), sql.and_([matters.copy(), counts]))
            open_rows.append(sql.and_([matters.copy(), sql.or_([self.open(match), self.open(node)])]))
        if kind in ("min", "max"):  # of no rows there is none
            value = self.stand.locals[name]
            assert isinstance(value, Figure)  # noqa: S101  (so it was lowered)
            found.failing.append(sql.and_([sql.is_null(value.base.copy()), sql.not_(sql.or_(open_rows))]))
        return found

    def _which(self, table: TablePlan, rows: Sequence[Marks], matches: Marks) -> Marks:
        """What waits with a row that is open: those after the first that holds decide nothing."""
        stands = self.standing.row
        if table.table.hit == "unique" or not self.standing.apart or stands is None:
            return matches
        found = Marks()
        for i, one in enumerate(rows, 1):
            none = sql.binary("=", stands.copy(), sql.number(0))
            found.add(one, sql.or_([none, sql.binary(">=", stands.copy(), sql.number(i))]))
        return found

    def _cap(self, cap: CapPlan, marks: Marks) -> list[Sql]:
        """Adds what a cap waits for; gives when it is not known as things stand."""
        when = None if cap.when is None else self._fold(cap.when)
        if isinstance(when, nodes.Const) and when.value is not True:
            return []
        node = self._fold(cap.limit)
        limit = self.of(node)
        if when is None or isinstance(when, nodes.Const):
            marks.add(limit)
            return [self.unknown(node)]
        marks.add(self.of(when))
        applies = self.frame.keep(self.stand.expr(when))
        evaluated = sql.not_(sql.is_false(applies))
        marks.add(limit, evaluated=evaluated)
        return [sql.is_null(applies.copy()), sql.and_([evaluated.copy(), self.unknown(node)])]
