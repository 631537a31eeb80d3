"""The order of lets and the table of a clause, and circles among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.check.checked import Step
from policydsl.diagnostics import Reporter
from policydsl.feel.walk import names_in
from policydsl.model.policy import Clause, Let, Table


def needs(step: Step) -> set[str]:
    """The names that a step's formulas use."""
    if isinstance(step, Let):
        return names_in(step.value.expr)
    found: set[str] = set()
    for formula in step.inputs.values():
        found |= names_in(formula.expr)
    for row in step.rows:
        for cell in row.when.values():
            for part in cell.parts:
                found |= names_in(part.tests)
        for formula in row.then.values():
            found |= names_in(formula.expr)
    return found


def gives(step: Step) -> tuple[str, ...]:
    """The names that a step gives."""
    return (step.name,) if isinstance(step, Let) else tuple(step.outputs)


def in_order(clause: Clause, reporter: Reporter) -> tuple[tuple[Step, ...], int]:
    """The steps so that each comes after what it needs, those of eligibility first, and their count."""
    steps: list[Step] = [*clause.lets, *([clause.table] if clause.table else [])]
    giver: dict[str, Step] = {name: step for step in steps for name in gives(step)}
    order: dict[int, Step] = {}
    broken: set[int] = set()
    condition_names: set[str] = set()
    for condition in clause.eligibility:
        condition_names |= names_in(condition.test.expr)
    early = [giver[name] for name in sorted(condition_names) if name in giver]
    for step in early:
        _visit(step, giver, order, broken, reporter)
    count = len(order)
    for step in steps:
        _visit(step, giver, order, broken, reporter)
    return tuple(order.values()), count


def _visit(root: Step, giver: dict[str, Step], order: dict[int, Step], broken: set[int], reporter: Reporter) -> None:
    path: list[Step] = []
    stack: list[tuple[Step, Iterator[Step]]] = []

    def enter(step: Step) -> None:
        path.append(step)
        stack.append((step, iter(_givers(step, giver))))

    if id(root) not in order:
        enter(root)
    while stack:
        step, rest = stack[-1]
        following = next(rest, None)
        if following is None:
            stack.pop()
            path.pop()
            order.setdefault(id(step), step)
        elif any(following is one for one in path):
            _circle([*path[next(i for i, p in enumerate(path) if p is following) :], following], broken, reporter)
        elif id(following) not in order:
            enter(following)


def _givers(step: Step, giver: dict[str, Step]) -> Iterable[Step]:
    own = set(gives(step)) if isinstance(step, Table) else set()
    return [giver[name] for name in sorted(needs(step)) if name in giver and (name not in own)]


def _circle(circle: list[Step], broken: set[int], reporter: Reporter) -> None:
    if any(id(step) in broken for step in circle):
        return
    broken.update(id(step) for step in circle)
    if all(isinstance(step, Let) and step.common for step in circle):  # the same circle in every clause
        start = min(range(len(circle) - 1), key=lambda i: circle[i].at.span.start)
        circle = [*circle[start:-1], *circle[: start + 1]]
    names = [step.name if isinstance(step, Let) else "table" for step in circle]
    reporter.report("N008", circle[0].at, cycle=" → ".join(names))
