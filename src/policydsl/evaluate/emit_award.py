"""Python source for what a clause grants: the amount in rounding units, its caps, what is payable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.award import NOT_REACHED, Status
from policydsl.evaluate import figure as fig
from policydsl.evaluate.caps import Units, WholeCaps, WholeGranted
from policydsl.evaluate.figure import Figure
from policydsl.evaluate.fold import fold
from policydsl.evaluate.forms import LIMIT, MONEY_SCALE
from policydsl.evaluate.lines import NotFastError
from policydsl.feel.types import YEARS_MONTHS
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import CapPlan
from policydsl.source.frozen import frozen, replace

if TYPE_CHECKING:
    from policydsl.evaluate.emit_clause import ClauseEmitter


@frozen
class _Limit:
    """A cap that can apply, its limit, and the source of its condition where it has one."""

    plan: CapPlan
    limit: Figure
    when: str | None


class AwardEmitter:
    """Writes the amount and the caps of one clause."""

    def __init__(self, clause: ClauseEmitter) -> None:
        self.clause, self.plan, self.out = clause, clause.plan, clause.out
        self.numbers = clause.out.numbers
        rounding = clause.plan.rounding
        self.rounding, self.units, self.unit = rounding, Units(rounding), fig.constant(rounding.to)
        settings = clause.settings
        caps = [(c, c.when and fold(c.when, settings)) for c in self.plan.caps]
        self.caps = [(c, fold(c.limit, settings), when) for c, when in caps]
        self.shared = any(c.shared and not _never(when) for c, _, when in self.caps)
        self.granted = ""

    def earlier_awards(self) -> None:
        """Before the loop: by subject, what was granted under the clause."""
        if self.plan.amount is not None and self.caps:
            out, self.granted = self.out, self.out.fresh("g")
            id_, nothing = out.bind(self.plan.clause.id), out.bind(_NOTHING)
            out.line(f"{self.granted} = {out.use('granted')}.get({id_}, {nothing})")

    def code(self, subject: str) -> str:
        """Source of the code of an eligible subject."""
        out, plan = self.out, self.plan
        if plan.term is not None:
            if plan.term.type != YEARS_MONTHS or plan.amount is not None:
                raise NotFastError
            term = self.clause.kept("term", "", plan.term, "x")
            assert isinstance(term, Figure)  # noqa: S101
            return self.numbers.forced(term)
        if plan.amount is None:
            if plan.caps:  # of a sum that is decided case by case
                raise NotFastError
            return out.bind(Status.ELIGIBLE)
        if plan.minimum is not None or any(cap.may_exceed is not None for cap in plan.caps):
            raise NotFastError
        amount = self.clause.kept("amount", "", plan.amount, "x")
        assert isinstance(amount, Figure)  # noqa: S101
        limits = self._limits()
        if self.shared or any(one.when is not None for one in limits):
            code = self._common(subject, amount, limits)
        elif self.clause.history and limits:
            code = out.fresh("y")
            if subject == "subject":
                out.use(subject)
            out.line(f"if {subject} in {self.granted}:")
            out.indent += 1
            out.line(f"{code} = {self._after_earlier(subject, amount, limits)}")
            out.indent -= 1
            out.line("else:")
            out.indent += 1
            out.line(f"{code} = {self._inline(subject, amount, limits)}")
            out.indent -= 1
        else:
            code = self._inline(subject, amount, limits)
        return self._payable(subject, code)

    def _limits(self) -> list[_Limit]:
        """The caps that can apply."""
        found: list[_Limit] = []
        out, probes = self.out, self.clause.probes
        for plan, node, when in self.caps:
            test: str | None = None
            if isinstance(when, nodes.Const):
                probes["when", plan.cap.id] = repr(when.value is True)
                if when.value is not True:
                    continue
            elif when is not None:
                test = out.fresh("w")
                out.line(f"{test} = {out.expr(when)}")
                probes["when", plan.cap.id] = test
            limit = out.figure(node)
            if not limit.base.isidentifier() and test is None:
                limit = self.numbers.keep(limit, "t")
            reached = limit
            if test is not None:
                reached = replace(limit, base=f"({limit.base} if {test} else {out.bind(NOT_REACHED)})")
            probes["limit", plan.cap.id] = reached
            found.append(_Limit(plan, limit, test))
        return found

    # -- caps ----------------------------------------------------------------------------------------

    def _common(self, subject: str, amount: Figure, limits: list[_Limit]) -> str:
        """Caps by the common function: with earlier awards, shared limits or conditions."""
        out = self.out
        out.decimals = True
        if subject == "subject":
            out.use(subject)
        parts = []
        for one in limits:
            pair = f"({out.bind(one.plan)}, known({self.numbers.as_decimal(one.limit)}))"
            parts.append(f"*(({pair},) if {one.when} else ())" if one.when is not None else pair)
        caps = "(" + "".join(part + ", " for part in parts) + ")"
        rooms = "rooms" if self.shared else "None"
        value = f"known({self.numbers.as_decimal(amount)})"
        return f"run.capped({self.clause.clause}, {value}, {caps}, {subject}, {rooms})"

    def _after_earlier(self, subject: str, amount: Figure, limits: list[_Limit]) -> str:
        """The subject's own caps, with what it was granted before."""
        scales = [one.limit.scale for one in limits]
        if self.unit is None or any(scale is None for scale in scales):
            return self._common(subject, amount, limits)
        scale = max(MONEY_SCALE, self.unit.scale or 0, *(scale or 0 for scale in scales))
        caps = WholeCaps([one.plan for one in limits], scale, fig.at_scale(self.unit, scale).number)
        tops = "".join(f"{fig.at_scale(one.limit, scale).source}, " for one in limits)
        count, year = self._count(amount).source, self.out.use("year")
        return f"{self.out.bind(caps.code)}({count}, ({tops}), {self.granted}, {subject}, {year})"

    def _count(self, amount: Figure) -> Figure:
        """The amount by the policy's rounding, as a whole number of units."""
        units = self._in_units(amount)
        if units is not None:
            return self._rounded(units)
        value = self.numbers.as_decimal(amount)
        return Figure(f"{self.out.bind(self.units.rounded)}({value})", 0, 1, 0, LIMIT)

    def _inline(self, subject: str, amount: Figure, limits: list[_Limit]) -> str:
        """Caps as comparisons of whole numbers of rounding units, where nothing was granted before.

        All but the last must be whole: what one cap leaves is cut only after the last.
        """
        tops = [self._top(one.limit) for one in limits]
        if any(top is None or (top.scale and one is not limits[-1]) for one, top in zip(limits, tops, strict=True)):
            return self._common(subject, amount, limits)
        whole = [self._whole(top) for top in tops if top is not None]
        units = self._in_units(amount)
        if units is not None and len(whole) == 1 and whole[0].literal and self.rounding.mode == "down":
            code = self._against_constant(units, whole[0].number, limits[0].plan)
            if code is not None:
                return code
        rounded = self._count(amount)
        if not limits:
            return self.numbers.forced(rounded)
        return self._lowered(rounded, [(one.plan, top) for one, top in zip(limits, whole, strict=True)])

    def _in_units(self, figure: Figure) -> Figure | None:
        return None if self.unit is None else fig.divide(figure, self.unit)

    def _top(self, limit: Figure) -> Figure | None:
        """A limit in rounding units; None: it is not known how many decimals it has."""
        return self._in_units(limit)

    def _whole(self, top: Figure) -> Figure:
        """A limit as a whole number of rounding units, not below zero."""
        cut = fig.to_places(top, 0, "floor", self.out.bind(fig.nearest))
        assert cut is not None  # noqa: S101  (smaller than what it is made of)
        return self._at_least_zero(cut)

    def _at_least_zero(self, figure: Figure) -> Figure:
        if figure.literal:
            return fig.literal(max(0, figure.number))
        figure = self.numbers.plain(figure)
        if figure.nonnegative:
            return figure
        name = self.numbers.keep(figure, "t").base
        return Figure(f"({name} if {name} > 0 else 0)", 0, 1, 0, max(0, figure.high))

    def _against_constant(self, units: Figure, top: int, plan: CapPlan) -> str | None:
        """One comparison of the unrounded amount, where that is enough: rounded down, it is above the cap or not."""
        if units.literal or units.factor < 0 or not units.nonnegative or units.scale is None:
            return None
        rounded = self._rounded(units)
        threshold = -(-(top + 1) * 10**units.scale // units.factor)
        if units.high < threshold:
            return self.numbers.forced(rounded)
        return f"({self.out.bind((top, plan.cap.id))} if {units.base} >= {threshold} else {rounded.source})"

    def _rounded(self, units: Figure) -> Figure:
        """The whole number of units by the policy's rounding; nothing below zero."""
        if not units.nonnegative and not units.literal:
            units = self.numbers.keep(self.numbers.plain(units), "t")
            positive = self._rounded(replace(units, low=0, high=max(0, units.high)))
            return Figure(f"({positive.source} if {units.base} > 0 else 0)", 0, 1, 0, positive.high)
        found = fig.to_places(units, 0, self.rounding.mode, self.out.bind(fig.nearest))
        assert found is not None  # noqa: S101
        return fig.literal(max(0, found.number)) if found.literal else found

    def _lowered(self, rounded: Figure, tops: list[tuple[CapPlan, Figure]]) -> str:
        """The code after the caps in their order."""
        out, bind = self.out, self.out.bind
        if rounded.literal and all(top.literal for _, top in tops):
            amount, limited = rounded.number, None
            for plan, top in tops:
                if amount > top.number:
                    amount, limited = top.number, plan.cap.id
            return repr(amount) if limited is None else bind((amount, limited))
        name = out.fresh("y")
        out.line(f"{name} = {rounded.source}")
        if len(tops) == 1:
            plan, top = tops[0]
            top = self.numbers.keep(self.numbers.plain(top), "t")
            return f"(({top.base}, {bind(plan.cap.id)}) if {name} > {top.base} else {name})"
        limited_by = out.fresh("y")
        out.line(f"{limited_by} = None")
        for plan, top in tops:
            kept = self.numbers.keep(self.numbers.plain(top), "t").base
            out.line(f"if {name} > {kept}: {name} = {kept}; {limited_by} = {bind(plan.cap.id)}")
        return f"({name} if {limited_by} is None else ({name}, {limited_by}))"

    # -- awards of other policies --------------------------------------------------------------------

    def _payable(self, subject: str, code: str) -> str:
        if not (self.plan.settles_itself and self.clause.history):
            return code
        out, name = self.out, self.out.fresh("y")
        out.decimals = True
        if subject == "subject":
            out.use(subject)
        out.line(f"{name} = {code}")
        out.line(f"if ({out.bind(self.plan.clause.category)}, {subject}) in {out.use('others')}:")
        out.line(f"    {name} = run.settle({self.clause.clause}, {subject}, {name})")
        return name


def _never(when: Node | None) -> bool:
    return isinstance(when, nodes.Const) and when.value is not True


_NOTHING = WholeGranted()
