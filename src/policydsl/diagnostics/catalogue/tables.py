"""Codes D: decision tables."""

from policydsl.diagnostics.rule import Rule, error

RULES: tuple[Rule, ...] = (
    error(
        "D001",
        "rows-overlap",
        "规则 `{row}` 与 `{other}` 可能同时成立，而表是 unique",
        "rows `{row}` and `{other}` can both hold, but the table is unique",
        help_zh="改正界限，或写 `hit: first` 由前面的规则优先",
        help_en="mend the bounds, or write `hit: first` to let the earlier row win",
    ),
    error(
        "D002",
        "aggregate-outputs",
        "汇总的表（aggregate）只能有一个输出",
        "a table with `aggregate` has exactly one output",
    ),
    error(
        "D003",
        "aggregate-without-collect",
        "`aggregate` 只用于 `hit: collect`",
        "`aggregate` goes with `hit: collect` only",
    ),
    error(
        "D004",
        "collect-without-aggregate",
        "`hit: collect` 须写 `aggregate`（sum、min、max 或 count）",
        "`hit: collect` needs `aggregate` (sum, min, max or count)",
    ),
)
