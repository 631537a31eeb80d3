"""Codes U18 and U19: the fact that moves in a curve, and pictures."""

from __future__ import annotations

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "U180",
        "bad-vary-form",
        "看不懂 `{text}`：写明哪个事实从多少变到多少",
        "`{text}` cannot be read: name a fact, and from where to where it moves",
        help_zh="写作 `{example}`；清单里的一项写作 `清单[编号].字段=…`",
        help_en="write `{example}`; of an item in a list `LIST[ID].FIELD=…`",
    ),
    error(
        "U181",
        "vary-unknown-fact",
        "政策里没有事实 `{name}`",
        "the policy has no fact `{name}`",
        help_zh="有：{known}",
        help_en="there are: {known}",
    ),
    error(
        "U182",
        "vary-without-figures",
        "`{name}` 是{kind}，没有可以一步步变动的数",
        "`{name}` is of the kind {kind}: it has no figures that could move",
        help_zh="可以变动的有：{known}",
        help_en="these can move: {known}",
    ),
    error(
        "U183",
        "vary-which-item",
        "`{name}` 没有指明事实文件里的哪一项",
        "`{name}` names no item of the fact file",
        help_zh="`{entity}` 有这些编号：{known}",
        help_en="`{entity}` has these ids: {known}",
    ),
    error(
        "U184",
        "vary-bad-figure",
        "`{text}` 不能用在这里：要写{expected}",
        "`{text}` is no figure of the kind {expected}",
        help_zh="如 `{example}`",
        help_en="as `{example}`",
    ),
    error(
        "U185",
        "vary-empty-range",
        "从 `{low}` 到 `{high}` 没有可变动的范围",
        "there is nothing between `{low}` and `{high}`",
        help_zh="先写小的，再写大的",
        help_en="write the smaller figure first",
    ),
    error(
        "U186",
        "vary-beyond-bounds",
        "`{text}` 超出政策为 `{name}` 规定的范围，界限是 {limit}",
        "`{text}` is beyond what the policy allows for `{name}`: the bound is {limit}",
        help_zh="事实文件也不能写这样的数，把范围缩到界限以内",
        help_en="no fact file could say it either: keep the range within the bound",
    ),
    error(
        "U187",
        "vary-period-unwanted",
        "`{field}` 不是按年或按季度填报的，`{name}` 不用写期间",
        "`{field}` has no figure by year or quarter: `{name}` needs no period",
        help_zh="去掉方括号里的期间",
        help_en="leave out the period in brackets",
    ),
    error(
        "U188",
        "vary-period-wanted",
        "`{name}` {each}填报，要写明哪一期",
        "`{name}` is given {each}: say for which one",
        help_zh="如 `{example}`",
        help_en="as `{example}`",
    ),
    error(
        "U189",
        "vary-period-to-come",
        "`{name}` 的期间在基准日 {day} 之后",
        "the period of `{name}` is after the day of evaluation, {day}",
        help_zh="写基准日或以前的期间，或换一个 `--as-of`",
        help_en="write a period up to that day, or take another `--as-of`",
    ),
    error(
        "U190",
        "vary-off-the-steps",
        "从 `{low}` 到 `{high}` 不是整数步，每步 {step}",
        "from `{low}` to `{high}` is no whole number of steps of {step}",
        help_zh="换两端的数，或用 `--step` 另定一步",
        help_en="take other ends, or another `--step`",
    ),
    warning(
        "U191",
        "curve-too-many-changes",
        "`{name}` 的变化太多，有 {count} 段没有查完，其中可能还有转折",
        "`{name}` has too many changes: {count} stretches were not looked into to the end",
        help_zh="缩小范围，加大 `--step`，或加大 `--points`（现在 {points}）",
        help_en="narrow the range, take a longer `--step`, or more `--points` (now {points})",
    ),
)
