"""Facts of the typed tables as the interpreter reads them: applicants whose every cell SQL could read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from policydsl.cohort.between.elections import ELECTED
from policydsl.cohort.intake.cells import left_out
from policydsl.cohort.intake.others import OTHERS
from policydsl.cohort.intake.rows import cursor_of
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.sql.forms import MONEY_SCALE, Form, column_of, form_of, form_of_figure
from policydsl.cohort.sql.frame import EARLIER, whole_of
from policydsl.cohort.sql.scope import Periods
from policydsl.diagnostics import Label
from policydsl.evaluate.caps import Granted
from policydsl.evaluate.forms import decimal_of
from policydsl.evaluate.prepare import Prepared
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.model.facts import Facts, Item, OtherAward
from policydsl.model.policy import ROOT, Entity
from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BATCH: Final = 10_000
_NOWHERE: Final = Label(SourceFile("", ""), Span(0, 0))
Values = tuple[object, ...]
T = TypeVar("T")


def whole(value: object) -> int:
    """One of our own numbers."""
    assert isinstance(value, int)  # noqa: S101
    return value


class TypedReader:
    """From the columns of a typed table to the values of an item."""

    def __init__(self, entity: Entity, periods: Mapping[str, Sequence[int]]) -> None:
        """`periods`: of each fact by period, those that the table has."""
        forms = [(field, form_of(field)) for field in entity.fields.values()]
        self.columns = [field.id for field, form in forms if form is not None]
        self.figures: list[tuple[int, list[int], Callable[[object], object]]] = []
        for place, field in enumerate(entity.fields.values(), 1):
            form = form_of_figure(field)
            if field.by is not None and form is not None and periods.get(field.id):
                self.columns += [column_of(field.id, field.by, period) for period in periods[field.id]]
                self.figures.append((place, list(periods[field.id]), _back(form)))
        self.parts: list[tuple[bool, object, Callable[[object], object]]] = [
            (form is not None, left_out(field), _identity if form is None else _back(form)) for field, form in forms
        ]

    def values(self, id_: object, cells: Sequence[object]) -> Values:
        """The id, then each fact."""
        found: list[object] = [id_]
        rest = iter(cells)
        for there, absent, convert in self.parts:
            cell = next(rest) if there else None
            found.append(absent if cell is None else convert(cell))
        for place, periods, convert in self.figures:
            given = ((period, next(rest)) for period in periods)
            found[place] = {period: convert(cell) for period, cell in given if cell is not None}
        return tuple(found)


def _identity(value: object) -> object:
    return value


def _back(form: Form) -> Callable[[object], object]:
    if form.months:
        return lambda value: YearsMonthsDuration(value) if isinstance(value, int) else value
    if form.days:
        return lambda value: DaysTimeDuration.of(days=value) if isinstance(value, int) else value
    if form.kind == "whole":
        scale = form.scale
        return lambda value: decimal_of(value, scale) if isinstance(value, int) else value
    if form.kind == "date":
        return lambda value: Date(value.year, value.month, value.day) if isinstance(value, dt.date) else value
    return _identity


def readers_of(entities: Mapping[str, Entity], periods: Periods) -> dict[str, TypedReader]:
    """A reader for each kind of item; `periods`: of each fact by period, those that tables have."""
    found = {}
    for key, entity in entities.items():
        owner = "" if key == ROOT else key
        found[key] = TypedReader(entity, {name: one for (of, name), one in periods.items() if of == owner})
    return found


class Ahead(Generic[T]):
    """A reader by applicant that is asked in order."""

    def __init__(self, source: Iterator[tuple[int, list[T]]]) -> None:
        self.source = source
        self.next = next(source, None)

    def at(self, number: int) -> Sequence[T]:
        """The items of an applicant, none where it has none."""
        while self.next is not None and self.next[0] < number:
            self.next = next(self.source, None)
        return self.next[1] if self.next is not None and self.next[0] == number else ()


@frozen(eq=False)
class TypedApplicant:
    """An applicant's number and facts; `places`: of the items of each list, as the typed tables number them."""

    number: int
    prepared: Prepared
    places: Mapping[str, Sequence[int]]


class TypedApplicants:
    """All facts of the applicants of a table of their numbers, one after the other."""

    def __init__(self, db: DuckDBPyConnection, entities: Mapping[str, Entity], periods: Periods, as_of: Date) -> None:
        self.db, self.as_of = db, as_of
        self.readers = readers_of(entities, periods)

    def of(self, whom: str) -> Iterator[TypedApplicant]:
        """The applicants, in their order."""
        reader = self.readers[ROOT]
        columns = "".join(f", {quoted(name)}" for name in reader.columns)
        of_lists = {key: Ahead(self._items(key, whom)) for key in self.readers if key != ROOT}
        earlier = Ahead(self._rows(f'"$a", clause, subject, year, fen FROM "{EARLIER}"', whom))
        others = Ahead(self._rows(f'"$a", category, subject, level, year, fen FROM "{OTHERS}"', whom))
        chosen = Ahead(self._rows(f'"$a", rule, clause FROM "{ELECTED}"', whom))
        for number, rows in self._rows(f'"$a", id{columns} FROM applicants', whom):
            applicant = reader.values(rows[0][0], rows[0][1:])
            lists = {key: ahead.at(number) for key, ahead in of_lists.items()}
            facts = Facts(
                source="",
                as_of=self.as_of,
                applicant=_item(applicant),
                lists={key: tuple(_item(values) for _, values in items) for key, items in lists.items()},
                other_awards=tuple(map(_other, others.at(number))),
                elections={str(rule): str(clause) for rule, clause in chosen.at(number)},
            )
            places = {key: [place for place, _ in items] for key, items in lists.items()}
            yield TypedApplicant(number, self._prepared(facts, earlier.at(number)), places)

    def _prepared(self, facts: Facts, earlier: Sequence[Values]) -> Prepared:
        """As the marked evaluation and the rules over several awards read them; generated code does not."""
        granted: dict[str, Granted] = {}
        for clause, subject, year, fen in earlier:
            assert isinstance(year, int) and isinstance(fen, int)  # noqa: S101, PT018  (else SQL did not read them)
            granted.setdefault(str(clause), Granted()).add(str(subject), year, decimal_of(fen, MONEY_SCALE))
        return Prepared(
            facts=facts,
            as_of=self.as_of,
            applicant=facts.applicant.values,
            lists={key: tuple(item.values for item in items) for key, items in facts.lists.items()},
            whole=(),
            whole_lists=(),
            granted=granted,
            granted_whole={},
            others={},
            has_history=bool(granted),
        )

    def _items(self, key: str, whom: str) -> Iterator[tuple[int, list[tuple[int, Values]]]]:
        reader = self.readers[key]
        columns = "".join(f", {quoted(name)}" for name in reader.columns)
        for number, rows in self._rows(f'"$a", "$p", id{columns} FROM {quoted(whole_of(key))}', whom, ', "$p"'):
            yield number, [(whole(row[0]), reader.values(row[1], row[2:])) for row in rows]

    def _rows(self, query: str, whom: str, order: str = "") -> Iterator[tuple[int, list[Values]]]:
        """Rows by their applicant."""
        return rows_by_applicant(self.db, f'SELECT {query} WHERE "$a" IN (FROM {whom}) ORDER BY "$a"{order}')


def rows_by_applicant(db: DuckDBPyConnection, query: str) -> Iterator[tuple[int, list[Values]]]:
    """The rows of a query by their first column, the applicant's number, by which it is sorted."""
    for number, rows in groupby(fetched(cursor_of(db).execute(query)), itemgetter(0)):
        yield whole(number), [row[1:] for row in rows]


def _item(values: Values) -> Item:
    return Item(str(values[0]), "", values, _NOWHERE)


def _other(row: Values) -> OtherAward:
    category, subject, level, year, fen = row
    assert isinstance(fen, int)  # noqa: S101  (else SQL did not read it)
    of_year = year if isinstance(year, int) else None
    return OtherAward(str(category), str(subject), "", str(level), decimal_of(fen, MONEY_SCALE), of_year)


def fetched(cursor: DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    """The rows of a query, some at a time."""
    while rows := cursor.fetchmany(_BATCH):
        yield from rows
