"""What a clause would find if a missing fact turned out so: the steps done again with the answer put in."""

from __future__ import annotations

from collections.abc import Mapping

from policydsl.award import Evaluation
from policydsl.explain.reader import Reader, Seen, total
from policydsl.feel.values import Value
from policydsl.model.facts import Item
from policydsl.model.unknown import UNKNOWN
from policydsl.plan.policy_plan import ClausePlan, LetPlan, TablePlan
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Found:
    """The values of all steps; `row` is the row that fits, `no_row` that none does."""

    conditions: Mapping[str, Seen]
    rows: Mapping[str, Seen]
    row: str | None
    no_row: bool
    named: Mapping[str, Seen]
    amount: Seen
    term: Seen
    limits: Mapping[str, Seen]
    applies: Mapping[str, Seen]


_NOTHING: Seen = (UNKNOWN, False)


def work_through(
    evaluation: Evaluation, plan: ClausePlan, item: Item | None, assumed: Mapping[str, Value] | None = None
) -> Found:
    """All steps of a clause for a subject, with `assumed` answers to missing facts."""
    known: dict[str, Seen] = {}
    reader = Reader(evaluation, item, known, assumed or {})
    rows: dict[str, Seen] = {}
    row: str | None = None
    for step in plan.steps:
        if isinstance(step, LetPlan):
            known[step.name] = reader.seen(step.value)
            continue
        rows = {one.row.id: reader.seen(one.match) for one in step.rows}
        row = _row(step, rows)
        known |= _outputs(step, rows, row, reader)
    return Found(
        conditions={c.condition.id: reader.seen(c.test) for c in plan.conditions},
        rows=rows,
        row=row,
        no_row=bool(rows) and all(value is False for value, _ in rows.values()),
        named=known,
        amount=_NOTHING if plan.amount is None else reader.seen(plan.amount),
        term=_NOTHING if plan.term is None else reader.seen(plan.term),
        limits={c.cap.id: reader.seen(c.limit) for c in plan.caps},
        applies={c.cap.id: (True, False) if c.when is None else reader.seen(c.when) for c in plan.caps},
    )


def _row(table: TablePlan, rows: Mapping[str, Seen]) -> str | None:
    if table.table.hit == "collect":
        return None
    if table.table.hit == "unique":  # the rows are disjoint: a closed true is the row, whatever the others
        closed = next((id_ for id_, (value, is_open) in rows.items() if value is True and not is_open), None)
        if closed is not None:
            return closed
    for id_, (value, _) in rows.items():
        if value is UNKNOWN:
            return None
        if value is True:
            return id_
    return None


def _outputs(table: TablePlan, rows: Mapping[str, Seen], row: str | None, reader: Reader) -> dict[str, Seen]:
    if table.table.hit == "collect":
        kind = table.table.aggregate or "sum"
        return {
            name: total(kind, type_, [(rows[r.row.id], reader.seen(r.outputs[name])) for r in table.rows])
            for name, type_ in table.outputs.items()
        }
    is_open = any(one for _, one in rows.values())
    if row is None:
        return dict.fromkeys(table.outputs, (UNKNOWN, is_open))
    closed = table.table.hit == "unique" and not rows[row][1]
    before = [one for _, one in list(rows.values())[: [*rows].index(row) + 1]]
    row_open = False if closed else is_open if table.table.hit == "unique" else any(before)
    found = next(r for r in table.rows if r.row.id == row)
    seen = {name: reader.seen(node) for name, node in found.outputs.items()}
    return {name: (value, one_open or row_open) for name, (value, one_open) in seen.items()}
