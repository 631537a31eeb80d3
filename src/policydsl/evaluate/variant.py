"""A plan compiled for what a run fixes: readings, parameter versions, the clauses in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, getcontext, setcontext
from typing import TYPE_CHECKING, Any, TypeAlias

from policydsl.award import Status
from policydsl.evaluate.caps import NOTHING_GRANTED, Room, apply_caps, cut, rounded, take
from policydsl.evaluate.clause import Context, Finding, MarkedClause
from policydsl.evaluate.emit import Emitter
from policydsl.evaluate.emit_clause import ClauseEmitter, Mode
from policydsl.evaluate.fold import Settings
from policydsl.evaluate.marked import Env
from policydsl.evaluate.settle import Deductions
from policydsl.feel.ops import DECIMAL128
from policydsl.plan.policy_plan import CapPlan, ClausePlan, PolicyPlan

if TYPE_CHECKING:
    from policydsl.evaluate.prepare import Prepared

CHUNK = 32  # clauses in one generated function
Outcome: TypeAlias = tuple[
    ClausePlan,
    str,
    Status,
    Decimal | None,
    Decimal | None,
    int | None,
    str | None,
    bool,
    "Finding | Sequence[object] | None",
]
"""Clause, subject, status, amount, payable, term, limited by, provisional; last, the marked finding, or the
values of the probes where a trace was asked for, or None."""
_ONCE = (None,)


class Variant:
    """The compiled policy; `evaluate` gives outcomes without a trace, `trace` with the values of all probes."""

    def __init__(
        self, plan: PolicyPlan, settings: Settings, in_force: Sequence[bool], marked: Mapping[int, MarkedClause]
    ) -> None:
        self.plan, self.settings, self.in_force, self.marked = plan, settings, in_force, marked
        self._functions: dict[Mode, list[Callable[..., None]]] = {}

    def evaluate(self, prepared: Prepared) -> Outcomes:
        """Every outcome, without traces."""
        return self._run(prepared, _WITH_HISTORY if prepared.has_history else _PLAIN)

    def trace(self, prepared: Prepared) -> Outcomes:
        """Every outcome, with the values that explain it."""
        return self._run(prepared, _TRACED_WITH_HISTORY if prepared.has_history else _TRACED)

    def _run(self, prepared: Prepared, mode: Mode) -> Outcomes:
        functions = self._functions.get(mode)
        if functions is None:
            functions = self._functions[mode] = self._compile(mode)
        run = Outcomes(self, prepared)
        add, before = run.rows.append, getcontext()
        setcontext(_CONTEXT)
        try:
            for function in functions:
                function(prepared, add, run)
        finally:
            setcontext(before)
        return run

    def _compile(self, mode: Mode) -> list[Callable[..., None]]:
        pairs = list(zip(self.plan.clauses, self.in_force, strict=True))
        return [self._function(pairs[i : i + CHUNK], mode) for i in range(0, len(pairs), CHUNK)]

    def _function(self, pairs: Sequence[tuple[ClausePlan, bool]], mode: Mode) -> Callable[..., None]:
        rounding = self.plan.policy.rounding
        emitter = Emitter()
        for clause, in_force in pairs:
            ClauseEmitter(emitter, clause, self.settings, rounding, mode).emit(in_force=in_force)
        head = [
            "a = p.applicant; subject = a[0]; lists = p.lists; slow = run.slow",
            *(line for word, line in _HEAD.items() if any(word in text for text in emitter.lines)),
            *(f"a{index} = a[{index}]" for index in sorted(emitter.applicant_fields)),
            *(f"{name} = lists[{emitter.bind(key)}]" for key, name in emitter.lists.items()),
        ]
        # Constants are globals of the function: as defaults they would be copied at every call, which costs a tenth.
        bound = {"once": _ONCE} | emitter.bound
        source = "\n".join(["def run_clauses(p, add, run):", *(f"    {line}" for line in head), *emitter.lines])
        namespace: dict[str, Any] = dict(bound)
        exec(compile(source, "<policydsl clauses>", "exec"), namespace)  # noqa: S102  (no user text is in it)
        function: Callable[..., None] = namespace["run_clauses"]
        return function


_CONTEXT = DECIMAL128.copy()
_PLAIN, _WITH_HISTORY = Mode(traced=False, history=False), Mode(traced=False, history=True)
_TRACED, _TRACED_WITH_HISTORY = Mode(traced=True, history=False), Mode(traced=True, history=True)
_HEAD = {
    "as_of": "as_of = p.as_of",
    "year": "year = p.year",
    "granted": "granted = p.granted",
    "others": "others = p.others",
    "capped(": "capped = run.capped",
    "settle(": "settle = run.settle",
    "make_rooms(": "make_rooms = run.make_rooms",
    "rounded(": "rounded = run.rounded",
    "cut(": "cut = run.cut",
}


class Outcomes:
    """The outcomes of one applicant, and what generated code calls for the uncommon cases."""

    __slots__ = ("_deductions", "deducted", "prepared", "rooms", "rows", "variant")

    def __init__(self, variant: Variant, prepared: Prepared) -> None:
        self.variant, self.prepared = variant, prepared
        self.rows: list[Outcome] = []
        self.rooms: dict[tuple[int, str], dict[str, Room]] = {}
        self.deducted: dict[tuple[int, str], Decimal] = {}
        self._deductions: Deductions | None = None

    @property
    def deductions(self) -> Deductions:
        """What awards of other policies take off."""
        if self._deductions is None:
            self._deductions = Deductions(self.prepared.others)
        return self._deductions

    def rooms_before(self, plan: ClausePlan, subject: str) -> dict[str, Room]:
        """What earlier items had taken of the shared limits when it was this one's turn."""
        return self.rooms.get((plan.index, subject), {})

    @staticmethod
    def make_rooms(plan: ClausePlan) -> dict[str, Room]:
        """Nothing taken yet of the limits that cover all items."""
        return {c.cap.id: Room() for c in plan.caps if c.shared}

    def rounded(self, amount: Decimal) -> Decimal:
        """By the policy's rounding."""
        return rounded(amount, self.variant.plan.policy.rounding)

    def cut(self, amount: Decimal) -> Decimal:
        """To the policy's rounding unit, never up."""
        return cut(amount, self.variant.plan.policy.rounding)

    def capped(
        self,
        plan: ClausePlan,
        amount: Decimal,
        caps: Sequence[tuple[CapPlan, Decimal]],
        subject: str,
        rooms: dict[str, Room] | None,
    ) -> tuple[Decimal, str | None, bool]:
        """The grant, what limited it, and whether an open earlier item could change it."""
        prepared, rounding = self.prepared, self.variant.plan.policy.rounding
        granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
        if rooms:
            self.rooms[plan.index, subject] = {id_: replace(room) for id_, room in rooms.items()}
        year = prepared.as_of.year
        found, limited_by, open_ = apply_caps(rounded(amount, rounding), caps, granted, subject, year, rooms or {})
        final = cut(found, rounding)
        if rooms:
            take(rooms, final, closed=not open_, most=None)
        return final, limited_by, open_

    def settle(self, plan: ClausePlan, subject: str, amount: Decimal, provisional: bool) -> tuple[Decimal, bool]:
        """What is payable after awards of other policies, and whether an open earlier award could change it."""
        category = plan.clause.category or ""
        deducted, open_ = self.deductions.settle(category, subject, amount)
        if provisional:
            self.deductions.leave_open(category, subject)
        if not deducted:
            return amount, open_
        self.deducted[plan.index, subject] = deducted
        return self.cut(amount - deducted), open_

    def slow(self, plan: ClausePlan, item: Sequence[object] | None, rooms: dict[str, Room] | None) -> Outcome:
        """The marked evaluation of one subject: with unknowns, failures, and its trace."""
        prepared, policy = self.prepared, self.variant.plan.policy
        subject = str(prepared.applicant[0] if item is None else item[0])
        env = Env(prepared.applicant, item, prepared.lists, self.variant.settings, prepared.as_of)
        granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
        context = Context(subject, prepared.as_of.year, granted, rooms or {}, policy.rounding)
        finding = self.variant.marked[plan.index].evaluate(env, context)
        amount, payable, provisional = finding.amount, finding.amount, finding.provisional
        if plan.settled and prepared.others:
            if amount is not None:
                payable, open_ = self.settle(plan, subject, amount, provisional)
                provisional = provisional or open_
            elif finding.status is Status.UNDETERMINED or provisional:
                self.deductions.leave_open(plan.clause.category or "", subject)
        return (plan, subject, finding.status, amount, payable, finding.term, finding.limited_by, provisional, finding)
