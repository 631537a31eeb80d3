"""Python source for clauses: one loop over the subjects, one row of outcome for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from policydsl.award import NOT_REACHED, Status
from policydsl.evaluate.caps import FEN, ZERO
from policydsl.evaluate.emit import OPEN, Emitter, NotFastError
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import YEARS_MONTHS
from policydsl.model.policy import Rounding
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.plan.policy_plan import CapPlan, ClausePlan, LetPlan, TablePlan
from policydsl.source.frozen import frozen


@dataclass(slots=True)
class _State:
    """What is known about the code so far: values of probes by name, what locals can be."""

    probes: dict[tuple[str, str], str]
    fen: set[str]  # locals that are always a whole number of rounding units
    nonnegative: set[str]  # locals that cannot be below zero


@frozen
class Mode:
    """What a generated function is for: with the values of probes; where earlier or other awards are given."""

    traced: bool
    history: bool


class ClauseEmitter:
    """Writes the code of one clause into an emitter."""

    def __init__(self, emitter: Emitter, plan: ClausePlan, settings: Settings, rounding: Rounding, mode: Mode) -> None:
        self.out, self.plan, self.settings, self.rounding = emitter, plan, settings, rounding
        self.traced, self.history = mode.traced, mode.history
        self.state = _State({}, set(), set())
        self.caps = [
            (c, fold(c.limit, settings), fold(c.when, settings) if c.when is not None else None) for c in plan.caps
        ]
        self.shared = any(c.shared and not _never(when) for c, _, when in self.caps)
        self.clause = emitter.bind(plan)

    def emit(self, *, in_force: bool) -> None:
        """The clause's loop; where it has no fast form, every subject goes to the marked evaluation."""
        out = self.out
        out.locals, out.parts, out.loops = {}, {}, 0
        subject, items = ("i[0]", out.list_name(self.plan.entity.key)) if self.plan.entity else ("subject", "once")
        self.subject = subject
        if self.shared and in_force:
            out.line(f"rooms = make_rooms({self.clause})")
        out.line(f"for i in {items}:")
        out.indent += 1
        mark, depth = len(out.lines), out.indent
        if not in_force:
            self._row(subject, Status.NOT_IN_FORCE)
        else:
            try:
                self._subject(subject)
            except NotFastError:
                del out.lines[mark:]
                out.indent = depth
                out.line(f"add(slow({self.clause}, i, {'rooms' if self.shared else 'None'}))")
        out.indent = depth - 1

    def _subject(self, subject: str) -> None:
        out = self.out
        out.line("try:")
        out.indent += 1
        early, late = self.plan.steps[: self.plan.early], self.plan.steps[self.plan.early :]
        depth = out.indent
        for step in early:
            self._step(step)
        self._conditions()
        asked = dict(self.state.probes), dict(out.parts)
        for step in late:
            self._step(step)
        self._figure(subject)
        if self.plan.conditions:
            out.line("continue")
            out.indent = depth
            self._row(subject, Status.INELIGIBLE, probes=asked)
        out.indent = depth - 1
        out.line(f"except {out.bind(OPEN)}:")
        out.line(f"    add(slow({self.clause}, i, {'rooms' if self.shared else 'None'}))")

    # -- eligibility ---------------------------------------------------------------------------------

    def _conditions(self) -> None:
        tests = [(c.condition.id, fold(c.test, self.settings)) for c in self.plan.conditions]
        if not tests:
            return
        if self.traced:  # every condition is evaluated, so that every failing one is listed
            names = []
            for id_, test in tests:
                name = self.out.fresh("c")
                self.out.line(f"{name} = {self.out.expr(test)}")
                self.state.probes["condition", id_] = name
                names.append(name)
            self.out.line("if " + " and ".join(names) + ":")
            self.out.indent += 1
            return
        for _, test in tests:
            if isinstance(test, nodes.Const) and test.value is True:
                continue
            self.out.line(f"if {self.out.expr(test)}:")
            self.out.indent += 1

    # -- lets and tables -----------------------------------------------------------------------------

    def _step(self, step: LetPlan | TablePlan) -> None:
        if isinstance(step, LetPlan):
            name = self.out.fresh("v")
            value = fold(step.value, self.settings)
            self.out.line(f"{name} = {self.out.expr(value)}")
            if self._nonnegative(value):
                self.state.nonnegative.add(step.name)
            self.out.locals[step.name] = name
            self.state.probes["let", step.name] = name
        else:
            self._table(step)

    def _table(self, table: TablePlan) -> None:
        if table.table.hit == "collect" or table is not self.plan.table:
            raise NotFastError
        if self.plan.early and table in self.plan.steps[: self.plan.early]:
            raise NotFastError  # rare: a condition that asks for a table's output
        out = self.out
        if self.traced:
            for name, node in table.inputs.items():
                seen = out.fresh("n")
                out.line(f"{seen} = {out.expr(fold(node, self.settings))}")
                self.state.probes["input", name] = seen
        names = {name: out.fresh("v") for name in table.outputs}
        matched = out.fresh("r")
        rows = [(r, fold(r.match, self.settings)) for r in table.rows]
        tests = []
        for row, match in rows:
            test = out.expr(match)
            if self.traced:
                held = out.fresh("h")
                out.line(f"{held} = {test}")
                self.state.probes["row", row.row.id] = test = held
            tests.append(test)
        keyword, before, known = "if", len(out.lines), set(out.parts.values())
        for (row, match), test in zip(rows, tests, strict=True):
            if isinstance(match, nodes.Const) and match.value is False:
                continue
            out.line(f"{keyword} {test}:")
            out.indent += 1
            for name, node in row.outputs.items():
                out.line(f"{names[name]} = {out.expr(fold(node, self.settings))}")
            out.line(f"{matched} = {out.bind(row.row.id)}")
            out.indent -= 1
            keyword = "elif"
        if keyword == "if":
            raise NotFastError
        if self.traced and (inner := [name for name in out.parts.values() if name not in known]):
            missing = out.bind(NOT_REACHED)  # the parts of rows that do not match
            out.lines[before:before] = ["    " * out.indent + f"{name} = {missing}" for name in inner]
        out.line("else:")
        out.indent += 1
        self._row(self.subject, Status.INELIGIBLE)
        out.line("continue")
        out.indent -= 1
        self.state.probes["matched", ""] = matched
        for name, variable in names.items():
            out.locals[name] = variable
            self.state.probes["output", name] = variable
            if all(self._is_fen(fold(r.outputs[name], self.settings)) for r in table.rows):
                self.state.fen.add(name)
            if all(self._nonnegative(fold(r.outputs[name], self.settings)) for r in table.rows):
                self.state.nonnegative.add(name)

    # -- figures -------------------------------------------------------------------------------------

    def _figure(self, subject: str) -> None:
        out = self.out
        if self.plan.term is not None:
            term = out.fresh("x")
            if self.plan.term.type != YEARS_MONTHS:
                raise NotFastError
            out.line(f"{term} = {out.expr(fold(self.plan.term, self.settings))}")
            self.state.probes["term", ""] = term
            self._row(subject, Status.ELIGIBLE, term=f"{term}.months")
            return
        if self.plan.amount is None:
            self._row(subject, Status.ELIGIBLE)
            return
        amount = fold(self.plan.amount, self.settings)
        name = out.fresh("x")
        out.line(f"{name} = {out.expr(amount)}")
        self.state.probes["amount", ""] = name
        limits = self._limits()
        if self.shared or any(when is not None for _, _, when in limits):
            self._generic(subject, name, limits)
            return
        if self.history and limits:
            out.line(f"if {out.bind(self.plan.clause.id)} in granted:")
            out.indent += 1
            self._generic(subject, name, limits)
            out.line("continue")
            out.indent -= 1
        self._inline(subject, name, amount, limits)

    def _limits(self) -> list[tuple[CapPlan, Node, str | None]]:
        """The caps that can apply, each with its condition's source where it has one."""
        found: list[tuple[CapPlan, Node, str | None]] = []
        for plan, limit, when in self.caps:
            test: str | None = None
            if isinstance(when, nodes.Const):
                if when.value is not True:
                    self._probe("when", plan.cap.id, "False")
                    continue
                self._probe("when", plan.cap.id, "True")
            elif when is not None:
                test = self.out.fresh("w")
                self.out.line(f"{test} = {self.out.expr(when)}")
                self._probe("when", plan.cap.id, test)
            found.append((plan, limit, test))
        return found

    def _probe(self, kind: str, name: str, source: str) -> None:
        self.state.probes[kind, name] = source

    def _inline(self, subject: str, x: str, amount: Node, limits: list[tuple[CapPlan, Node, str | None]]) -> None:
        """Caps as comparisons, where nothing was granted before and no limit is shared."""
        out, fen_down = self.out, self.rounding.to == FEN and self.rounding.mode == "down"
        quantize = f"{x}.quantize({out.bind(FEN)}, {out.bind(ROUND_DOWN)})" if fen_down else f"rounded({x})"
        cap_names = []
        for plan, limit, _ in limits:
            source = out.expr(limit)
            self._probe("limit", plan.cap.id, source)
            cap_names.append((plan, limit, source))
        single = len(limits) == 1 and fen_down and self._nonnegative(amount) and self._limit_is_fen(limits[0][1])
        if single:
            plan, limit, source = cap_names[0]
            id_ = out.bind(plan.cap.id)
            out.line(f"if {x} >= {source}:")
            out.line(f"    amount = {source}")
            if isinstance(limit, nodes.Const) and isinstance(limit.value, Decimal):
                above = out.bind(limit.value + FEN)
                out.line(f"    limited = {id_} if {x} >= {above} else None")
            else:
                out.line(f"    limited = {id_} if {x} >= {source} + {out.bind(FEN)} else None")
            out.line("else:")
            out.line(f"    amount = {quantize}")
            out.line("    limited = None")
        else:
            if self._nonnegative(amount) and fen_down:
                out.line(f"amount = {quantize}")
            else:
                out.line(f"amount = rounded(known({x}))")
            out.line("limited = None")
            for plan, limit, source in cap_names:
                if self._nonnegative(limit):
                    out.line(f"if amount > {source}:")
                    out.line(f"    amount = {source}")
                else:
                    out.line(f"if amount > {source} and amount > 0:")
                    out.line(f"    amount = {source} if {source} > 0 else {out.bind(ZERO)}")
                out.line(f"    limited = {out.bind(plan.cap.id)}")
            if not all(self._limit_is_fen(limit) for _, limit, _ in cap_names):
                out.line("amount = cut(amount)")
        self._payable(subject, "amount", "limited", "False")

    def _generic(self, subject: str, x: str, limits: list[tuple[CapPlan, Node, str | None]]) -> None:
        """Caps by the common function: with earlier awards, shared limits or conditions."""
        out = self.out
        parts = []
        for plan, limit, when in limits:
            source = out.expr(limit)
            reached = f"({source} if {when} else {out.bind(NOT_REACHED)})" if when is not None else source
            self._probe("limit", plan.cap.id, reached)
            pair = f"({out.bind(plan)}, known({source}))"
            parts.append(f"*(({pair},) if {when} else ())" if when is not None else pair)
        caps = "(" + "".join(part + ", " for part in parts) + ")"
        rooms = "rooms" if self.shared else "None"
        out.line(f"amount, limited, open_ = capped({self.clause}, known({x}), {caps}, {subject}, {rooms})")
        self._payable(subject, "amount", "limited", "open_")

    def _payable(self, subject: str, amount: str, limited: str, provisional: str) -> None:
        if self.plan.settled and self.history:
            out = self.out
            out.line(f"if ({out.bind(self.plan.clause.category)}, {subject}) in others:")
            out.indent += 1
            out.line(f"payable, settled_open = settle({self.clause}, {subject}, {amount}, {provisional})")
            either = f"{provisional} or settled_open"
            self._row(subject, Status.ELIGIBLE, amount=amount, payable="payable", limited=limited, provisional=either)
            out.line("continue")
            out.indent -= 1
        self._row(subject, Status.ELIGIBLE, amount=amount, payable=amount, limited=limited, provisional=provisional)

    def _nonnegative(self, node: Node) -> bool:
        """Whether a figure cannot be below zero, from the signs of what it is made of."""
        match node:
            case nodes.Const(value=value):
                return isinstance(value, Decimal) and value >= 0
            case nodes.Field(nonnegative=nonnegative):
                return nonnegative
            case nodes.Local(name=name):
                return name in self.state.nonnegative
            case nodes.Strict(op=Operator.ADD | Operator.MUL | Operator.DIV, args=args):
                return all(self._nonnegative(a) for a in args)
            case nodes.Aggregate(kind="count"):
                return True
            case nodes.Aggregate(body=body):
                return self._nonnegative(body)
            case nodes.If(then=then, otherwise=otherwise):
                return self._nonnegative(then) and self._nonnegative(otherwise)
            case nodes.Call(function="floor" | "min", args=args):
                return all(self._nonnegative(a) for a in args)
            case _:
                return False

    def _limit_is_fen(self, limit: Node) -> bool:
        return self._is_fen(limit) or (isinstance(limit, nodes.Local) and limit.name in self.state.fen)

    def _is_fen(self, node: Node) -> bool:
        if not (isinstance(node, nodes.Const) and isinstance(node.value, Decimal)):
            return False
        return node.value >= 0 and node.value % self.rounding.to == 0

    def _row(
        self,
        subject: str,
        status: Status,
        *,
        amount: str = "None",
        payable: str = "None",
        term: str = "None",
        limited: str = "None",
        provisional: str = "False",
        probes: tuple[Mapping[tuple[str, str], str], Mapping[int, str]] | None = None,
    ) -> None:
        values = "None"
        if self.traced and status is not Status.NOT_IN_FORCE:
            values = self._probes(*(probes or (self.state.probes, self.out.parts)))
        columns = (self.clause, subject, self.out.bind(status), amount, payable, term, limited, provisional, values)
        self.out.line(f"add(({', '.join(columns)}))")

    def _probes(self, known: Mapping[tuple[str, str], str], parts: Mapping[int, str]) -> str:
        missing = self.out.bind(NOT_REACHED)
        names = []
        for probe in self.plan.probes:
            if probe.kind == "part" and probe.node is not None:
                names.append(parts.get(id(probe.node.at), missing))
            else:
                names.append(known.get((probe.kind, probe.name), missing))
        return "(" + "".join(f"{name}, " for name in names) + ")"


def _never(when: Node | None) -> bool:
    return isinstance(when, nodes.Const) and when.value is not True
