"""Codes D: decision tables."""

from policydsl.diagnostics.rule import Rule, error, note, warning

RULES: tuple[Rule, ...] = (
    error(
        "D001",
        "rows-overlap",
        "规则 `{row}` 与 `{other}` 可能同时成立{example}，而表是 unique",
        "rows `{row}` and `{other}` can both hold{example}, but the table is unique",
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
        "D005",
        "rows-not-shown-apart",
        "看不出规则 `{row}` 与 `{other}` 不会同时成立：这个单元格还取决于别的事实，而表是 unique",
        "rows `{row}` and `{other}` cannot be shown apart: this cell depends on other facts, and the table is unique",
        help_zh="单元格只与常数比较，或写 `hit: first` 由前面的规则优先",
        help_en="compare with constants only, or write `hit: first` to let the earlier row win",
    ),
    warning(
        "D010",
        "table-gap",
        "没有一行适用于 {example}",
        "no row fits {example}",
        help_zh="补上这一行，或把界限改成相接；原文确实没有规定的，用 `allow:` 写明理由",
        help_en="add the row, or let the bounds meet; if the text really leaves it out, say so with `allow:`",
    ),
    note(
        "D011",
        "gaps-not-looked-for",
        "规则 `{row}` 的这个单元格还取决于别的事实，看不出表有没有遗漏的情形",
        "this cell of row `{row}` depends on other facts: whether the table has gaps is not known",
    ),
    warning(
        "D012",
        "row-never-reached",
        "规则 `{row}` 永远轮不到：前面的 {other} 已包括它的全部情形",
        "row `{row}` is never reached: {other} before it take all that it fits",
        help_zh="把它移到前面，或改正界限",
        help_en="move it up, or mend the bounds",
    ),
    warning(
        "D013",
        "cell-never-holds",
        "规则 `{row}` 的 `{input}` 没有任何值符合",
        "no value of `{input}` fits this cell of row `{row}`",
        help_zh="对照这个事实允许的范围改正界限",
        help_en="mend the bounds: look at the values that the fact may have",
    ),
    note(
        "D014",
        "cell-always-holds",
        "规则 `{row}` 的 `{input}` 写了等于没写：任何值都符合",
        "this cell of row `{row}` fits every value of `{input}`",
        help_zh="删去它，或写 `-`",
        help_en="leave it out, or write `-`",
    ),
    warning(
        "D015",
        "row-out-of-reach",
        "规则 `{row}` 永远用不上：条款的条件已把它的情形排除",
        "row `{row}` is out of reach: the clause's conditions exclude all that it fits",
        help_zh="改正这一行，或放宽条件",
        help_en="mend the row, or widen the conditions",
    ),
    note(
        "D016",
        "table-too-large",
        "表的情形太多，没有检查有没有遗漏",
        "the table has too many cases: gaps were not looked for",
    ),
    note(
        "D017",
        "no-row-outside",
        "表里没有写到的情形没有支持，如 {example}",
        "of some cases the table does not speak, and they get nothing, as {example}",
        help_zh="原文如此则不必改；漏写了一行的，补上",
        help_en="fine if the text says so; if a row is missing, add it",
    ),
)
