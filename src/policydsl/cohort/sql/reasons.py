"""Why no query says an operation, in the drafter's words: by what it is, not by what the engines lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policydsl.feel.types import DATE_TIME, TIME
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, Operator
from policydsl.source import Text

ANY: Final = Text("这里的运算在 SQL 中没有精确的写法", "SQL has no exact form of this operation")
_ENDLESS: Final = Text(
    "`{0}` 的得数一般写不完，数据库取的末位与逐个计算的不同",
    "what `{0}` gives has no end in general, and databases round it otherwise than this program",
)
_PATTERN: Final = Text(
    "`{0}` 用的模式在各种数据库里含义不一；只看开头、结尾或是否含有时，改写成 `starts with`、`ends with`、`contains`",
    "databases read the patterns of `{0}` in ways of their own; where only the start, the end or a part matters, "
    "write `starts with`, `ends with` or `contains`",
)
_READ: Final = Text(
    "`{0}` 要从申报的文本里读出值，查询不做；改用相应类型的事实",
    "`{0}` reads a value from a text of the facts, which queries do not; use a fact of that kind instead",
)
_WRITTEN: Final = Text(
    "`{0}` 把值写成文本，数据库的写法不同；直接比较这个值",
    "`{0}` writes a value as a text, which databases write otherwise; compare the value itself",
)
_CLOCK: Final = Text("查询里没有时刻，只有日期", "queries have days, but no times of day")
_PLACES: Final = Text(
    "`{0}` 的位数要由政策写定", "`{0}` needs a number of decimals, from -30 to 30, that the policy gives"
)
_POSITION: Final = Text(
    "`{0}` 的位置和长度要由政策写定，为整数",
    "`{0}` needs a position and a length, whole numbers, that the policy gives",
)
_MANY: Final = Text("`{0}` 的数太多，查询最多排八个", "`{0}` has too many numbers: queries sort at most eight")
_FUNCTIONS: Final[Mapping[str, Text]] = {
    **dict.fromkeys(("sqrt", "log", "exp", "stddev"), _ENDLESS),
    **dict.fromkeys(("matches", "replace", "split"), _PATTERN),
    **dict.fromkeys(("number", "duration"), _READ),
    **dict.fromkeys(("time", "date and time"), _CLOCK),
    **dict.fromkeys(
        ("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down"), _PLACES
    ),
    "string": _WRITTEN,
    "date": _READ,
    "substring": _POSITION,
    "median": _MANY,
    "string join": Text(
        "`{0}` 的间隔要由政策写定，各项不能是有待认定的事实",
        "`{0}` needs a separator that the policy gives, and no text that is still to be assessed",
    ),
}
_POWER: Final = Text(
    "乘方只在指数是 0 到 16 的整数、或底数由政策写定时有精确的写法",
    "a power has an exact form only where the exponent is a whole number from 0 to 16, or the policy gives the base",
)
LARGE: Final = Text(
    "数可能太大或太细；先取整，或给事实写明上限（`max`）",
    "the numbers may be too large or too fine: round first, or give the facts a `max`",
)
QUOTIENT: Final = Text(
    "商在这里要先取整：写成 `decimal(…, 4)` 或 `floor(…)`",
    "a quotient has to be rounded first here: write `decimal(…, 4)` or `floor(…)`",
)
NESTED: Final = Text(
    "对列表的每一项又看另一列表的每一项，而且条件取决于外层的那一项",
    "for each item of a list, all items of a list are asked in turn, by a condition on the outer item",
)
LONG: Final = Text("对各项的条件展开后太长", "what is asked of the items becomes too long when it is written out")
ASSESSED: Final = Text(
    "两个有待认定的事实相比，或有待认定的数与未知相比", "two facts that are still to be assessed are compared"
)


def reason_of(node: Node) -> Text:
    """Why a node is not said, where nothing more is known."""
    match node:
        case nodes.Call(function=name, args=args) if name in _FUNCTIONS:
            text = _CLOCK if any(one.type in (TIME, DATE_TIME) for one in (node, *args)) else _FUNCTIONS[name]
            return Text(text.zh.format(name), text.en.format(name))
        case nodes.Strict(op=Operator.POW):
            return _POWER
        case _ if any(one.type in (TIME, DATE_TIME) for one in (node, *nodes.children(node))):
            return _CLOCK
        case nodes.Strict(op=op) if op is not Operator.NOT:
            return LARGE
        case _:
            return ANY
