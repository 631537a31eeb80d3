"""A scenario against the policy as it is: who gains, who loses, and what is left open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.sources import literal
from policydsl.cohort.run.batch import Batch
from policydsl.cohort.simulate.figures import ZERO, Band, ClauseChange, Difference, Moved, Mover, Run
from policydsl.cohort.simulate.keys import KEYS
from policydsl.cohort.simulate.measure import awards_table
from policydsl.model.policy import Clause
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan, LetPlan
from policydsl.render.money import added
from policydsl.source import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_SHOWN: Final = 10
_BANDS: Final = tuple(Decimal(10**n) for n in (4, 5, 6))
_DECIDED: Final = "({0}.status IS NULL OR {0}.status <> 'undetermined')"


def touched(base: Batch, other: Batch) -> frozenset[str]:
    """The clauses whose text, figures or readings differ, and those that only one of the two has.

    What is undetermined in another clause is so in both, and comes to the same in both whatever the missing facts are.
    """
    mine, theirs = _prints(base), _prints(other)
    return frozenset(id_ for id_ in {*mine, *theirs} if mine.get(id_) != theirs.get(id_))


def _prints(batch: Batch) -> dict[str, object]:
    """By clause, everything that its awards follow from."""
    settings = batch.loaded.engine.settings(batch.choices.as_of, batch.choices.readings)
    plan, policy = batch.plan, batch.plan.policy
    shared: list[object] = [_text(policy.common.body) if policy.common is not None else ""]
    if plan.joint is not None or batch.loaded.texts is not None:  # then each may depend on any other
        shared += [*(_text(clause) for clause in policy.clauses), repr(sorted(map(repr, settings.items())))]
        shared += [rule.at.file.text for rule in policy.stacking]
        shared += [limit.at.file.text for limit in policy.limits]
    facts = [
        repr([(f.id, f.minimum, f.maximum) for f in entity.fields.values()]) for entity in policy.entities.values()
    ]
    found: dict[str, object] = {}
    for clause in plan.clauses:
        names = {(node.kind, node.name) for node in _nodes(clause) if isinstance(node, nodes.Setting)}
        figures = sorted((repr(name), repr(settings[name])) for name in names)
        found[clause.clause.id] = (_text(clause.clause), clause.rounding, batch.in_force.get(clause.index), figures,
                                   facts, shared)  # fmt: skip
    return found


def _text(clause: Clause) -> str:
    at = clause.whole_at
    return "" if at is None else at.file.text[at.span.start : at.span.end]


def _nodes(clause: ClausePlan) -> Iterable[nodes.Node]:
    roots = [probe.node for probe in clause.probes if probe.node is not None]
    roots += [condition.test for condition in clause.conditions]
    for step in clause.steps:
        if isinstance(step, LetPlan):
            roots.append(step.value)
        else:
            roots += [*step.inputs.values(), *step.sums.values()]
            roots += [one for row in step.rows for one in (*row.outputs.values(), *row.products.values(), row.match)]
    roots += [one for one in (clause.amount, clause.term, clause.minimum) if one is not None]
    roots += [one for cap in clause.caps for one in (cap.limit, cap.when, cap.may_exceed) if one is not None]
    if clause.quota is not None:
        roots += [one for one in (clause.quota.limit, clause.quota.rank) if one is not None]
    for root in (*roots, *clause.day_nodes):
        yield from nodes.walk(root)


class Differ:
    """Compares the awards of run 0 with those of another one, award by award."""

    def __init__(self, db: DuckDBPyConnection, number: int, left_out: str, open_clauses: frozenset[str]) -> None:
        """`left_out`: SQL of the applicants whom one of the two runs rejects."""
        self.db, self.number, self.left_out, self.open_clauses = db, number, left_out, open_clauses

    def run(self, name: str, base: Run, other: Run, *, with_ids: bool) -> Difference:
        """The whole difference."""
        among = ", ".join(literal(id_) for id_ in sorted(self.open_clauses)) or "''"
        decided = " AND ".join(_DECIDED.format(side) for side in ("b", "s"))
        worth = "CASE WHEN {0}.status = 'eligible' THEN COALESCE({0}.payable, 0) ELSE 0 END"
        before, after = worth.format("b"), worth.format("s")
        kind = "CASE WHEN {0}.status = 'eligible' THEN (CASE WHEN {0}.payable IS NULL THEN 1 ELSE 0 END) + "
        kind += "COALESCE({0}.term_months, 0) ELSE 0 END"  # what is no money: that it is granted, and for how long
        had, has = kind.format("b"), kind.format("s")
        pairs = f'main."pairs${self.number}"'
        self.db.execute(
            f'CREATE TABLE {pairs} AS SELECT COALESCE(b."$a", s."$a") AS "$a", COALESCE(b.clause, s.clause) AS clause, '
            f"CASE WHEN {decided} THEN {before} ELSE 0 END AS before, "
            f"CASE WHEN {decided} THEN {after} ELSE 0 END AS after, NOT ({decided}) AS undecided, "
            f"CASE WHEN {decided} AND {before} = {after} THEN sign({has} - {had}) ELSE 0 END AS kind, "
            f"NOT ({decided}) AND COALESCE(b.clause, s.clause) IN ({among}) AS open, "
            f"{decided} AND {before} <> {after} AND (b.provisional OR s.provisional) IS TRUE AS provisional "
            f'FROM {awards_table(0)} b FULL JOIN {awards_table(self.number)} s USING ("$a", clause, subject) '
            f'WHERE COALESCE(b."$a", s."$a") NOT IN ({self.left_out})'
        )
        own = f'main."movers${self.number}"'
        self.db.execute(
            f'CREATE TABLE {own} AS SELECT k."$a", k.id, COALESCE(sum(before), 0) AS before, '
            f"COALESCE(sum(after), 0) AS after, COALESCE(bool_or(open), FALSE) AS open, "
            f"COALESCE(bool_or(provisional), FALSE) AS provisional, "
            f"CASE WHEN bool_or(kind < 0) THEN -1 WHEN bool_or(kind > 0) THEN 1 ELSE 0 END AS kind "
            f'FROM main."{KEYS}" k LEFT JOIN {pairs} USING ("$a") WHERE k."$a" NOT IN ({self.left_out}) GROUP BY 1, 2'
        )
        row = self.db.execute(
            f"SELECT count(*), COALESCE(sum(before), 0), COALESCE(sum(after), 0), "
            f"count(*) FILTER (before = after AND NOT open AND kind = 0), count(*) FILTER (open), "
            f"count(*) FILTER (before = after AND open), count(*) FILTER (provisional), "
            f"count(*) FILTER (before = after AND NOT open AND kind > 0), "
            f"count(*) FILTER (before = after AND NOT open AND kind < 0) FROM {own}"
        ).fetchone()
        assert row is not None  # noqa: S101  (an aggregate gives one row)
        gain, lose = (self._moved(own, sign, with_ids=with_ids) for sign in (1, -1))
        return Difference(
            name, int(row[0]), Decimal(row[1]), Decimal(row[2]), gain, lose, int(row[3]), int(row[4]),
            int(row[5]), int(row[6]), tuple(self._clauses(pairs, base, other)), int(row[7]), int(row[8]),
        )  # fmt: skip

    def _moved(self, own: str, sign: int, *, with_ids: bool) -> Moved:
        change = "(after - before)" if sign > 0 else "(before - after)"
        edges = " ".join(f"WHEN {change} <= {edge} THEN {i}" for i, edge in enumerate(_BANDS))
        rows = self.db.execute(
            f"SELECT CASE {edges} ELSE {len(_BANDS)} END, count(*), sum({change}) FROM {own} "
            f"WHERE {change} > 0 GROUP BY 1"
        ).fetchall()
        found = {int(row[0]): (int(row[1]), Decimal(row[2])) for row in rows}
        limits = zip((ZERO, *_BANDS), (*_BANDS, None), strict=True)
        bands = tuple(Band(low, high, *found.get(i, (0, ZERO))) for i, (low, high) in enumerate(limits))
        most = self.db.execute(
            f'SELECT id, before, after FROM {own} WHERE {change} > 0 ORDER BY {change} DESC, "$a" LIMIT {MOST_SHOWN}'
        ).fetchall()
        movers = tuple(Mover(str(id_) if with_ids else None, Decimal(b), Decimal(a)) for id_, b, a in most)
        return Moved(sum(b.applicants for b in bands), added(b.sum for b in bands), bands, movers)

    def _clauses(self, pairs: str, base: Run, other: Run) -> Iterable[ClauseChange]:
        rows = self.db.execute(
            f'SELECT clause, count(DISTINCT "$a") FILTER (change > 0 OR change = 0 AND kind > 0), '
            f'count(DISTINCT "$a") FILTER (change < 0 OR change = 0 AND kind < 0), sum(open) FROM '
            f'(SELECT "$a", clause, sum(after) - sum(before) AS change, sum(kind) AS kind, '
            f"count(*) FILTER (open) AS open FROM {pairs} GROUP BY 1, 2) GROUP BY 1"
        ).fetchall()
        counts = {str(row[0]): [int(one) for one in row[1:]] for row in rows}
        titles: dict[str, Text] = {line.key: line.label for run in (other, base) for line in run.by("clause").lines}
        for id_ in dict.fromkeys([*_ids(base), *_ids(other)]):
            before, after = _cost(base, id_), _cost(other, id_)
            gaining, losing, open_ = counts.get(id_, [0, 0, 0])
            yield ClauseChange(id_, titles[id_], before, after, gaining, losing, open_)


def _ids(run: Run) -> Sequence[str]:
    return [line.key for line in run.by("clause").lines]


def _cost(run: Run, clause: str) -> Decimal:
    line = run.by("clause").of(clause)
    return ZERO if line is None else line.tally.cost
