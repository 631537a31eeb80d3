"""Periods that a formula can never find: before a fact is given, to come, or none at all to look back on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.check.checked import CheckedPolicy
from policydsl.check.literals import literal
from policydsl.check.sense.formulas import formulas, limit_formulas
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.checker import Symbol, periods
from policydsl.feel.types import Series
from policydsl.feel.values import Date
from policydsl.feel.walk import walk
from policydsl.model.periods import FIRST_YEAR, LAST_YEAR, count_of, period_of_day, period_text
from policydsl.model.policy import CellPart, Clause, Formula
from policydsl.source.frozen import frozen


def check_periods(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report periods that no fact file gives."""
    policy = checked.policy
    for entity in policy.entities.values():
        for field in entity.fields.values():
            end = policy.in_force.end
            if field.by is None or field.since is None or field.since_at is None or end is None:
                continue
            if field.since > period_of_day(field.by, end):
                since = period_text(field.by, field.since)
                reporter.report("P063", field.since_at, since=since, end=end.iso())
    for clause in policy.clauses:
        start = _later(policy.in_force.start, clause.in_force.start)
        end = _earlier(policy.in_force.end, clause.in_force.end)
        for written, root in _every(clause):
            for call, series in _calls(root, checked):
                _Call(checked, written, call, series, start, end, clause.dated is not None, reporter).check()
    for limit in policy.limits:
        start, end = policy.in_force.start, policy.in_force.end
        for formula in limit_formulas(limit):
            for call, series in _calls(formula.expr, checked):
                _Call(checked, formula, call, series, start, end, dated=True, reporter=reporter).check()


def _later(one: Date | None, other: Date | None) -> Date | None:
    return other if one is None or (other is not None and other > one) else one


def _earlier(one: Date | None, other: Date | None) -> Date | None:
    return other if one is None or (other is not None and other < one) else one


def _every(clause: Clause) -> Iterator[tuple[Formula | CellPart, ast.Expr | ast.UnaryTests]]:
    for formula, _ in formulas(clause):
        yield formula, formula.expr
    for row in clause.table.rows if clause.table is not None else ():
        for cell in row.when.values():
            yield from ((part, part.tests) for part in cell.parts)
    if clause.quota is not None and clause.quota.rank_by is not None:
        yield clause.quota.rank_by, clause.quota.rank_by.expr


def _calls(root: ast.Expr | ast.UnaryTests, checked: CheckedPolicy) -> Iterator[tuple[ast.Call, Series]]:
    """The calls of `at` and `earlier`."""
    for node in walk(root):
        if isinstance(node, ast.Call) and isinstance(node.function, ast.Name) and node.function.name in periods.NAMES:
            series = checked.typing.type_of(node.arguments[0].value) if node.arguments else None
            if isinstance(series, Series):
                yield node, series


@frozen
class _Year:
    """A year that a formula names: itself, or so many after the year of the day that governs."""

    number: int
    relative: bool

    def on(self, year: int) -> int:
        """The year that it is in a year."""
        return year + self.number if self.relative else self.number


@frozen(eq=False)
class _Call:
    """One `at` or `earlier`, with the first and the last day on which it is asked."""

    checked: CheckedPolicy
    written: Formula | CellPart
    call: ast.Call
    series: Series
    start: Date | None
    end: Date | None
    dated: bool  # whether the year may be one that is over
    reporter: Reporter

    def check(self) -> None:
        """Report what it never finds."""
        since, end = self.series.since, self.end
        if self.reporter.errors_within(Label.at(self.written.origin, self.call.span)):
            return
        if since is not None and end is not None and since > period_of_day(self.series.by, end):
            return  # told where it stands
        asked, history = self.call.arguments[1].value, periods.is_history(self.call)
        year = self._year(asked)
        if year is None:
            return
        if self._to_come(year, history=history):
            self.reporter.report("P062", self._at(asked), text=self._text(asked))
        elif history:
            self._history(year, asked)
        elif self.series.since is not None and self._always_before(year, self.series.since):
            self._before_since(asked)

    def _to_come(self, year: _Year, *, history: bool) -> bool:
        """Whether the period, of a history the last one, always lies after the day."""
        back = 1 if history else 0
        if year.relative:
            return year.number > back and not self.dated
        first = self._periods(year.number)[0] - back
        return self.end is not None and first > period_of_day(self.series.by, self.end)

    def _always_before(self, year: _Year, since: int) -> bool:
        if year.relative and self.end is None:
            return False
        return self._periods(year.on(0 if self.end is None else self.end.year))[-1] < since

    def _before_since(self, asked: ast.Expr) -> None:
        since = period_text(self.series.by, self.series.since or 0)
        self.reporter.report("P060", self._at(asked), text=self._text(asked), since=since, name=self._name())

    def _history(self, until: _Year, asked: ast.Expr) -> None:
        own = periods.since_of(self.call, self.series)
        first = _Year(0, relative=False) if own is None else self._year(own)
        if first is None:
            return
        since, given = self.series.since, count_of(self.series.by, first.number)
        if own is not None and since is not None and not first.relative and given < since:
            self._before_since(own)
            return
        if self.start is None and until.relative is not first.relative:
            return
        year = until.number if self.start is None else self.start.year
        begins = self.series.since if own is None else count_of(self.series.by, first.on(year))
        end = self._periods(until.on(year))[-1]
        if begins is not None and end <= begins:
            self.reporter.report(
                "P061", self._at(asked), year=str(year), name=self._name(),
                until=period_text(self.series.by, end), since=period_text(self.series.by, begins),
            )  # fmt: skip

    def _periods(self, year: int) -> range:
        """What the call may mean in a year: one period, or any quarter where a fact decides which."""
        if self.series.by == "year":
            return range(year, year + 1)
        value = literal(self.call.arguments[2].value, self.checked)
        first = count_of("quarter", year, int(value) if isinstance(value, Decimal) else 1)
        return range(first, first + (1 if isinstance(value, Decimal) else 4))

    def _year(self, expr: ast.Expr) -> _Year | None:
        value = literal(expr, self.checked)
        if isinstance(value, Decimal):
            whole = value == int(value) and FIRST_YEAR <= value <= LAST_YEAR
            return _Year(int(value), relative=False) if whole else None
        match expr:
            case ast.Name():
                binding = self.checked.typing.bindings.get(id(expr))
                is_year = isinstance(binding, Symbol) and binding.kind == "year"
                return _Year(0, relative=True) if is_year else None
            case ast.Binary(op=ast.Op.ADD | ast.Op.SUB as op, left=left, right=ast.NumberLit(value=by)):
                base = self._year(left)
                if base is None or by != int(by):
                    return None
                return _Year(base.number + (int(by) if op is ast.Op.ADD else -int(by)), base.relative)
            case _:
                return None

    def _name(self) -> str:
        span = self.call.arguments[0].value.span
        return self.written.text[span.start : span.end]

    def _text(self, expr: ast.Expr) -> str:
        return self.written.text[expr.span.start : expr.span.end]

    def _at(self, expr: ast.Expr) -> Label:
        return Label.at(self.written.origin, expr.span)
