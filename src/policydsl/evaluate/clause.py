"""The marked evaluation of one clause for one subject, always with its trace."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, DecimalException

from policydsl.award import MINIMUM, NOT_REACHED, CapStep, FailureNote, Status, Trace
from policydsl.evaluate import caps as sums
from policydsl.evaluate.above import above, most_of, without
from policydsl.evaluate.caps import ZERO, Granted, Room, apply_caps, cut, rounded, take
from policydsl.evaluate.marked import Env, Run, collect, compile_marked, zero_of
from policydsl.evaluate.marks import CLOSED, FALSE, TRUE, Mark, Marked, and3, or3
from policydsl.evaluate.paying import Paying, PayingClause
from policydsl.feel.values import YearsMonthsDuration
from policydsl.model.unknown import UNKNOWN
from policydsl.plan.bands import input_name
from policydsl.plan.policy_plan import CapPlan, ClausePlan, LetPlan, TablePlan
from policydsl.source import Text
from policydsl.source.frozen import frozen, replace


@frozen
class Finding:
    """What a clause gives a subject, before awards of other policies."""

    status: Status
    trace: Trace
    amount: Decimal | None = None
    term: int | None = None
    limited_by: str | None = None
    row: str | None = None
    provisional: bool = False
    missing: tuple[str, ...] = ()
    failures: tuple[FailureNote, ...] = ()
    failed_conditions: tuple[str, ...] = ()
    no_row: bool = False
    most: Decimal | None = None  # what an open award may come to at the most, as far as that is known
    paying: Paying | None = None
    at_most: Decimal | None = None  # of a sum that is decided case by case
    above_cap: bool = False  # whether the department may decide above the caps


@frozen
class Context:
    """What a clause's award depends on beside the facts of the subject."""

    subject: str
    year: int
    granted: Granted
    rooms: Mapping[str, Room]


CLAIM = "claim"  # the id by which a result names a claim window that was missed


class MarkedClause:
    """A clause compiled for marked evaluation."""

    def __init__(self, plan: ClausePlan) -> None:
        self.plan = plan
        self.conditions = [(c.condition.id, compile_marked(c.test)) for c in plan.conditions]
        self.steps = [self._let(s) if isinstance(s, LetPlan) else self._table(s) for s in plan.steps]
        self.amount = compile_marked(plan.amount) if plan.amount is not None else None
        self.minimum = compile_marked(plan.minimum) if plan.minimum is not None else None
        self.term = compile_marked(plan.term) if plan.term is not None else None
        self.caps = [(c, compile_marked(c.limit), compile_marked(c.when) if c.when else None) for c in plan.caps]
        self.may_exceed = {c.cap.id: compile_marked(c.may_exceed) for c in plan.caps if c.may_exceed is not None}
        self.paying = PayingClause(plan) if plan.pay or plan.obligations else None

    def evaluate(self, env: Env, context: Context, claim: Marked = TRUE, why: Mark = CLOSED) -> Finding:
        """The finding for the subject that `env` holds.

        `claim`: whether the claim window is open, one more condition; `why`: the facts for which all of it waits.
        """
        run = _Run(self, env, context)
        run.claim, run.why = claim, why
        finding = run.evaluate()
        if context.rooms and finding.status is not Status.ELIGIBLE:
            possible = finding.status is Status.UNDETERMINED or finding.provisional
            if possible:
                take(context.rooms, ZERO, closed=False, most=run.most)
        return finding

    @staticmethod
    def _let(step: LetPlan) -> tuple[LetPlan, Run]:
        return step, compile_marked(step.value)

    @staticmethod
    def _table(step: TablePlan) -> tuple[TablePlan, CompiledTable]:
        return step, CompiledTable(step)


class CompiledTable:
    """A decision table compiled for marked evaluation."""

    def __init__(self, plan: TablePlan) -> None:
        self.plan = plan
        self.inputs = [(name, compile_marked(node)) for name, node in plan.inputs.items()]
        self.rows = [(r.row.id, compile_marked(r.match)) for r in plan.rows]
        self.outputs = [{name: compile_marked(node) for name, node in r.outputs.items()} for r in plan.rows]
        self.sums = {name: compile_marked(node) for name, node in plan.sums.items()}

    def match(self, env: Env) -> tuple[list[Marked], Marked, tuple[int, Mark] | None]:
        """Each row's match, whether any row fits, and the row with its mark (None: none, or not known which)."""
        matches = [run(env) for _, run in self.rows]
        return matches, TRUE if self.sums else or3(matches), self._row(matches)

    def _row(self, matches: list[Marked]) -> tuple[int, Mark] | None:
        hit = self.plan.table.hit
        if hit in ("collect", "progressive"):
            return None
        if hit == "unique":  # the rows are disjoint: a closed true is the row, whatever the others
            closed = next((i for i, (value, why) in enumerate(matches) if value is True and not why), None)
            if closed is not None:
                return closed, CLOSED
        mark = _union(matches) if hit == "unique" else CLOSED
        for i, (value, why) in enumerate(matches):
            if value is UNKNOWN:
                return None
            mark |= why
            if value is True:
                return i, mark
        return None

    def values(self, env: Env, matches: list[Marked], row: tuple[int, Mark] | None) -> dict[str, Marked]:
        """The outputs of the row, or of all rows together where the table collects."""
        if self.sums:
            return {name: run(env) for name, run in self.sums.items()}
        if self.plan.table.hit == "collect":
            return self._collected(env, matches)
        if row is None:
            return dict.fromkeys(self.plan.outputs, (UNKNOWN, _union(matches)))
        index, mark = row
        found = {name: run(env) for name, run in self.outputs[index].items()}
        return {name: (value, why | mark) for name, (value, why) in found.items()}

    def _collected(self, env: Env, matches: list[Marked]) -> dict[str, Marked]:
        found = {}
        for name, type_ in self.plan.outputs.items():
            counted = [(m, outputs[name](env)) for m, outputs in zip(matches, self.outputs, strict=True)]
            kind = self.plan.table.aggregate or "sum"
            found[name] = collect(env, kind, counted, self.plan.rows[0].match.at, zero_of(type_))
        return found


def _union(marked: list[Marked]) -> Mark:
    return CLOSED.union(*(why for _, why in marked)) if marked else CLOSED


class _Run:
    """One evaluation: its state, step by step."""

    def __init__(self, clause: MarkedClause, env: Env, context: Context) -> None:
        self.clause, self.env, self.context = clause, env, context
        self.plan = clause.plan
        self.values: list[object] = [NOT_REACHED] * len(self.plan.probes)
        self.missing: dict[int, Mark] = {}
        self.fits: Marked = TRUE
        self.row: str | None = None
        self.most: Decimal | None = None
        self.too_small = False  # whether the minimum left nothing
        self.claim, self.why = TRUE, CLOSED

    def keep(self, kind: str, name: str, marked: Marked) -> Marked:
        """Keep a value for the trace."""
        index = self.plan.probe_index[kind, name]
        self.values[index] = marked[0]
        if marked[1]:
            self.missing[index] = marked[1]
        return marked

    def evaluate(self) -> Finding:
        """Conditions, then lets and table, then the figure and its caps."""
        early, late = self.clause.steps[: self.plan.early], self.clause.steps[self.plan.early :]
        self._steps(early)
        conditions = [(id_, self.keep("condition", id_, run(self.env))) for id_, run in self.clause.conditions]
        eligible = and3((self.claim, *(m for _, m in conditions)))
        # A condition that fails only as things stand may be overtaken by a table of which no row can match.
        for step in late if eligible[0] is not False or eligible[1] else ():
            if self.fits[0] is not False:  # else no row gives what later steps ask for
                self._steps([step])
        truth, mark = and3((eligible, self.fits))
        eligible = (truth, mark | self.why)
        if truth is False:
            conditions.insert(0, (CLAIM, self.claim))
            failed = tuple(id_ for id_, (value, _) in conditions if value is False)
            return self._finding(Status.INELIGIBLE, eligible[1], failed_conditions=failed, no_row=self.fits[0] is False)
        return self._figure(eligible)

    def _steps(self, steps: list[tuple[LetPlan, Run] | tuple[TablePlan, CompiledTable]]) -> None:
        for step, compiled in steps:
            if isinstance(compiled, CompiledTable):
                self._table(compiled)
            else:
                assert isinstance(step, LetPlan)  # noqa: S101
                self.env.locals[step.name] = self.keep("let", step.name, compiled(self.env))

    def _table(self, table: CompiledTable) -> None:
        for name, run in table.inputs:
            given = self.keep("input", name, run(self.env))
            if table.sums:
                self.env.locals[input_name(name)] = given
        matches, self.fits, row = table.match(self.env)
        for (id_, _), match in zip(table.rows, matches, strict=True):
            self.keep("row", id_, match)
        if row is not None:
            self.row = table.rows[row[0]][0]
            self.keep("matched", "", (self.row, row[1]))
        for name, marked in table.values(self.env, matches, row).items():
            self.env.locals[name] = marked
            if self.fits[0] is not False:  # else there is no row to give any
                self.keep("output", name, marked)

    def _figure(self, eligible: Marked) -> Finding:
        mark, known = eligible[1], eligible[0] is True
        clause, amount, term = self.clause, None, None
        closed: Decimal | None = None
        if clause.term is not None:
            term, why = self.keep("term", "", clause.term(self.env))
            mark, known = mark | why, known and term is not UNKNOWN
        if clause.amount is not None:
            amount, why = self._amount(clause.amount)
            mark, known = mark | why, known and amount is not UNKNOWN
            closed = self._rounded(amount) if isinstance(amount, Decimal) and not why else None
        limits, why, limits_known = self._limits()
        mark, known = mark | why, known and limits_known
        if closed is not None:  # a figure that is known already is the most that the item can take
            self.most = closed if self.most is None else min(self.most, closed)
        if not known:
            return self._finding(Status.UNDETERMINED, mark)
        if clause.amount is None:
            if self.plan.clause.basis == "case_by_case":
                return self._case(limits, mark)
            months = term.months if isinstance(term, YearsMonthsDuration) else None
            paying = self._paying()
            return self._finding(Status.ELIGIBLE, mark, term=months, paying=paying)
        assert isinstance(amount, Decimal)  # noqa: S101  (the checker has seen to it)
        return self._grant(amount, limits, mark)

    def _amount(self, formula: Run) -> Marked:
        """What the formula gives, after the minimum."""
        amount, why = self.keep("amount", "", formula(self.env))
        minimum = self.plan.clause.minimum
        if self.clause.minimum is None or minimum is None:
            return amount, why
        least, open_ = self.keep("minimum", "", self.clause.minimum(self.env))
        if amount is UNKNOWN or least is UNKNOWN:
            return UNKNOWN, why | open_
        assert isinstance(amount, Decimal) and isinstance(least, Decimal)  # noqa: S101, PT018  (as checked)
        found = sums.with_minimum(amount, least, minimum.kind)
        self.too_small = amount > ZERO and found == ZERO
        return found, why | open_

    def _paying(self) -> Paying | None:
        """What comes after the sum."""
        paying = self.clause.paying
        return None if paying is None else paying.find(self.env, self.keep, self.plan.rounding).waiting(self.why)

    def _limits(self) -> tuple[list[tuple[CapPlan, Decimal]], Mark, bool]:
        """The caps that apply, with their limits."""
        found: list[tuple[CapPlan, Decimal]] = []
        closed: list[tuple[CapPlan, Decimal]] = []  # those that hold whatever the missing facts
        mark, known = CLOSED, True
        for plan, limit, when in self.clause.caps:
            applies, whether = TRUE if when is None else self.keep("when", plan.cap.id, when(self.env))
            mark |= whether
            if applies is False:
                continue
            value, why = self.keep("limit", plan.cap.id, limit(self.env))
            mark |= why
            if applies is UNKNOWN or value is UNKNOWN:
                known = False
            else:
                assert isinstance(value, Decimal)  # noqa: S101
                found.append((plan, value))
                if not whether and not why:
                    closed.append((plan, value))
        self.most = sums.bound_of_item(closed)
        return found, mark, known

    def _rounded(self, amount: Decimal) -> Decimal | None:
        try:
            return rounded(amount, self.plan.rounding)
        except DecimalException:
            return None

    def _grant(self, amount: Decimal, limits: list[tuple[CapPlan, Decimal]], mark: Mark) -> Finding:
        context = self.context
        try:
            start = rounded(amount, self.plan.rounding)
            steps: list[CapStep] = []
            capped, limited_by, open_ = apply_caps(
                start, limits, context.granted, context.subject, context.year, context.rooms, steps
            )
            final = cut(capped, self.plan.rounding)
        except DecimalException:
            assert self.plan.amount is not None  # noqa: S101
            self.env.failures.append(FailureNote(_TOO_LARGE, self.plan.amount.at))
            return self._finding(Status.UNDETERMINED, mark)
        if limited_by is None and self.too_small:
            limited_by = MINIMUM
        take(context.rooms, final, closed=not (mark or open_), most=self.most)
        exceeds, why = FALSE
        if self.clause.may_exceed and any(step.bound for step in steps):
            exceeds, why = above(self._may_exceed(limits), lambda aside: self._granted(start, limits, aside) > final)
        if exceeds is UNKNOWN and not why:
            return self._finding(Status.UNDETERMINED, mark)
        mark |= why
        provisional = bool(mark) or open_
        paying = self._paying()
        trace = Trace(self.plan, self._parts(), self.missing, tuple(steps))
        return Finding(
            Status.ELIGIBLE,
            trace,
            amount=final,
            limited_by=limited_by,
            row=self.row,
            provisional=provisional,
            missing=tuple(sorted(mark)),
            above_cap=exceeds is True,
            most=self.most,
            paying=paying,
        )

    def _may_exceed(self, limits: list[tuple[CapPlan, Decimal]]) -> dict[str, Marked]:
        """Of the caps that apply, whether each may be exceeded; those that never may are left out."""
        tests = self.clause.may_exceed
        ids = (plan.cap.id for plan, _ in limits)
        return {id_: self.keep("may_exceed", id_, tests[id_](self.env)) for id_ in ids if id_ in tests}

    def _granted(self, start: Decimal, limits: list[tuple[CapPlan, Decimal]], aside: frozenset[str]) -> Decimal:
        """What would be granted if the department set some caps aside."""
        context = self.context
        rest = (context.granted, context.subject, context.year, context.rooms)
        higher = without(limits, aside, start, *rest)
        return cut(apply_caps(start, higher, *rest)[0], self.plan.rounding)

    def _case(self, limits: list[tuple[CapPlan, Decimal]], mark: Mark) -> Finding:
        """An award whose sum the department decides: the most that the caps leave."""
        context = self.context

        def most(aside: frozenset[str]) -> Decimal | None:
            found, _ = most_of(limits, context.granted, context.subject, context.year, aside)
            return None if found is None else cut(found, self.plan.rounding)

        _, steps = most_of(limits, context.granted, context.subject, context.year)
        least = most(frozenset())
        exceeds, why = FALSE
        if least is not None and self.clause.may_exceed:
            exceeds, why = above(
                self._may_exceed(limits), lambda aside: (found := most(aside)) is None or found > least
            )
        if exceeds is UNKNOWN and not why:
            return self._finding(Status.UNDETERMINED, mark)
        return replace(self._finding(Status.ELIGIBLE, mark | why, caps=steps), at_most=least, above_cap=exceeds is True)

    def _parts(self) -> list[object]:
        for key, index in self.plan.part_index.items():
            found = self.env.parts.get(key)
            if found is not None:
                self.values[index] = found[0]
                if found[1]:
                    self.missing[index] = found[1]
        return self.values

    def _finding(
        self,
        status: Status,
        mark: Mark,
        *,
        term: int | None = None,
        failed_conditions: tuple[str, ...] = (),
        no_row: bool = False,
        caps: tuple[CapStep, ...] = (),
        paying: Paying | None = None,
    ) -> Finding:
        return Finding(
            status,
            Trace(self.plan, self._parts(), self.missing, caps),
            term=term,
            row=self.row,
            provisional=bool(mark) and status is not Status.UNDETERMINED,
            missing=tuple(sorted(mark)),
            failures=tuple(self.env.failures) if status is Status.UNDETERMINED else (),
            failed_conditions=failed_conditions,
            no_row=no_row,
            most=self.most,
            paying=paying,
        )


_TOO_LARGE = Text("金额超出可以计算的范围", "the amount is beyond what can be computed")
