"""Names, paths and filters."""

from __future__ import annotations

from decimal import Decimal

from policydsl.feel.ast import Expr, Filter, Name, Path
from policydsl.feel.compiler.invoke import builtin_function
from policydsl.feel.compiler.run import Code, Env, Run
from policydsl.feel.compiler.scope import Scope, Slot
from policydsl.feel.compiler.work import work
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import kind, member, show, whole
from policydsl.feel.values import Value
from policydsl.source import Span
from policydsl.source.figures import counted

_LIVE_COPY = 16  # members of a growing list that are copied for one step


def name(expr: Name, scope: Scope) -> Code:
    """A name: an entry of the item that a filter looks at, a name in scope, or a built-in function."""
    found = scope.find(expr.name)
    outer = _static(expr, found.slot)
    for item in reversed(found.items):
        outer = _of_item(expr.name, read(item), outer)
    return outer


def _static(expr: Name, slot: Slot | None) -> Code:
    if slot is not None:
        return snapshot(slot) if slot.live else read(slot)
    function = builtin_function(expr.name)
    if function is not None:
        return lambda _: function
    unknown = fail(f"没有名为 `{expr.name}` 的值", f"there is nothing named `{expr.name}` here")
    return failing(unknown, expr.span)


def _of_item(key: str, item: Code, outer: Code) -> Code:
    def run(env: Env) -> Value:
        value = item(env)
        if value.__class__ is dict and key in value:
            return value[key]
        return outer(env)

    return run


def read(slot: Slot) -> Code:
    """The value of a slot."""
    index, frames = slot.index, slot.frames
    if frames == 0:
        return lambda env: env[index]
    if frames == 1:
        return lambda env: env[1][index]

    def run(env: Env) -> Value:
        for _ in range(frames):
            env = env[1]
        return env[index]  # type: ignore[no-any-return]

    return run


def snapshot(slot: Slot) -> Code:
    """A list that still grows, as it is now: what takes it must not see it change (or contain itself)."""
    code = read(slot)

    def run(env: Env) -> Value:
        value = code(env)
        if not isinstance(value, list):
            return value
        copy = value.copy()
        env[0].step(len(copy) // _LIVE_COPY)
        env[0].weigh(copy)
        return copy

    return run


def failing(error: FeelFailure, span: Span) -> Code:
    """What is known to fail before any run."""

    def run(env: Env) -> Value:
        env[0].fail(error, span)
        return None

    return run


def path(expr: Path, scope: Scope) -> Code:
    """`source.name`; of a list the list of its members' parts."""
    source, key, span = scope.compile(expr.source), expr.name, expr.name_span

    def part(value: Value, run: Run) -> Value:
        if isinstance(value, list):
            run.step(len(value))
            parts = [part(item, run) for item in value]
            run.weigh(parts)
            return parts
        try:
            return member(value, key)
        except FeelFailure as error:
            return run.fail(error, span)

    def run(env: Env) -> Value:
        value = source(env)
        if value.__class__ is dict and key in value:
            return value[key]
        return part(value, env[0])

    return run


def filter_(expr: Filter, scope: Scope) -> Code:
    """`source[condition]`: by position if the condition is a number, else the members it is true of."""
    source = _source(expr.source, scope)
    inner, index = scope.bind_item()
    condition = inner.compile(expr.condition)
    span, steps = expr.condition.span, work(expr.condition)

    def run(env: Env) -> Value:
        value = source(env)
        members: list[Value] = value if isinstance(value, list) else [] if value is None else [value]
        run_: Run = env[0]
        # Whether the condition is a position or a test is known by what it gives for the first member.
        run_.step(steps)
        env[index] = members[0] if members else None
        kept = condition(env) if members else run_.suppressed(condition, env)
        try:
            if isinstance(kept, Decimal):
                return _at(members, kept)
            out: list[Value] = []
            for position, item in enumerate(members):
                if position:
                    run_.step(steps)
                    env[index] = item
                    kept = condition(env)
                if kept is True:
                    out.append(item)
                elif kept is not False and kept is not None:
                    raise _not_a_condition(kept)
        except FeelFailure as error:
            return run_.fail(error, span)
        run_.weigh(out)
        return out

    return run


def _source(expr: Expr, scope: Scope) -> Code:
    """The list to filter; one that still grows need not be copied for that."""
    if isinstance(expr, Name):
        found = scope.find(expr.name)
        if found.slot is not None and found.slot.live and not found.items:
            return read(found.slot)
    return scope.compile(expr)


def _at(members: list[Value], position: Decimal) -> Value:
    if not whole(position):
        raise fail(f"位置 `{show(position)}` 不是整数", f"the position `{show(position)}` is not a whole number")
    size = len(members)
    if position and abs(position) <= size:
        index = int(position)
        return members[index - 1] if index > 0 else members[index]
    raise fail(
        f"列表有 {size} 项，没有第 {show(position)} 项",
        f"the list has {counted(size, 'item')}, there is none at {show(position)}",
    )


def _not_a_condition(value: Value) -> FeelFailure:
    what = kind(value)
    return fail(
        f"筛选条件应是 true 或 false，而 `{show(value)}` 是{what.zh}",
        f"a filter needs true or false, but `{show(value)}` is a {what.en}",
    )
