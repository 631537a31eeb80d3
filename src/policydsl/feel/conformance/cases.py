"""The cases of a kit, read from JSON lines into frozen objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from policydsl.diagnostics import Reporter
from policydsl.feel.values import DateTime, Time, Value, parse_date, parse_date_time, parse_duration, parse_time
from policydsl.source.frozen import frozen

Json: TypeAlias = Mapping[str, Any]

# What a line that is no case makes the functions below raise, whatever is wrong with it.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
FILES = ("feel_cases.jsonl", "boxed_cases.jsonl", "table_cases.jsonl")


@frozen
class Named:
    """An input, or a parameter: its name and declared type."""

    name: str
    type_ref: str | None
    value: Value = None


@frozen
class Table:
    """A decision table as texts."""

    hit_policy: str
    aggregation: str | None
    inputs: tuple[str, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


@frozen
class TableOutput:
    """A column of results; `values` lists them by priority."""

    name: str | None
    values: str | None
    default: str | None


@frozen
class Invocation:
    """A call by name that is not written as text: the names may hold what no text could."""

    function: str
    arguments: tuple[tuple[str, str], ...]


@frozen
class Step:
    """Something to evaluate: a decision, or (with parameters) a function that others call."""

    name: str
    expression: str | None
    table: Table | None
    type_ref: str | None
    scope: tuple[str, ...]
    parameters: tuple[Named, ...] | None = None
    invocation: Invocation | None = None


@frozen
class Case:
    """One case: inputs, what comes before, what is asked, and what is expected."""

    id: str
    folder: str
    inputs: tuple[Named, ...]
    requires: tuple[Step, ...]
    asked: Step
    types: Mapping[str, Json]
    expected: Value
    fails: bool


def read_cases(folder: Path, reporter: Reporter) -> Iterator[Case]:
    """The cases of every file of the kit that the folder has, in order; what cannot be read is reported."""
    paths = [path for name in FILES if (path := folder / name).is_file()]
    if not paths:
        reporter.report("U122", path=str(folder), files=", ".join(f"`{name}`" for name in FILES))
    for path in paths:
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reporter.report("U003", path=str(path), reason=str(error))
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    case = _case(json.loads(line))
                except _BROKEN:
                    reporter.report("U123", path=str(path), line=str(number))
                else:
                    yield case


def _case(row: Json) -> Case:
    return Case(
        id=row["id"],
        folder=row["folder"],
        inputs=tuple(Named(item["name"], item["typeRef"], _value(item["value"])) for item in row["context"]),
        requires=tuple(_step(item) for item in row["requires"]),
        asked=_decision(row["result"], row),
        types=row["types"],
        expected=_value(row["expected"]),
        fails=row["expect_error"],
    )


def _step(row: Json) -> Step:
    if row["kind"] != "bkm":
        return _decision(row["name"], row)
    parameters = tuple(Named(item["name"], item["typeRef"]) for item in row["params"])
    return Step(
        row["name"],
        row.get("body"),
        _table(row.get("table")),
        row["resultTypeRef"],
        tuple(row["scope"]),
        parameters,
    )


def _decision(name: str, row: Json) -> Step:
    call = row.get("invocation")
    arguments = tuple((item["name"], item["expression"]) for item in call["args"]) if call else ()
    invocation = Invocation(call["function"], arguments) if call else None
    scope = tuple(row["scope"])
    return Step(name, row.get("expression"), _table(row.get("table")), row["typeRef"], scope, invocation=invocation)


def _table(row: Json | None) -> Table | None:
    if row is None:
        return None
    return Table(
        hit_policy=row["hitPolicy"],
        aggregation=row["aggregation"],
        inputs=tuple(item["expr"] for item in row["inputs"]),
        outputs=tuple(TableOutput(item["name"], item["values"], item["default"]) for item in row["outputs"]),
        rules=tuple((tuple(rule["when"]), tuple(rule["then"])) for rule in row["rules"]),
    )


def _value(row: Json) -> Value:
    """A typed value of the kit."""
    kind, value = row["t"], row.get("v")
    if value is None:
        return None
    match kind:
        case "number":
            return Decimal(value)
        case "list":
            return [_value(item) for item in value]
        case "context":
            return {key: _value(item) for key, item in value.items()}
        case "date":
            return parse_date(value)
        case "time":
            return parse_time(value)
        case "dateTime":
            date = parse_date(value)
            return parse_date_time(value) if date is None else DateTime(date, Time(0))
        case "duration":
            return parse_duration(value)
        case _:
            plain: Value = value
            return plain
