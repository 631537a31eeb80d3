"""`for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from policydsl.feel import ast
from policydsl.feel.ast import For, Quantified
from policydsl.feel.compiler.run import Code, Env
from policydsl.feel.compiler.scope import Scope
from policydsl.feel.compiler.work import work
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import kind, show, whole
from policydsl.feel.values import Date, Range, Value

_UNCOUNTABLE = Decimal(10) ** 34  # beyond 34 digits the next number cannot be told from this one


class _Null(Exception):  # noqa: N818  (a signal inside this module)
    """What is to be gone through is null, or not a thing to go through: so is the result."""


def for_(expr: For, scope: Scope) -> Code:
    """`for … return body`; the body also sees `partial`, the results so far."""
    inner, rounds = _rounds(expr.iterators, scope, work(expr.body), whole_way=True)
    inner, partial = inner.bind("partial", live=True)
    body = inner.compile(expr.body)

    def run(env: Env) -> Value:
        out: list[Value] = []
        try:
            for _ in rounds(env):
                # Set in every round: a loop inside the body has results of its own.
                env[partial] = out
                out.append(body(env))
        except _Null:
            return None
        env[0].weigh(out)
        return out

    return run


def quantified(expr: Quantified, scope: Scope) -> Code:
    """`some … satisfies` and `every … satisfies`: true and false as soon as they are sure, else null."""
    inner, rounds = _rounds(expr.iterators, scope, work(expr.condition))
    condition, span = inner.compile(expr.condition), expr.condition.span
    deciding = expr.kind == "some"

    def run(env: Env) -> Value:
        null = False
        try:
            for _ in rounds(env):
                found = condition(env)
                if found is deciding:
                    return deciding
                if found is None:
                    null = True
                elif not isinstance(found, bool):
                    return env[0].fail(_not_a_condition(found), span)  # type: ignore[no-any-return]
        except _Null:
            return None
        return None if null else not deciding

    return run


_Rounds = Callable[[Env], Iterator[None]]


def _rounds(
    iterators: tuple[ast.Iterator, ...], scope: Scope, steps: int, *, whole_way: bool = False
) -> tuple[Scope, _Rounds]:
    """The scope with the iterators' names, and what goes through all their combinations, the last one fastest.

    A round counts for so many `steps`.
    `whole_way`: it is sure to go through all, so that a loop that must be too long can end before it begins.
    """
    levels: list[tuple[int, Callable[[Env], Iterable[Value]]]] = []
    for iterator in iterators:
        domain = _domain(iterator, scope, whole_way=whole_way)
        scope, index = scope.bind(iterator.name)
        levels.append((index, domain))
    last = len(levels) - 1

    def run(env: Env) -> Iterator[None]:
        step = env[0].step
        # One open iterator a level: no recursion, however many there are.
        stack = [iter(levels[0][1](env))]
        while stack:
            level = len(stack) - 1
            index = levels[level][0]
            if level < last:
                for item in stack[-1]:
                    step()
                    env[index] = item
                    stack.append(iter(levels[level + 1][1](env)))
                    break
                else:
                    stack.pop()
                continue
            for item in stack[-1]:
                step(steps)
                env[index] = item
                yield
            stack.pop()

    return scope, run


def _domain(iterator: ast.Iterator, scope: Scope, *, whole_way: bool) -> Callable[[Env], Iterable[Value]]:
    source = scope.compile(iterator.source)
    end = None if iterator.end is None else scope.compile(iterator.end)
    span = iterator.source.span if iterator.end is None else iterator.source.span.to(iterator.end.span)

    def run(env: Env) -> Iterable[Value]:
        first = source(env)
        if end is None:
            if isinstance(first, list):
                return first
            if first is None:
                raise _Null
            if not isinstance(first, Range):
                return [first]
            range_ = first
        else:
            range_ = Range(first, end(env))
            if range_.low is None or range_.high is None:
                raise _Null
        try:
            counted, steps = _steps(range_, down=end is not None)
        except FeelFailure as error:
            env[0].fail(error, span)
            raise _Null from None
        length = abs(counted.stop - counted.start)  # `len` itself fails above what a machine word holds
        if whole_way and length > env[0].steps:
            env[0].step(length)
        return steps

    return run


def _steps(range_: Range, *, down: bool) -> tuple[range, Iterable[Value]]:
    """The whole numbers or days of a range one by one; from the end down to the start if `down` is allowed."""
    low, high = range_.low, range_.high
    if isinstance(low, Decimal) and isinstance(high, Decimal) and not range_.op:
        for end in (low, high):
            if not whole(end):
                raise fail(
                    f"`{show(end)}` 不是整数，不能逐个列举", f"`{show(end)}` is not whole, so it cannot be counted to"
                )
            if abs(end) >= _UNCOUNTABLE:
                raise fail(
                    f"`{show(end)}` 太大，不能逐个列举", f"`{show(end)}` is too large to be counted to one by one"
                )
        counted = _counted(int(low), int(high), range_, down=down)
        return counted, map(Decimal, counted)
    if isinstance(low, Date) and isinstance(high, Date) and not range_.op:
        counted = _counted(low.days, high.days, range_, down=down)
        return counted, map(Date.of_days, counted)
    raise _no_steps(range_ if not down else high if isinstance(low, Decimal | Date) else low)


def _counted(low: int, high: int, range_: Range, *, down: bool) -> range:
    low += not range_.low_closed
    high -= not range_.high_closed
    return range(low, high - 1, -1) if down and low > high else range(low, high + 1)


def _no_steps(value: Value) -> FeelFailure:
    what = kind(value)
    return fail(
        f"不能逐个列举{what.zh} `{show(value)}`；只能列举整数和日期",
        f"cannot go step by step through the {what.en} `{show(value)}`; only whole numbers and dates have steps",
    )


def _not_a_condition(value: Value) -> FeelFailure:
    what = kind(value)
    return fail(
        f"`satisfies` 后应是 true 或 false，而 `{show(value)}` 是{what.zh}",
        f"`satisfies` needs true or false, but `{show(value)}` is a {what.en}",
    )
