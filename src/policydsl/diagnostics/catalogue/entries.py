"""Codes Y060 and after: entries of lists and maps as drafters type them."""

from __future__ import annotations

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "Y060",
        "interval-in-brackets",
        "区间 `{interval}` 会被 YAML 当作列表",
        "YAML takes the interval `{interval}` for a list",
        help_zh="写作 `{meant}`，不用引号。",
        help_en="write `{meant}`, which needs no quotes.",
    ),
    error(
        "Y061",
        "comma-in-figure",
        "括号里的逗号把 `{written}` 拆成了两项",
        "inside brackets the comma makes two entries of `{written}`",
        help_zh="写作 `{plain}`，不用千分位逗号。",
        help_en="write `{plain}`, without separators.",
        safe=True,
    ),
    warning(
        "Y062",
        "names-in-one-entry",
        "`{text}` 成了一个名称，其实是几个",
        "`{text}` is one name here, and several were meant",
        help_zh="每项一个：`{entries}`。",
        help_en="one entry each: `{entries}`.",
        safe=True,
    ),
    error(
        "Y063",
        "no-colon-after-key",
        "`{key}` 后面是 `{sign}`，应当是冒号",
        "`{key}` is followed by `{sign}` instead of a colon",
        help_zh="写成 `{key}: {value}`。",
        help_en="write `{key}: {value}`.",
        safe=True,
    ),
)
