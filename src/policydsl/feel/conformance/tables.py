"""Decision tables with every hit policy, as the kit has them: texts in, the result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from policydsl.feel.builtins import BUILTINS
from policydsl.feel.compiler import CompiledTests, Outcome, call_builtin
from policydsl.feel.conformance.cases import Table, TableOutput
from policydsl.feel.failure import fail
from policydsl.feel.ops import matches
from policydsl.feel.values import Value

_AGGREGATES = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}


class Evaluator(Protocol):
    """What reads and runs the texts of a table."""

    def expression(self, text: str, values: Mapping[str, Value], scope: Sequence[str] = ()) -> Value:
        """The value of an expression."""
        ...

    def tests(self, text: str, names: set[str]) -> CompiledTests | None:
        """A cell, ready to run."""
        ...

    def keep(self, outcome: Outcome) -> Value:
        """The value; its failures are noted."""
        ...


def decide(table: Table, values: Mapping[str, Value], evaluator: Evaluator) -> Value:
    """The result of a table; FeelFailure where the rules that match contradict its hit policy."""
    inputs = [evaluator.expression(text, values) for text in table.inputs]
    names = set(values)
    hits: list[tuple[str, ...]] = []
    for cells, results in table.rules:
        if all(_holds(cell, value, values, names, evaluator) for cell, value in zip(cells, inputs, strict=True)):
            hits.append(results)
            if table.hit_policy == "FIRST":
                break
    if not hits:
        return _nothing(table, values, evaluator)
    found = [[evaluator.expression(text, values) for text in results] for results in hits]
    return _chosen(table, found, values, evaluator)


def _holds(cell: str, value: Value, values: Mapping[str, Value], names: set[str], evaluator: Evaluator) -> bool:
    tests = evaluator.tests(cell, names)
    return tests is not None and evaluator.keep(tests.run(value, values)) is True


def _chosen(table: Table, found: list[list[Value]], values: Mapping[str, Value], evaluator: Evaluator) -> Value:
    match table.hit_policy:
        case "UNIQUE":
            if len(found) > 1:
                raise fail("表格中不止一行符合", "more than one row of the table matches")
            return _row(table.outputs, found[0])
        case "ANY":
            if any(not matches(list(other), list(found[0])) for other in found[1:]):
                raise fail("表格中符合的各行结果不一致", "the rows of the table that match differ in their results")
            return _row(table.outputs, found[0])
        case "FIRST":
            return _row(table.outputs, found[0])
        case "PRIORITY":
            return _row(table.outputs, _by_priority(table, found, values, evaluator)[0])
        case "OUTPUT ORDER":
            return [_row(table.outputs, row) for row in _by_priority(table, found, values, evaluator)]
        case _:
            rows = [_row(table.outputs, row) for row in found]
            if table.aggregation is None:
                return rows
            return call_builtin(BUILTINS[_AGGREGATES[table.aggregation]], [rows])


def _row(outputs: tuple[TableOutput, ...], results: list[Value]) -> Value:
    if len(outputs) == 1:
        return results[0]
    return {output.name or "": result for output, result in zip(outputs, results, strict=True)}


def _nothing(table: Table, values: Mapping[str, Value], evaluator: Evaluator) -> Value:
    """No row matches: the defaults, if there are any."""
    if all(output.default is None for output in table.outputs):
        if table.hit_policy in {"COLLECT", "RULE ORDER", "OUTPUT ORDER"} and table.aggregation is None:
            return []
        return None
    defaults = [evaluator.expression(output.default or "null", values) for output in table.outputs]
    return _row(table.outputs, defaults)


def _by_priority(
    table: Table, found: list[list[Value]], values: Mapping[str, Value], evaluator: Evaluator
) -> list[list[Value]]:
    """Rows in the order in which the columns list their values; a stable sort, the first column weighs most."""
    orders: list[list[Value]] = []
    for output in table.outputs:
        listed = evaluator.expression(f"[{output.values}]", values) if output.values else []
        orders.append(listed if isinstance(listed, list) else [])

    def places(row: list[Value]) -> list[int]:
        return [_place(order, result) for order, result in zip(orders, row, strict=True)]

    return sorted(found, key=places)


def _place(order: list[Value], result: Value) -> int:
    return next((place for place, value in enumerate(order) if matches(value, result)), len(order))
