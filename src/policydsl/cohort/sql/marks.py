"""Which missing facts an open award waits for, as columns: a truth for each fact (LANGUAGE §6).

Where every value is either known and closed, or waits for facts of the applicant and of the item at hand, a fact is
waited for if it is missing and no condition around it is decided without it. Whatever else may leave a value open (a
member of a list, a sum out of reach) gives no answer, and the interpreter finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlglot import exp

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.clause import ClauseLowering, lowering
from policydsl.cohort.sql.figure import Arithmetic, Figure
from policydsl.cohort.sql.frame import Frame
from policydsl.cohort.sql.queries import Known
from policydsl.cohort.sql.scope import NotLoweredError, numeric
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import Assessed
from policydsl.feel.values import Date
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node, Operator, walk
from policydsl.plan.policy_plan import CapPlan, ClausePlan, LetPlan, PolicyPlan, TablePlan
from policydsl.source import Text

Fact = tuple[str, str]  # the list of the item, empty for the applicant; the name
_CALLS: Final = ("not", "min", "max", "floor", "ceiling", "decimal", "round up", "round down", "round half up",
                 "round half down")  # fmt: skip
_SUMS: Final = (Operator.NEG, Operator.ADD, Operator.SUB, Operator.MUL)
_TESTS: Final = (
    Operator.NOT, Operator.EQ, Operator.NE, Operator.LT, Operator.LE, Operator.GT, Operator.GE
)  # fmt: skip


class Marks:
    """What a value waits for: under which conditions for which fact; when that cannot be said; when it may fail."""

    def __init__(self) -> None:
        self.facts: dict[Fact, list[Sql]] = {}
        self.unsaid: list[Sql] = []
        self.failing: list[Sql] = []

    def add(self, other: Marks, guard: Sql | None = None, *, evaluated: Sql | None = None) -> Marks:
        """Also what another waits for; only where `guard` holds, and where it is `evaluated` at all.

        A value that fails is told of wherever it is evaluated, even if what is around it is decided.
        """
        self.failing += _under(evaluated, other.failing)
        self.unsaid += _under(guard, _under(evaluated, other.unsaid))
        for fact, tests in other.facts.items():
            self.facts.setdefault(fact, []).extend(_under(guard, _under(evaluated, tests)))
        return self


def _under(guard: Sql | None, tests: Sequence[Sql]) -> list[Sql]:
    if guard is None or not tests:
        return [test.copy() for test in tests]
    return [sql.and_([guard.copy(), sql.or_([test.copy() for test in tests])])]


class Waiting:
    """What the open awards of one clause wait for. Made once `lowered.columns()` was asked for."""

    def __init__(self, lowered: ClauseLowering) -> None:
        self.lowered, self.plan = lowered, lowered.plan
        self.lower, self.frame = lowered.lower, lowered.frame
        self.locals: dict[str, Marks] = {}
        self.fits: list[tuple[Sql, Marks]] = []

    def column(self) -> Sql:
        """The facts of an open award, in order and with blanks between; NULL where the interpreter must say.

        Raises `NotLoweredError` where that holds for every award.
        """
        plan, every = self.plan, Marks()
        _refuse(plan, self._folded())
        for step in plan.steps[: plan.early]:
            self._step(step)
        tests = [fold(one.test, self.lowered.settings) for one in plan.conditions]
        conditions = [(self._null(test), self.of(test)) for test in tests]
        for step in plan.steps[plan.early :]:
            self._step(step)
        for named in self.locals.values():
            every.failing += _under(None, named.failing)
        for null, marks in (*conditions, *self.fits):
            every.add(marks, null)
        for node in (plan.term, plan.amount, plan.minimum):
            if node is not None:
                every.add(self.of(fold(node, self.lowered.settings)))
        for cap in plan.caps:
            self._cap(cap, every)
        decided = [sql.is_false(self.lower.expr(test)) for test in tests]
        decided += [sql.is_false(one.copy()) for one in self.lowered.fits]
        if not every.facts:
            raise NotLoweredError(Text("没有可以等待的事实", "there is no fact to wait for"), None)
        return sql.case([(sql.or_([*every.unsaid, *every.failing, *decided]), sql.null("VARCHAR"))], _text(every.facts))

    def _folded(self) -> Iterable[Node]:
        for probe in self.plan.probes:
            if probe.node is not None:
                yield fold(probe.node, self.lowered.settings)
        for step in self.plan.steps:
            if isinstance(step, TablePlan):
                for row in step.rows:
                    yield from (fold(node, self.lowered.settings) for node in row.outputs.values())

    # -- steps ---------------------------------------------------------------------------------------

    def _step(self, step: LetPlan | TablePlan) -> None:
        """Keep what its names wait for."""
        settings = self.lowered.settings
        if isinstance(step, LetPlan):
            self.locals[step.name] = self.of(fold(step.value, settings))
        elif step.sums:
            for name, node in step.inputs.items():
                self.locals[input_name(name)] = self.of(fold(node, settings))
            for name, node in step.sums.items():
                self.locals[name] = self.of(fold(node, settings))
        else:
            self._table(step)

    def _table(self, table: TablePlan) -> None:
        if table.table.hit not in ("unique", "first"):
            raise NotLoweredError(Text("表要汇总各行", "the table collects its rows"), None)
        settings, row = self.lowered.settings, self.lowered.row
        assert row is not None  # noqa: S101  (the columns were asked for)
        matches = Marks()
        for one in table.rows:
            matches.add(self.of(fold(one.match, settings)))
        self.fits.append((self.frame.keep(sql.is_null(self.lowered.fits[-1].copy())), matches))
        open_ = sql.binary("=", row.copy(), sql.number(0))
        for name in table.outputs:
            found = Marks().add(matches, open_)
            for i, one in enumerate(table.rows, 1):
                mine = sql.binary("=", row.copy(), sql.number(i))
                found.add(self.of(fold(one.outputs[name], settings)), evaluated=mine)
            self.locals[name] = found

    def _cap(self, cap: CapPlan, every: Marks) -> None:
        settings = self.lowered.settings
        when = None if cap.when is None else fold(cap.when, settings)
        if isinstance(when, nodes.Const) and when.value is not True:
            return
        limit = self.of(fold(cap.limit, settings))
        if when is None or isinstance(when, nodes.Const):
            every.add(limit)
            return
        every.add(self.of(when))
        every.add(limit, evaluated=sql.not_(sql.is_false(self.lower.expr(when))))

    # -- values --------------------------------------------------------------------------------------

    def of(self, node: Node) -> Marks:
        """What a value waits for."""
        match node:
            case nodes.Const() | nodes.Day() | nodes.IsNull():
                return Marks()
            case nodes.Field(name="id"):
                return Marks()
            case nodes.Field(of=of, name=name):
                found = Marks()
                if _assessed(node):
                    found.failing = [self._null(node)]  # it is null, which is no missing fact
                else:
                    found.facts[of.list_key, name] = [self._null(node)]
                return found
            case nodes.Strict(op=Operator.EQ | Operator.NE, args=args) if any(_assessed(arg) for arg in args):
                return Marks()  # with a value of the policy: always known
            case nodes.Local(name=name):
                return self.locals[name]
            case nodes.And(args=args) | nodes.Or(args=args):
                return Marks().add(self._all(args), self._null(node))
            case nodes.If():
                return self._if(node)
            case nodes.Strict(args=args) | nodes.Call(args=args):
                return self._strict(node, args)
            case nodes.Property(of=inner):
                return self._strict(node, (inner,))
            case _:  # whatever has a value without all facts is closed
                found = Marks()
                found.unsaid.append(self._null(node))
                return found

    def _all(self, args: Iterable[Node]) -> Marks:
        found = Marks()
        for arg in args:
            found.add(self.of(arg))
        return found

    def _strict(self, node: Node, args: Sequence[Node]) -> Marks:
        found = self._all(args)
        known = [sql.not_(self._null(arg)) for arg in args]
        found.unsaid.append(sql.and_([self._null(node), *known]))  # out of what SQL can reach
        return found

    def _if(self, node: nodes.If) -> Marks:
        test = self.lower.expr(node.condition)
        open_ = self._null(node.condition)
        then, otherwise = self.of(node.then), self.of(node.otherwise)
        found = Marks().add(self.of(node.condition))
        found.add(then, evaluated=sql.not_(sql.is_false(test)))
        found.add(otherwise, evaluated=sql.not_(sql.is_true(test.copy())))
        known = [sql.not_(self._null(one)) for one in (node.then, node.otherwise)]
        found.unsaid.append(sql.and_([open_, *known]))  # it does not matter if both are the same
        return found

    def _null(self, node: Node) -> Sql:
        """Whether a value is not known, as a column."""
        if numeric(node.type):
            found = self.lower.quantity(node)
            parts = [found] if isinstance(found, Figure) else [found.over, found.under]
            nulls = [sql.is_null(one.base.copy()) for one in parts if not one.literal]
            return self.frame.keep(sql.or_(nulls)) if nulls else sql.truth(False)
        return self.frame.keep(sql.is_null(self.lower.expr(node)))


def _refuse(plan: ClausePlan, roots: Iterable[Node]) -> None:
    """Raise for what may fail, or be closed by more than its operands."""
    if plan.is_governed or any(cap.may_exceed is not None or cap.shared for cap in plan.caps):
        raise NotLoweredError(Text("要看的不只是这一项的事实", "more than facts of the award matter"), None)
    for root in roots:
        for node in walk(root):
            if not _never_fails(node):
                raise NotLoweredError(Text("运算可能失败", "the operation may fail"), node.at)


def _never_fails(node: Node) -> bool:
    match node:
        case nodes.Field(of=of, name=name):
            return name != "name" and not (_assessed(node) and of.kind == "member")
        case nodes.Strict(op=Operator.DIV, args=(_, nodes.Const(value=Decimal() as divisor))):
            return divisor != 0
        case nodes.Strict(op=op, args=args):
            return op in _TESTS or (op in _SUMS and all(numeric(arg.type) for arg in args))
        case nodes.Call(function=function, args=args):
            return function in _CALLS and (function in ("not", "min", "max") or _whole(args[1:]))
        case nodes.Quantifier(members=members):
            return members.history is None
        case nodes.Aggregate(kind=kind, members=members):
            return kind in ("sum", "count") and members.history is None
        case nodes.IsNull(field=field):
            return _assessed(field)
        case nodes.Lookup() | nodes.Figure() | nodes.Setting():
            return False
        case _:
            return True


def _assessed(node: Node) -> bool:
    return isinstance(node, nodes.Field) and (node.assessed or isinstance(node.type, Assessed))


def _whole(args: Sequence[Node]) -> bool:
    return all(isinstance(one, nodes.Const) for one in args)


def _text(facts: Mapping[Fact, Sequence[Sql]]) -> Sql:
    """Their names as the interpreter sorts them, with blanks between; NULL where there is none."""
    named = sorted(facts.items(), key=lambda one: (f"{one[0][0]}[" if one[0][0] else "applicant.", one[0][1]))
    parts = [sql.case([(sql.or_([t.copy() for t in tests]), _name(fact))]) for fact, tests in named]
    return sql.nonempty(sql.words(parts))


def _name(fact: Fact) -> Sql:
    key, name = fact
    if not key:
        return sql.text(f"applicant.{name}")
    return sql.joined([sql.text(f"{key}["), sql.column("id"), sql.text(f"].{name}")])


def waiting_query(
    key: str,
    clauses: Sequence[ClausePlan],
    plan: PolicyPlan,
    settings: Settings,
    as_of: Date,
    known: Known,
    only: str,
) -> tuple[exp.Select, Sequence[ClausePlan]] | None:
    """What open awards of a frame wait for (`missing$…`), with the row of the table (`row$…`), of what DuckDB can say.

    `only`: a table of the applicants (`$a`) to look at.
    """
    frame, found, results = Frame(key, only=only), [], []
    for clause in clauses:
        before = frame.state()
        try:
            one = lowering(clause, frame, settings, plan, Arithmetic("duckdb"), as_of, texts=known.texts)
            one.lower.earlier, one.lower.periods = known.earlier, known.periods
            columns = one.columns()
            missing = Waiting(one).column()
        except NotLoweredError:
            frame.restore(before)
            continue
        found.append(clause)
        results.append((f"missing${clause.index}", missing))
        if columns.row is not None:
            results.append((f"row${clause.index}", columns.row))
    return (frame.query(results), found) if found else None
