"""Python source for clauses: one loop over the subjects, one code of outcome for each (see `outcomes`)."""

from __future__ import annotations

from collections.abc import Mapping

from policydsl.award import NOT_REACHED, Status
from policydsl.evaluate.emit import Emitter
from policydsl.evaluate.emit_award import AwardEmitter
from policydsl.evaluate.emit_numbers import numeric
from policydsl.evaluate.figure import Figure
from policydsl.evaluate.fold import Settings, fold
from policydsl.evaluate.forms import Form
from policydsl.evaluate.lines import OPEN, NotFastError
from policydsl.plan import nodes
from policydsl.plan.bands import input_name
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import ClausePlan, LetPlan, TablePlan
from policydsl.source.frozen import frozen

Kept = Mapping[tuple[str, str], "str | Figure"]


@frozen
class Mode:
    """What a generated function is for: with the values of probes; where earlier or other awards are given."""

    traced: bool
    history: bool


class ClauseEmitter:
    """Writes the code of one clause into an emitter; `forms` tells how the values of its probes are read back."""

    def __init__(self, emitter: Emitter, plan: ClausePlan, settings: Settings, mode: Mode) -> None:
        self.out, self.plan, self.settings = emitter, plan, settings
        self.traced, self.history = mode.traced, mode.history
        self.probes: dict[tuple[str, str], str | Figure] = {}
        self.forms: list[Form | None] = [None] * len(plan.probes)
        self.clause = emitter.bind(plan)
        self.item, self.subject = ("i", "i[0]") if plan.entity else ("None", "subject")
        self.award = AwardEmitter(self)
        self.repeats = plan.entity is not None  # whether `continue` needs a loop

    def emit(self, *, in_force: bool) -> None:
        """The clause's loop; where it has no fast form, every subject goes to the marked evaluation."""
        out = self.out
        out.begin_clause()
        items = out.list_name(self.plan.entity.key) if self.plan.entity else "once"
        if not in_force:
            out.line(f"codes += [{out.bind(Status.NOT_IN_FORCE)}] * len({items})")
            if self.traced:
                out.line(f"seen += [None] * len({items})")
            return
        rooms = "None"
        if self.award.shared:
            rooms = "rooms"
            out.line(f"rooms = run.make_rooms({self.clause})")
        if self.history:
            self.award.earlier_awards()
        loop = out.later()
        out.indent += 1
        mark, depth = len(out.lines), out.indent
        slow = f"run.slow({self.clause}, {self.item}, {rooms})"
        try:
            self._subject(slow)
        except NotFastError:
            del out.lines[mark:]
            out.indent = depth
            self._add(slow, "None")
        out.indent = depth - 1
        out.fill(loop, f"for i in {items}:" if self.repeats else "if True:")

    def _add(self, code: str, seen: str) -> None:
        self.out.line(f"codes.append({code})")
        if self.traced:
            self.out.line(f"seen.append({seen})")

    def _subject(self, slow: str) -> None:
        out = self.out
        if self.traced and (self.plan.pay or self.plan.obligations):
            raise NotFastError  # sums do not depend on them; what they say is for the trace alone
        if self.plan.is_governed:
            raise NotFastError
        out.line("try:")
        out.indent += 1
        early, late = self.plan.steps[: self.plan.early], self.plan.steps[self.plan.early :]
        depth = out.indent
        for step in early:
            self._step(step)
        asks = self._conditions()
        asked = dict(self.probes), dict(out.parts)
        for step in late:
            self._step(step)
        code = self.award.code(self.subject)
        self.row(code)
        if asks:
            out.indent = depth
            out.line("else:")
            out.indent += 1
            self.row(out.bind(Status.INELIGIBLE), asked)
        out.indent = depth - 1
        out.line(f"except {out.bind(OPEN)}:")
        out.indent += 1
        self._add(slow, "None")

    # -- eligibility ---------------------------------------------------------------------------------

    def _conditions(self) -> bool:
        """Begins the block of those that are eligible; gives whether there is anything to ask."""
        tests = [(c.condition.id, fold(c.test, self.settings)) for c in self.plan.conditions]
        names = []
        for id_, test in tests:
            if self.traced:  # every condition is evaluated, so that every failing one is listed
                name = self.out.fresh("c")
                self.out.line(f"{name} = {self.out.expr(test)}")
                self.probes["condition", id_] = name
                names.append(name)
            elif not (isinstance(test, nodes.Const) and test.value is True):
                names.append(self.out.expr(test))
        if names:
            self.out.line("if " + " and ".join(names) + ":")
            self.out.indent += 1
        return bool(names)

    # -- lets and tables -----------------------------------------------------------------------------

    def _step(self, step: LetPlan | TablePlan) -> None:
        if isinstance(step, LetPlan):
            self.out.locals[step.name] = self.kept("let", step.name, step.value, "v")
        else:
            self._table(step)

    def kept(self, kind: str, name: str, node: Node, prefix: str) -> str | Figure:
        """A value in a variable, as a probe."""
        out, node = self.out, fold(node, self.settings)
        found: str | Figure
        if numeric(node.type):
            found = out.numbers.keep(out.figure(node), prefix)
        else:
            found = out.fresh(prefix)
            out.line(f"{found} = {out.expr(node)}")
        self.probes[kind, name] = found
        return found

    def _table(self, table: TablePlan) -> None:
        if table.table.hit == "collect" or table is not self.plan.table:
            raise NotFastError
        if self.plan.early and table in self.plan.steps[: self.plan.early]:
            raise NotFastError  # rare: a condition that asks for a table's output
        if table.sums:
            self._bands(table)
            return
        out = self.out
        if self.traced:
            for name, node in table.inputs.items():
                self.kept("input", name, node, "n")
        rows = [(r, fold(r.match, self.settings)) for r in table.rows]
        rows = [(r, m) for r, m in rows if self.traced or not (isinstance(m, nodes.Const) and m.value is False)]
        tests = []
        for row, match in rows:
            test = out.expr(match)
            if self.traced:
                held = out.fresh("h")
                out.line(f"{held} = {test}")
                self.probes["row", row.row.id] = test = held
            tests.append(test)
        if not tests:
            raise NotFastError
        outputs = _Outputs(out, table)
        matched, keyword, before, known = out.fresh("r"), "if", len(out.lines), dict(out.parts)
        for (row, _), test in zip(rows, tests, strict=True):
            out.line(f"{keyword} {test}:")
            out.indent += 1
            outputs.row({name: fold(node, self.settings) for name, node in row.outputs.items()})
            if self.traced:
                out.line(f"{matched} = {out.bind(row.row.id)}")
            else:
                out.line("pass")
            out.indent -= 1
            keyword = "elif"
        given = outputs.finish()
        out.not_reached(before, known)  # the parts of rows that do not match
        out.line("else:")
        out.indent += 1
        self.row(out.bind(Status.INELIGIBLE))
        out.line("continue")
        self.repeats = True
        out.indent -= 1
        self.probes["matched", ""] = matched
        for name, value in given.items():
            out.locals[name] = self.probes["output", name] = value

    def _bands(self, table: TablePlan) -> None:
        """A progressive table: the sums over its bands."""
        for name, node in table.inputs.items():
            self.out.locals[input_name(name)] = self.kept("input", name, node, "n")
        if self.traced:
            for row in table.rows:
                self.kept("row", row.row.id, row.match, "h")
        for name, node in table.sums.items():
            self.out.locals[name] = self.kept("output", name, node, "v")

    # -- outcomes ------------------------------------------------------------------------------------

    def row(self, code: str, known: tuple[Kept, Mapping[int, str | Figure]] | None = None) -> None:
        """Add an outcome, with the values that are known by now."""
        values = self._values(*(known or (self.probes, self.out.parts))) if self.traced else "None"
        self._add(code, values)

    def _values(self, known: Kept, parts: Mapping[int, str | Figure]) -> str:
        missing = self.out.bind(NOT_REACHED)
        names = []
        for i, probe in enumerate(self.plan.probes):
            if probe.kind == "part" and probe.node is not None:
                found = parts.get(id(probe.node.at))
            else:
                found = known.get((probe.kind, probe.name))
            if isinstance(found, Figure):
                self.forms[i] = self.out.numbers.form(found, self._type(i))
                found = found.base
            names.append(found or missing)
        return "(" + "".join(f"{name}, " for name in names) + ")"

    def _type(self, index: int) -> object:
        probe = self.plan.probes[index]
        if probe.node is not None:
            return probe.node.type
        table = self.plan.table
        return None if table is None else table.outputs.get(probe.name)


class _Outputs:
    """The outputs of a table: one variable for each, the numbers of all rows at one scale."""

    def __init__(self, out: Emitter, table: TablePlan) -> None:
        self.out = out
        self.names = {name: out.fresh("v") for name in table.outputs}
        self.figures: dict[str, list[tuple[int, Figure]]] = {}  # with the place of the line that sets the variable

    def row(self, outputs: Mapping[str, Node]) -> None:
        """What one row gives."""
        for name, node in outputs.items():
            if numeric(node.type):
                found = self.out.figure(node)
                self.figures.setdefault(name, []).append((self.out.later(), found))
            else:
                self.out.line(f"{self.names[name]} = {self.out.expr(node)}")

    def finish(self) -> Mapping[str, str | Figure]:
        """Brings the rows to one scale; gives what the outputs are."""
        given: dict[str, str | Figure] = {}
        for name, variable in self.names.items():
            found: str | Figure = variable
            if name in self.figures:
                places, figures = zip(*self.figures[name], strict=True)
                alike = self.out.numbers.alike(*figures)
                for place, one in zip(places, alike, strict=True):
                    self.out.fill(place, f"{variable} = {one.source}")
                found = self.out.numbers.union(alike, variable)
            given[name] = found
        return given
