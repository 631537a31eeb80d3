"""Codes P: the sense of a policy."""

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "P001",
        "no-such-day",
        "`{text}` 不是日历上的一天",
        "`{text}` is no day of the calendar",
        help_zh="写成 年-月-日，如 2025-04-21",
        help_en="write year-month-day, as 2025-04-21",
    ),
    error(
        "P002",
        "bad-figure",
        "`{text}` 不是可用的数字",
        "`{text}` cannot be used as a figure here",
        help_zh="金额写成 100万元，数写成 36；取整单位须大于零",
        help_en="write money as 100万元 and numbers as 36; a rounding unit is above zero",
        safe=True,
    ),
    error(
        "P010",
        "interval-backwards",
        "有效期的结束日 {end} 早于开始日 {start}",
        "in force until {end}, which is before its start {start}",
    ),
    error(
        "P011",
        "outside-policy",
        "条款的有效期 {start} 至 {end} 完全不在本政策的有效期之内",
        "the clause is in force from {start} until {end}, wholly outside the policy",
    ),
    error(
        "P012",
        "parameter-starts-late",
        "参数 `{name}` 自 {start} 起才有数值，而政策自 {policy} 起施行",
        "parameter `{name}` has a value only from {start}, while the policy is in force from {policy}",
        help_zh="补上施行之日的数值",
        help_en="add the value that holds on the first day",
    ),
    error(
        "P013",
        "amount-and-term",
        "条款 `{name}` 既有 `amount` 又有 `term`",
        "clause `{name}` has both `amount` and `term`",
        help_zh="金额与期限分成两个条款",
        help_en="make two clauses of it",
    ),
    error(
        "P014",
        "caps-without-amount",
        "条款 `{name}` 有上限却没有 `amount`",
        "clause `{name}` has caps but no `amount`",
    ),
    error(
        "P016",
        "no-applicant-clause-item",
        "条款没有写 `for_each: {item}`，公式里不能用 `{name}`",
        "the clause has no `for_each: {item}`, so `{name}` means nothing in its formulas",
        help_zh="加上 `for_each: {item}`，或对列表求和",
        help_en="add `for_each: {item}`, or aggregate over the list",
    ),
    warning(
        "P020",
        "inexact",
        "这个公式的除法可能除不尽，结果只精确到 34 位",
        "a division here may not come out even; the result has 34 digits only",
        help_zh="先乘后除，或把除法直接放进 floor、round 之中",
        help_en="multiply first and divide last, or put the division directly into floor or round",
    ),
    warning(
        "P021",
        "unused-let",
        "中间值 `{name}` 没有被用到",
        "the value `{name}` is not used",
        help_zh="删去它，或检查公式是否漏写",
        help_en="remove it, or see whether a formula forgot it",
    ),
    warning(
        "P022",
        "uncapped",
        "条款 `{name}` 的金额没有上限",
        "the award of clause `{name}` has no cap",
        help_zh="原文若无上限，把 `basis` 写作 exact",
        help_en="if the text gives none, write `basis: exact`",
    ),
)
