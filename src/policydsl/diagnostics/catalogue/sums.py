"""Codes P090–P095: the least sum and the rounding of a clause, sums decided case by case."""

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "P090",
        "one-minimum",
        "`minimum` 要写 `at_least` 和 `else_nothing` 之中的一个，而且只写一个",
        "`minimum` takes exactly one of `at_least` and `else_nothing`",
        help_zh="不足的按最低额给，写 `at_least`；不足的不给，写 `else_nothing`",
        help_en="write `at_least` if a smaller sum is raised to it, `else_nothing` if a smaller sum is not paid",
    ),
    error(
        "P091",
        "no-sum-for-it",
        "条款 `{name}` 没有 `amount`，`{key}` 无从适用",
        "clause `{name}` has no `amount` to which `{key}` could apply",
        help_zh="写上 `amount`，或删去 `{key}`",
        help_en="write the `amount`, or leave `{key}` out",
    ),
    warning(
        "P092",
        "minimum-above-cap",
        "最低额 {least} 高于上限 `{cap}` 的 {limit}",
        "the least sum {least} is above cap `{cap}` of {limit}",
        help_zh="核对两个数额和单位",
        help_en="look at both sums and their units",
    ),
    warning(
        "P093",
        "minimum-of-nothing",
        "最低额 `{text}` 等于没有写：任何金额都不低于它",
        "a least sum of `{text}` changes nothing: no sum is below it",
        help_zh="写上原文的数额，或删去 `minimum`",
        help_en="write the sum of the text, or leave `minimum` out",
    ),
    error(
        "P094",
        "figure-case-by-case",
        "条款 `{name}` 是一事一议（case_by_case），不能又有算式",
        "clause `{name}` is decided case by case, and can have no formula besides",
        help_zh="有算式的，把 `basis` 写作 ceiling 或 discretionary；没有的，删去算式",
        help_en="with a formula write `basis: ceiling` or `discretionary`; else leave the formula out",
    ),
    warning(
        "P095",
        "rounded-below-minimum",
        "最低额 {least} 不是取整单位 {unit} 的整数倍，取整后会低于最低额",
        "the least sum {least} is no multiple of the rounding unit {unit}: rounding takes sums below it",
        help_zh="改正取整单位，或把取整方式写成 up",
        help_en="mend the unit, or let `mode` be up",
    ),
)
