"""One run of a compiled formula: its failures, and the limits that end a run without end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from policydsl.feel.failure import Failure, FeelFailure
from policydsl.feel.values import Value
from policydsl.source import Span, Text
from policydsl.source.frozen import frozen

# A frame: the run, the frame that the function was made in, then a slot for each name.
# Its members are of many types, and a cast for each would cost the speed that compiling is for.
Env: TypeAlias = list[Any]
Code: TypeAlias = Callable[[Env], Value]
FIRST_SLOT = 2

_MAX_FAILURES = 100  # a loop may fail the same way a million times; the first ones tell
_CALL = 4  # a call takes as long as so many rounds of a loop
LOOKED_THROUGH = 24  # what looks at every part of a list, for each sixteen of them
_FAILURE = 64  # and so does a failed operation, with its words
_STACK = 12_000  # Python frames: enough for `Limits.depth` calls of nested formulas


@frozen
class Limits:
    """How much a run may do before it is stopped with a failure."""

    iterations: int = 1_000_000  # steps of all loops, filters and calls together; a round counts for what it does
    size: int = 1_000_000  # parts of the result, or characters of a text
    depth: int = 500  # functions that wait for each other


@frozen
class Outcome:
    """What a formula gave: its value, and the operations that failed on the way."""

    value: Value
    failures: tuple[Failure, ...] = ()


USUAL = Limits()


class LimitReached(Exception):  # noqa: N818  (it ends the run, and is no error of the program)
    """A limit is reached: the whole run ends."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Run:
    """What the closures of one run share."""

    __slots__ = ("_weights", "depth", "failures", "limits", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.iterations
        self.depth = 0
        self.failures: list[Failure] = []
        # By identity; the container is kept beside its weight, so that no other can get its identity.
        self._weights: dict[int, tuple[int, list[Value] | dict[str, Value]]] = {}

    def fail(self, error: FeelFailure, span: Span) -> Value:
        """Record a failed operation, once, and give its value: null."""
        self.step(_FAILURE)
        if len(self.failures) < _MAX_FAILURES:
            failure = Failure(error.reason, span)
            if failure not in self.failures:
                self.failures.append(failure)
        return None

    def step(self, count: int = 1) -> None:
        """Count rounds of a loop."""
        self.steps -= count
        if self.steps < 0:
            raise LimitReached(
                Text(
                    f"计算超过 {self.limits.iterations} 步，已停止",
                    f"the computation was stopped after {self.limits.iterations} steps",
                )
            )

    def weigh(self, made: list[Value] | dict[str, Value]) -> None:
        """Note how much a new list or context holds, what is inside of its members too.

        Members can be shared: without this a list of two, doubled sixty times, would be taken for a small one.
        """
        total, nested = len(made), False
        for part in made if isinstance(made, list) else made.values():
            if isinstance(part, list | dict):
                nested = True
                total += self.weight(part)
        if total > self.limits.size:
            raise LimitReached(
                Text(
                    f"中间结果超过 {self.limits.size} 项，已停止",
                    f"the computation was stopped: a value has more than {self.limits.size} parts",
                )
            )
        if nested:
            self._weights[id(made)] = (total, made)

    def weight(self, container: list[Value] | dict[str, Value]) -> int:
        """How much a list or context holds; what comes from outside counts by its own members alone."""
        known = self._weights.get(id(container))
        return known[0] if known else len(container)

    def charge(self, values: Iterable[Value], cost: int = _CALL) -> None:
        """Count the work of an operation that goes through its operands: `cost` for each sixteen parts of them."""
        for value in values:
            kind = value.__class__
            if kind is list or kind is dict:
                self.step(self.weight(value) * cost >> 4)  # type: ignore[arg-type]
            elif kind is str:
                self.step(len(value) * cost >> 8)  # type: ignore[arg-type]

    def enter(self, work: int) -> None:
        """Count a function that is called; `leave` when it is done."""
        self.step(_CALL + work)
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitReached(
                Text(
                    f"函数互相调用超过 {self.limits.depth} 层，已停止",
                    f"the computation was stopped: functions call each other more than {self.limits.depth} deep",
                )
            )

    def leave(self) -> None:
        """A function is done."""
        self.depth -= 1

    def suppressed(self, code: Code, env: Env) -> Value:
        """The value of a part that is only asked what it would be: its failures do not count."""
        kept = len(self.failures)
        try:
            return code(env)
        finally:
            del self.failures[kept:]


def perform(code: Code, slots: list[Value], span: Span, limits: Limits) -> Outcome:
    """Run a compiled formula from outside, its slots filled; whatever the formula does, this returns."""
    run = Run(limits)
    if sys.getrecursionlimit() < _STACK:
        # Never lowered again: another thread may be deep in a run of its own.
        sys.setrecursionlimit(_STACK)
    try:
        value = code([run, None, *slots])
        if isinstance(value, _LARGE):
            _check_size(value, run.limits.size)
    except LimitReached as limit:
        run.failures.append(Failure(limit.reason, span))
    except RecursionError:
        run.failures.append(Failure(Text("公式嵌套太深，已停止", "the formula is nested too deeply"), span))
    else:
        return Outcome(value, tuple(run.failures))
    return Outcome(None, tuple(run.failures))


_LARGE = (list, dict, str)


def _check_size(value: Value, limit: int) -> None:
    """Lists that share their parts can be larger than any memory once they are written out."""
    stack, left = [value], limit
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            left -= len(part)
        elif isinstance(part, list):
            left -= len(part)
            stack.extend(part if left >= 0 else ())
        elif isinstance(part, dict):
            left -= len(part)
            stack.extend(part.values() if left >= 0 else ())
        if left < 0:
            raise LimitReached(
                Text(f"结果超过 {limit} 项，已停止", f"the result has more than {limit} parts, and was dropped")
            )
