"""From a finished run to its figures: sums in SQL, exact decimals throughout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import MINIMUM, Status
from policydsl.cohort.intake.sources import literal
from policydsl.cohort.run.batch import Batch
from policydsl.cohort.shared.most import most_of
from policydsl.cohort.simulate.figures import ZERO, Band, Breakdown, Limiter, Line, Tally
from policydsl.cohort.simulate.groups import Grouping
from policydsl.cohort.simulate.keys import KEYS, column
from policydsl.cohort.sql.decode import money_type
from policydsl.model.policy import Clause
from policydsl.render import words
from policydsl.source import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST: Final = "cohort$most"
Lowered = tuple[str, str]  # a clause, and what lowers its awards
_QUOTA: Final = "quota"
_BANDS: Final = tuple(Decimal(10**n) for n in (4, 5, 6, 7))
NO_SUM: Final = Text("不计金额", "no sum of money")
_GRANTED: Final = "status = 'eligible'"
_MEASURES: Final = (
    *(f"count(*) FILTER (status = {literal(one)})" for one in Status),
    f'count(DISTINCT "$a") FILTER ({_GRANTED})',
    f"COALESCE(sum(payable) FILTER ({_GRANTED}), 0)",
    f"count(*) FILTER ({_GRANTED} AND provisional)",
    f"COALESCE(sum(payable) FILTER ({_GRANTED} AND provisional), 0)",
    f"count(*) FILTER ({_GRANTED} AND payable IS NULL)",
    f"COALESCE(sum(term_months) FILTER ({_GRANTED}), 0)",
)


def awards_table(number: int) -> str:
    """The table of a run's awards."""
    return f'main."awards${number}"'


def keep_awards(batch: Batch, number: int) -> None:
    """Keep what is needed of a run's awards beyond its schema."""
    columns = '"$a", clause, subject, status, amount, payable, term_months, limited_by, provisional'
    batch.db.execute(f"CREATE TABLE {awards_table(number)} AS SELECT {columns} FROM ({batch.sql.unordered})")


class Measure:
    """The figures of one run, of which the awards are kept."""

    def __init__(self, batch: Batch, number: int, groupings: Sequence[Grouping]) -> None:
        self.batch, self.number, self.groupings = batch, number, groupings
        self.db: DuckDBPyConnection = batch.db
        self.clauses = [plan.clause for plan in batch.plan.clauses]
        self.policy = batch.plan.policy
        self.source = f'{awards_table(number)} w JOIN main."{KEYS}" k USING ("$a")'
        self._most()

    def _most(self) -> None:
        """What undetermined awards may come to, clause by clause."""
        settings = self.batch.loaded.engine.settings(self.batch.choices.as_of, self.batch.choices.readings)
        self.most = f'main."{MOST}{self.number}"'
        money = money_type(self.batch.places)
        self.db.execute(f"CREATE TABLE {self.most} (clause VARCHAR, each {money}, together {money})")
        unit = Decimal(1).scaleb(-self.batch.places)
        rows = []
        for plan in self.batch.plan.clauses:
            most = most_of(plan, settings)
            rows.append([plan.clause.id, *(v and v.quantize(unit) for v in (most.each, most.together))])
        self.db.executemany(f"INSERT INTO {self.most} VALUES (?, ?, ?)", rows)

    # -- counting ------------------------------------------------------------------------------------

    def whole(self) -> Tally:
        """All awards."""
        return self._tallies("''").get("", Tally({}))

    def breakdowns(self) -> tuple[Breakdown, ...]:
        """By clause, department and basis, and by each grouping."""
        by_clause = self._breakdown("clause", Text("条款", "clause"), "clause", [(c.id, c.title) for c in self.clauses])
        departments = {clause.id: _department(clause) for clause in self.clauses}
        keys: dict[frozenset[str], str] = {}
        for clause in self.clauses:  # the same departments in another order are the same
            keys.setdefault(frozenset(clause.departments), departments[clause.id])
        of = {clause.id: keys[frozenset(clause.departments)] for clause in self.clauses}
        labels = [(name, Text(name)) for name in dict.fromkeys(of.values())]
        by_department = self._breakdown("department", Text("责任单位", "department"), _case(of), labels)
        bases = {clause.id: clause.basis or "" for clause in self.clauses}
        names = [(id_, label) for id_, label in words.BASIS.items() if id_ in bases.values()]
        names += [("", NO_SUM)] if "" in bases.values() else []
        by_basis = self._breakdown("basis", Text("数额性质", "kind of sum"), _case(bases), names)
        rest = [
            self._breakdown(one.id, one.field.label, column(i), list(one.labels()))
            for i, one in enumerate(self.groupings)
        ]
        return (by_clause, by_department, by_basis, *rest)

    def _breakdown(self, id_: str, label: Text, key: str, labels: Sequence[tuple[str, Text]]) -> Breakdown:
        found = self._tallies(key)
        lines = [Line(key, name, found.pop(key, Tally({}))) for key, name in labels]
        lines += [Line(key, Text(key), tally) for key, tally in sorted(found.items())]
        return Breakdown(id_, label, tuple(one for one in lines if one.key or one.tally.statuses))

    def _tallies(self, key: str) -> dict[str, Tally]:
        rows = self.db.execute(f"SELECT {key} AS key, {', '.join(_MEASURES)} FROM {self.source} GROUP BY 1").fetchall()
        most = {
            str(row[0]): (row[1], row[2])
            for row in self.db.execute(
                f"SELECT key, COALESCE(sum(bound), 0), COALESCE(sum(n) FILTER (bound IS NULL), 0) FROM ("
                f"SELECT {key} AS key, count(*) AS n, "  # least() passes over what is not known, as is wanted here
                f"least(any_value(m.each) * CAST(count(*) AS DECIMAL(10, 0)), any_value(m.together)) AS bound "
                f"FROM {self.source} JOIN {self.most} m USING (clause) WHERE status = 'undetermined' "
                f'GROUP BY {key}, "$a", clause) GROUP BY 1'
            ).fetchall()
        }
        found = {}
        for row in rows:
            counts = dict(zip((str(one) for one in Status), row[1:], strict=False))
            applicants, cost, provisional, part, unpriced, months = row[1 + len(Status) :]
            open_most, unbounded = most.get(str(row[0]), (ZERO, 0))
            found[str(row[0])] = Tally(
                {name: int(n) for name, n in counts.items() if n}, int(applicants), Decimal(cost), int(provisional),
                Decimal(part), int(unpriced), int(months), Decimal(open_most), int(unbounded),
            )  # fmt: skip
        return found

    # -- who gets how much ---------------------------------------------------------------------------

    def applicants(self) -> int:
        """Those computed."""
        return self._one(f'SELECT count(*) FROM main."{KEYS}" WHERE "$a" NOT IN (SELECT "$a" FROM "$rejected")')

    def bands(self) -> tuple[Band, ...]:
        """Applicants by what they get: nothing, nothing yet, up to 1万元, and so on."""
        edges = " ".join(f"WHEN cost <= {edge} THEN {i + 2}" for i, edge in enumerate(_BANDS))
        rows = self.db.execute(
            f"SELECT CASE WHEN cost = 0 AND waiting THEN 1 WHEN cost = 0 THEN 0 {edges} ELSE {len(_BANDS) + 2} END, "
            f'count(*), sum(cost) FROM (SELECT k."$a", COALESCE(sum(payable) FILTER ({_GRANTED}), 0) AS cost, '
            f"COALESCE(bool_or(status = 'undetermined'), FALSE) AS waiting FROM main.\"{KEYS}\" k "
            f'LEFT JOIN {awards_table(self.number)} w USING ("$a") '
            'WHERE k."$a" NOT IN (SELECT "$a" FROM "$rejected") GROUP BY 1) GROUP BY 1'
        ).fetchall()
        found = {int(row[0]): (int(row[1]), Decimal(row[2])) for row in rows}
        limits: list[tuple[Decimal | None, Decimal | None]] = [(None, ZERO), (None, None)]
        limits += [(low, high) for low, high in zip((ZERO, *_BANDS), (*_BANDS, None), strict=True)]
        return tuple(Band(low, high, *found.get(i, (0, ZERO))) for i, (low, high) in enumerate(limits))

    # -- what lowers awards --------------------------------------------------------------------------

    def binding(self) -> list[tuple[str, str, int, int]]:
        """Clause, what lowers it, awards, applicants; what a quota leaves out counts as such."""
        rows = self.db.execute(
            f"SELECT clause, COALESCE(limited_by, '{_QUOTA}'), count(*), count(DISTINCT \"$a\") "
            f"FROM {awards_table(self.number)} WHERE limited_by IS NOT NULL OR status = {literal(Status.OUTRANKED)} "
            "GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
        return [(str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in rows]

    def limiters(self, taken: Mapping[Lowered, Decimal]) -> tuple[Limiter, ...]:
        """With what each takes away, where that is known, in the order of the policy."""
        place = {clause.id: i for i, clause in enumerate(self.clauses)}
        found = [self._limiter(one, taken) for one in self.binding()]
        return tuple(sorted(found, key=lambda one: place[one.clause]))

    def _limiter(self, one: tuple[str, str, int, int], taken: Mapping[Lowered, Decimal]) -> Limiter:
        id_, by, awards, applicants = one
        clause = next(clause for clause in self.clauses if clause.id == id_)
        cap = next((cap for cap in clause.caps if cap.id == by), None)
        if cap is not None:
            kind, label = "cap", cap.label or Text(by)
        elif by == MINIMUM:
            kind, label = "minimum", words.MINIMUM
        elif by == _QUOTA:
            kind, label = _QUOTA, words.SUBJECT_TO[_QUOTA]
        else:
            kind = "limit" if any(limit.id == by for limit in self.policy.limits) else "rule"
            label = words.rule_label(self.policy, by)
        return Limiter(id_, clause.title, by, label, kind, awards, applicants, taken.get((id_, by)))

    def _one(self, query: str) -> int:
        row = self.db.execute(query).fetchone()
        return 0 if row is None else int(row[0])


def taken_by_caps(
    db: DuckDBPyConnection, number: int, bare: int, caps: Mapping[str, str]
) -> Iterator[tuple[Lowered, Decimal]]:
    """What caps take: the sums without them less those with them; only where all of them are known."""
    rows = db.execute(
        "SELECT w.clause, w.limited_by, sum(u.amount - w.amount), bool_and(u.amount IS NOT NULL) "
        f'FROM {awards_table(number)} w JOIN {awards_table(bare)} u USING ("$a", clause, subject) '
        f"WHERE w.limited_by IS NOT NULL AND w.status = 'eligible' GROUP BY 1, 2"
    ).fetchall()
    for clause, by, taken, known in rows:
        if caps.get(str(clause)) == by and known:
            yield (str(clause), str(by)), Decimal(taken)


def taken_between(batch: Batch, number: int) -> Iterator[tuple[Lowered, Decimal]]:
    """What quotas and a limit over all applicants take: the sums of each applicant alone less those that are left.

    With several such limits the sum cannot be told apart, and is not told.
    """
    if batch.shared is None:
        return
    policy = batch.plan.policy
    pots = [limit.id for limit in policy.limits if not policy.decided_alone(limit)]
    among = literal(pots[0]) if len(pots) == 1 else "NULL"
    rows = batch.db.execute(
        f"SELECT w.clause, COALESCE(w.limited_by, '{_QUOTA}'), sum(b.amount - COALESCE(w.amount, 0)), "
        f"bool_and(b.amount IS NOT NULL) FROM {awards_table(number)} w "
        f'JOIN (SELECT "$a", clause, subject, amount FROM ({batch.sql.alone})) b USING ("$a", clause, subject) '
        f"WHERE w.status = {literal(Status.OUTRANKED)} OR w.limited_by IN ({among}) GROUP BY 1, 2"
    ).fetchall()
    for clause, by, taken, known in rows:
        if known:
            yield (str(clause), str(by)), Decimal(taken)


def _department(clause: Clause) -> str:
    return "、".join(clause.departments)


def _case(of: Mapping[str, str]) -> str:
    if not of:
        return "''"
    return "CASE clause " + " ".join(f"WHEN {literal(id_)} THEN {literal(key)}" for id_, key in of.items()) + " END"
