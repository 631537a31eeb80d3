"""JSON lines, a fact file each.

Lines of the usual form become rows of texts. Every other line keeps its text, and the fact reader decides about it: its
rows are in the tables only to be counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NoReturn

from policydsl.cohort.intake.facts import escaped
from policydsl.cohort.intake.filling import Faults, Filler, is_whole, shortened
from policydsl.cohort.intake.sources import RawTable
from policydsl.cohort.shape import APPLICANTS, AWARDS, POSITION, TableShape
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.feel import types
from policydsl.feel.types import Assessed, Money
from policydsl.feel.values import Date
from policydsl.model.periods import parse_period
from policydsl.model.policy import ROOT, Entity, Field, Policy
from policydsl.source import Lang, SourceFile, Text
from policydsl.workspace import load_facts_source

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUFFIXES: Final = (".jsonl", ".ndjson")
_MARK: Final = b"\xef\xbb\xbf"
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,37})(?:\.[0-9]{1,20})?")
_LOOKS_LIKE_ONE: Final = re.compile(r"[-+.]?[0-9][0-9_,.]*(?:[eE][-+]?[0-9]*)?\Z")
_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_HEAD: Final = frozenset({"policydsl", "kind", "policy", "as_of", "note", ROOT})
_OPTIONAL: Final = ("level", "year")

_NO_JSON: Final = Text("不是 JSON：{reason}", "is no JSON: {reason}")
_NO_OBJECT: Final = Text("不是 JSON 对象", "is no JSON object")
_TOO_DEEP: Final = Text("嵌套得太深", "is nested too deep")
_NO_TEXT: Final = Text("不是 UTF-8 编码", "is not in UTF-8")
_HALVES: Final = Text("有半个字符（`\\ud800` 之类）", "has half of a character, as `\\ud800`")
_NO_ID: Final = Text("没有申报主体的 `id`", "has no `id` of an applicant")


class _Num(str):
    """A number as it is written."""

    __slots__ = ()


class _OddError(Exception):
    """The fact reader must decide."""


class _Seen:
    """Whether some object of a line names a key twice."""

    twice = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object."""
        found = dict(pairs)
        if len(found) < len(pairs):
            self.twice = True
        return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


Take = Callable[[Any], str]


def _number(value: Any) -> str:
    if type(value) is _Num and _NUMBER.fullmatch(value):
        return value
    raise _OddError


def _money(value: Any) -> str:
    if type(value) is str and value and not _LOOKS_LIKE_ONE.match(value):
        return value
    return _number(value)


def _text(value: Any) -> str:
    if type(value) is str and value:
        return value
    raise _OddError


def _boolean(value: Any) -> str:
    if value is True:
        return "true"
    if value is False:
        return "false"
    raise _OddError


def _taker(field: Field) -> Take:
    type_ = field.type.item if isinstance(field.type, Assessed) else field.type
    if isinstance(type_, Money):
        return _money
    return _number if type_ == types.NUMBER else _boolean if type_ == types.BOOLEAN else _text


class _Record:
    """Reads the objects of one table into rows."""

    def __init__(self, shape: TableShape, filler: Filler, lead: int) -> None:
        self.filler, self.lead = filler, lead  # cells before those of the object
        self.place = {name: at for at, name in enumerate(filler.columns)}
        entity: Entity | None = shape.entity
        self.periods: dict[str, Field] = {}
        if entity is None:
            self.take: dict[str, Take] = dict.fromkeys(AWARDS[shape.name], _text) | {"year": _number, "amount": _money}
            self.needed: tuple[str, ...] = tuple(n for n in AWARDS[shape.name] if n not in _OPTIONAL)
        else:
            self.take = {"id": _text, "name": _text}
            self.take |= {id_: _taker(field) for id_, field in entity.fields.items() if field.by is None}
            self.periods = {id_: field for id_, field in entity.fields.items() if field.by is not None}
            self.needed = ("id",)

    def row(self, value: Any, lead: list[object]) -> list[object]:
        """The cells; `_OddError` where anything is not usual."""
        if type(value) is not dict:
            raise _OddError
        row = lead + [None] * len(self.filler.columns)
        base = self.lead
        take, place = self.take, self.place
        for key, one in value.items():
            taker = take.get(key)
            if taker is None:
                if key not in self.periods:
                    raise _OddError
                self._figures(row, key, one)
            elif one is not None:
                row[base + place[key]] = taker(one)
        for name in self.needed:
            if row[base + place[name]] is None:
                raise _OddError
        return row

    def _figures(self, row: list[object], key: str, value: Any) -> None:
        field = self.periods[key]
        if value is None:
            return
        if type(value) is not dict or field.by is None:
            raise _OddError
        take = _taker(field)
        for period, one in value.items():
            if parse_period(field.by, period) is None:
                raise _OddError
            name = f"{key}[{period}]"
            if name not in self.place:
                self.filler.column(name)
                self.place[name] = len(self.filler.columns) - 1
            at = self.lead + self.place[name]
            row += [None] * (at + 1 - len(row))
            if one is not None:
                row[at] = take(one)


class LineReader:
    """Reads the lines into tables."""

    def __init__(self, policy: Policy, day: Date, shapes: Mapping[str, TableShape], path: str) -> None:
        self.policy, self.day, self.shapes, self.path = policy, day.iso(), shapes, path

    def load(self, db: DuckDBPyConnection, lang: Lang) -> dict[str, RawTable]:
        """All tables."""
        self.faults = Faults(db, lang)
        self.fillers: dict[str, Filler] = {}
        self.records: dict[str, _Record] = {}
        for name, shape in self.shapes.items():
            columns = [one for one in shape.plain if one != POSITION]
            root = name == APPLICANTS
            self.fillers[name] = Filler(db, shape, self.path, columns, documents=root)
            if name != "elections":
                # Before the fields: the number, and the document or the owner, which is a column itself.
                self.records[name] = _Record(shape, self.fillers[name], 2 if root else 1)
        self.seen = _Seen()
        self.decode = json.JSONDecoder(
            object_pairs_hook=self.seen.pairs, parse_float=_Num, parse_int=_Num, parse_constant=_no_number
        ).decode
        with open(self.path, "rb") as stream:  # noqa: PTH123
            for number, line in enumerate(stream, 1):
                self._line(number, line.removeprefix(_MARK) if number == 1 else line)
        self.faults.flush()
        return {name: filler.done() for name, filler in self.fillers.items()}

    def _line(self, number: int, line: bytes) -> None:
        if not line.strip():
            return
        try:
            text = line.decode()
        except UnicodeDecodeError:
            self._lost(number, line.decode(errors="replace"), _NO_TEXT)
            return
        self.seen.twice = False
        try:
            document = self.decode(text)
            halves = _HALF.search(line) and not is_whole(json.dumps(document, ensure_ascii=False))
        except RecursionError:
            self._lost(number, text, _TOO_DEEP)
            return
        except ValueError as error:
            self._lost(number, text, _filled(_NO_JSON, reason=error))
            return
        if type(document) is not dict:
            self._lost(number, text, _NO_OBJECT)
            return
        if halves:
            self._lost(number, text, _HALVES)
            return
        try:
            rows = self._rows(number, document)
        except _OddError:
            self._odd(number, text, document)
            return
        for name, row in rows:
            self.fillers[name].add(row)

    def _rows(self, number: int, document: dict[str, Any]) -> list[tuple[str, list[object]]]:
        """The rows of a usual line."""
        get = document.get
        if self.seen.twice or get("policydsl") != "1" or type(get("policydsl")) is not _Num or get("kind") != "facts":
            raise _OddError
        if get("policy", self.policy.id) != self.policy.id or get("as_of", self.day) != self.day:
            raise _OddError
        if type(get("note", "")) is not str or get("note", "-") == "":
            raise _OddError
        applicant = self.records[APPLICANTS].row(get(ROOT), [number, None])
        found = [(APPLICANTS, applicant)]
        owner = applicant[2]
        for key, value in document.items():
            if key in _HEAD:
                continue
            record = self.records.get(key)
            if record is None or key == APPLICANTS or type(value) is not list:
                raise _OddError
            for one in value:
                row = record.row(one, [number])
                row[1] = owner
                found.append((key, row))
        return found

    # -- other lines ---------------------------------------------------------------------------------

    def _lost(self, number: int, text: str, said: Text) -> None:
        place = self.fillers[APPLICANTS].add([number])
        args = {"line": number, "said": said.pick(self.faults.lang)}
        self.faults.add(APPLICANTS, place, "B163", args, value=text.strip())

    def _odd(self, number: int, text: str, document: dict[str, Any]) -> None:
        """A line for the fact reader: its rows as far as they can be counted."""
        found = document.get(ROOT)
        id_ = found.get("id") if type(found) is dict else None
        own = document.get("as_of")
        other_day = own is not None and own != self.day and type(own) is str
        filler = self.fillers[APPLICANTS]
        if not isinstance(id_, str) or not id_:
            place = filler.add([number])
            for one in self._errors(number, text):
                self.faults.found(APPLICANTS, place, one, value=shortened(text.strip()))
        elif other_day:
            place = filler.add([number, None, str(id_)])
            args = {"found": own, "wanted": self.day}
            self.faults.add(APPLICANTS, place, "B164", args, column="as_of", value=str(own))
        else:
            day = "" if "as_of" in document else f'"as_of": "{self.day}", '
            filler.add([number, f"{{{day}{escaped(text.strip()[1:])}", str(id_)])
        for key, value in document.items():
            if key in self.fillers and key != APPLICANTS:
                for _ in value if type(value) in (list, dict) else ():
                    self.fillers[key].add([number, str(id_) if isinstance(id_, str) else None])

    def _errors(self, number: int, text: str) -> list[Diagnostic]:
        """Why there is no applicant."""
        found = Reporter()
        load_facts_source(SourceFile(self.path, text), self.policy, found)
        errors = [one for one in found if one.severity.value == "error"][:1]
        return errors or [Diagnostic("B163", args={"line": number, "said": _NO_ID.pick(self.faults.lang)})]


def _filled(text: Text, **args: object) -> Text:
    return Text(text.zh.format(**args), text.en.format(**args))
