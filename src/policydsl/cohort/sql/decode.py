"""From the columns of outcomes to awards as people read them, one row for each clause and subject."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlglot import exp

from policydsl.award import MINIMUM, Status
from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.award import BY_MINIMUM
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.clause import NOT_IN_FORCE
from policydsl.cohort.sql.frame import OWNER, OWNER_ID, PLACE
from policydsl.cohort.sql.queries import FrameQuery
from policydsl.evaluate.clause import CLAIM
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan, TablePlan
from policydsl.source.frozen import frozen

# The columns of an award, with their types.
AWARD: Final = (
    ("applicant", "VARCHAR"),
    ("clause", "VARCHAR"),
    ("subject", "VARCHAR"),
    ("status", "VARCHAR"),
    ("amount", "MONEY"),
    ("payable", "MONEY"),
    ("term_months", "INTEGER"),
    ("limited_by", "VARCHAR"),
    ("row", "VARCHAR"),
    ("provisional", "BOOLEAN"),
    ("missing", "VARCHAR"),
    ("failed", "VARCHAR"),
    ("failures", "VARCHAR"),
)
NO_ROW: Final = "no_row"  # in `failed`: no row of the table fits
FROM_INTERPRETER: Final = tuple(name for name, _ in AWARD if name not in ("applicant", "clause", "subject"))
CLAUSE: Final = "$c"  # the clause's number
LOST: Final = 3  # the status of an award without a sum that the first rule leaves nothing of; that of the next is 4
SLOW: Final = "$slow"  # the awards that the interpreter found


def money_places(plan: PolicyPlan) -> int:
    """The decimals of sums: fen, or finer where a clause rounds so."""
    exponents = [clause.rounding.to.normalize().as_tuple().exponent for clause in plan.clauses]
    return max(2, *(-e for e in exponents if isinstance(e, int))) if exponents else 2


def money_type(places: int) -> str:
    """The type of a column of sums."""
    return f"DECIMAL(20, {places})"


class Plain:
    """The texts of awards, as texts; `run/vocabulary` knows another way."""

    def word(self, text: str, column: str) -> Sql:
        """A text in a column of awards."""
        del column
        return sql.text(text)

    def null(self, column: str) -> Sql:
        """No text there."""
        del column
        return sql.null("VARCHAR")

    def taken(self, value: Sql, column: str) -> Sql:
        """A text that stands in a column of some table."""
        del column
        return value

    def masks(self, clause: ClausePlan) -> Collection[int] | None:
        """The sets of conditions that awards of the clause fail, as far as they are known."""
        del clause
        return None


PLAIN: Final = Plain()


@frozen(eq=False)
class Part:
    """Some of the awards: each column of theirs, and the query that gives the columns, without any yet."""

    columns: Mapping[str, Sql]
    source: exp.Select

    def query(self, names: Sequence[str]) -> exp.Select:
        """The query with these columns."""
        found = self.source.copy()
        found.set("expressions", [sql.named(self.columns[name], name) for name in names])
        return found


def awards_of(
    frame: FrameQuery,
    clause: ClausePlan,
    results: str,
    places: int,
    *,
    slow: bool,
    more: Mapping[str, bool] | None = None,
    rules: Sequence[str] = (),
    texts: Plain = PLAIN,
) -> Part:
    """The awards of a clause; `slow`: with those that the interpreter found.

    `more`: columns besides, whole numbers, and whether the clause has them; `rules`: those over several awards, which
    may have lowered its own.
    """
    r = "r"
    applicant = sql.column(OWNER_ID if frame.key else "id", r)
    values = values_of(frame, clause, places, rules, texts)
    if slow:
        theirs = sql.not_(sql.is_null(sql.column("status", "x")))
        values = {
            name: sql.case([(theirs.copy(), texts.taken(sql.column(name, "x"), name))], value)
            if name in FROM_INTERPRETER
            else value
            for name, value in values.items()
        }
    columns: dict[str, Sql] = {
        OWNER: sql.column(OWNER, r),
        CLAUSE: sql.number(clause.index),
        PLACE: sql.column(PLACE, r) if frame.key else sql.number(0),
        "applicant": applicant,
        "clause": texts.word(clause.clause.id, "clause"),
        "subject": sql.column("id", r),
        **{name: values[name] for name in FROM_INTERPRETER},
        **{name: _other(frame, clause, name, slow=slow, there=there) for name, there in (more or {}).items()},
    }
    found = sql.select([], sql.table(results, r))
    if slow:
        on = sql.and_([
            sql.binary("=", sql.column(OWNER, "x"), sql.column(OWNER, r)),
            sql.binary("=", sql.column("clause", "x"), sql.number(clause.index)),
            sql.binary("=", sql.column("subject", "x"), sql.column("id", r)),
        ])  # fmt: skip
        found = found.join(sql.table(SLOW, "x"), on=on, join_type="left")
    return Part(columns, found)


def _other(frame: FrameQuery, clause: ClausePlan, name: str, *, slow: bool, there: bool) -> Sql:
    value: Sql = sql.column(frame.name(name, clause), "r") if there else sql.null()
    value = exp.cast(value, "DECIMAL(38, 0)")
    if not slow:
        return value
    return sql.case([(sql.not_(sql.is_null(sql.column("status", "x"))), sql.column(name, "x"))], value)


def values_of(
    frame: FrameQuery, clause: ClausePlan, places: int, rules: Sequence[str] = (), texts: Plain = PLAIN
) -> dict[str, Sql]:
    """The columns of an award from those of its clause, which stand in a table `r`."""
    status = sql.column(frame.name("status", clause), "r")
    granted, refused = sql.binary("=", status, sql.number(1)), sql.binary("=", status.copy(), sql.number(0))
    lost = [] if clause.amount is not None else _lost(status, rules)  # an award without a sum, to a rule
    shown = [(granted, texts.word(Status.ELIGIBLE, "status")), (refused, texts.word(Status.INELIGIBLE, "status"))]
    if clause.is_governed:
        other = sql.binary("=", status.copy(), sql.number(NOT_IN_FORCE))
        shown.append((other, texts.word(Status.NOT_IN_FORCE, "status")))
    shown += [(one, texts.word(Status.INELIGIBLE, "status")) for one, _ in lost]
    units = sql.column(frame.name("units", clause), "r")
    amount: Sql = sql.null(money_type(places))
    term: Sql = sql.null("INTEGER")
    limited = texts.null("limited_by")
    if clause.amount is not None:
        amount = sql.case([(granted.copy(), _money(units, clause.rounding.to, places))])
        caps = [(i, cap.cap.id) for i, cap in enumerate(clause.caps, 1)] + [(BY_MINIMUM, MINIMUM)]
        caps += [(len(clause.caps) + 1 + i, id_) for i, id_ in enumerate(rules)]
        which = sql.column(frame.name("limited", clause), "r")
        limited = sql.case(
            [
                (
                    sql.and_([granted.copy(), sql.binary("=", which.copy(), sql.number(i))]),
                    texts.word(id_, "limited_by"),
                )
                for i, id_ in caps
            ]
        )
    elif clause.term is not None:
        term = sql.case([(granted.copy(), exp.cast(units, "INTEGER"))])
    row = texts.null("row")
    table = clause.table
    early = _is_early(clause)
    if table is not None and not table.sums and table.table.hit != "collect":
        which = sql.column(frame.name("row", clause), "r")
        seen = [granted.copy(), *(one.copy() for one, _ in lost)]
        if early:  # it may be why a condition fails
            seen.append(refused.copy())
        found = sql.or_(seen)
        row = sql.case(
            [
                (sql.and_([found.copy(), sql.binary("=", which.copy(), sql.number(i))]), texts.word(one.row.id, "row"))
                for i, one in enumerate(table.rows, 1)
            ]
        )
    mask = sql.column(frame.name("failed", clause), "r")
    ids = failing_ids(clause)
    failing = [
        (refused.copy(), _failed(mask, ids, clause, texts)),
        *((one.copy(), texts.word(id_, "failed")) for one, id_ in lost),
    ]
    failed = sql.case(failing, texts.word("", "failed"))
    return {
        "status": sql.case(shown), "amount": amount, "payable": amount.copy(), "term_months": term,
        "limited_by": limited, "row": row, "provisional": sql.truth(False), "missing": texts.word("", "missing"),
        "failed": failed, "failures": texts.word("", "failures"),
    }  # fmt: skip


def _lost(status: Sql, rules: Sequence[str]) -> list[tuple[Sql, str]]:
    """Whether a rule over several awards leaves nothing, for each rule."""
    return [(sql.binary("=", status.copy(), sql.number(LOST + i)), id_) for i, id_ in enumerate(rules)]


def _money(units: Sql, unit: Decimal, places: int) -> Sql:
    """So many rounding units in yuan, exactly."""
    fine = int(unit.scaleb(places))
    value = units if fine == 1 else sql.binary("*", sql.wide(units, "duckdb"), sql.number(fine))
    whole = exp.cast(value, "DECIMAL(18, 0)" if fine == 1 else "DECIMAL(20, 0)")
    tenth = exp.cast(sql.text(format(Decimal(1).scaleb(-places), "f")), f"DECIMAL({places + 1}, {places})")
    return exp.cast(sql.binary("*", whole, tenth), money_type(places))


def failing_ids(clause: ClausePlan) -> list[str]:
    """What may fail of a clause, in the order of the bits of its column `failed`."""
    ids = ([] if clause.claim is None else [CLAIM]) + [c.condition.id for c in clause.conditions]
    if ids and _is_early(clause):
        ids.append(NO_ROW)
    return ids


def _is_early(clause: ClausePlan) -> bool:
    """Whether a condition asks what the table gives."""
    return any(isinstance(step, TablePlan) for step in clause.steps[: clause.early])


def _failed(mask: Sql, ids: Sequence[str], clause: ClausePlan, texts: Plain) -> Sql:
    """The conditions that fail; no row of the table, where all of them hold."""
    none = texts.word(NO_ROW, "failed")
    if not ids:
        return none
    whole = sql.binary("=", mask, sql.number(0))
    if len(ids) == 1:
        return sql.case([(whole, none)], texts.word(ids[0], "failed"))
    known = texts.masks(clause)
    if known is not None:
        sets = [(one, " ".join(id_ for i, id_ in enumerate(ids) if one & 2**i) or NO_ROW) for one in known]
        branches = [
            (sql.binary("=", mask.copy(), sql.number(one)), texts.word(failed, "failed")) for one, failed in sets
        ]
        return sql.case(branches) if branches else texts.null("failed")
    parts = [
        sql.case([(sql.binary("!=", _bit(mask.copy(), 2**i), sql.number(0)), sql.text(id_))])
        for i, id_ in enumerate(ids)
    ]
    joined = sql.words(parts)
    return sql.case([(whole, none)], joined)


def _bit(mask: Sql, bit: int) -> Sql:
    return exp.Paren(this=exp.BitwiseAnd(this=mask, expression=sql.number(bit)))
