"""From the columns of outcomes to awards as people read them, one row for each clause and subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


DIGITS: Final = 20  # of a sum of a table


def money_type(places: int) -> str:
    """The type of a column of sums."""
    return f"DECIMAL({DIGITS}, {places})"


def awards_of(
    frame: FrameQuery,
    clause: ClausePlan,
    results: str,
    places: int,
    *,
    slow: bool,
    more: Mapping[str, bool] | None = None,
    rules: Sequence[str] = (),
) -> exp.Select:
    """The awards of a clause; `slow`: with those that the interpreter found.

    `more`: columns besides, whole numbers, and whether the clause has them; `rules`: those over several awards, which
    may have lowered its own.
    """
    r = "r"
    applicant = sql.column(OWNER_ID if frame.key else "id", r)
    values = values_of(frame, clause, places, rules)
    if slow:
        theirs = sql.not_(sql.is_null(sql.column("status", "x")))
        values = {
            name: sql.case([(theirs.copy(), sql.column(name, "x"))], value) if name in FROM_INTERPRETER else value
            for name, value in values.items()
        }
    place = sql.column(PLACE, r) if frame.key else sql.number(0)
    keys = [(sql.column(OWNER, r), OWNER), (sql.number(clause.index), CLAUSE), (place, PLACE)]
    columns = [
        *keys,
        (applicant, "applicant"),
        (sql.text(clause.clause.id), "clause"),
        (sql.column("id", r), "subject"),
    ]
    others = [(_other(frame, clause, name, slow=slow, there=there), name) for name, there in (more or {}).items()]
    ours = [(values[name], name) for name in FROM_INTERPRETER]
    found = sql.select([*columns, *ours, *others], sql.table(results, r))
    if slow:
        on = sql.and_([
            sql.binary("=", sql.column(OWNER, "x"), sql.column(OWNER, r)),
            sql.binary("=", sql.column("clause", "x"), sql.number(clause.index)),
            sql.binary("=", sql.column("subject", "x"), sql.column("id", r)),
        ])  # fmt: skip
        found = found.join(sql.table(SLOW, "x"), on=on, join_type="left")
    return found


def _other(frame: FrameQuery, clause: ClausePlan, name: str, *, slow: bool, there: bool) -> Sql:
    value: Sql = sql.column(frame.name(name, clause), "r") if there else sql.null()
    value = exp.cast(value, "DECIMAL(38, 0)")
    if not slow:
        return value
    return sql.case([(sql.not_(sql.is_null(sql.column("status", "x"))), sql.column(name, "x"))], value)


def values_of(frame: FrameQuery, clause: ClausePlan, places: int, rules: Sequence[str] = ()) -> dict[str, Sql]:
    """The columns of an award from those of its clause, which stand in a table `r`."""
    status = sql.column(frame.name("status", clause), "r")
    granted, refused = sql.binary("=", status, sql.number(1)), sql.binary("=", status.copy(), sql.number(0))
    lost = [] if clause.amount is not None else _lost(status, rules)  # an award without a sum, to a rule
    shown = [(granted, sql.text(Status.ELIGIBLE)), (refused, sql.text(Status.INELIGIBLE))]
    if clause.is_governed:
        other = sql.binary("=", status.copy(), sql.number(NOT_IN_FORCE))
        shown.append((other, sql.text(Status.NOT_IN_FORCE)))
    shown += [(one, sql.text(Status.INELIGIBLE)) for one, _ in lost]
    units = sql.column(frame.name("units", clause), "r")
    amount: Sql = sql.null(money_type(places))
    term: Sql = sql.null("INTEGER")
    limited: Sql = sql.null("VARCHAR")
    if clause.amount is not None:
        amount = sql.case([(granted.copy(), _money(units, clause.rounding.to, places))])
        caps = [(i, cap.cap.id) for i, cap in enumerate(clause.caps, 1)] + [(BY_MINIMUM, MINIMUM)]
        caps += [(len(clause.caps) + 1 + i, id_) for i, id_ in enumerate(rules)]
        which = sql.column(frame.name("limited", clause), "r")
        limited = sql.case(
            [
                (sql.and_([granted.copy(), sql.binary("=", which.copy(), sql.number(i))]), sql.text(id_))
                for i, id_ in caps
            ]
        )
    elif clause.term is not None:
        term = sql.case([(granted.copy(), exp.cast(units, "INTEGER"))])
    row: Sql = sql.null("VARCHAR")
    table = clause.table
    early = any(isinstance(step, TablePlan) for step in clause.steps[: clause.early])
    if table is not None and not table.sums and table.table.hit != "collect":
        which = sql.column(frame.name("row", clause), "r")
        seen = [granted.copy(), *(one.copy() for one, _ in lost)]
        if early:  # it may be why a condition fails
            seen.append(refused.copy())
        found = sql.or_(seen)
        row = sql.case(
            [
                (sql.and_([found.copy(), sql.binary("=", which.copy(), sql.number(i))]), sql.text(one.row.id))
                for i, one in enumerate(table.rows, 1)
            ]
        )
    mask = sql.column(frame.name("failed", clause), "r")
    ids = ([] if clause.claim is None else [CLAIM]) + [c.condition.id for c in clause.conditions]
    if ids and early:
        ids.append(NO_ROW)
    failing = [(refused.copy(), _failed(mask, ids)), *((one.copy(), sql.text(id_)) for one, id_ in lost)]
    failed = sql.case(failing, sql.text(""))
    return {
        "status": sql.case(shown), "amount": amount, "payable": amount.copy(), "term_months": term,
        "limited_by": limited, "row": row, "provisional": sql.truth(False), "missing": sql.text(""), "failed": failed,
        "failures": sql.text(""),
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


def _failed(mask: Sql, ids: Sequence[str]) -> Sql:
    """The conditions that fail; no row of the table, where all of them hold."""
    if not ids:
        return sql.text(NO_ROW)
    whole = sql.binary("=", mask, sql.number(0))
    if len(ids) == 1:
        return sql.case([(whole, sql.text(NO_ROW))], sql.text(ids[0]))
    parts = [
        sql.case([(sql.binary("!=", _bit(mask.copy(), 2**i), sql.number(0)), sql.text(id_))])
        for i, id_ in enumerate(ids)
    ]
    joined = sql.words(parts)
    return sql.case([(whole, sql.text(NO_ROW))], joined)


def _bit(mask: Sql, bit: int) -> Sql:
    return exp.Paren(this=exp.BitwiseAnd(this=mask, expression=sql.number(bit)))
