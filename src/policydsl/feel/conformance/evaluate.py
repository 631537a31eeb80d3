"""One case evaluated: its inputs, then what is required, then what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.compiler import (
    Compiled,
    CompiledTests,
    ItemDefinition,
    Limits,
    Outcome,
    call_function,
    coerce,
    compile_expression,
    compile_unary_tests,
)
from policydsl.feel.conformance import tables
from policydsl.feel.conformance.cases import Case, Invocation, Named, Step
from policydsl.feel.conformance.types import field_names, item_definitions, named
from policydsl.feel.failure import Failure, FeelFailure, fail
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.values import FeelFunction, Value
from policydsl.source import SourceFile, Span, WholeText

_NOWHERE = Span(0, 0)
_LIMITS = Limits(iterations=200_000)
Values = Mapping[str, Value]


@dataclass(slots=True)
class Session:
    """What the texts of one case share: the item definitions, the failures so far, names that may stand anywhere."""

    types: Mapping[str, ItemDefinition]
    failures: list[Failure]
    fields: frozenset[str]  # of the item definitions: a path or a filter may name them, spaces and all

    def expression(self, text: str, values: Values, scope: Sequence[str] = ()) -> Value:
        """The value of an expression."""
        compiled = self.compiled(text, {*values, *scope})
        return self.keep(compiled.run(values, _LIMITS))

    def compiled(self, text: str, names: set[str]) -> Compiled:
        """An expression, ready to run."""
        parsed = parse_expression(text, _origin(text), Reporter(), names=names | self.fields, style=False)
        return compile_expression(parsed, sorted(names), self.types)

    def tests(self, text: str, names: set[str]) -> CompiledTests | None:
        """A table cell, ready to run; None if it cannot be read."""
        parsed = parse_unary_tests(text, _origin(text), Reporter(), names=names | self.fields, style=False)
        return None if isinstance(parsed, ErrorExpr) else compile_unary_tests(parsed, sorted(names), self.types)

    def keep(self, outcome: Outcome) -> Value:
        """The value; its failures are noted."""
        self.failures.extend(outcome.failures)
        return outcome.value

    def attempt(self, make: Callable[[], Value]) -> Value:
        """The value, or null and a failure noted."""
        try:
            return make()
        except FeelFailure as error:
            self.failures.append(Failure(error.reason, _NOWHERE))
            return None

    def typed(self, value: Value, type_ref: str | None) -> Value:
        """The value coerced to a declared type; a type that the case does not define is not checked."""
        if type_ref is None or not (type_ref in self.types or type_ref in _SIMPLE):
            return value
        return self.attempt(lambda: coerce(value, named(type_ref), self.types))


_SIMPLE = frozenset({
    "number", "string", "boolean", "date", "time", "dateTime", "date and time", "Any", "dayTimeDuration",
    "yearMonthDuration", "days and time duration", "years and months duration",
})  # fmt: skip


def evaluate(case: Case) -> Outcome:
    """The value of what the case asks, and every failure on the way."""
    session = Session({}, [], field_names(case.types))
    session.types = item_definitions(case.types, _allowed(session))
    values: dict[str, Value] = {item.name: session.typed(item.value, item.type_ref) for item in case.inputs}
    for step in case.requires:
        values[step.name] = _step(step, values, session)
    return Outcome(_step(case.asked, values, session), tuple(session.failures))


def _step(step: Step, values: Values, session: Session) -> Value:
    if step.parameters is None:
        visible = {name: values[name] for name in step.scope if name in values}
        return session.typed(_body(step, visible, session), step.type_ref)
    return _function(step, step.parameters, values, session)


def _body(step: Step, values: Values, session: Session) -> Value:
    if step.table is not None:
        return tables.decide(step.table, values, session)
    if step.invocation is not None:
        return _invoked(step.invocation, values, session)
    return session.expression(step.expression or "null", values, step.scope)


def _invoked(call: Invocation, values: Values, session: Session) -> Value:
    names = tuple(name for name, _ in call.arguments)
    arguments = [session.expression(text, values) for _, text in call.arguments]
    return session.attempt(lambda: call_function(values.get(call.function), arguments, names))


def _function(step: Step, parameters: tuple[Named, ...], values: Values, session: Session) -> Value:
    """A function that sees what its scope lists, and itself."""
    outside = {name: values[name] for name in step.scope if name in values}
    names = tuple(parameter.name for parameter in parameters)
    table, text = step.table, step.expression or "null"
    body = session.compiled(text, {*outside, *names, *step.scope, step.name})

    def call(arguments: Sequence[Value]) -> Value:
        if len(arguments) != len(names):
            raise fail("参数个数不符", "the number of arguments is wrong")
        given = {
            parameter.name: _argument(parameter, argument, session)
            for parameter, argument in zip(parameters, arguments, strict=True)
        }
        inner: dict[str, Value] = {**outside, step.name: made, **given}
        if table is not None:
            return session.typed(tables.decide(table, inner, session), step.type_ref)
        return session.typed(session.keep(body.run(inner, _LIMITS)), step.type_ref)

    declared = tuple(None if item.type_ref is None else named(item.type_ref) for item in parameters)
    result = None if step.type_ref is None else named(step.type_ref)
    made: Value = FeelFunction(step.name, names, call, declared, result)
    return made


def _argument(parameter: Named, argument: Value, session: Session) -> Value:
    if parameter.type_ref is None:
        return argument
    return coerce(argument, named(parameter.type_ref), session.types)


def _allowed(session: Session) -> Callable[[str], Callable[[Value], bool]]:
    def compiled(text: str) -> Callable[[Value], bool]:
        tests = session.tests(text, set())
        return lambda value: tests is None or tests.run(value).value is True

    return compiled


def _origin(text: str) -> WholeText:
    return WholeText(SourceFile("case", text))
