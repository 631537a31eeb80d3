"""Context built-ins: entries by key, new contexts with entries put in or merged."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import show
from policydsl.feel.values import Value

MAX_KEYS = 1000  # of a path into nested contexts


def get_value(m: dict[str, Value], key: str) -> Value:
    """The value of an entry, null if there is none."""
    return m.get(key)


def get_entries(m: dict[str, Value]) -> list[Value]:
    """The entries as contexts with `key` and `value`."""
    return [{"key": key, "value": value} for key, value in m.items()]


def context(entries: Sequence[Value]) -> dict[str, Value]:
    """The context that has these entries, each one a context with `key` and `value`."""
    made: dict[str, Value] = {}
    for at, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or "key" not in entry or "value" not in entry:
            raise fail(f"第 {at} 项没有 `key` 和 `value`", f"item {at} has no `key` and `value`")
        key = _key(entry["key"])
        if key in made:
            raise fail(f"键 `{key}` 出现了两次", f"the key `{key}` occurs twice")
        made[key] = entry["value"]
    return made


def context_put(context: dict[str, Value], keys: str | Sequence[Value], value: Value) -> dict[str, Value]:
    """The context with an entry put in, or replaced in its place; a list of keys leads into nested contexts."""
    path = [keys] if isinstance(keys, str) else [_key(key) for key in keys]
    if not 0 < len(path) <= MAX_KEYS:
        raise fail("键的列表为空或过长", "the list of keys is empty or too long")
    around = [context]
    for key in path[:-1]:
        inner = around[-1].get(key)
        if not isinstance(inner, dict):
            raise fail(f"`{key}` 之下没有成组的值", f"there is no context under `{key}`")
        around.append(inner)
    made = {**around[-1], path[-1]: value}
    for key, outer in zip(reversed(path[:-1]), reversed(around[:-1]), strict=True):
        made = {**outer, key: made}
    return made


def context_merge(contexts: Sequence[Value]) -> dict[str, Value]:
    """One context with the entries of all; of entries with one key the last counts."""
    merged: dict[str, Value] = {}
    for at, part in enumerate(contexts, 1):
        if not isinstance(part, dict):
            raise fail(f"第 {at} 项 `{show(part)}` 不是成组的值", f"item {at}, `{show(part)}`, is not a context")
        merged.update(part)
    return merged


def _key(key: Value) -> str:
    if not isinstance(key, str):
        raise _not_key(key)
    return key


def _not_key(key: Value) -> FeelFailure:
    return fail(f"键应为文本，得到的是 `{show(key)}`", f"a key must be a text, not `{show(key)}`")
