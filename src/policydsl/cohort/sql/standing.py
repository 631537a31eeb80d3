"""A clause as things stand: what the marked evaluation gives, open or not (LANGUAGE §6).

The columns of a clause are NULL wherever a missing fact may still change a value. Most such values are unknown; but
what is added up over members of a list or rows of a table is known as it stands, without those that may yet count.
"""

from __future__ import annotations

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.award import Found, Granting
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.clause import ClauseLowering
from policydsl.cohort.sql.lower import Lower
from policydsl.evaluate.fold import fold
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, walk
from policydsl.plan.policy_plan import ClausePlan, TablePlan


def may_stand(plan: ClausePlan) -> bool:
    """Whether a value of the clause may be known and open."""
    roots = [probe.node for probe in plan.probes if probe.node is not None]
    collects = plan.table is not None and plan.table.table.hit == "collect"
    return collects or any(_stands(node) for root in roots for node in walk(root))


def _stands(node: Node) -> bool:
    return isinstance(node, nodes.Aggregate) and node.members.where is not None


class Standing(ClauseLowering):
    """Lowers a clause whose columns were asked for already, into the same frame."""

    def __init__(self, closed: ClauseLowering) -> None:
        self.apart = may_stand(closed.plan)  # whether values may be other than those that are closed
        lower = closed.lower
        if self.apart:
            lower = Lower(closed.frame, lower.arithmetic, lower.entities, lower.as_of)
            lower.earlier, lower.periods, lower.standing = closed.lower.earlier, closed.lower.periods, True
        super().__init__(closed.plan, closed.frame, closed.settings, lower, closed.policy, texts=closed.texts)
        self.closed = closed
        self.tests: list[Sql] = []

    def lay(self) -> None:
        """Its conditions, lets and table."""
        steps, early = self.plan.steps, self.plan.early
        if not self.apart:
            self.row, self.fits, steps = self.closed.row, self.closed.fits, ()
        for step in steps[:early]:
            self._step(step)
        self.tests = [self.frame.keep(self.lower.expr(fold(c.test, self.settings))) for c in self.plan.conditions]
        for step in steps[early:]:
            self._step(step)

    def figure(self) -> Found:
        """The sum or the term of those who are eligible as things stand."""
        eligible = self.frame.keep(sql.and_([one.copy() for one in (*self.tests, *self.fits)]))
        return Granting(self.plan, self.lower, self.settings).find(eligible)

    def _collect(self, table: TablePlan, rows: list[Sql]) -> None:
        """Of the rows that hold as things stand."""
        super()._collect(table, [self.frame.keep(sql.is_true(one.copy())) for one in rows])

    def _chosen(self, table: TablePlan, rows: list[Sql]) -> list[Sql]:
        """Of rows of which only one can hold, that one is it which holds whatever is missing."""
        found = self.in_turn(rows)
        if table.table.hit == "first" or self.closed.row is None:
            return found
        closed = self.closed.row
        surely = [sql.binary("=", closed.copy(), sql.number(i)) for i in range(len(rows) + 1)]
        return [
            self.frame.keep(sql.case([(mine, sql.truth(True)), (sql.not_(surely[0].copy()), sql.truth(False))], one))
            for mine, one in zip(surely[1:], found, strict=True)
        ]
