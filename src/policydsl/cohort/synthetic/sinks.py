"""Writes cohorts as they are made: CSV and Parquet a table each, JSON lines a fact file a line."""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol

from policydsl.cohort.shape import APPLICANTS
from policydsl.cohort.synthetic.applicants import Drawn, Row
from policydsl.cohort.synthetic.columns import Column, json_text, plain_text, titles

_EPOCH: Final = 719_163  # the count of 1970-01-01
_DIGITS: Final = 18  # of a sum
_ROWS: Final = 4_000  # that are turned into columns at once
_GROUP: Final = 122_880  # rows of a row group: as many as DuckDB reads at once
_SPECIAL: Final = frozenset(',"\n\r')

Columns = Mapping[str, Sequence[Column]]


class Sink(Protocol):
    """Takes applicants in order."""

    def take(self, drawn: Drawn) -> None:
        """One applicant."""

    def close(self) -> None:
        """Write what is left."""


class TableSink:
    """A file for each table; `open_table` gives what takes the rows of one."""

    def __init__(self, columns: Columns, open_table: Callable[[str, Sequence[Column]], TableFile]) -> None:
        self.files = [open_table(name, own) for name, own in columns.items()]
        self.rows: list[list[Row]] = [[] for _ in columns]

    def take(self, drawn: Drawn) -> None:
        """One applicant."""
        rows = self.rows
        rows[0].append(drawn.row)
        place = 1
        for many in (*drawn.lists, *drawn.awards):
            if many:
                rows[place] += many
            place += 1
        if len(rows[0]) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        for file, rows in zip(self.files, self.rows, strict=True):
            if rows:
                file.add(rows)
                rows.clear()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        for file in self.files:
            file.close()


class TableFile(Protocol):
    """One table."""

    def add(self, rows: Sequence[Row]) -> None:
        """Some rows."""

    def close(self) -> None:
        """Write what is left."""


class CsvFile:
    """A table as CSV: UTF-8, a heading, an empty cell for what is unknown."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.stream = path.open("w", encoding="utf-8", newline="")
        csv.writer(self.stream, lineterminator="\n").writerow(titles(columns))
        self.write = [_cell(column) for column in columns]

    def add(self, rows: Sequence[Row]) -> None:
        """Some rows."""
        texts = (
            ["" if value is None else write(value) for value in values]
            for write, values in zip(self.write, zip(*rows, strict=True), strict=True)
        )
        self.stream.write("\n".join(map(",".join, zip(*texts, strict=True))) + "\n")

    def close(self) -> None:
        """Close the file."""
        self.stream.close()


def _cell(column: Column) -> Callable[[object], str]:
    plain = plain_text(column)
    if column.kind not in ("text", "option"):
        return plain
    return lambda value: plain(value) if _SPECIAL.isdisjoint(plain(value)) else _quoted(plain(value))


def _quoted(text: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([text])
    return stream.getvalue()


class ParquetFile:
    """A table as Parquet: DECIMAL, DATE, BOOLEAN, INT64, strings with a dictionary where there are few."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        import pyarrow as pa  # noqa: PLC0415  (loaded only when used)
        import pyarrow.parquet as pq  # noqa: PLC0415

        self.columns = columns
        self.schema: Any = pa.schema([pa.field(one.title, _arrow_type(one)) for one in columns])
        self.writer: Any = pq.ParquetWriter(path, self.schema)
        self.make = [_arrow_maker(one) for one in columns]
        self.batches: list[Any] = []
        self.waiting = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Some rows."""
        import pyarrow as pa  # noqa: PLC0415

        arrays = [make(values) for make, values in zip(self.make, zip(*rows, strict=True), strict=True)]
        self.batches.append(pa.record_batch(arrays, schema=self.schema))
        self.waiting += len(rows)
        if self.waiting >= _GROUP:
            self._group()

    def _group(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self.writer.write_table(pa.Table.from_batches(self.batches, schema=self.schema), row_group_size=10 * _GROUP)
        self.batches, self.waiting = [], 0

    def close(self) -> None:
        """Write the last group."""
        if self.batches:
            self._group()
        self.writer.close()


def _arrow_type(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    match column.kind:
        case "decimal":
            return pa.decimal128(_DIGITS, column.places)
        case "whole":
            return pa.int64()
        case "boolean":
            return pa.bool_()
        case "date":
            return pa.date32()
        case "option":
            return pa.dictionary(pa.int32(), pa.string())
        case _:
            return pa.string()


def _arrow_maker(column: Column) -> Callable[[Sequence[Any]], Any]:
    import pyarrow as pa  # noqa: PLC0415

    kind = _arrow_type(column)
    plain = plain_text(column)

    def decimals(values: Sequence[Any]) -> Any:
        """From the figures themselves: 128 bits each, the lower half first."""
        known = [0 if value is None else value for value in values]
        words = array("q", [0]) * (2 * len(known))
        words[::2] = array("q", known)
        if min(known) < 0:
            words[1::2] = array("q", [-1 if value < 0 else 0 for value in known])
        valid = None if None not in values else pa.array([value is not None for value in values]).buffers()[1]
        return pa.Array.from_buffers(kind, len(known), [valid, pa.py_buffer(words)])

    def days(values: Sequence[Any]) -> Any:
        return pa.array([None if one is None else one - _EPOCH for one in values], pa.int32()).cast(kind)

    def texts(values: Sequence[Any]) -> Any:
        return pa.array([None if one is None else plain(one) for one in values], kind)

    match column.kind:
        case "decimal":
            return decimals
        case "date":
            return days
        case "months" | "days":
            return texts
        case _:
            return lambda values: pa.array(values, kind)


class LineSink:
    """JSON lines: each is a whole fact file, with its figures as numbers."""

    def __init__(self, path: Path, columns: Columns, policy: str, day: str) -> None:
        self.stream = path.open("w", encoding="utf-8", newline="")
        self.columns = columns
        self.names = list(columns)
        self.head = f'{{"policydsl": 1, "kind": "facts", "policy": {policy}, "as_of": "{day}", "applicant": '
        self.write = {name: _objects(own, skip=0 if name == APPLICANTS else 1) for name, own in columns.items()}
        self.lists = [one for one in self.names[1:] if one not in ("prior_awards", "other_policy_awards", "elections")]

    def take(self, drawn: Drawn) -> None:
        """One applicant."""
        parts = [self.head + self.write[APPLICANTS](drawn.row)]
        for name, rows in zip(self.lists, drawn.lists, strict=True):
            if rows:
                parts.append(f'"{name}": [{", ".join(map(self.write[name], rows))}]')
        for name, rows in zip(("prior_awards", "other_policy_awards"), drawn.awards, strict=False):
            parts.append(f'"{name}": [{", ".join(map(self.write[name], rows))}]')
        elections = drawn.awards[2]
        if elections:
            chosen = ", ".join(f'"{rule}": "{clause}"' for _, rule, clause in elections)
            parts.append(f'"elections": {{{chosen}}}')
        self.stream.write(", ".join(parts) + "}\n")

    def close(self) -> None:
        """Close the file."""
        self.stream.close()


def _objects(columns: Sequence[Column], skip: int) -> Callable[[Row], str]:
    """How a row is written as an object, without what is unknown, and without the position of items."""
    fields = [
        (place, f'"{column.period or column.name}": ', column.name if column.period else "", json_text(column))
        for place, column in enumerate(columns)
        if place >= skip and column.name != "position"
    ]

    def write(row: Row) -> str:
        parts: list[str] = []
        series = ""
        inner: list[str] = []
        for place, key, of, text in fields:
            if series and of != series:
                parts.append(f'"{series}": {{{", ".join(inner)}}}')
                inner = []
            series = of
            value = row[place]
            if value is not None:
                (inner if of else parts).append(key + text(value))
        if series:
            parts.append(f'"{series}": {{{", ".join(inner)}}}')
        return "{" + ", ".join(parts) + "}"

    return write


class Closing:
    """Closes a sink at the end of a block, if nothing went wrong."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def __enter__(self) -> Sink:
        return self.sink

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is None:
            self.sink.close()
