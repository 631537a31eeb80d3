"""A plan compiled for what a run fixes: readings, parameter versions, the clauses in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import getcontext, setcontext
from typing import TYPE_CHECKING, Any

from policydsl.evaluate.clause import MarkedClause
from policydsl.evaluate.emit import Emitter
from policydsl.evaluate.emit_clause import ClauseEmitter, Mode
from policydsl.evaluate.fold import Settings
from policydsl.evaluate.forms import Form
from policydsl.evaluate.joint import JointRun
from policydsl.evaluate.outcomes import Outcomes
from policydsl.evaluate.texts import DayTexts
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import ROOT
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.evaluate.prepare import Prepared

CHUNK = 32  # clauses in one generated function


@frozen(eq=False)
class _Code:
    """The generated functions of a mode; `decimals`: they need the context of decimal128."""

    functions: tuple[Callable[..., None], ...]
    decimals: bool


class Variant:
    """The compiled policy; `evaluate` gives outcomes without a trace, `trace` with the values of all probes."""

    def __init__(
        self,
        plan: PolicyPlan,
        settings: Settings,
        in_force: Sequence[bool],
        marked: Mapping[int, MarkedClause],
        texts: DayTexts,
    ) -> None:
        self.plan, self.settings, self.in_force, self.marked = plan, settings, in_force, marked
        self.texts = texts
        self.forms: dict[int, list[Form | None]] = {}  # of the probes' values, by clause
        self.joint = None if plan.joint is None else JointRun(plan, plan.joint)
        self._plain: list[_Code | None] = [None, None]  # without and with earlier awards
        self._traced: list[_Code | None] = [None, None]

    def evaluate(self, prepared: Prepared) -> Outcomes:
        """Every outcome, without traces."""
        run = Outcomes(self, prepared)
        code = self._plain[prepared.has_history] or self._compile(self._plain, prepared, traced=False)
        if code.decimals:
            _in_context(code, prepared, run)
        else:
            codes = run.codes
            for function in code.functions:
                function(prepared, run, codes, None)
        if self.joint is not None:
            self.joint.finish(run)
        return run

    def trace(self, prepared: Prepared) -> Outcomes:
        """Every outcome, with the values that explain it."""
        run = Outcomes(self, prepared)
        code = self._traced[prepared.has_history] or self._compile(self._traced, prepared, traced=True)
        run.seen = []
        _in_context(code, prepared, run)
        if self.joint is not None:
            self.joint.finish(run)
        return run

    def _compile(self, place: list[_Code | None], prepared: Prepared, *, traced: bool) -> _Code:
        mode = Mode(traced, prepared.has_history)
        pairs = list(zip(self.plan.clauses, self.in_force, strict=True))
        made = [self._function(pairs[i : i + CHUNK], mode) for i in range(0, len(pairs), CHUNK)]
        code = _Code(tuple(function for function, _ in made), any(decimals for _, decimals in made))
        place[prepared.has_history] = code
        return code

    def _function(self, pairs: Sequence[tuple[ClausePlan, bool]], mode: Mode) -> tuple[Callable[..., None], bool]:
        emitter = Emitter(self.plan.layout, traced=mode.traced)
        for clause, in_force in pairs:
            one = ClauseEmitter(emitter, clause, self.settings, mode)
            one.emit(in_force=in_force)
            if mode.traced:
                self.forms[clause.index] = one.forms
        # Constants are globals of the function: as defaults they would be copied at every call, which costs a tenth.
        namespace: dict[str, Any] = {"once": _ONCE} | emitter.bound
        source = "\n".join(["def run_clauses(p, run, codes, seen):", *self._head(emitter), *emitter.lines, "    pass"])
        exec(compile(source, "<policydsl clauses>", "exec"), namespace)  # noqa: S102  (no user text is in it)
        function: Callable[..., None] = namespace["run_clauses"]
        return function, emitter.decimals

    def _head(self, emitter: Emitter) -> Iterable[str]:
        """What the clauses read, in local variables."""
        names = {index: f"a{index}" for index in emitter.applicant_fields}
        if "subject" in emitter.used:
            names[0] = "subject"
        yield from _unpacked(names, len(self.plan.layout[ROOT].entity.fields) + 1, "p.whole")
        keys = [key for key in self.plan.layout if key != ROOT]
        yield from _unpacked({keys.index(k): name for k, name in emitter.lists.items()}, len(keys), "p.whole_lists")
        yield from (line for word, line in _HEAD.items() if word in emitter.used)


def _in_context(code: _Code, prepared: Prepared, run: Outcomes) -> None:
    """The functions, in the context of decimal128."""
    before = getcontext()
    setcontext(_CONTEXT)
    try:
        for function in code.functions:
            function(prepared, run, run.codes, run.seen)
    finally:
        setcontext(before)


def _unpacked(names: Mapping[int, str], count: int, source: str) -> Iterable[str]:
    """Lines that put the parts of a tuple in variables: at once, or one by one where few are needed."""
    if not names:
        return
    if len(names) * 2 >= count:
        yield f"    {', '.join(names.get(i, '_') for i in range(count))}, = {source}"
        return
    yield f"    _ = {source}"
    yield from (f"    {name} = _[{index}]" for index, name in sorted(names.items()))


_CONTEXT = DECIMAL128.copy()
_ONCE = (None,)
_HEAD = {
    "as_of": "    as_of = p.as_of",
    "year": "    year = p.as_of.year",
    "granted": "    granted = p.granted_whole",
    "others": "    others = p.others",
}
