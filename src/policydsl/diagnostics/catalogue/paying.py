"""Codes of instalments and obligations: P096–P099, P105–P109, T080–T082."""

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "P096",
        "parts-no-whole",
        "各期比例合计{when}是 {found}，不是 100%",
        "the shares of the instalments come to {found}{when}, not to 100%",
        help_zh="对照原文改正；每期都写比例，最后一期也写",
        help_en="mend them; every instalment has its share, the last one too",
    ),
    error(
        "P097",
        "pay-without-amount",
        "条款 `{name}` 没有 `amount`，没有可以分期的金额",
        "clause `{name}` has no `amount`: there is nothing to pay in parts",
        help_zh="补上 `amount`，或删去 `pay`",
        help_en="add `amount`, or leave `pay` out",
    ),
    warning(
        "P098",
        "due-before-the-part-before",
        "`{name}` {day} 应付，早于前一期 `{other}` 的 {before}",
        "instalment `{name}` is due on {day}, before the one above it, `{other}`, on {before}",
        help_zh="对照原文改正日期；确实如此的，按先后排列：尾数归最后一期",
        help_en="mend the day, or list them in the order of their days: the last one takes what rounding leaves",
    ),
    warning(
        "P099",
        "parts-alike",
        "`{name}` 与 `{other}` 同日应付，条件也相同，等于一期",
        "`{name}` and `{other}` fall due together under one condition: they are one instalment",
        help_zh="写上各自的 `due` 或 `if`，或并成一期",
        help_en="give each its `due` or `if`, or make one of them",
    ),
    error(
        "P105",
        "repay-not-a-part",
        "退回的比例 `{text}` 须大于 0，不大于 100%",
        "`{text}` to be paid back must be above 0 and at most 100%",
        help_zh="全额退回写 100%",
        help_en="for all of it write 100%",
    ),
    error(
        "P106",
        "no-time",
        "期限 `{text}` 不大于零",
        "`{text}` is no length of time",
        help_zh="写成 5年、18个月 或 90天；没有期限的，不写 `for`",
        help_en="write 5年, 18个月 or 90天; where there is no term leave `for` out",
    ),
    error(
        "P107",
        "share-of-nothing",
        "`{name}` 的比例是 {found}，须大于 0",
        "the share of `{name}` is {found}; it must be above 0",
        help_zh="改正比例，或删去这一期",
        help_en="mend the share, or leave the instalment out",
    ),
    error(
        "T080",
        "share-not-fixed",
        "`{name}` 的比例须是固定的数：数字、参数，或其加减乘除",
        "the share of `{name}` must be a fixed figure: a number, a parameter, or arithmetic of them",
        help_zh="取决于事实的，分成几个条款，或在该期写 `if`",
        help_en="what depends on facts is a clause of its own, or an `if` of the instalment",
    ),
    error(
        "T081",
        "not-a-length-of-time",
        "`for` 须是时长，却是{found}",
        "`for` must be a length of time, this is {found}",
        help_zh="写成 5年、18个月 或 90天",
        help_en="write 5年, 18个月 or 90天",
    ),
)
