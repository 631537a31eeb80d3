"""The typed tables: each cell in its form, and whether some cell of a row is for the interpreter to read.

A cell is plain where SQL reads it exactly as the fact reader would; any other (a wrong word, a sum with too many
decimals) makes its row odd, and the fact reader itself decides about that applicant. The queries are those of DuckDB or
of Spark (`words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.cells import BLANKS, BOOLEANS
from policydsl.cohort.intake.sources import DOCUMENT, ROW_NAME, RawTable
from policydsl.cohort.intake.words import DUCKDB, Words
from policydsl.cohort.shape import OWNER, POSITION
from policydsl.cohort.sql.forms import MONEY_SCALE, Form, column_of, form_of, form_of_figure
from policydsl.feel.types import DATE_TIME, TIME, Assessed, Money
from policydsl.feel.values import Date
from policydsl.model.periods import By, period_of_day
from policydsl.model.policy import Field
from policydsl.source.figures import CURRENCIES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ODD: Final = "$odd"
_FALSE: Final = "FALSE"
_DIGITS: Final = 18  # that fit a BIGINT, and a DECIMAL of 64 bits; a DECIMAL with more is for the fact reader


def is_text(type_: str) -> bool:
    """Whether a column holds texts."""
    return type_ == "VARCHAR" or type_.startswith("ENUM")


def value(name: str, type_: str, field: Field, w: Words = DUCKDB) -> tuple[str, str]:
    """SQL of a cell's value, or of the figure of one period, and of whether the cell is odd."""
    cell = f"r.{w.name(name)}"
    form = form_of_figure(field)
    as_text = is_text(type_)
    given = f"{cell} IS NOT NULL" + (f" AND {cell} <> ''" if as_text else "")
    if form is None:
        moment = _plain_moment(cell, field, w) if as_text else _FALSE
        return "NULL", f"({given} AND NOT ({moment}))"
    if form.kind == "text":
        return _text(cell, given, field, w, as_text=as_text)
    if form.kind == "boolean":
        if type_ == "BOOLEAN":
            return cell, _FALSE
        if not as_text:
            return "CAST(NULL AS BOOLEAN)", f"({given})"
        yes, no = (
            ", ".join(w.text(one) for one, value in BOOLEANS.items() if value is wanted) for wanted in (True, False)
        )
        found = f"CASE WHEN {cell} IN ({yes}) THEN TRUE WHEN {cell} IN ({no}) THEN FALSE END"
        return found, f"({given} AND {cell} NOT IN ({yes}, {no}))"
    if form.kind == "date":
        if type_ == "DATE":  # the year of an infinite day is NULL
            found = f"CASE WHEN year({cell}) BETWEEN 1 AND 9999 THEN {cell} END"
            return found, f"({given} AND ({found}) IS NULL)"
        plain_day = w.matches(cell, "[0-9]{4}-[0-9]{2}-[0-9]{2}")
        found = f"CASE WHEN {plain_day} AND {cell} >= '0001' THEN TRY_CAST({cell} AS DATE) END"
        return (found, f"({given} AND ({found}) IS NULL)") if as_text else ("CAST(NULL AS DATE)", f"({given})")
    if form.months or form.days:
        letter = "M" if form.months else "D"
        found = f"TRY_CAST({w.within(cell, 'P([0-9]{1,6})' + letter)} AS BIGINT)"
        return (found, f"({given} AND ({found}) IS NULL)") if as_text else ("CAST(NULL AS BIGINT)", f"({given})")
    plain = field.type.item if isinstance(field.type, Assessed) else field.type
    unit = CURRENCIES[plain.currency] if isinstance(plain, Money) else None
    return _whole(cell, type_, given, form, unit, w)


_TIME: Final = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def _plain_moment(cell: str, field: Field, w: Words) -> str:
    """Whether a text is a time of day, or that of a day: no query reads one, but its row is not odd for it."""
    kind = field.type.item if isinstance(field.type, Assessed) else field.type
    if kind == TIME:
        return w.matches(cell, _TIME)
    if kind == DATE_TIME:
        day = f"TRY_CAST(left({cell}, 10) AS DATE)"
        return (
            f"{w.matches(cell, f'[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}')} AND {cell} >= '0001' AND {day} IS NOT NULL"
        )
    return _FALSE


_SCALES: Final = (("亿", 10**8), ("万", 10**4), ("", 1))  # as people write sums; others are for the fact reader


def _in_units(cell: str, currency: str, w: Words) -> str:
    """Branches for `8600万元`, in the unit of the fact's currency: fen, where that is whole."""
    branches = []
    for scale, whole in _SCALES:
        unit, factor = scale + currency, whole * 10**MONEY_SCALE
        digits = (
            f"TRY_CAST(CAST(left({cell}, length({cell}) - {len(unit)}) AS DECIMAL(38, 6)) * {factor} AS DECIMAL(38, 6))"
        )
        fits = w.matches(cell, f"-?[0-9]{{1,12}}([.][0-9]{{1,6}})?{unit}")
        branches.append(f"WHEN {fits} THEN CASE WHEN {digits} = floor({digits}) THEN TRY_CAST({digits} AS BIGINT) END")
    return " ".join(branches)


def _text(cell: str, given: str, field: Field, w: Words, *, as_text: bool) -> tuple[str, str]:
    if not as_text:
        return f"CAST(NULL AS {w.text_type})", f"({given})"
    shown = f"NULLIF(CAST({cell} AS {w.text_type}), '')"
    if not field.values:
        odd = w.is_odd_text(cell)
        return shown, f"({given} AND {odd})" if odd else _FALSE
    options = ", ".join(w.text(one) for one in field.values)
    return shown, f"({given} AND {cell} NOT IN ({options}))"


def _whole(cell: str, type_: str, given: str, form: Form, unit: str | None, w: Words) -> tuple[str, str]:
    number = whole_number(cell, type_, form.scale, unit, w)
    found = f"CASE WHEN ({number}) BETWEEN {form.low} AND {form.high} THEN ({number}) END"
    return found, f"({given} AND ({found}) IS NULL)"


def _exact(scale: int) -> str:
    """The type that holds twelve digits before the point and, multiplied, as many behind it again."""
    return f"DECIMAL(18, {scale})" if 12 + 2 * scale <= 18 else f"DECIMAL(38, {scale})"  # noqa: PLR2004


def whole_number(cell: str, type_: str, scale: int, unit: str | None, w: Words = DUCKDB) -> str:
    """SQL of a cell times 10**scale; NULL where that is not whole, or the cell is not plain. `unit`: that of money."""
    ten = 10**scale
    if is_text(type_):
        fraction = f"([.][0-9]{{1,{scale}}})?" if scale else ""
        units = _in_units(cell, unit, w) if unit is not None else ""
        plain = w.matches(cell, f"-?[0-9]{{1,12}}{fraction}")
        return f"CASE WHEN {plain} THEN CAST(CAST({cell} AS {_exact(scale)}) * {ten} AS BIGINT) {units} END"
    if type_.startswith("DECIMAL"):
        cut = f"TRY_CAST({cell} AS {_exact(scale)})"  # there and back: a common type may not hold both
        most = 10 ** min(13, _DIGITS - scale)
        fits = f"TRY_CAST({cut} AS {type_}) = {cell} AND {cut} BETWEEN {-most} AND {most}"
        return f"CASE WHEN {fits} THEN CAST({cut} * {ten} AS BIGINT) END"
    if "INT" in type_:
        cell = f"TRY_CAST({cell} AS HUGEINT)" if type_ == "UHUGEINT" else cell  # there is no common type
        return f"CASE WHEN {cell} BETWEEN {-(10**12)} AND {10**12} THEN CAST({cell} AS BIGINT) * {ten} END"
    return "CAST(NULL AS BIGINT)"


def typed_applicants(table: RawTable, day: Date) -> str:
    """The statement that makes the typed table of the applicants."""
    return f"CREATE TABLE applicants AS {applicants_query(table, day)}"


def applicants_query(table: RawTable, day: Date, w: Words = DUCKDB) -> str:
    """The typed applicants."""
    columns, odd = _columns(table, day, w)
    if table.documents:
        odd = f"{odd} OR r.{w.name(DOCUMENT)} IS NOT NULL"
    return (
        f"SELECT {_nth(w)} AS {w.name('$a')}, CAST(r.id AS {w.text_type}) AS id, {''.join(columns)}"
        f"({odd}) AS {w.name(ODD)} FROM {w.name(table.name)} r WHERE {has_id('r.id', w)}"
    )


def has_id(cell: str, w: Words = DUCKDB) -> str:
    """SQL of whether a cell names something: more than blanks."""
    text = f"CAST({cell} AS {w.text_type})"
    # Only what begins like a blank is looked into: this is asked of every row.
    begins = f"{text} >= '!' AND ({text} < {w.text(chr(0x7F))} OR {text} >= {w.text(chr(0x4E00))})"
    return f"({cell} IS NOT NULL AND (({begins}) OR TRIM(LEADING {w.text(BLANKS)} FROM {text}) <> ''))"


def ids_ascend(db: DuckDBPyConnection, table: RawTable) -> bool:
    """Whether each id of a table is longer than the one before it, or as long and greater.

    Then none comes twice, which is found in a fifth of the time that counting each takes; exports often are so.
    """
    after = "length(id) > length(before) OR (length(id) = length(before) AND id > before)"
    ids = f"SELECT CAST(id AS VARCHAR) AS id FROM {DUCKDB.name(table.name)}"
    source = f"SELECT id, lag(id) OVER () AS before FROM ({ids})"
    row = db.execute(f"SELECT count(*) FILTER ({after}), count(*) FROM ({source})").fetchone()
    return row is None or row[0] >= row[1] - 1


def typed_list(table: RawTable, day: Date, *, narrow: bool) -> str:
    """The statement that makes the typed table of a list; items of no applicant are left out (see `rejects`).

    `narrow`: see `list_query`.
    """
    return f"CREATE TABLE {DUCKDB.name(table.shape.name)} AS {list_query(table, day, narrow=narrow)}"


def list_query(table: RawTable, day: Date, w: Words = DUCKDB, *, narrow: bool = False) -> str:
    """The typed items of a list that belong to an applicant; `narrow`: without ids and places, a third faster."""
    columns, odd = _columns(table, day, w)
    odd = f"({odd} OR NOT {has_id('r.id', w)}) AS {w.name(ODD)}"
    owner, place = f"a.{w.name('$a')}", _nth(w)
    source = f"FROM {w.name(table.name)} r JOIN applicants a ON a.id = CAST(r.{OWNER} AS {w.text_type})"
    if narrow:
        return f"SELECT {owner}, {''.join(columns)}{odd} {source}"
    if POSITION in table.columns:
        place = w.place(f"r.{POSITION}", _nth(w), owner)
    return (
        f"SELECT {owner}, {place} AS {w.name('$p')}, a.id AS {w.name('$owner')}, "
        f"CAST(r.id AS {w.text_type}) AS id, {''.join(columns)}{odd} {source}"
    )


def empty_list(shape_name: str, fields: dict[str, Field]) -> str:
    """The statement for a list that the cohort does not have."""
    return f"CREATE TABLE {DUCKDB.name(shape_name)} AS {empty_query(fields)}"


def empty_query(fields: dict[str, Field], w: Words = DUCKDB) -> str:
    """The typed items of a list that the cohort does not have."""
    columns = [
        f"{_none(form, w)} AS {w.name(id_)}, " for id_, field in fields.items() if (form := form_of(field)) is not None
    ]
    return (
        f"SELECT CAST(NULL AS BIGINT) AS {w.name('$a')}, CAST(NULL AS BIGINT) AS {w.name('$p')}, "
        f"CAST(NULL AS {w.text_type}) AS {w.name('$owner')}, CAST(NULL AS {w.text_type}) AS id, {''.join(columns)}"
        f"FALSE AS {w.name(ODD)} WHERE FALSE"
    )


def _none(form: Form, w: Words) -> str:
    return f"CAST(NULL AS {w.text_type if form.kind == 'text' else form.sql_type})"


def _nth(w: Words) -> str:
    return f"r.{w.name(ROW_NAME)}"


def _by(field: Field) -> By:
    assert field.by is not None  # noqa: S101  (what the callers have seen to)
    return field.by


def figures_of(table: RawTable, day: Date) -> list[tuple[Field, int]]:
    """The fields by period that queries read, with the periods that the table has and there can be on a day."""
    found: list[tuple[Field, int]] = []
    for name in table.columns:
        field_of = table.shape.field_of(name)
        if field_of is None or field_of[1] is None or form_of_figure(field_of[0]) is None:
            continue
        field, period = field_of[0], field_of[1]
        if period <= period_of_day(_by(field), day):
            found.append((field, period))
    return found


def periods_of(tables: Mapping[str, RawTable], day: Date) -> dict[tuple[str, str], list[int]]:
    """The periods of each of them, by list (empty: the applicants) and field."""
    found: dict[tuple[str, str], list[int]] = {}
    for table in tables.values():
        if table.shape.entity is not None:
            key = "" if table.shape.entity.is_root else table.shape.entity.key
            for field, period in figures_of(table, day):
                found.setdefault((key, field.id), []).append(period)
    return found


def _columns(table: RawTable, day: Date, w: Words) -> tuple[list[str], str]:
    """The fields with a form, and whether any cell of the row is odd."""
    entity = table.shape.entity
    assert entity is not None  # noqa: S101
    given = figures_of(table, day)
    columns: list[str] = []
    odds: list[str] = []
    for id_, field in entity.fields.items():
        form = form_of(field)
        type_ = table.columns.get(id_)
        if type_ is None:
            if form is not None:
                columns.append(f"{_none(form, w)} AS {w.name(id_)}, ")
            continue
        found, odd = value(id_, type_, field, w)
        if form is not None:
            columns.append(f"{found} AS {w.name(id_)}, ")
        if odd != _FALSE:
            odds.append(odd)
    for name, type_ in table.columns.items():
        field_of = table.shape.field_of(name)
        if field_of is None or field_of[1] is None:
            continue
        if field_of in given:
            found, odd = value(name, type_, field_of[0], w)
            columns.append(f"{found} AS {w.name(column_of(field_of[0].id, _by(field_of[0]), field_of[1]))}, ")
            if odd != _FALSE:
                odds.append(odd)
        else:  # that there can be no such figure is for the fact reader to say
            odds.append(f"r.{w.name(name)} IS NOT NULL")
    return columns, " OR ".join(odds) or _FALSE
