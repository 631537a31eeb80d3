"""After the sum: instalments of what is payable, and the days of obligations. No missing fact counts as an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from policydsl.award import FailureNote, Part, Promise
from policydsl.award.paying import DueStatus
from policydsl.evaluate.caps import cut
from policydsl.evaluate.marked import Env, Run, compile_marked
from policydsl.evaluate.marks import CLOSED, TRUE, Mark, Marked, union
from policydsl.feel import ops
from policydsl.feel.failure import FeelFailure
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.model.policy import Rounding
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan, InstalmentPlan, ObligationPlan
from policydsl.source.frozen import frozen, replace

Keep = Callable[[str, str, Marked], Marked]


@frozen(eq=False)
class PartFound:
    """A part before the sum is known: its share, its day and whether it is paid, with what these wait for."""

    plan: InstalmentPlan
    share: Decimal
    due: Date | None
    paid: bool | None  # None: missing facts decide
    missing: Mark
    failures: tuple[FailureNote, ...]


@frozen(eq=False)
class Paying:
    """What a clause found for a subject beside the sum; `rounding`: to which parts are cut."""

    rounding: Rounding
    parts: tuple[PartFound, ...] = ()
    promises: tuple[Promise, ...] = ()

    def waiting(self, why: Mark) -> Paying:
        """The same while it is open which day governs, and with it every day and test."""
        if not why:
            return self
        parts = (replace(one, due=None, paid=None, missing=one.missing | why) for one in self.parts)
        also = (tuple(sorted({*one.missing, *why})) for one in self.promises)
        promises = (
            Promise(one.obligation, None, None, None, None, missing, one.failures)
            for one, missing in zip(self.promises, also, strict=True)
        )
        return Paying(self.rounding, tuple(parts), tuple(promises))

    def parts_of(self, payable: Decimal, as_of: Date) -> tuple[Part, ...]:
        """The instalments of a sum: each cut to the rounding unit, the last one takes what is left."""
        made: list[Part] = []
        left = payable
        for i, one in enumerate(self.parts):
            share = cut(DECIMAL128.multiply(payable, one.share), self.rounding)
            amount = left if i == len(self.parts) - 1 else min(left, share)
            left = DECIMAL128.subtract(left, amount)
            missing = tuple(sorted(one.missing))
            made.append(Part(one.plan.part, one.share, amount, one.due, _status(one, as_of), missing, one.failures))
        return tuple(made)


class PayingClause:
    """The instalments and obligations of a clause, compiled for marked evaluation."""

    def __init__(self, plan: ClausePlan) -> None:
        self.parts = [(p, compile_marked(p.share), _compiled(p.due), _compiled(p.when)) for p in plan.pay]
        self.promises = [
            (o, _compiled(o.duration), _compiled(o.start), _compiled(o.repay)) for o in plan.obligations
        ]  # fmt: skip

    def find(self, env: Env, keep: Keep, rounding: Rounding) -> Paying:
        """What is found; `keep` takes each value for the trace. A failure stays with its part: no sum depends on it."""
        run = _Run(env, keep, tuple(env.failures))
        try:
            parts = tuple(run.part(*one) for one in self.parts)
            return Paying(rounding, parts, tuple(run.promise(*one) for one in self.promises))
        finally:
            env.failures[:] = run.earlier


@frozen(eq=False)
class _Run:
    """One evaluation; `earlier`: what failed before it came to parts and promises."""

    env: Env
    keep: Keep
    earlier: tuple[FailureNote, ...]

    def part(self, plan: InstalmentPlan, share: Run, due: Run | None, when: Run | None) -> PartFound:
        """One instalment."""
        env, keep, id_ = self.env, self.keep, plan.part.id
        env.failures.clear()
        value, _ = keep("share", id_, share(env))
        assert isinstance(value, Decimal)  # noqa: S101  (a fixed figure, as the checker has seen to)
        holds, why = TRUE if when is None else keep("if", id_, when(env))
        day, until = (None, CLOSED) if due is None else keep("due", id_, due(env))
        waits = awaited(plan.assessed, env)
        if holds is False and not why and not waits:
            return PartFound(plan, value, day if isinstance(day, Date) and not until else None, False, CLOSED, ())
        mark = union([why, until, waits])
        known = holds is True and day is not UNKNOWN and not mark
        failures = () if known else self._causes(mark)
        fixed = day if isinstance(day, Date) and not until and not waits else None
        return PartFound(plan, value, fixed, True if known else None, mark, failures)

    def _causes(self, mark: Mark) -> tuple[FailureNote, ...]:
        """What failed, where something cannot be told; without a missing fact it may be a let that is used."""
        return tuple(self.env.failures) or (() if mark else self.earlier)

    def promise(self, plan: ObligationPlan, duration: Run | None, start: Run | None, repay: Run | None) -> Promise:
        """One obligation."""
        self.env.failures.clear()
        marks: list[Mark] = []
        missed = False

        def known(kind: str, run: Run | None) -> object:
            nonlocal missed
            if run is None:
                return None
            value, why = self.keep(kind, plan.obligation.id, run(self.env))
            marks.append(why)
            missed = missed or value is UNKNOWN
            return None if value is UNKNOWN or why else value

        length, first, share = known("for", duration), known("from", start), known("repay", repay)
        length = length if isinstance(length, YearsMonthsDuration | DaysTimeDuration) else None
        first = first if isinstance(first, Date) else None
        share = share if isinstance(share, Decimal) else None
        until = None if first is None or length is None else _after(first, length)
        mark = union(marks)
        failures = self._causes(mark) if missed else ()
        return Promise(plan.obligation, length, first, until, share, tuple(sorted(mark)), failures)


def _compiled(node: nodes.Node | None) -> Run | None:
    return None if node is None else compile_marked(node)


def _after(start: Date, length: YearsMonthsDuration | DaysTimeDuration) -> Date | None:
    try:
        found = ops.add(start, length)
    except FeelFailure:  # beyond the calendar
        return None
    return found if isinstance(found, Date) else None


def awaited(assessed: Sequence[nodes.Field], env: Env) -> Mark:
    """Those of the assessed facts that the department has yet to assess."""
    found: set[str] = set()
    for field in assessed:
        key = field.of.list_key
        if field.of.kind == "applicant":
            items: Sequence[Sequence[object]] = (env.applicant,)
        elif field.of.kind == "item":
            items = () if env.item is None else (env.item,)
        else:
            items = env.lists[key]
        owner = field.of.name if not key else ""
        found.update(
            f"{owner}.{field.name}" if owner else f"{key}[{item[0]}].{field.name}"
            for item in items
            if item[field.index] is None
        )
    return frozenset(found)


def _status(one: PartFound, as_of: Date) -> DueStatus:
    if one.paid is None:
        return "open"
    if not one.paid:
        return "lapsed"
    return "later" if one.due is not None and as_of < one.due else "due"
