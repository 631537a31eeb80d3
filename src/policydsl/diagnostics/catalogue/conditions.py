"""Codes P100–P129: conditions and caps that decide nothing."""

from policydsl.diagnostics.rule import Rule, warning

RULES: tuple[Rule, ...] = (
    warning(
        "P100",
        "always-true",
        "`{text}` 总是成立，等于没有写",
        "`{text}` always holds and decides nothing",
        help_zh="对照这个事实允许的范围改正界限，或删去它",
        help_en="mend the bounds: look at the values that the fact may have; or leave it out",
    ),
    warning(
        "P101",
        "always-false",
        "`{text}` 永远不成立",
        "`{text}` never holds",
        help_zh="检查界限、方向和单位：是否把大小写反，或把“或者”写成了“并且”",
        help_en="look at bounds, directions and units: a sign turned round, or `and` for `or`",
    ),
    warning(
        "P102",
        "contradiction",
        "这个条件与前面的条件不能同时成立，没有人符合",
        "this condition and the earlier ones cannot hold together: nobody is eligible",
        help_zh="对照原文改正其中一个；两种情形任选其一的，写成一个条件，用 `or` 连接",
        help_en="mend one of them; where either will do, write one condition with `or`",
    ),
    warning(
        "P103",
        "nobody-eligible",
        "没有人能得到条款 `{name}`：条件排除了表中所有各行",
        "nobody can get clause `{name}`: its conditions exclude every row of the table",
        help_zh="对照原文改正条件或表",
        help_en="mend the conditions or the table",
    ),
    warning(
        "P104",
        "cap-never-binds",
        "上限 `{cap}` 永远不起作用：`{other}` 与它同类而不高于它",
        "cap `{cap}` never binds: `{other}` of the same kind is not above it",
        help_zh="改正数额、`per` 或 `every`，或删去它",
        help_en="mend the sum, `per` or `every`, or leave it out",
    ),
)
