"""Facts of the rows of one applicant: at once where every cell is plain, else by the fact reader."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Final

from policydsl.cohort.intake.cells import (
    BOOLEANS,
    Convert,
    OddError,
    converter,
    is_empty,
    left_out,
    money,
    names_nothing,
    written,
    year,
)
from policydsl.cohort.intake.rows import Rows
from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.shape import APPLICANTS, OWNER, POSITION
from policydsl.diagnostics import Diagnostic, Label, Reporter
from policydsl.feel.values import Date
from policydsl.model.facts import Facts, Item, OtherAward, PriorAward
from policydsl.model.policy import ROOT, Entity, Policy
from policydsl.source import SourceFile, Span
from policydsl.source.frozen import frozen
from policydsl.syntax.reading import FORBIDDEN
from policydsl.workspace import load_facts_source

_NOWHERE: Final = Label(SourceFile("", ""), Span(0, 0))
_KEY: Final = re.compile(r'"([^"\\]{1,100})"\s*:')


@frozen(eq=False)
class Fault:
    """Why an applicant cannot be computed: the finding, and the cell where it is (None: the applicant as a whole)."""

    diagnostic: Diagnostic
    table: str
    row: int
    column: str | None
    value: str


class FactsOfRows:
    """Makes facts for a policy and a day from the tables of a cohort."""

    def __init__(self, policy: Policy, as_of: Date, tables: Mapping[str, RawTable]) -> None:
        self.policy, self.as_of, self.tables = policy, as_of, tables
        self.items = {name: _ItemReader(table) for name, table in tables.items() if table.shape.entity is not None}
        self.given = frozenset(name for name in ("prior_awards", "other_policy_awards") if name in tables)
        self.clauses = {clause.id: clause.for_each for clause in policy.clauses}
        self.lists = {entity.item: key for key, entity in policy.entities.items() if key != ROOT}
        self.subjects: dict[str, set[str | None]] = {}
        for clause in policy.clauses:
            if clause.category is not None:
                self.subjects.setdefault(clause.category, set()).add(clause.for_each)
        dated = any(c.dated is not None or c.claim is not None for c in (*policy.clauses, *policy.other_texts))
        self.always_read = dated or bool(policy.other_texts) or bool(policy.former_clauses)

    def facts(self, rows: Rows) -> Facts | list[Fault]:
        """The facts, or why there are none."""
        if rows.document is not None:
            return self._document(rows, rows.document)
        if self.always_read or "elections" in rows.tables:
            return self.read(rows)
        try:
            return self._plain(rows)
        except OddError:
            return self.read(rows)

    # -- plain ---------------------------------------------------------------------------------------

    def _plain(self, rows: Rows) -> Facts:
        applicant = self.items[APPLICANTS].item(rows.tables[APPLICANTS][0][1])
        lists: dict[str, tuple[Item, ...]] = {}
        for key in self.policy.entities:
            if key != ROOT:
                lists[key] = self._list(key, rows.tables.get(key, ()))
        ids = {key: {item.id for item in items} for key, items in lists.items()}
        return Facts(
            source="",
            as_of=None,
            applicant=applicant,
            lists=lists,
            prior_awards=tuple(self._prior(cells, rows.id, ids) for cells in self._cells("prior_awards", rows)),
            other_awards=tuple(self._other(cells, rows.id, ids) for cells in self._cells("other_policy_awards", rows)),
            given=self.given,
        )

    def _list(self, key: str, rows: Sequence[tuple[int, tuple[object, ...]]]) -> tuple[Item, ...]:
        if not rows:
            return ()
        reader = self.items[key]
        found = tuple(reader.item(cells) for _, cells in rows)
        if len({item.id for item in found}) < len(found):
            raise OddError
        return found

    def _cells(self, name: str, rows: Rows) -> list[dict[str, object]]:
        columns = tuple(self.tables[name].columns) if name in self.tables else ()
        return [dict(zip(columns, cells, strict=True)) for _, cells in rows.tables.get(name, ())]

    def _prior(self, cells: dict[str, object], applicant: str, ids: Mapping[str, set[str]]) -> PriorAward:
        clause, subject = cells["clause"], cells["subject"]
        if not isinstance(clause, str) or clause not in self.clauses or not isinstance(subject, str):
            raise OddError
        self._known_subject(subject, {self.clauses[clause]}, applicant, ids)
        return PriorAward(clause, subject, year(cells["year"]), self._amount(cells))

    def _other(self, cells: dict[str, object], applicant: str, ids: Mapping[str, set[str]]) -> OtherAward:
        category, subject, policy = cells["category"], cells["subject"], cells["policy"]
        if self.policy.limits or not isinstance(category, str) or category not in self.subjects:
            raise OddError
        if not isinstance(subject, str) or not isinstance(policy, str) or policy == "":
            raise OddError
        self._known_subject(subject, self.subjects[category], applicant, ids)
        level = cells.get("level")
        if not is_empty(level) and not isinstance(level, str):
            raise OddError
        when = cells.get("year")
        return OtherAward(
            category, subject, policy, self.policy.level if is_empty(level) else str(level), self._amount(cells),
            None if is_empty(when) else year(when),
        )  # fmt: skip

    def _known_subject(self, subject: str, items: set[str | None], applicant: str, ids: Mapping[str, set[str]]) -> None:
        for one in items:
            if subject == applicant if one is None else subject in ids[self.lists[one]]:
                return
        raise OddError

    def _amount(self, cells: dict[str, object]) -> Decimal:
        found = money(cells["amount"], self.policy.currency)
        if found < 0:
            raise OddError
        return found

    # -- by the fact reader --------------------------------------------------------------------------

    def read(self, rows: Rows) -> Facts | list[Fault]:
        """The facts by way of a fact file."""
        document = _Document()
        document.add(f"policydsl: 1\nkind: facts\nas_of: {self.as_of.iso()}\n")
        for name, entries in rows.tables.items():
            shape = self.tables[name].shape
            if name == APPLICANTS:
                document.add(f"{ROOT}: ")
                self._map(document, name, *entries[0])
            elif name == "elections":
                document.add("elections: {")
                for number, cells in entries:
                    by_name = dict(zip(self.tables[name].columns, cells, strict=True))
                    document.cell(name, number, "rule", by_name["rule"])
                    document.add(": ")
                    document.cell(name, number, "clause", by_name["clause"])
                    document.add(", ")
                document.add("}")
            else:
                document.add(f"{shape.name}:\n")
                for number, cells in entries:
                    document.add("  - ")
                    self._map(document, name, number, cells)
            document.add("\n")
        for name in self.given - set(rows.tables):
            document.add(f"{name}: []\n")
        return document.load(self.policy)

    def _document(self, rows: Rows, text: str) -> Facts | list[Fault]:
        """The facts of a fact file that was kept."""
        reporter = Reporter()
        facts = load_facts_source(SourceFile("cohort", text), self.policy, reporter)
        if facts is not None:
            return facts
        number, keys = rows.tables[APPLICANTS][0][0], [(match.start(), match[1]) for match in _KEY.finditer(text)]
        spans = [(one, one.labels[0].span) for one in reporter if one.severity.value == "error"]
        return [Fault(one, APPLICANTS, number, _key_at(keys, span.start), _spanned(text, span)) for one, span in spans]

    def _map(self, document: _Document, name: str, number: int, cells: tuple[object, ...]) -> None:
        shape = self.tables[name].shape
        periods: dict[str, list[tuple[str, str, object]]] = {}
        document.begin(name, number)
        document.add("{")
        for column, cell in zip(self.tables[name].columns, cells, strict=True):
            if is_empty(cell) or column == POSITION or (column == OWNER and name != APPLICANTS):
                continue
            field = shape.field_of(column)
            if field is not None and field[1] is not None:
                periods.setdefault(field[0].id, []).append((column, column[len(field[0].id) + 1 : -1], cell))
                continue
            document.add(f"{json.dumps(column, ensure_ascii=False)}: ")
            is_text = column in ("id", "name", "subject", "clause", "category", "policy", "level")
            document.cell(name, number, column, cell, quoted=is_text or _is_text(shape.entity, column))
            document.add(", ")
        for key, figures in periods.items():
            document.add(f"{json.dumps(key, ensure_ascii=False)}: {{")
            for column, period, cell in figures:
                document.add(f"{period}: ")
                document.cell(name, number, column, cell)
                document.add(", ")
            document.add("}, ")
        document.add("}\n")


def escaped(text: str) -> str:
    """JSON without the characters that no text file may have: they are escaped."""
    return FORBIDDEN.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _key_at(keys: Sequence[tuple[int, str]], offset: int) -> str | None:
    """The key of a JSON text that stands at a place or last before it; `keys`: all of them with their places."""
    at = bisect_right(keys, offset, key=itemgetter(0))
    return keys[at - 1][1] if at else None


def _spanned(text: str, span: Span) -> str:
    return text[span.start : span.end].strip('"')


def _is_text(entity: Entity | None, column: str) -> bool:
    """Whether `2025` or `true` in the cell is a text, as in a field of texts or of options."""
    field = None if entity is None else entity.fields.get(column)
    return field is not None and (bool(field.values) or str(getattr(field.type, "name", "")) == "string")


class _Document:
    """A fact file being written, which knows the cell of each of its places."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.places: list[tuple[int, str, int, str | None, str]] = []

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def begin(self, table: str, row: int) -> None:
        self.places.append((self.length, table, row, None, ""))

    def cell(self, table: str, row: int, column: str, cell: object, *, quoted: bool = False) -> None:
        text = written(cell)
        self.places.append((self.length, table, row, column, text))
        plain = isinstance(cell, bool | int | Decimal) or text in BOOLEANS or _is_number(text)
        self.add(text if plain and not quoted else escaped(json.dumps(text, ensure_ascii=False)))

    def load(self, policy: Policy) -> Facts | list[Fault]:
        reporter = Reporter()
        source = SourceFile("cohort", "".join(self.parts))
        facts = load_facts_source(source, policy, reporter)
        if facts is not None:
            return facts
        return [self._fault(one) for one in reporter if one.severity.value == "error"]

    def _fault(self, diagnostic: Diagnostic) -> Fault:
        at = bisect_right(self.places, diagnostic.labels[0].span.start, key=itemgetter(0))
        _, table, row, column, value = self.places[at - 1] if at else (0, APPLICANTS, 0, None, "")
        return Fault(diagnostic, table, row, column, value)


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-").replace(".", "", 1)
    return (
        digits.isascii()
        and digits.isdigit()
        and not text.startswith((".", "-."))
        and not text.endswith(".")
        and not (len(digits) > 1 and digits.startswith("0") and "." not in text)
    )


class _ItemReader:
    """Reads the rows of one kind of item."""

    def __init__(self, table: RawTable) -> None:
        entity = table.shape.entity
        assert entity is not None  # noqa: S101
        columns = list(table.columns)
        self.id = columns.index("id")
        self.name = columns.index("name") if "name" in columns else None
        self.fields: list[tuple[int | None, object, Convert]] = []
        self.by_period = [i for i, name in enumerate(columns) if (f := table.shape.field_of(name)) and f[1] is not None]
        for id_, field in entity.fields.items():
            place = columns.index(id_) if id_ in columns and field.by is None else None
            self.fields.append((place, left_out(field), converter(field)))

    def item(self, cells: tuple[object, ...]) -> Item:
        id_ = cells[self.id]
        if names_nothing(id_) or any(not is_empty(cells[i]) for i in self.by_period):
            raise OddError
        id_ = written(id_)
        values: list[object] = [id_]
        for place, absent, convert in self.fields:
            cell = None if place is None else cells[place]
            values.append(absent if is_empty(cell) else convert(cell))
        name = None if self.name is None else cells[self.name]
        return Item(id_, "" if is_empty(name) else str(name), tuple(values), _NOWHERE)
