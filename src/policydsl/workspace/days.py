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
from policydsl.model.policy import ROOT, Entity, InForce, Policy
from policydsl.plan import nodes
from policydsl.plan.build import build_plan
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.plan.texts import FormerClause, Texts
from policydsl.source.frozen import replace
from policydsl.workspace.loading import LoadedPolicy

if TYPE_CHECKING:
    from policydsl.workspace.amended import AmendedPolicy

Active = tuple[Amendment, ...]
_DATED = "dated"


def may_be_dated(base: LoadedPolicy, amendments: Iterable[Amendment]) -> bool:
    """Whether some text may have a clause with a day of its own: cheap, and never wrongly no."""
    return any(clause.dated for clause in base.policy.clauses) or any(_DATED in a.root.file.text for a in amendments)


class Superseded:
    """The same texts of a policy that another one replaced on a day: from then on it is not in force."""

    def __init__(self, texts: Texts | None, end: Date) -> None:
        """`end` is the last day on which the policy was in force."""
        self._texts, self._end = texts, end
        self._ended: dict[int, PolicyPlan] = {}

    def on(self, day: Date) -> PolicyPlan | None:
        """The text of a day; None where it is the engine's own."""
        found = None if self._texts is None else self._texts.on(day)
        return None if found is None else self._cut(found)

    def former(self, as_of: Date) -> tuple[FormerClause, ...]:
        """Clauses that earlier texts had."""
        every = () if self._texts is None else self._texts.former(as_of)
        return tuple(FormerClause(self._cut(one.plan), one.clause) for one in every)

    def _cut(self, plan: PolicyPlan) -> PolicyPlan:
        found = self._ended.get(id(plan))
        if found is None:
            found = self._ended[id(plan)] = replace(plan, policy=ended(plan.policy, self._end))
        return found


def ended(policy: Policy, end: Date) -> Policy:
    """The policy in force until this day at the latest."""
    own = policy.in_force
    last = end if own.end is None else min(own.end, end)
    return replace(policy, in_force=InForce(own.start, last, own.at, own.end_at))


def superseded(loaded: LoadedPolicy, day: Date) -> LoadedPolicy:
    """The policy that another one replaced from this day on: what fell due before can still be claimed."""
    end = day.plus_days(-1)
    policy = ended(loaded.policy, end)
    made = LoadedPolicy(
        loaded.source, loaded.tree, replace(loaded.checked, policy=policy), replace(loaded.plan, policy=policy)
    )
    made.findings, made.texts = loaded.findings, Superseded(loaded.texts, end)
    return made


def has_old_rights(loaded: LoadedPolicy, day: Date) -> bool:
    """Whether something can be claimed under a policy that may have ended."""
    former = () if loaded.texts is None else loaded.texts.former(day)
    return bool(former) or any(clause.dated is not None for clause in loaded.plan.clauses)


class DayTexts:
    """The texts of a policy over time as the engine of one of them asks for them."""

    def __init__(self, amended: AmendedPolicy, own: Active, without: Active = ()) -> None:
        """`without`: as if there were not these amendments, to see what they bring about."""
        self._amended, self._own, self._without = amended, own, without
        self._former: dict[tuple[Active, ...], tuple[FormerClause, ...]] = {}

    # -- what the engine asks ------------------------------------------------------------------------

    def on(self, day: Date) -> PolicyPlan | None:
        """The text of a day; None where it is the engine's own."""
        active = self._active(day)
        return None if active == self._own else self._plan(active)

    def former(self, as_of: Date) -> tuple[FormerClause, ...]:
        """The clauses with a day of their own that earlier texts had: each as the last of them says."""
        before = [turn for turn in self._turns if turn <= as_of]
        actives = tuple(self._active(turn.plus_days(-1)) for turn in reversed(before))
        known = self._former.get(actives)
        if known is None:
            known = self._former[actives] = tuple(self._former_in(actives))
        return known

    def _plans(self) -> tuple[PolicyPlan, ...]:
        """Every other text."""
        return tuple(self._plan(active) for active in self._others)

    def _active(self, day: Date) -> Active:
        return tuple(one for one in self._amended.active(day) if one not in self._without)

    # -- what has to be known of them before ---------------------------------------------------------

    def load(self, own: LoadedPolicy, reporter: Reporter) -> LoadedPolicy | None:
        """The policy with these texts, and with the facts that they ask for; None where one of them has errors."""
        for active, day in self._others.items():
            found = Reporter()
            if self._amended.text(active, found, day) is None:
                reporter.extend(found)
                return None
        if not any(clause.dated for plan in (own.plan, *self._plans()) for clause in plan.clauses):
            return own
        entities = self._entities(own)
        dated = {clause.clause.id for plan in (own.plan, *self._plans()) for clause in plan.clauses if clause.dated}
        others = tuple(c.clause for plan in self._plans() for c in plan.clauses if c.clause.id in dated)
        policy = replace(own.policy, entities=entities or own.policy.entities, other_texts=others)
        checked = replace(own.checked, policy=policy)
        plan = build_plan(checked, Reporter())
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
            found.setdefault(self._active(day), day)
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
        for plan in self._plans():
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
    roots += clause.day_nodes
    for root in roots:
        yield from nodes.walk(root)
