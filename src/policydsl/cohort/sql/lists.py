"""What is asked of lists, and added up or compared over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.frame import Group
from policydsl.cohort.sql.reasons import LONG, NESTED
from policydsl.cohort.sql.scope import DURATIONS, Scope
from policydsl.evaluate.forms import LIMIT
from policydsl.feel.temporal.duration import MAX_MONTHS, MAX_NANOS
from policydsl.feel.types import DAYS_TIME, YEARS_MONTHS, Type
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.source.frozen import replace

_MOST_NODES: Final = 5_000
MOST_SUM: Final = 10**16  # a sum beyond is left to the interpreter
Counted = tuple[Sql, Figure]  # whether something counts, and its figure


def most_of(type_: Type) -> int:
    """The most that a sum may be: a duration beyond fails."""
    return MAX_MONTHS if type_ == YEARS_MONTHS else MAX_NANOS if type_ == DAYS_TIME else LIMIT


def _free_members(node: Node) -> list[nodes.Variable]:
    """The members of lists that it names and that are none of its own."""
    inside = nodes.walk(node)
    own = [one.members.variable for one in inside if isinstance(one, nodes.Quantifier | nodes.Aggregate)]
    found = [one.of for one in inside if isinstance(one, nodes.Field) and one.of.kind == "member"]
    return [one for one in found if not any(one is variable for variable in own)]


class Lists(Scope):
    """Lowers quantifiers and aggregates over the items of a list."""

    @contextmanager
    def inside(self, members: nodes.Members, node: Node) -> Iterator[Group]:
        """The group over which what is lowered now goes; in another one, also by the member of that."""
        roots = [one for one in (members.where, node) if one is not None]
        of_item = bool(self.frame.key) and any(self._asks_item(one) for one in roots)
        outer, before = self.group, (self.member, self.outer_member)
        if outer is None:
            group = self.frame.group(members.variable.list_key, of_item=of_item)
        else:
            group = self._inner(outer, members.variable.list_key, node, of_item=of_item)
        self.group, self.member, self.outer_member = group, members.variable, self.member
        try:
            yield group
        finally:
            self.group, (self.member, self.outer_member) = outer, before

    def _inner(self, outer: Group, key: str, node: Node, *, of_item: bool) -> Group:
        """A group of which the conditions of another one ask."""
        of_member = any(variable is self.member for variable in _free_members(node))
        if of_member and of_item:
            raise self.refused(node, NESTED)
        made = Group(key, outer.key if of_member else self.frame.key if of_item else "", of_member=of_member)
        return outer.inner.setdefault(made.alias, made)

    def _asks_item(self, node: Node) -> bool:
        """Whether it asks for a fact of the item at hand."""
        for one in nodes.walk(node):
            if isinstance(one, nodes.Field) and one.of.kind == "item":
                return True
            formula = self.formulas.get(one.name) if isinstance(one, nodes.Local) else None
            if formula is not None and self._asks_item(formula):
                return True
        return False

    def grouped(self, group: Group, value: Sql, node: Node) -> Sql:
        """An aggregate of the group as a column; NULL for a subject without members."""
        if sum(1 for _ in value.walk()) > _MOST_NODES:
            raise self.refused(node, LONG)  # conditions on members are said again wherever they are named
        if self.group is not None:
            return sql.column(group.add(value), group.alias)
        return self.frame.grouped(group, value)

    def quantifier(self, node: nodes.Quantifier) -> Sql:
        """`some` and `every`."""
        if node.members.history is not None:
            return self.quantified_history(node)
        with self.inside(node.members, node) as group:
            where = None if node.members.where is None else self.expr(node.members.where)
            condition = self.expr(node.condition)
        some = node.kind == "some"
        if where is not None:
            condition = sql.and_([where, condition]) if some else sql.or_([sql.not_(where), condition])
        deciding = sql.count_where(condition if some else sql.is_false(condition))
        unknown = sql.count_where(sql.is_null(condition.copy()))
        zero = sql.number(0)
        decided = self.grouped(group, deciding, node)
        open_ = self.grouped(group, unknown, node)
        return self.keep(
            sql.case(
                [
                    (sql.binary(">", decided, zero), sql.truth(some)),
                    (sql.binary(">", open_, zero.copy()), sql.null("BOOLEAN")),
                ],
                sql.truth(not some),
            )
        )

    def aggregate(self, node: nodes.Aggregate) -> Figure:
        """See `Scope`."""
        if node.members.history is not None:
            return self.aggregated_history(node)
        with self.inside(node.members, node) as group:
            where = None if node.members.where is None else self.expr(node.members.where)
            body = fig.literal(1) if node.kind == "count" else self.figure(node.body)
        plain = body.factor == 1 or body.literal
        counted = self.source(body) if plain else body.base
        open_ = self._open(group, where, counted, body, node)
        factor = 1 if plain else body.factor
        if node.kind in ("min", "max"):
            least = (node.kind == "min") == (factor > 0)
            return self._compared(self.grouped(group, sql.extreme(counted, where, least=least), node), open_, body)
        summed = self.grouped(group, sql.total(counted, where), node)
        return self._summed(summed, open_, replace(body, factor=factor, literal=False), node)

    def _open(
        self, group: Group, where: Sql | None, value: Sql, body: Figure | None, node: nodes.Aggregate
    ) -> Sql | None:
        """How many members leave open what a value of those that count comes to."""
        unknown = self.leaves_open(where, value if body is None else body.base, node)
        if body is not None and body.literal:
            unknown = unknown[:-1]
        if self.standing:  # one that may yet count does not
            unknown = unknown[1:] if where is not None else unknown
        return self.grouped(group, sql.count_where(sql.or_(unknown)), node) if unknown else None

    @staticmethod
    def leaves_open(where: Sql | None, value: Sql, node: nodes.Aggregate) -> list[Sql]:
        """Of a member: whether it is open if it counts, where there is a condition; whether its value is, if it does.

        One of nothing adds nothing to a sum, whether it counts or not.
        """
        missing = sql.is_null(value.copy())
        if where is None:
            return [missing]
        open_ = sql.is_null(where.copy())
        if node.kind == "sum" and node.type not in DURATIONS:
            nothing = sql.is_true(sql.binary("=", value.copy(), sql.number(0)))
            open_ = sql.and_([open_, sql.not_(nothing)])
        return [open_, sql.and_([where.copy(), missing])]

    @staticmethod
    def _none(open_: Sql) -> Sql:
        return sql.binary("=", sql.coalesce(open_, sql.number(0)), sql.number(0))

    def _summed(self, summed: Sql, open_: Sql | None, body: Figure, node: nodes.Aggregate) -> Figure:
        bound = min(MOST_SUM, most_of(node.type) // abs(body.factor))
        whole = self.keep(sql.coalesce(summed, sql.number(0)))
        low, high = max(-bound, min(0, body.low) * bound), min(bound, max(0, body.high) * bound)
        tests = [sql.binary("<=", whole, sql.number(bound))]
        if low < 0:
            tests.append(sql.binary(">=", whole.copy(), sql.number(-bound)))
        if open_ is not None:
            tests.append(self._none(open_))
        found = self.keep(sql.case([(sql.and_(tests), sql.narrow(whole.copy()))]))
        return self.sure(fig.checked(Figure(found, body.scale, low, high, body.factor)), node)

    def _compared(self, found: Sql, open_: Sql | None, body: Figure) -> Figure:
        """The least or the greatest; of none there is none, which fails."""
        known = found if open_ is None else sql.case([(self._none(open_), found)])
        return replace(body, base=self.keep(known), literal=False)

    def aggregated_value(self, node: nodes.Aggregate) -> Sql:
        """See `Scope`."""
        if node.members.history is not None or node.kind not in ("min", "max"):
            raise self.refused(node)
        with self.inside(node.members, node) as group:
            where = None if node.members.where is None else self.expr(node.members.where)
            body = self.expr(node.body)
        open_ = self._open(group, where, body, None, node)
        found = self.grouped(group, sql.extreme(body, where, least=node.kind == "min"), node)
        return self.keep(found if open_ is None else sql.case([(self._none(open_), found)]))

    # -- of several expressions ----------------------------------------------------------------------

    def collected(self, kind: str, given: Sequence[Counted], node: Node) -> Figure:
        """The sum, the count, the least or the greatest of what counts; NULL where one of these is."""
        if kind == "count":
            one, zero = sql.number(1), sql.number(0)
            known = [
                sql.case([
                    (sql.not_(counts.copy()), zero.copy()),
                    (sql.and_([counts.copy(), sql.not_(sql.is_null(figure.base.copy()))]), one.copy()),
                ])
                for counts, figure in given
            ]  # fmt: skip
            total = reduce(lambda a, b: sql.binary("+", a, b), known, sql.narrow(zero.copy()))
            return Figure(total, 0, 0, len(given))
        figures = self.aligned(node, *(figure for _, figure in given)) if given else []
        if kind == "sum":
            return self._collected_sum([counts for counts, _ in given], figures, node)
        if not figures:
            raise self.refused(node)
        values = [(counts, self.source(one)) for (counts, _), one in zip(given, figures, strict=True)]
        low, high = min(f.bounds[0] for f in figures), max(f.bounds[1] for f in figures)
        return Figure(self.least(values, "<=" if kind == "min" else ">="), figures[0].scale, low, high)

    def _collected_sum(self, counts: Sequence[Sql], figures: Sequence[Figure], node: Node) -> Figure:
        total = fig.literal(0)
        for one, figure in zip(counts, figures, strict=True):
            zero = sql.narrow(sql.number(0))
            value = sql.case([(one.copy(), self.source(figure)), (sql.not_(one.copy()), zero)])
            (low, high) = figure.bounds
            added = self.kept(Figure(value, figure.scale, min(0, low), max(0, high)))
            total = self.sure(self.arithmetic.add(total, added, "+"), node)
        if max(-total.bounds[0], total.bounds[1]) > most_of(node.type):
            raise self.refused(node)
        return total

    def least(self, given: Sequence[tuple[Sql, Sql]], sign: str) -> Sql:
        """The least (`<=`) or the greatest of the values that count; NULL where one is, or none counts."""
        known: list[Sql] = []
        values: list[Sql] = []
        for counts, value in given:
            value_ = self.keep(value)
            there = sql.and_([counts.copy(), sql.not_(sql.is_null(value_))])
            known.append(sql.or_([sql.is_false(counts.copy()), sql.is_true(there)]))
            values.append(self.keep(sql.case([(counts.copy(), value_.copy())])))
        found = values[0].copy()
        for one in values[1:]:
            ahead = sql.binary(sign, found.copy(), one.copy())
            branches = [
                (sql.is_null(found.copy()), one.copy()),
                (sql.is_null(one.copy()), found.copy()),
                (ahead, found),
            ]
            found = self.keep(sql.case(branches, one.copy()))
        return self.keep(sql.case([(sql.and_(known), found.copy())]))
