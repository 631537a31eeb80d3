"""The parts of the reference that are no built-in functions: figures, operators, lists, cells."""

from __future__ import annotations

from typing import Final

from policydsl.render.reference.rows import Cell, Kind, Part, Same, Value, Wrong
from policydsl.source import Text

FIGURES: Final = (
    Part(
        Text("数、金额、比例", "Numbers, money, shares"),
        Text(
            "数按十进制精确计算，最多 34 位有效数字，最后一位四舍六入五成双。金额带“元”，以元计，外币"
            "带它的单位；数字和单位之间可以有空格。",
            "Numbers are decimal and exact to 34 digits; the last one is rounded half to even. Money ends in 元 (yuan) "
            "and counts in yuan, other currencies in their unit. A space may stand between a figure and its unit.",
        ),
        (
            Value("12.50", "12.5"),
            Value("1e3", "1000"),
            Value("30万", "300000", Text("万、亿：数", "万 is ten thousand, 亿 a hundred million: numbers")),
            Value("2.5亿", "250000000"),
            Value("1000万元", "10000000", Text("金额", "money")),
            Value("2.5 亿元", "250000000"),
            Value("800元", "800"),
            Value("0.01元", "0.01", Text("一分", "one fen")),
            Value(
                "600万美元", "6000000", Text("外币：美元、港元、欧元等", "other currencies: 美元, 港元, 欧元 and so on")
            ),
            Value("50%", "0.5"),
            Value("5‰", "0.005"),
            Value("1.5个百分点", "0.015", Text("百分点", "percentage points")),
            Value("0.1 + 0.2", "0.3", Text("没有二进制误差", "no binary error")),
        ),
    ),
    Part(
        Text("日期、时刻、期限", "Dates, times, durations"),
        Text(
            "期限有两种，互不相通：年月期限（3年、36个月）和天数期限（30天）。按月推移到没有的那一天，取当月最后一天。",
            "There are two kinds of durations, and neither turns into the other: years and months (3年, 36个月), and "
            "days and time (30天). A month that lacks the day gives its last one.",
        ),
        (
            Value("2025年4月21日", 'date("2025-04-21")'),
            Value('@"2025-04-21"', "date(2025, 4, 21)"),
            Value('@"10:30:00"', "time(10, 30, 0)"),
            Value('@"2025-04-21T10:30:00"', 'date and time("2025-04-21T10:30:00")'),
            Value("3年", "36个月"),
            Value("1年 + 6个月", "18个月"),
            Value("30天", '@"P30D"'),
            Value('duration("P1Y2M")', "14个月"),
            Value("2025年1月31日 + 1个月", "2025年2月28日"),
            Value("2024年2月29日 + 1年", "2025年2月28日"),
            Value("2025年12月31日 + 1天", "2026年1月1日"),
            Value("2025年4月21日 - 2024年4月21日", "365天"),
            Value("2025年4月21日.year", "2025", Text("month、day、weekday 亦可", "also month, day, weekday")),
            Value("36个月 / 12个月", "3"),
        ),
    ),
    Part(
        Text("文本、是否、null", "Texts, booleans, null"),
        Text(
            "文本写在双引号中；`//` 之后、`/*` 与 `*/` 之间是说明。全角的数字、标点、引号按半角读取，并提示改成半角。",
            "Texts stand in double quotes; what follows `//`, or stands between `/*` and `*/`, is a remark. Full-width "
            "figures, punctuation and quotes are read as the plain ones, with a remark on style.",
        ),
        (
            Value('"算力" + "券"', '"算力券"'),
            Value('"第\\"一\\"项"', '"第\\u0022一\\u0022项"'),
            Value("true", "not(false)"),
            Value("１０００万元", "1000万元"),
            Value("100 /* 元 */ + 1", "101"),
        ),
    ),
    Part(
        Text("写错时", "What is not accepted"),
        Text(
            "下列写法会被指出，并给出改法；`policydsl check` 给出位置。",
            "These are pointed out, with how to mend them; `policydsl check` tells the place.",
        ),
        (
            Wrong("1,000万元", "X014", "1000万元", Text("逗号分隔参数", "a comma separates arguments")),
            Wrong("2025-04-21", "X013", "2025年4月21日", Text("FEEL 中这是减法", "a subtraction in FEEL")),
            Wrong("2025年", "X012", "2025", Text("是年份还是期限？", "a year, or a duration?")),
            Wrong("1年6个月", "X022", "18个月"),
            Wrong("012", "X015", "12"),
            Wrong("1亿元 <= x < 10亿元", "X029", "x in [1亿元..10亿元)"),
            Wrong("x == 1", "X010", "x = 1"),
        ),
    ),
)

OPERATORS: Final = (
    Part(
        Text("运算符，从松到紧", "Operators, from the loosest"),
        Text(
            "同级从左到右；括号改变次序。≥ ≤ ≠ × ÷ 与 >= <= != * / 同义。",
            "From left to right on one level; brackets change the order. ≥ ≤ ≠ × ÷ mean the same as >= <= != * /.",
        ),
        (
            Value("false or true and true", "true", Text("or 最松，其次 and", "or is the loosest, then and")),
            Value("1 + 1 = 2", "true", Text("= != < <= > >=", "= != < <= > >=")),
            Value("5 between 1 and 5", "true", Text("两端都含", "both ends count")),
            Value("5 in [1..10)", "true", Text("圆括号不含端点", "a round bracket leaves the end out")),
            Value("5 in (< 3, > 4)", "true", Text("几个条件，任一即可", "several tests: one is enough")),
            Value('"a" in ("a", "b")', "true"),
            Value("7 - 2 - 1", "4", Text("+ -", "+ -")),
            Value("7 + 2 × 3", "13", Text("* /", "* /")),
            Value("2 ** 3 ** 2", "64", Text("乘方，也从左到右", "powers, from left to right too")),
            Value("-2 ** 2", "4", Text("负号比乘方紧", "a minus sign is tighter than a power")),
        ),
    ),
    Part(
        Text("真、假与不知", "True, false and null"),
        Text(
            "在普通 FEEL 中，and 和 or 用三值逻辑，算不出的结果是 null 并附原因。政策中没有填报的事实不是 null 而是“未知”："
            "与它有关的比较和计算都未知，只有结果已定时才有值（见“未知”）。",
            "In plain FEEL `and` and `or` have three values, and what has no result is null, with a reason. In a policy "
            "a fact that was not given is not null but unknown: whatever compares or reckons with it is unknown, unless "
            "the result is settled anyway.",
        ),
        (
            Value("false and null", "false"),
            Value("true and null", "null"),
            Value("true or null", "true"),
            Value("1 = null", "false"),
            Value("null = null", "true"),
            Value("1 + null", "null"),
            Value("if null then 1 else 2", "2", Text("普通 FEEL 如此；政策中不可", "plain FEEL; not in policies")),
        ),
    ),
    Part(
        Text("金额的运算", "Reckoning with money"),
        Text(
            "金额是带单位的数，检查器不让它与不带单位的数相混；`0` 可以当金额。",
            "Money is a number with a unit, and the checker does not let it mix with plain numbers; `0` fits money.",
        ),
        (
            Kind("100万元 + 30万元", "money"),
            Kind("100万元 * 30%", "money"),
            Kind("100万元 / 4", "money"),
            Kind("100万元 / 30万元", "number", Text("几倍", "how many times")),
            Kind("min(100万元, 500万元)", "money"),
            Kind("floor(100万元 / 30万元) * 10万元", "money", Text("每满一档", "for each full step")),
            Kind("max(100万元 - 500万元, 0)", "money"),
            Kind("100万元 > 50万元", "boolean"),
            Kind("600万美元 > 500万美元", "boolean", Text("同一种货币", "of one currency")),
            Kind("600万美元 / 200万美元", "number"),
            Kind("3年 > 30个月", "boolean"),
        ),
    ),
    Part(
        Text("不能这样算", "What does not go together"),
        Text("", ""),
        (
            Wrong("100万元 + 1", "T003", "100万元 + 1元"),
            Wrong("100万元 * 2万元", "T004", "100万元 * 2"),
            Wrong("100万元 > 50", "T022", "100万元 > 50元"),
            Wrong("100万元 + 5万美元", "T083", "100万元 + 35万元"),
            Wrong("3年 > 30天", "T005", "3年 > 1个月"),
            Wrong('if true then 1万元 else "无"', "T010", "if true then 1万元 else 0元"),
        ),
    ),
)

LISTS: Final = (
    Part(
        Text("条件、列表、汇总", "Conditions, lists, aggregates"),
        Text(
            '方括号筛选列表，点取出各项的字段。例中的 `items` 有两项：`{kind: "A", fee: 10万元}` 和 '
            '`{kind: "B", fee: 20万元}`。政策中的列表来自事实；空列表的 sum 和 count 是 0。',
            "Square brackets pick items, a dot takes a field of each. `items` in these examples has two: "
            '`{kind: "A", fee: 10万元}` and `{kind: "B", fee: 20万元}`. In policies lists come from facts, and sum and '
            "count of an empty list are 0.",
        ),
        (
            Value("if count(items) > 1 then 40% else 50%", "0.4"),
            Value('items[kind = "A"].fee', "[10万元]"),
            Value("items[fee > 15万元].kind", '["B"]'),
            Value("sum(items.fee)", "30万元"),
            Value('sum(items[kind = "A"].fee)', "10万元"),
            Value("count(items[fee > 5万元])", "2"),
            Value("max(items.fee)", "20万元"),
            Value("sum(for x in items return x.fee * 50%)", "15万元"),
            Value('some x in items satisfies x.kind = "B"', "true"),
            Value("every x in items satisfies x.fee > 15万元", "false"),
        ),
    ),
    Part(
        Text("只在政策中：按期填报的数", "Only in policies: figures by period"),
        Text(
            "字段写 `by: year` 或 `by: quarter`，每一期一个数，公式要说明取哪一期：\n\n"
            "- `at(applicant.output, year - 1)`：上一年的数；按季度填报的写 `at(applicant.tax, year, 2)`。"
            "没有填的一期是未知，不是零。\n"
            "- `earlier(applicant.output, year)`：这一期以前、从 `since` 起的各期，用 `max`、`min`、`sum`、`count`、`some`、"
            "`every`、`for` 来看，方括号里的 `item` 是其中一个数；起始年份也可以写作最后一个参数："
            "`earlier(applicant.output, year, 2021)`，按季度的 `earlier(applicant.tax, year, 2, 2021)`。",
            "A field with `by: year` or `by: quarter` has a figure for each, and a formula says which one it takes:\n\n"
            "- `at(applicant.output, year - 1)` is that of last year; by quarter write `at(applicant.tax, year, 2)`. A period "
            "that is not given is unknown, never zero.\n"
            "- `earlier(applicant.output, year)` are those before that period, from `since` on, for `max`, `min`, `sum`, "
            "`count`, `some`, `every` and `for`; in square brackets `item` is one of them. The first year may be the last "
            "argument: `earlier(applicant.output, year, 2021)`, by quarter `earlier(applicant.tax, year, 2, 2021)`.",
        ),
    ),
    Part(
        Text("只在普通 FEEL 中", "Only in plain FEEL"),
        Text(
            "`policydsl feel` 有 DMN 1.5 的全部 FEEL；政策只用其中一部分，以便在计算之前查出错误。下列写法在政策中会报 T012。",
            "`policydsl feel` has all of DMN 1.5's FEEL; policies use a part of it, so that mistakes are found before "
            "anything is computed. In a policy each of these is the finding T012.",
        ),
        (
            Value("for x in 1..3 return x * x", "[1, 4, 9]"),
            Value("[10, 20, 30][2]", "20", Text("按位置取", "by position")),
            Value("[10, 20, 30][-1]", "30", Text("从末尾数", "from the end")),
            Value("{a: 1, b: a + 1}.b", "2", Text("成组的值", "contexts")),
            Value("(function(x) x + 1)(2)", "3", Text("函数", "functions")),
            Value("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(5)", "120", Text("递归", "recursion")),
            Value("1 instance of number", "true"),
            Value("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", "[1, 2, 6, 24]",
                  Text("partial：已得的结果", "partial: the results so far")),
        ),
    ),
)  # fmt: skip

CELLS: Final = (
    Part(
        Text("表格的单元格", "Cells of tables"),
        Text(
            "单元格是对该列输入的条件。单独一个值表示等于，逗号表示任一，`-` 表示不限。选项类的列直接写选项或 YAML 列表。",
            "A cell is a test of the column's input. A value alone means that it is equal, a comma means any of them, "
            "`-` means anything. For a column of options write the option, or a YAML list of options.",
        ),
        (
            Cell("≥ 10亿元", "10亿元", "9.99亿元"),
            Cell("[1亿元..10亿元)", "1亿元", "10亿元"),
            Cell("]1亿元..10亿元]", "10亿元", "1亿元"),
            Cell("3, 5", "5", "4"),
            Cell("< 3, > 5", "6", "4"),
            Cell('"甲", "乙"', '"乙"', '"丙"'),
            Cell('not("甲")', '"乙"', '"甲"'),
            Cell("> 2025年1月1日", "2025年4月21日", "2025年1月1日"),
            Cell("< 3年", "30个月", "36个月"),
            Cell("? * 2 > 10", "6", "5", Text("`?` 是输入", "`?` is the input")),
        ),
    ),
    Part(
        Text("法条的写法", "In the words of the law"),
        Text(
            "单元格可以照抄法条中的区间，与右边的写法完全相同，也不用加引号。“以上”“以下”“内”“前”“后”和“至”“—”必须写明（含）或（不含）；"
            "“及以上”“起”“止”本身就含。连接两端的横线写哪一种都行；同时满足的两端之间可以写“且”“但”，不写逗号。",
            "A cell may take over an interval as the law has it, without quotes; it means the same as the signs beside it. "
            "以上, 以下, 内, 前, 后, 至 and the dash must say （含） (the figure counts) or （不含） (it does not); 及以上, 起 "
            "and 止 say so themselves. Any dash will do; between two sides that must both hold stands 且 or 但, no comma.",
        ),
        (
            Same("10亿元（含）以上", ">= 10亿元"),
            Same("10亿元以上（不含）", "> 10亿元"),
            Same("10亿元以上（含10亿元）", ">= 10亿元"),
            Same("10亿元及以上", ">= 10亿元"),
            Same("1亿元（不含）以下", "< 1亿元"),
            Same("3年以内（含）", "<= 3年"),
            Same("1亿元（含）—10亿元（不含）", "[1亿元..10亿元)"),
            Same("1亿元（不含）至10亿元（含）", "]1亿元..10亿元]"),
            Same("1亿元（含）-10亿元（不含）", "[1亿元..10亿元)"),
            Same("1亿元（含）以上10亿元（不含）以下", "[1亿元..10亿元)"),
            Same("超过1亿元但不超过10亿元", "]1亿元..10亿元]"),
            Same("超过1亿元至10亿元（含）", "]1亿元..10亿元]"),
            Same("不低于100万元", ">= 100万元"),
            Same("达到100万元", ">= 100万元"),
            Same("至少3", ">= 3"),
            Same("超过100万元", "> 100万元"),
            Same("不超过100万元", "<= 100万元"),
            Same("至多3", "<= 3"),
            Same("满3年", ">= 3年"),
            Same("满1年不满3年", "[1年..3年)"),
            Same("不满3年", "< 3年"),
            Same("不足100万元", "< 100万元"),
            Same("未达到100万元", "< 100万元"),
            Same("不低于100万元不超过200万元", "[100万元..200万元]"),
            Same("2025年4月21日（含）以后", ">= 2025年4月21日"),
            Same("自2025年4月21日起", ">= 2025年4月21日"),
            Same("自2025年4月21日起至2027年12月31日止", "[2025年4月21日..2027年12月31日]"),
            Same("不早于2025年4月21日", ">= 2025年4月21日"),
        ),
    ),
)
