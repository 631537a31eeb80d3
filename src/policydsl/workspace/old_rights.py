"""Amendments after which rights of earlier days can no longer be computed.

A clause with a day of its own (`dated`) is judged by the text of that day, from facts that are read by today's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from policydsl.amend.touched import Touched, overlap
from policydsl.diagnostics import Label, Reporter
from policydsl.model.policy import ROOT, Field
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.amend.timeline import Period
    from policydsl.workspace.amended import AmendedPolicy

_APPLICANT = Text("申报主体", "the applicant")


def check_old_rights(amended: AmendedPolicy, periods: tuple[Period, ...], reporter: Reporter) -> None:
    """Warn of changes of `for_each`, and of the periods or types of facts, where an earlier day may govern."""
    for before, after in pairwise(periods):
        one, other = (amended.text(period.amendments, Reporter(), period.start) for period in (before, after))
        if one is None or other is None or after.start is None:
            continue
        now = {plan.clause.id: plan for plan in other.plan.clauses}
        for then in one.plan.clauses:
            later = now.get(then.clause.id)
            if (then if later is None else later).dated is None:
                continue
            if later is not None and _each(then) != _each(later):
                at = _place(amended, before, after, ("clauses", then.clause.id, "for_each"))
                first, second = (_APPLICANT if each is None else Text(each, each) for each in map(_each, (then, later)))
                reporter.report("M040", at, clause=then.clause.id, before=first, after=second, day=after.start.iso())
            for key, field in _unlike(then, one.plan, other.plan):
                at = _place(amended, before, after, ("facts", key, "fields", field.id))
                reporter.report("M041", at, clause=then.clause.id, field=field.id, day=after.start.iso())


def _each(plan: ClausePlan) -> str | None:
    return None if plan.entity is None else plan.entity.item


def _unlike(clause: ClausePlan, then: PolicyPlan, now: PolicyPlan) -> Iterator[tuple[str, Field]]:
    """The facts that a clause reads and that the later text declares of another type, or by other periods."""
    every = (node for probe in clause.probes if probe.node is not None for node in nodes.walk(probe.node))
    read = dict.fromkeys((one.of.list_key or ROOT, one.name) for one in every if isinstance(one, nodes.Field))
    for key, name in read:
        lists = (plan.policy.entities.get(key) for plan in (then, now))
        old, new = (None if one is None else one.fields.get(name) for one in lists)
        if old is not None and new is not None and (old.by != new.by or type(old.type) is not type(new.type)):
            yield key, old


def _place(amended: AmendedPolicy, before: Period, after: Period, names: tuple[str, ...]) -> Label:
    """The change that made the difference; where one lapsed that had made it, that one."""
    for period, others in ((after, before), (before, after)):
        mine = [one for one in period.amendments if one not in others.amendments]
        touched: tuple[Touched, ...] = amended.history.of(period.amendments).touched if mine else ()
        for one in reversed(touched):
            if one.amendment in mine and overlap(names, one.names):
                at = one.change.path.at
                return Label(at.file, at.span)
    return amended.base.policy.at
