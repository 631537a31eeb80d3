"""Rows that are not computed, each with its reason; all rows of an applicant go with a wrong one.

A sum that is computed from half of an applicant's contracts would be wrong without showing it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cohort.intake.facts import Fault
from policydsl.cohort.intake.filling import FAULTS, SHOWN, TOUCHED, insert, make_tables, shortened
from policydsl.cohort.intake.sources import NTH, RawTable, literal, quoted
from policydsl.cohort.intake.typed import has_id, ids_ascend
from policydsl.cohort.run.results import SlowRow
from policydsl.cohort.shape import APPLICANTS, OWNER, POSITION
from policydsl.diagnostics import Diagnostic
from policydsl.source import Lang

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLE: Final = "$rejects"
WITH_OTHERS: Final = "B120"
NOBODYS: Final = "B121"
NAMELESS: Final = "B122"
TWICE: Final = "B123"
TOO_LARGE: Final = "B124"
NO_POSITION: Final = "B125"
_POSITION: Final = literal("-?[0-9]{1,18}([.]0+)?")
_CHUNK: Final = 20_000


class Rejects:
    """The table of rejects: `row` counts from 1, the heads not counted."""

    def __init__(self, db: DuckDBPyConnection, tables: Mapping[str, RawTable], lang: Lang) -> None:
        self.db, self.tables, self.lang = db, tables, lang
        db.execute(
            f'CREATE TABLE "{TABLE}" ("table" VARCHAR, row BIGINT, applicant VARCHAR, "column" VARCHAR, value VARCHAR, '
            "code VARCHAR, reason VARCHAR)"
        )
        db.execute('CREATE TABLE "$rejected" ("$a" BIGINT, id VARCHAR)')
        self._told: list[tuple[object, ...]] = []
        self._whose: list[tuple[int, str]] = []

    def faults(self) -> None:
        """Rows that could not be read, and the applicants to whom they belong or may belong."""
        make_tables(self.db)
        for name, table in self.tables.items():
            owner = f"CAST(r.{'id' if name == APPLICANTS else OWNER} AS VARCHAR)"
            source = f"{FAULTS} f JOIN {quoted(table.name)} r ON {NTH} = f.r"
            self.db.execute(
                f'INSERT INTO "{TABLE}" SELECT f."table", f.r + 1, {owner}, f."column", f.value, f.code, f.reason '
                f'FROM {source} WHERE f."table" = {literal(name)}'
            )
        self.db.execute(
            'INSERT INTO "$rejected" SELECT DISTINCT a."$a", a.id FROM applicants a '
            f'WHERE a.id IN (SELECT id FROM {TOUCHED} UNION ALL SELECT applicant FROM "{TABLE}")'
        )

    def positions(self) -> None:
        """Items whose place among the others cannot be read: who takes first of a cap is not known."""
        for name, table in self.tables.items():
            type_ = table.columns.get(POSITION, "")
            if not type_ or (type_.endswith("INT") or type_ == "INTEGER"):
                continue
            owner, cell = f"CAST(r.{OWNER} AS VARCHAR)", f"CAST(r.{POSITION} AS VARCHAR)"
            self.db.execute(
                f'INSERT INTO "{TABLE}" SELECT {literal(name)}, {NTH} + 1, {owner}, {literal(POSITION)}, '
                f"left({cell}, {SHOWN}), {literal(NO_POSITION)}, {literal(self._message(NO_POSITION))} "
                f"FROM {quoted(table.name)} r WHERE {cell} <> '' AND NOT regexp_full_match({cell}, {_POSITION}) "
                f"AND {self._not_told(name, f'{NTH} + 1')}"
            )
        self.db.execute(
            'INSERT INTO "$rejected" SELECT DISTINCT a."$a", a.id FROM applicants a WHERE a.id IN '
            f'(SELECT applicant FROM "{TABLE}" WHERE code = {literal(NO_POSITION)}) '
            'AND a."$a" NOT IN (SELECT "$a" FROM "$rejected")'
        )

    @staticmethod
    def _not_told(table: str, row: str) -> str:
        """That nothing is said of a row yet."""
        return f'NOT EXISTS (FROM "{TABLE}" t WHERE t."table" = {literal(table)} AND t.row = {row})'

    def _message(self, code: str, **args: object) -> str:
        return Diagnostic(code, args=args).message(self.lang)

    def without_id(self, *, known: bool = False) -> None:
        """Applicants without an id, and those whose id comes twice: nothing can be said to belong to them.

        `known`: these ids are in `$twice` already, and their applicants left out of the typed table.
        """
        table = self.tables[APPLICANTS]
        raw = quoted(table.name)
        if known or self._size(APPLICANTS) != self._size(table.name):
            self.db.execute(
                f"INSERT INTO \"{TABLE}\" SELECT {literal(APPLICANTS)}, {NTH} + 1, NULL, 'id', NULL, "
                f"{literal(NAMELESS)}, {literal(self._message(NAMELESS))} FROM {raw} r WHERE NOT {has_id('r.id')} "
                f"AND {self._not_told(APPLICANTS, f'{NTH} + 1')}"
            )
        if not known:
            ascend = ids_ascend(self.db, table)
            twice = "WHERE FALSE" if ascend else "GROUP BY id HAVING count(*) > 1"
            self.db.execute(f'CREATE TABLE "$twice" AS SELECT id FROM applicants {twice}')
            if ascend:
                return
        id_ = "CAST(r.id AS VARCHAR)"
        self.db.execute(
            f"INSERT INTO \"{TABLE}\" SELECT {literal(APPLICANTS)}, {NTH} + 1, {id_}, 'id', {id_}, {literal(TWICE)}, "
            f'{literal(self._message(TWICE))} FROM {raw} r WHERE {has_id("r.id")} AND {id_} IN (FROM "$twice")'
        )
        if not known:
            self.db.execute('DELETE FROM applicants WHERE id IN (FROM "$twice")')
        self.db.execute('DELETE FROM "$rejected" WHERE id IN (FROM "$twice")')

    def orphans(self) -> None:
        """Rows that belong to no applicant, or to one whose id comes twice."""
        for name, table in self.tables.items():
            if name == APPLICANTS:
                continue
            if table.shape.entity is not None and self._size(name) == self._size(table.name):
                continue  # every row found its applicant when the typed table was made
            owner = f"CAST(r.{OWNER} AS VARCHAR)"
            twice = f'{owner} IN (FROM "$twice")'
            self.db.execute(
                f'INSERT INTO "{TABLE}" SELECT {literal(name)}, {NTH} + 1, {owner}, {literal(OWNER)}, {owner}, '
                f"CASE WHEN {twice} THEN {literal(WITH_OTHERS)} ELSE {literal(NOBODYS)} END, "
                f"CASE WHEN {twice} THEN {literal(self._message(WITH_OTHERS))} "
                f"ELSE {literal(self._message(NOBODYS))} END "
                f"FROM {quoted(table.name)} r LEFT JOIN applicants a ON a.id = {owner} WHERE a.id IS NULL "
                f"AND {self._not_told(name, f'{NTH} + 1')}"
            )

    def _size(self, name: str) -> int:
        row = self.db.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
        return 0 if row is None else int(row[0])

    def applicant(self, number: int, id_: str, faults: Sequence[Fault]) -> None:
        """An applicant whose facts cannot be read; it is in the tables after `flush`."""
        self._whose.append((number, id_))
        self._told += [
            (one.table, one.row or number + 1, id_, one.column, shortened(one.value), one.diagnostic.code,
             one.diagnostic.message(self.lang))
            for one in faults
        ]  # fmt: skip
        if len(self._told) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting: row by row it would take a hundred times as long."""
        for table, rows in (("$rejected", self._whose), (TABLE, self._told)):
            if rows:
                insert(self.db, quoted(table), list(zip(*rows, strict=True)))
        self._whose, self._told = [], []

    def too_large(self, number: int, id_: str, row: SlowRow) -> None:
        """An applicant with an award that is too large to write down."""
        self.applicant(number, id_, [Fault(Diagnostic(TOO_LARGE), APPLICANTS, 0, None, row[3])])

    def finish(self) -> None:
        """The other rows of rejected applicants."""
        for name, table in self.tables.items():
            owner = "r.id" if name == APPLICANTS else f"r.{OWNER}"
            self.db.execute(
                f'INSERT INTO "{TABLE}" SELECT {literal(name)}, {NTH} + 1, x.id, NULL, NULL, {literal(WITH_OTHERS)}, '
                f"{literal(self._message(WITH_OTHERS))} FROM {quoted(table.name)} r "
                f'JOIN "$rejected" x ON x.id = CAST({owner} AS VARCHAR) '
                f"WHERE {self._not_told(name, f'{NTH} + 1')}"
            )
