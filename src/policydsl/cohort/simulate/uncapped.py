"""The same policy without caps: what it would grant, less what it grants, is what the caps take away.

Only asked where the difference can be nothing else: clauses with a single cap that applies, without a minimum, which
no rule or limit over several awards lowers, and which no other day governs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from policydsl.evaluate.fold import Settings, fold
from policydsl.plan import nodes
from policydsl.plan.policy_plan import CapPlan, ClausePlan
from policydsl.source.frozen import replace
from policydsl.workspace import LoadedPolicy


def without_caps(loaded: LoadedPolicy, clauses: Mapping[str, str]) -> LoadedPolicy:
    """The policy without the caps of these clauses."""
    plan = loaded.plan
    bare = tuple(dataclasses.replace(c, caps=()) if c.clause.id in clauses else c for c in plan.clauses)
    return LoadedPolicy(loaded.source, loaded.tree, loaded.checked, replace(plan, clauses=bare))


def tellable(loaded: LoadedPolicy, settings: Settings) -> Mapping[str, str]:
    """The clauses of which it can be said what their cap takes away, with that cap."""
    if loaded.plan.joint is not None or loaded.texts is not None:
        return {}
    found = {}
    for clause in loaded.plan.clauses:
        caps = [cap for cap in clause.caps if _may_apply(cap, settings)]
        if len(caps) == 1 and _plain(clause, caps[0]):
            found[clause.clause.id] = caps[0].cap.id
    return found


def _plain(clause: ClausePlan, cap: CapPlan) -> bool:
    return clause.minimum is None and clause.amount is not None and not clause.is_governed and cap.may_exceed is None


def _may_apply(cap: CapPlan, settings: Settings) -> bool:
    when = None if cap.when is None else fold(cap.when, settings)
    return not (isinstance(when, nodes.Const) and when.value is not True)
