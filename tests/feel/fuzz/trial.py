"""One text tried at every door of the engine: what came of it, and how long it took."""

from __future__ import annotations

import gc
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from types import FrameType
from typing import Final, Literal, TypeVar

from policydsl.diagnostics import Reporter, Severity
from policydsl.diagnostics.render.text import render_text
from policydsl.feel import types
from policydsl.feel.ast import ErrorExpr, Expr, UnaryTests
from policydsl.feel.checker import Checker, Scope, Symbol
from policydsl.feel.checker.comparisons import cell as check_cell
from policydsl.feel.compiler import Outcome, compile_expression, compile_unary_tests
from policydsl.feel.ops import show
from policydsl.feel.parser import parse_expression, parse_unary_tests
from policydsl.feel.printer import print_expression, print_unary_tests
from policydsl.feel.values import Value, parse_date
from policydsl.source import SourceFile, WholeText

T = TypeVar("T")
R = TypeVar("R")
Kind = Literal["value", "null", "failure", "diagnostic"]
SECONDS: Final = 2.0  # of processor time, so that a busy machine is no failure
_HANGS: Final = 20.0
VALUES: Final[dict[str, Value]] = {
    "a": Decimal(3),
    "b": Decimal("-2.5"),
    "xs": [Decimal(number) for number in (1, 2, 3, 100)],
    "s": "foobar",
    "d": parse_date("2025-01-31"),
    "ctx": {"a": Decimal(1), "b": [{"a": Decimal(2)}, {"a": None}], "Monthly Salary": "x"},
    "Monthly Salary": Decimal(1000),
    "年度收入": Decimal(12_000_000),
    "a-b": Decimal(7),
    "none": None,
}
_ITEM = types.Record(
    "item", (("a", types.NUMBER), ("fee", types.Money()), ("kind", types.Enum("item.kind", ("x", "y"))))
)
SCOPE: Final = Scope(
    {
        name: Symbol(name, type_, kind)
        for name, type_, kind in (
            ("a", types.NUMBER, "let"),
            ("b", types.Money(), "let"),
            ("xs", types.ListOf(_ITEM), "list"),
            ("s", types.TEXT, "let"),
            ("d", types.DATE, "day"),
            ("ctx", _ITEM, "item"),
            ("年度收入", types.Money(), "let"),
            ("none", types.Assessed(types.Money()), "let"),
        )
    }
)


class TooLongError(Exception):
    """A text has taken so much time that it hangs."""


@dataclass(slots=True)
class Tally:
    """What came of many texts."""

    kinds: Counter[Kind] = field(default_factory=Counter)
    bugs: list[tuple[str, str]] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Try one more."""
        self.attempt(text, as_cell)
        kind = self.attempt(text, as_formula)
        if kind is not None:
            self.kinds[kind] += 1

    def attempt(self, text: str, door: Callable[[str], T]) -> T | None:
        """Try one text at one door; what goes wrong is kept."""
        taken, found = self._timed(text, door)
        for calls in (40, 77, 150):
            # Where a call happens to need a new piece of its stack, CPython asks the system for it at every call, and
            # a tight loop takes ten times as long. A few calls deeper it does not: that is the time of the text itself.
            if taken > SECONDS:
                taken = min(taken, _deeper(calls, lambda: self._timed(text, door))[0])
        if taken > SECONDS:
            self.bugs.append((text, f"{taken:.1f} s"))
        self.slowest = sorted([*self.slowest, (taken, text)], reverse=True)[:5]
        return found

    def _timed(self, text: str, door: Callable[[str], T]) -> tuple[float, T | None]:
        start, found = time.process_time(), None
        try:
            with bounded(_HANGS):
                found = door(text)
        except Exception:  # noqa: BLE001  (whatever it is, it is what is looked for)
            self.bugs.append((text, traceback.format_exc(limit=-6)))
        return time.process_time() - start, found


def _deeper(calls: int, work: Callable[[], R]) -> R:
    return _deeper(calls - 1, work) if calls else work()


def tally(texts: Iterable[str]) -> Tally:
    """Try them all; what other tests left in memory is not searched for garbage meanwhile."""
    found = Tally()
    gc.freeze()
    try:
        for text in texts:
            found.add(text)
    finally:
        gc.unfreeze()
    return found


def as_formula(text: str) -> Kind:
    """The text as a formula, plain and of a policy: what came of it. Anything else raises."""
    origin, reporter = WholeText(SourceFile("formula", text)), Reporter()
    parsed = parse_expression(text, origin, reporter, names=VALUES.keys())
    spoken(reporter, parsed)
    if isinstance(parsed, ErrorExpr):
        return "diagnostic"
    print_expression(parsed)
    in_a_policy(parsed, origin)
    outcome = compile_expression(parsed, list(VALUES)).run(VALUES)
    told(outcome)
    if outcome.value is not None:
        return "value"
    return "failure" if outcome.failures else "null"


def as_cell(text: str) -> None:
    """The text as the cell of a table."""
    origin, reporter = WholeText(SourceFile("cell", text)), Reporter()
    parsed = parse_unary_tests(text, origin, reporter, names=VALUES.keys())
    spoken(reporter, parsed)
    if isinstance(parsed, ErrorExpr):
        return
    print_unary_tests(parsed)
    checker = Checker(Reporter())
    column = parsed.tests[0] if parsed.tests else ErrorExpr(parsed.span)
    for type_ in (
        types.Money(),
        types.BOOLEAN,
        types.Enum("a.kind", ("enterprise", "高校"), (("企业", "enterprise"),)),
    ):
        check_cell(checker, parsed, text, origin, (column, type_), SCOPE)
    render_text(checker.reporter, "zh")
    outcome = compile_unary_tests(parsed, list(VALUES)).run(Decimal(10), VALUES)
    told(outcome)
    if outcome.value not in (True, False, None):
        message = f"a cell gave {show(outcome.value)}"
        raise AssertionError(message)


def in_a_policy(parsed: Expr, origin: WholeText) -> None:
    """The text under the type checker: a type, or findings."""
    reporter = Reporter()
    found = Checker(reporter).check(parsed, origin, SCOPE)
    if found == types.ERROR and not reporter.has_errors:
        raise AssertionError("no type, and no finding that says why")
    render_text(reporter, "zh")


def spoken(reporter: Reporter, parsed: Expr | UnaryTests) -> None:
    """Findings can be shown in both languages; a text that was not read has exactly one error."""
    render_text(reporter, "zh")
    render_text(reporter, "en")
    errors = sum(found.severity is Severity.ERROR for found in reporter)
    if errors != isinstance(parsed, ErrorExpr):
        message = f"{errors} errors for {type(parsed).__name__}"
        raise AssertionError(message)


def told(outcome: Outcome) -> None:
    """The value can be shown, every failure says why in both languages and where."""
    show(outcome.value, 200)
    for failure in outcome.failures:
        if not (failure.reason.zh and failure.reason.en):
            raise AssertionError("a failure without words")


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Ends what takes longer, where the system can tell (not on Windows)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
