"""The texts of other days, for clauses that the day of a contract or payment governs (`dated`).

A right of an earlier day is judged by the text of that day, so a policy with such a clause is evaluated only if all its
texts are without errors. Facts that only another text asks for can still be given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from policydsl.amend.document import Amendment
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import ROOT, Entity
from policydsl.plan import nodes
from policydsl.plan.build import build_plan
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.plan.texts import FormerClause
from policydsl.source.frozen import replace
from policydsl.workspace.loading import LoadedPolicy

if TYPE_CHECKING:
    from policydsl.workspace.amended import AmendedPolicy

Active = tuple[Amendment, ...]
_DATED = "dated"


def may_be_dated(base: LoadedPolicy, amendments: Iterable[Amendment]) -> bool:
    """Whether some text may have a clause with a day of its own: cheap, and never wrongly no."""
    return any(clause.dated for clause in base.policy.clauses) or any(_DATED in a.root.file.text for a in amendments)


class DayTexts:
    """The texts of a policy over time as the engine of one of them asks for them."""

    def __init__(self, amended: AmendedPolicy, own: Active) -> None:
        self._amended, self._own = amended, own
        self._former: dict[Active, tuple[FormerClause, ...]] = {}

    # -- what the engine asks ------------------------------------------------------------------------

    def on(self, day: Date) -> PolicyPlan | None:
        """The text of a day; None where it is the engine's own."""
        active = self._amended.active(day)
        return None if active == self._own else self._plan(active)

    def former(self, as_of: Date) -> tuple[FormerClause, ...]:
        """The clauses with a day of their own that earlier texts had: each as the last of them says."""
        before = [turn for turn in self._turns if turn <= as_of]
        actives = tuple(self._amended.active(turn.plus_days(-1)) for turn in reversed(before))
        key: Active = tuple(one for active in actives for one in active)
        known = self._former.get(key)
        if known is None:
            known = self._former[key] = tuple(self._former_in(actives))
        return known

    def plans(self) -> tuple[PolicyPlan, ...]:
        """Every other text."""
        return tuple(self._plan(active) for active in self._others)

    # -- what has to be known of them before ---------------------------------------------------------

    def load(self, own: LoadedPolicy, reporter: Reporter) -> LoadedPolicy | None:
        """The policy with these texts, and with the facts that they ask for; None where one of them has errors."""
        for active, day in self._others.items():
            found = Reporter()
            if self._amended.text(active, found, day) is None:
                reporter.extend(found)
                return None
        if not any(clause.dated for plan in (own.plan, *self.plans()) for clause in plan.clauses):
            return own
        entities = self._entities(own)
        policy = own.policy if entities is None else replace(own.policy, entities=entities)
        checked = replace(own.checked, policy=policy)
        plan = own.plan if entities is None else build_plan(checked, Reporter())
        made = LoadedPolicy(own.source, own.tree, checked, plan)
        made.findings, made.texts = own.findings, self
        return made

    @cached_property
    def _turns(self) -> list[Date]:
        """The days on which the text becomes another."""
        found: set[Date] = set()
        for one in self._amended.amendments:
            if one.effective.start is not None:
                found.add(one.effective.start)
            if one.effective.end is not None:
                found.add(one.effective.end.plus_days(1))
        return sorted(found)

    @cached_property
    def _others(self) -> dict[Active, Date]:
        """The amendments of every other text, each with a day on which it holds."""
        found: dict[Active, Date] = {}
        days = [*(turn.plus_days(-1) for turn in self._turns[:1]), *self._turns]
        for day in days:
            found.setdefault(self._amended.active(day), day)
        found.pop(self._own, None)
        return found

    def _plan(self, active: Active) -> PolicyPlan:
        loaded = self._amended.text(active, Reporter(), None)
        assert loaded is not None  # noqa: S101  (`load` has looked at every text)
        return loaded.plan

    def _former_in(self, actives: Iterable[Active]) -> Iterator[FormerClause]:
        seen = {clause.clause.id for clause in self._plan(self._own).clauses}
        for active in actives:
            plan = self._plan(active)
            for clause in plan.clauses:
                if clause.clause.id not in seen and clause.dated is not None:
                    yield FormerClause(plan, clause)
                seen.add(clause.clause.id)

    def _entities(self, own: LoadedPolicy) -> Mapping[str, Entity] | None:
        """The facts declared, with those that only other texts ask for; None where there are none of these."""
        found = dict(own.policy.entities)
        for plan in self.plans():
            dated = [clause for clause in plan.clauses if clause.dated is not None]
            for key, names in _read(dated).items():
                there, here = plan.policy.entities[key], found.get(key)
                if here is None:
                    found[key] = replace(there, fields={n: f for n, f in there.fields.items() if n in names})
                elif missing := {n: there.fields[n] for n in sorted(names - here.fields.keys()) if n in there.fields}:
                    found[key] = replace(here, fields={**here.fields, **missing})
        return found if found != own.policy.entities else None


def _read(clauses: Iterable[ClausePlan]) -> dict[str, set[str]]:
    """The lists that clauses read, with their fields."""
    found: dict[str, set[str]] = {}
    for clause in clauses:
        if clause.entity is not None:
            found.setdefault(clause.entity.key, set())
        for node in _nodes(clause):
            if isinstance(node, nodes.Field):
                found.setdefault(node.of.list_key or ROOT, set()).add(node.name)
            elif isinstance(node, nodes.Quantifier | nodes.Aggregate) and node.members.history is None:
                found.setdefault(node.members.variable.list_key, set())
    return found


def _nodes(clause: ClausePlan) -> Iterator[nodes.Node]:
    roots = [probe.node for probe in clause.probes if probe.node is not None]
    if clause.table is not None:
        roots += [one for row in clause.table.rows for one in row.outputs.values()]
    roots += [one for one in (clause.dated, *clause.claim_nodes) if one is not None]
    for root in roots:
        yield from nodes.walk(root)
