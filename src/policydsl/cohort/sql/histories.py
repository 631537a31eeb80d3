"""Figures by year or quarter: each period has a column of its own, where the cohort has it at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.forms import Form, column_of
from policydsl.cohort.sql.scope import Scope
from policydsl.evaluate.histories import by_of
from policydsl.model.periods import FIRST_YEAR, LAST_YEAR, QUARTERS, By, count_of
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.source.frozen import frozen

_MOST_PERIODS: Final = 400  # of one fact, in a cohort


@frozen(eq=False)
class _Range:
    """The periods of a history that the cohort has, each with whether it is asked for; and whether these are all."""

    periods: tuple[tuple[int, Sql], ...]
    whole: Sql


class Histories(Scope):
    """Lowers `at` and `earlier`."""

    def _given(self, field: nodes.Field) -> Sequence[int]:
        found = self.periods.get((field.of.list_key, field.name), ())
        if len(found) > _MOST_PERIODS:
            raise self.refused(field)
        return found

    def _column(self, field: nodes.Field, by: By, period: int) -> Sql:
        return self.fact(field, column_of(field.name, by, period))

    # -- one period ----------------------------------------------------------------------------------

    def looked_up(self, node: nodes.Lookup) -> Figure:
        """`at(x, year - 1)`, a figure."""
        form = self.form(node.field)
        if form.kind != "whole":
            raise self.refused(node)
        return self.figure_of(self.looked_up_value(node), form)

    def looked_up_value(self, node: nodes.Lookup) -> Sql:
        """The same, of any kind; NULL of a period that no one has."""
        field, by = node.field, by_of(node.period)
        given = self._given(field)
        fixed = self._fixed(node.period)
        if fixed is not None:
            return self._column(field, by, fixed) if fixed in given else self._nothing(self.form(field))
        tests = self._tests(node.period, given)
        branches = [(test, self._column(field, by, one)) for one, test in zip(given, tests, strict=True)]
        return self.keep(sql.case(branches)) if branches else self._nothing(self.form(field))

    @staticmethod
    def _nothing(form: Form) -> Sql:
        return sql.null(form.sql_type)

    def _fixed(self, named: nodes.Period) -> int | None:
        """The period that a formula names for everyone."""
        year = self.computed(named.year)
        part = None if named.quarter is None else self.computed(named.quarter)
        if not isinstance(year, nodes.Const) or not (part is None or isinstance(part, nodes.Const)):
            return None
        number = _whole(year.value, FIRST_YEAR, LAST_YEAR)
        quarter = 1 if part is None else _whole(part.value, 1, QUARTERS)
        if number is None or quarter is None:
            raise self.refused(named.year)  # it fails for everyone
        return count_of(by_of(named), number, quarter)

    def period_of(self, named: nodes.Period) -> int:
        """The same, where it is not another for each subject."""
        found = self._fixed(named)
        if found is None:
            raise self.refused(named.year)
        return found

    def _tests(self, named: nodes.Period, given: Sequence[int]) -> list[Sql]:
        """Of each period, whether it is the one named."""
        year = self.kept(self.figure(named.year))
        quarter = None if named.quarter is None else self.kept(self.figure(named.quarter))
        found = []
        for one in given:
            number, part = (one, 0) if quarter is None else (one // QUARTERS, one % QUARTERS + 1)
            tests = [self.arithmetic.compare(year, "=", fig.literal(number))]
            if quarter is not None:
                tests.append(self.arithmetic.compare(quarter, "=", fig.literal(part)))
            found.append(sql.and_([test.copy() for test in tests if test is not None]))
        return found

    # -- earlier periods -----------------------------------------------------------------------------

    def _range(self, history: nodes.History) -> _Range:
        given = self._given(history.field)
        start, end = self._start(history), self._end(history.until)
        if isinstance(start, int) and isinstance(end, int):
            inside = [one for one in given if start <= one < end]
            whole = sql.truth(len(inside) >= end - start)
            return _Range(tuple((one, sql.truth(True)) for one in inside), whole)
        first, last = (sql.number(one) if isinstance(one, int) else one for one in (start, end))
        periods = [
            (one, self.keep(sql.and_([
                sql.binary("<=", first.copy(), sql.number(one)), sql.binary("<", sql.number(one), last.copy()),
            ])))
            for one in given
        ]  # fmt: skip
        count: Sql = sql.number(0)
        for _, inside_ in periods:
            count = sql.binary("+", count, sql.case([(inside_.copy(), sql.number(1))], sql.number(0)))
        lacking = sql.binary("-", last.copy(), first.copy())
        return _Range(tuple(periods), self.keep(sql.binary(">=", count, lacking)))

    def _start(self, history: nodes.History) -> int | Sql:
        """The first period; a year begins with its first quarter."""
        since, by = history.since, by_of(history.until)
        if isinstance(since, int):
            return since
        if isinstance(year := self.computed(since), nodes.Const):
            number = _whole(year.value, FIRST_YEAR, LAST_YEAR)
            if number is None:
                raise self.refused(since)
            return count_of(by, number)
        return self.keep(self._count(self._number(since, FIRST_YEAR, LAST_YEAR), None, by))

    def _end(self, named: nodes.Period) -> int | Sql:
        fixed = self._fixed(named)
        if fixed is not None:
            return fixed
        year = self._number(named.year, FIRST_YEAR, LAST_YEAR)
        quarter = None if named.quarter is None else self._number(named.quarter, 1, QUARTERS)
        return self.keep(self._count(year, quarter, by_of(named)))

    @staticmethod
    def _count(year: Sql, quarter: Sql | None, by: By) -> Sql:
        if by == "year":
            return year
        found = sql.binary("*", year, sql.number(QUARTERS))
        if quarter is None:
            return found
        return sql.binary("-", sql.binary("+", found, quarter), sql.number(1))

    def _number(self, node: Node, low: int, high: int) -> Sql:
        """A whole number within bounds; NULL where it is none."""
        figure = self.figure(node)
        if figure.scale or self.arithmetic.is_wide(*figure.bounds):
            raise self.refused(node)
        value = self.keep(self.source(figure))
        tests = [sql.binary(">=", value, sql.number(low)), sql.binary("<=", value.copy(), sql.number(high))]
        return self.keep(sql.case([(sql.and_(tests), value.copy())]))

    def figure_at_hand(self, node: nodes.Figure) -> Sql:
        """The figure for which a variable stands."""
        found = self.at_hand.get(node.of)
        if found is None:
            raise self.refused(node)
        field, by, period = found
        return self._column(field, by, period)

    def figure_at_hand_form(self, node: nodes.Figure) -> Form:
        """Its form."""
        if node.of not in self.at_hand:
            raise self.refused(node)
        return self.form(self.at_hand[node.of][0])

    def _each(self, members: nodes.Members, periods: Sequence[tuple[int, Sql]], make: Callable[[Sql], None]) -> None:
        """Lower something for each period; `make` is told whether the period counts."""
        history = members.history
        assert history is not None  # noqa: S101  (what the callers have seen to)
        for period, inside in periods:
            self.at_hand[members.variable] = (history.field, by_of(history.until), period)
            try:
                counts = inside.copy()
                if members.where is not None:
                    counts = self.keep(sql.and_([counts, self.expr(members.where)]))
                make(counts)
            finally:
                del self.at_hand[members.variable]

    def quantified_history(self, node: nodes.Quantifier) -> Sql:
        """See `Scope`."""
        assert node.members.history is not None  # noqa: S101
        found, some = self._range(node.members.history), node.kind == "some"
        parts: list[Sql] = []

        def make(counts: Sql) -> None:
            condition = self.expr(node.condition)
            parts.append(sql.and_([counts, condition]) if some else sql.or_([sql.not_(counts), condition]))

        self._each(node.members, found.periods, make)
        rest = sql.case([(found.whole.copy(), sql.truth(not some))])  # NULL where a period is not known
        return sql.or_([*parts, rest]) if some else sql.and_([*parts, rest])

    def aggregated_history(self, node: nodes.Aggregate) -> Figure:
        """See `Scope`."""
        assert node.members.history is not None  # noqa: S101
        found = self._range(node.members.history)
        given: list[tuple[Sql, Figure]] = []
        self._each(node.members, found.periods, lambda counts: given.append((counts, self._counted_figure(node))))
        if not given and node.kind in ("min", "max"):
            return Figure(sql.null("BIGINT"), 0, 0, 0)
        total = self.kept(self.collected(node.kind, given, node))
        value = sql.case([(found.whole.copy(), self.source(total))])
        return Figure(self.keep(value), total.scale, *total.bounds)

    def _counted_figure(self, node: nodes.Aggregate) -> Figure:
        """The figure; where only known ones are counted, whether it is known."""
        if node.kind != "count":
            return self.figure(node.body)
        if isinstance(node.body, nodes.Figure):
            return Figure(self.figure_at_hand(node.body), 0, 0, 0)
        return self.figure(node.body)


def _whole(value: object, low: int, high: int) -> int | None:
    """A whole number within bounds."""
    if isinstance(value, Decimal) and low <= value <= high and value == value.to_integral_value():
        return int(value)
    return None
