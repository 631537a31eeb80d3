"""For which facts of its members what is asked of a list, or added up over it, waits."""

from __future__ import annotations

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.frame import Group
from policydsl.cohort.sql.marks import Fact, MarkedValues, Marks
from policydsl.cohort.sql.reasons import NESTED
from policydsl.cohort.sql.scope import numeric
from policydsl.plan import nodes


class MarkedMembers(MarkedValues):
    """The marks of quantifiers and aggregates: gathered in the group of the list."""

    def members(self, node: nodes.Quantifier | nodes.Aggregate) -> Marks:
        """See `MarkedValues`."""
        if self.lower.group is not None:  # their names would have to be gathered twice
            raise self.lower.refused(node, NESTED)
        found, missing = Marks(), sql.truth(False)
        with self.lower.inside(node.members, node) as group:
            where = None if node.members.where is None else self.lower.expr(node.members.where)
            inner = Marks() if node.members.where is None else self.of(node.members.where)
            if isinstance(node, nodes.Quantifier):
                inner.add(self.of(node.condition))
                open_ = self._undecided(node, where)
            else:
                inner.add(self.of(node.body))
                left_open = self.lower.leaves_open(where, self._body(node), node)
                missing, open_ = left_open[-1], sql.or_(left_open)
        of_list = self.open(node)
        for fact, tests in inner.facts.items():
            test = sql.and_([open_.copy(), sql.or_(tests)])
            if fact[0] == "member":
                names = self.lower.grouped(group, sql.gathered(sql.case([(test, name_of(fact, "m"))])), node)
                found.named.append((of_list.copy(), names))
            else:
                found.facts[fact] = [sql.and_([of_list.copy(), self._some(group, test, node)])]
        if inner.unsaid:
            test = sql.and_([open_.copy(), sql.or_(inner.unsaid)])
            found.unsaid.append(sql.and_([of_list.copy(), self._some(group, test, node)]))
        if inner.failing:
            found.failing.append(self._some(group, sql.or_(inner.failing), node))
        if isinstance(node, nodes.Aggregate):
            self._without_value(node, group, (missing, open_), found)
        return found

    def _undecided(self, node: nodes.Quantifier, where: Sql | None) -> Sql:
        """Whether a member decides nothing and leaves it open."""
        condition = self.lower.expr(node.condition)
        if where is not None:
            some = node.kind == "some"
            condition = sql.and_([where, condition]) if some else sql.or_([sql.not_(where), condition])
        return sql.is_null(condition)

    def _body(self, node: nodes.Aggregate) -> Sql:
        if node.kind == "count":
            return sql.number(1)
        return self.lower.figure(node.body).base if numeric(node.body.type) else self.lower.expr(node.body)

    def _without_value(self, node: nodes.Aggregate, group: Group, left_open: tuple[Sql, Sql], found: Marks) -> None:
        """What has no value although that of each member that counts is known: beyond reach, or of none."""
        missing, open_ = left_open
        unknown = self.unknown(node)
        if node.kind in ("min", "max"):
            found.failing.append(sql.and_([unknown, sql.not_(self._some(group, open_.copy(), node))]))
        else:
            found.unsaid.append(sql.and_([unknown, sql.not_(self._some(group, missing.copy(), node))]))

    def _some(self, group: Group, test: Sql, node: nodes.Node) -> Sql:
        """Whether it is true of a member."""
        count = self.lower.grouped(group, sql.count_where(test), node)
        return self.lower.frame.keep(sql.binary(">", sql.coalesce(count, sql.number(0)), sql.number(0)))


def name_of(fact: Fact, table: str | None = None) -> Sql:
    """What a missing fact is called."""
    kind, key, name = fact
    if kind == "applicant":
        return sql.text(f"applicant.{name}")
    return sql.joined([sql.text(f"{key}["), sql.column("id", table), sql.text(f"].{name}")])
