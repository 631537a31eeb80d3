"""Rows: contexts."""

from __future__ import annotations

from policydsl.feel.builtins import contexts
from policydsl.feel.builtins.entry import builtin

ROWS = (
    builtin(
        "get value(m: context, key: string) -> any",
        impl=contexts.get_value,
        zh="按键取值，没有则为 null",
        en="the value of an entry by its key, null if there is none",
        example=('get value({a: "foo"}, "a")', '"foo"'),
        in_policies=False,
    ),
    builtin(
        "get entries(m: context) -> list<context>",
        impl=contexts.get_entries,
        zh="列出各个键和值",
        en="the entries as contexts with `key` and `value`",
        example=("get entries({a: 1})", '[{key: "a", value: 1}]'),
        in_policies=False,
    ),
    builtin(
        "context(entries: list<context>) -> context",
        impl=contexts.context,
        zh="由若干个键和值组成一组",
        en="the context that has these entries, each with `key` and `value`",
        example=('context([{key: "a", value: 1}])', "{a: 1}"),
        in_policies=False,
    ),
    builtin(
        "context put(context: context, key: string, value: any) -> context",
        "context put(context: context, keys: list<string>, value: any) -> context",
        impl=contexts.context_put,
        zh="加上或替换一个键的值；几个键的列表逐层深入",
        en="the context with one entry added or replaced; a list of keys leads into nested contexts",
        example=('context put({x: 1, y: {a: 0}}, ["y", "a"], 2)', "{x: 1, y: {a: 2}}"),
        in_policies=False,
    ),
    builtin(
        "context merge(contexts: list<context>) -> context",
        impl=contexts.context_merge,
        zh="合并各组的键和值，同键以后者为准",
        en="one context with the entries of all; of entries with one key the last counts",
        example=("context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"),
        in_policies=False,
    ),
)
