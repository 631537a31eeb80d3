"""The outcomes of one applicant: compact codes, one for every clause and subject in their order, read when asked for.

Most outcomes are one object that the generated code need not even make: a status, a whole number, a constant pair.
Rows with clause, subject and amounts in yuan are made of them by `rows` and `amounts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from policydsl.award import FailureNote, JointStep, Settlement, Status
from policydsl.evaluate.caps import NOTHING_GRANTED, Room, apply_caps, bound_of_item, cut, rounded, take, units_in
from policydsl.evaluate.clause import Context, Finding
from policydsl.evaluate.governed import GovernedSubject, judged
from policydsl.evaluate.marked import Env
from policydsl.evaluate.settle import Deductions
from policydsl.evaluate.texts import TextOfDay, View
from policydsl.evaluate.year_rooms import YearRooms
from policydsl.feel.ops import DECIMAL128
from policydsl.plan.build_joint import settling_rule
from policydsl.plan.policy_plan import CapPlan, ClausePlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.evaluate.prepare import Prepared
    from policydsl.evaluate.variant import Variant


@frozen(eq=False)
class Special:
    """An outcome that says more than the usual ones; amounts in yuan. `finding`: by the marked evaluation."""

    status: Status
    amount: Decimal | None
    payable: Decimal | None
    term: int | None
    limited_by: str | None
    provisional: bool
    finding: Finding | None = None
    most: Decimal | None = None  # what it may come to, if it is provisional by what earlier items take
    joint: Joint | None = None


@frozen(eq=False)
class Joint:
    """What the rules over several awards made of one: their steps, and what they add to what the clause found."""

    steps: tuple[JointStep, ...]
    missing: tuple[str, ...]
    failures: tuple[FailureNote, ...]
    failed: tuple[str, ...]  # rules that leave nothing of an award without a sum
    subject_to: tuple[str, ...]
    settlement: Settlement | None


Code: TypeAlias = "int | tuple[int, str] | Status | Special"
"""What generated code gives for an award:

- a whole number: eligible for so many rounding units (months, where the clause grants a term), all of them payable;
- the same with the id of the cap that lowered it;
- a status alone: ineligible, not in force, or eligible for something without a figure;
- `Special`: provisional, undetermined, settled with other awards, or found by the marked evaluation."""

Values: TypeAlias = "tuple[object, ...] | None"
"""Of the probes of a clause, numbers in their whole-number form; None where the code is `Special`."""


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
"""An outcome as a row: clause, subject, status, amount and payable in yuan, term in months, limited by, provisional;
last, the marked evaluation's finding, or the values of the probes where a trace was asked for, or None."""


class Outcomes:
    """The outcomes of one applicant, and what generated code calls for the uncommon cases."""

    # Where a trace was asked for, the values of the probes beside each code.
    seen: list[Values] | None = None
    deducted: Mapping[tuple[int, str], Decimal] = MappingProxyType({})
    # Made only where they are needed: most applicants need none of them.
    _rooms: dict[tuple[int, str], dict[str, Room]] | None = None
    _deductions: Deductions | None = None
    _items: dict[str, dict[object, tuple[object, ...]]] | None = None
    _year_rooms: Mapping[int, YearRooms] = MappingProxyType({})
    _views: Mapping[int, View] = MappingProxyType({})

    def __init__(self, variant: Variant, prepared: Prepared) -> None:
        self.variant, self.prepared = variant, prepared
        self.codes: list[Code] = []

    # -- reading -------------------------------------------------------------------------------------

    def rights(self) -> Iterator[tuple[ClausePlan, Sequence[str]]]:
        """Each clause with the ids of its subjects, in the order of the codes."""
        lists, applicant = self.prepared.lists, (str(self.prepared.applicant[0]),)
        for plan in self.variant.plan.clauses:
            entity = plan.entity
            yield plan, applicant if entity is None else [str(item[0]) for item in lists[entity.key]]

    @property
    def rows(self) -> list[Outcome]:
        """The outcomes with all that they say."""
        codes = iter(self.codes)
        found: list[Outcome] = []
        add = found.append
        for plan, subjects in self.rights():
            unit = plan.rounding.to
            for subject, code in zip(subjects, codes, strict=False):
                detail = None if self.seen is None else self.values(len(found), plan)
                if isinstance(code, Status):
                    add((plan, subject, code, None, None, None, None, False, detail))
                elif isinstance(code, tuple):
                    amount = _multiply(code[0], unit)
                    add((plan, subject, _ELIGIBLE, amount, amount, None, code[1], False, detail))
                elif isinstance(code, int):
                    if plan.amount is None:
                        add((plan, subject, _ELIGIBLE, None, None, code, None, False, detail))
                        continue
                    amount = _multiply(code, unit)
                    add((plan, subject, _ELIGIBLE, amount, amount, None, None, False, detail))
                else:
                    add((plan, subject, code.status, code.amount, code.payable, code.term, code.limited_by,
                         code.provisional, code.finding or detail))  # fmt: skip
        return found

    def amounts(self) -> list[Decimal | None]:
        """What each award grants, in yuan; None for an award without a sum."""
        codes, lists = iter(self.codes), self.prepared.lists
        found: list[Decimal | None] = []
        for plan in self.variant.plan.clauses:
            unit = plan.rounding.to
            for code in islice(codes, 1 if plan.entity is None else len(lists[plan.entity.key])):
                if isinstance(code, Status):
                    found.append(None)
                elif isinstance(code, tuple):
                    found.append(_multiply(code[0], unit))
                elif isinstance(code, int):
                    found.append(None if plan.amount is None else _multiply(code, unit))
                else:
                    found.append(code.amount)
        return found

    def values(self, index: int, plan: ClausePlan) -> Sequence[object] | None:
        """The values of the probes beside a code, as FEEL values; None where none were kept."""
        kept = None if self.seen is None else self.seen[index]
        if kept is None:
            return None
        forms = self.variant.forms[plan.index]
        return [
            value if form is None or value.__class__ is not int else form.value(value)
            for value, form in zip(kept, forms, strict=True)
        ]

    def rooms_before(self, plan: ClausePlan, subject: str) -> Mapping[str, Room]:
        """What earlier items had taken of the shared limits when it was this one's turn."""
        return {} if self._rooms is None else self._rooms.get((plan.index, subject), {})

    def item(self, plan: ClausePlan, subject: object) -> tuple[object, ...] | None:
        """The clause's item with this id, its values as FEEL values."""
        if plan.entity is None:
            return None
        if self._items is None:
            self._items = {}
        key = plan.entity.key
        items = self._items.get(key)
        if items is None:
            items = self._items[key] = {item[0]: item for item in self.prepared.lists[key]}
        return items[subject]

    # -- what generated code calls -------------------------------------------------------------------

    @staticmethod
    def make_rooms(plan: ClausePlan) -> dict[str, Room]:
        """Nothing taken yet of the limits that cover all items."""
        return {c.cap.id: Room() for c in plan.caps if c.shared}

    def capped(
        self,
        plan: ClausePlan,
        amount: Decimal,
        caps: Sequence[tuple[CapPlan, Decimal]],
        subject: str,
        rooms: dict[str, Room] | None,
    ) -> Code:
        """The grant by caps that need more than a comparison."""
        prepared, rounding = self.prepared, plan.rounding
        granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
        if rooms:
            self._rooms = self._rooms or {}
            self._rooms[plan.index, subject] = {id_: replace(room) for id_, room in rooms.items()}
        year = prepared.as_of.year
        start = rounded(amount, rounding)
        found, limited_by, open_ = apply_caps(start, caps, granted, subject, year, rooms or {})
        final = cut(found, rounding)
        if rooms:
            own = bound_of_item(caps)
            most = start if own is None else min(own, start)
            take(rooms, final, closed=not open_, most=most)
            if open_:
                return Special(Status.ELIGIBLE, final, final, None, limited_by, provisional=True, most=most)
        count = units_in(final, rounding)
        return count if limited_by is None else (count, limited_by)

    def settle(self, plan: ClausePlan, subject: str, code: Code) -> Code:
        """The same award after awards of other policies."""
        provisional = False
        limited: str | None = None
        if isinstance(code, Special):
            granted, limited, provisional = code.amount, code.limited_by, code.provisional
        else:
            count, limited = code if isinstance(code, tuple) else (code, None)
            granted = _multiply(int(count), plan.rounding.to)
        assert granted is not None  # noqa: S101  (of an eligible award with an amount)
        payable, open_ = self._payable(plan, subject, granted, provisional=provisional)
        return Special(Status.ELIGIBLE, granted, payable, None, limited, provisional or open_)

    def _payable(self, plan: ClausePlan, subject: str, amount: Decimal, *, provisional: bool) -> tuple[Decimal, bool]:
        """What is payable after awards of other policies, and whether an open earlier award could change it."""
        category = plan.clause.category or ""
        if self._deductions is None:
            self._deductions = Deductions(self.prepared.others)
        deducted, open_ = self._deductions.settle(category, subject, amount)
        if provisional:
            self._deductions.leave_open(category, subject)
        if not deducted:
            return amount, open_
        self.deducted = {**self.deducted, (plan.index, subject): deducted}
        return cut(amount - deducted, plan.rounding), open_

    def slow(self, plan: ClausePlan, whole: Sequence[object] | None, rooms: dict[str, Room] | None) -> Special:
        """The marked evaluation of one subject: with unknowns, failures, and its trace."""
        with localcontext(DECIMAL128):
            return self._marked(plan, whole, rooms)

    def _governed(self, plan: ClausePlan, whole: Sequence[object] | None) -> Special:
        """A clause with a day of its own or a claim window."""
        subject = str(self.prepared.applicant[0] if whole is None else whole[0])
        finding = GovernedSubject(self, plan, subject).find()
        amount, payable, provisional = finding.amount, finding.amount, finding.provisional
        own, settled = self.variant.plan, judged(finding, plan)
        if own.joint is None and self.prepared.others and settling_rule(own.policy, settled.clause):
            if amount is not None:
                payable, open_ = self._payable(settled, subject, amount, provisional=provisional)
                provisional = provisional or open_
            if finding.status is Status.UNDETERMINED or provisional:
                self._deductions = self._deductions or Deductions(self.prepared.others)
                self._deductions.leave_open(settled.clause.category or "", subject)
        return Special(finding.status, amount, payable, finding.term, finding.limited_by, provisional, finding)

    def year_rooms(self, plan: ClausePlan) -> YearRooms:
        """What items of such a clause took of its limits, by years."""
        found = self._year_rooms.get(plan.index)
        if found is None:
            self._year_rooms = {**self._year_rooms, plan.index: (found := YearRooms())}
        return found

    def view(self, text: TextOfDay) -> View:
        """The facts as a text reads them."""
        found = self._views.get(id(text))
        if found is None:
            self._views = {**self._views, id(text): (found := text.view(self.prepared.facts))}
        return found

    def _marked(self, plan: ClausePlan, whole: Sequence[object] | None, rooms: dict[str, Room] | None) -> Special:
        if plan.is_governed:
            return self._governed(plan, whole)
        prepared = self.prepared
        item = None if whole is None else self.item(plan, whole[0])
        subject = str(prepared.applicant[0] if item is None else item[0])
        env = Env(prepared.applicant, item, prepared.lists, self.variant.settings, prepared.as_of)
        granted = prepared.granted.get(plan.clause.id, NOTHING_GRANTED)
        context = Context(subject, prepared.as_of.year, granted, rooms or {})
        finding = self.variant.marked[plan.index].evaluate(env, context)
        amount, payable, provisional = finding.amount, finding.amount, finding.provisional
        if plan.settles_itself and prepared.others:
            if amount is not None:
                payable, open_ = self._payable(plan, subject, amount, provisional=provisional)
                provisional = provisional or open_
            elif finding.status is Status.UNDETERMINED or provisional:
                if self._deductions is None:
                    self._deductions = Deductions(prepared.others)
                self._deductions.leave_open(plan.clause.category or "", subject)
        return Special(finding.status, amount, payable, finding.term, finding.limited_by, provisional, finding)


_multiply = DECIMAL128.multiply
_ELIGIBLE = Status.ELIGIBLE
