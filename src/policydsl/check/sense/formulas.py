"""Every formula of a clause, and of a limit."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.model.policy import Clause, Formula, Limit


def formulas(clause: Clause) -> Iterator[tuple[Formula, bool]]:
    """Every formula of a clause, and whether it is the amount; what it has of the common block is not its own."""
    if clause.dated is not None:
        yield clause.dated, False
    if clause.claim is not None:
        for _, formula in clause.claim.formulas:
            yield formula, False
    for condition in clause.eligibility:
        if condition.common is clause.is_common:
            yield condition.test, False
    for let in clause.lets:
        if let.common is clause.is_common:
            yield let.value, False
    if clause.table is not None:
        for formula in clause.table.inputs.values():
            yield formula, False
        for row in clause.table.rows:
            for formula in row.then.values():
                yield formula, False
    for one in (clause.amount, clause.term):
        if one is not None:
            yield one, one is clause.amount
    if clause.minimum is not None:
        yield clause.minimum.value, False
    for cap in clause.caps:
        yield cap.limit, False
        for test in (cap.when, cap.may_exceed):
            if test is not None:
                yield test, False
    for part in clause.pay:
        yield from ((one, False) for one in (part.share, part.due, part.when) if one is not None)
    for promise in clause.obligations:
        yield from ((one, False) for one in (promise.duration, promise.start, promise.repay) if one is not None)


def limit_formulas(limit: Limit) -> Iterator[Formula]:
    """Every formula of a limit."""
    yield from (one for one in (limit.limit, limit.per, limit.when, limit.rank_by) if one is not None)
