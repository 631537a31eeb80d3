"""Lists and contexts."""

from __future__ import annotations

from policydsl.feel.ast import ContextLit, FunctionLit, ListLit
from policydsl.feel.compiler.calls import function
from policydsl.feel.compiler.lookups import failing
from policydsl.feel.compiler.run import Code, Env
from policydsl.feel.compiler.scope import Scope
from policydsl.feel.failure import fail
from policydsl.feel.values import Value


def list_literal(expr: ListLit, scope: Scope) -> Code:
    """`[a, b]`."""
    items = tuple(scope.compile(item) for item in expr.items)

    def run(env: Env) -> Value:
        out = [item(env) for item in items]
        env[0].weigh(out)
        return out

    return run


def context(expr: ContextLit, scope: Scope) -> Code:
    """`{key: value}`: an entry sees those before it, and a function also itself."""
    entries: list[tuple[str, Code, int]] = []
    keys = [entry.key for entry in expr.entries]
    for entry in expr.entries:
        if keys.count(entry.key) > 1:
            return failing(fail(f"`{entry.key}` 写了两次", f"the entry `{entry.key}` is written twice"), entry.span)
        after, index = scope.bind(entry.key)
        if isinstance(entry.value, FunctionLit):
            code = function(entry.value, after, itself=index)
        else:
            code = scope.compile(entry.value)
        entries.append((entry.key, code, index))
        scope = after
    frozen = tuple(entries)

    def run(env: Env) -> Value:
        out: dict[str, Value] = {}
        for key, code, index in frozen:
            env[index] = None
            out[key] = env[index] = code(env)
        env[0].weigh(out)
        return out

    return run
