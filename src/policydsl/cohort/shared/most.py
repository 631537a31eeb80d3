"""The most that an undetermined award may come to, where caps that no fact moves say it."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from policydsl.evaluate.fold import Settings, fold
from policydsl.plan import nodes
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import CapPlan, ClausePlan
from policydsl.source.frozen import frozen


@frozen
class Most:
    """Of one award, and of all awards of the clause to one applicant; None: not known."""

    each: Decimal | None
    together: Decimal | None


def most_of(clause: ClausePlan, settings: Settings) -> Most:
    """What a clause can come to at the most. A clause that gives no money comes to nothing."""
    if clause.amount is None:
        no_sum = clause.term is not None or clause.clause.benefit in ("service", "rent_free")
        return Most(Decimal(0), Decimal(0)) if no_sum else Most(None, None)
    if clause.dated is not None:  # another day may have other figures
        return Most(None, None)
    each = [_constant(clause.amount, clause, settings)]
    together: list[Decimal | None] = []
    for cap in clause.caps:
        if _always(cap, settings):
            (together if cap.shared or clause.entity is None else each).append(_constant(cap.limit, clause, settings))
    if clause.minimum is not None:
        least = _constant(clause.minimum, clause, settings)
        if least is None:
            return Most(None, None)
        return Most(_raised(_least(each, clause), least), None)
    return Most(_least(each, clause), _least(together, clause))


def _raised(value: Decimal | None, least: Decimal) -> Decimal | None:
    return None if value is None else max(value, least)


def _always(cap: CapPlan, settings: Settings) -> bool:
    """Whether a cap holds for everybody, and nobody may decide above it."""
    if cap.may_exceed is not None:
        return False
    when = None if cap.when is None else fold(cap.when, settings)
    return when is None or (isinstance(when, nodes.Const) and when.value is True)


def _least(bounds: list[Decimal | None], clause: ClausePlan) -> Decimal | None:
    known = [bound for bound in bounds if bound is not None]
    if not known:
        return None
    unit = clause.rounding.to  # a sum may be rounded up after its cap
    return (max(min(known), Decimal(0)) / unit).to_integral_value(ROUND_CEILING) * unit


def _constant(node: Node, clause: ClausePlan, settings: Settings) -> Decimal | None:
    """A figure that no fact moves; of an output of a table, the greatest of its rows."""
    found = fold(node, settings)
    if isinstance(found, nodes.Const):
        return found.value if isinstance(found.value, Decimal) else None
    table = clause.table
    if not isinstance(found, nodes.Local) or table is None or table.sums or table.table.hit not in ("unique", "first"):
        return None
    outputs = [fold(row.outputs[found.name], settings) for row in table.rows if found.name in row.outputs]
    values = [one.value for one in outputs if isinstance(one, nodes.Const) and isinstance(one.value, Decimal)]
    return max(values) if outputs and len(values) == len(outputs) == len(table.rows) else None
