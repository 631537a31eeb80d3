"""Lowers what comes after the sum: instalments and obligations of a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from policydsl.feel.ast import Expr
from policydsl.model.policy import Clause, Formula
from policydsl.plan import nodes
from policydsl.plan.policy_plan import InstalmentPlan, LetPlan, ObligationPlan, TablePlan
from policydsl.plan.probes import Probe
from policydsl.source import Origin

Lower = Callable[[Expr, Origin], nodes.Node]


def instalments(clause: Clause, lower: Lower, steps: Iterable[LetPlan | TablePlan]) -> tuple[InstalmentPlan, ...]:
    """The parts in which the award is paid."""
    given, found = tuple(steps), []
    for part in clause.pay:
        due, when = _lowered(part.due, lower), _lowered(part.when, lower)
        read = [node for root in (due, when) if root is not None for node in _reached(root, given)]
        assessed = {(n.of.list_key, n.name): n for n in read if isinstance(n, nodes.Field) and n.assessed}
        share = lower(part.share.expr, part.share.origin)
        found.append(InstalmentPlan(part, share, due, when, tuple(assessed.values())))
    return tuple(found)


def obligations(clause: Clause, lower: Lower) -> tuple[ObligationPlan, ...]:
    """The promises of the recipient."""
    return tuple(
        ObligationPlan(one, _lowered(one.duration, lower), _lowered(one.start, lower), _lowered(one.repay, lower))
        for one in clause.obligations
    )


def paying_probes(pay: Iterable[InstalmentPlan], promises: Iterable[ObligationPlan]) -> Iterator[Probe]:
    """What a trace keeps of them."""
    for part in pay:
        yield Probe("share", part.part.id, part.share)
        if part.due is not None:
            yield Probe("due", part.part.id, part.due)
        if part.when is not None:
            yield Probe("if", part.part.id, part.when)
    for one in promises:
        if one.duration is not None:
            yield Probe("for", one.obligation.id, one.duration)
        if one.start is not None:
            yield Probe("from", one.obligation.id, one.start)
        if one.repay is not None:
            yield Probe("repay", one.obligation.id, one.repay)


def _lowered(formula: Formula | None, lower: Lower) -> nodes.Node | None:
    return None if formula is None else lower(formula.expr, formula.origin)


def _reached(root: nodes.Node, steps: tuple[LetPlan | TablePlan, ...]) -> Iterator[nodes.Node]:
    """Every node of a formula, and of the lets and the table that it uses."""
    todo, done = [root], set[str]()
    while todo:
        for node in nodes.walk(todo.pop()):
            yield node
            if isinstance(node, nodes.Local) and node.name not in done:
                done.add(node.name)
                todo += [one for step in steps for one in _gives(step, node.name)]


def _gives(step: LetPlan | TablePlan, name: str) -> Iterator[nodes.Node]:
    if isinstance(step, LetPlan):
        if step.name == name:
            yield step.value
    elif name in step.outputs:
        for row in step.rows:
            yield row.match
            yield row.outputs[name]
