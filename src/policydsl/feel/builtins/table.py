"""The table: every row of every family, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policydsl.feel.builtins.entry import Builtin
from policydsl.feel.builtins.rows import contexts, conversion, dates, lists, numbers, ranges, strings
from policydsl.source import Text

FAMILIES: tuple[tuple[Text, tuple[Builtin, ...]], ...] = (
    (Text("数", "numbers"), numbers.ROWS),
    (Text("列表与逻辑", "lists and logic"), lists.ROWS),
    (Text("文本", "texts"), strings.ROWS),
    (Text("日期与时刻", "dates and times"), dates.ROWS),
    (Text("点与区间", "points and ranges"), ranges.ROWS),
    (Text("成组的值", "contexts"), contexts.ROWS),
    (Text("转换", "conversion"), conversion.ROWS),
)
BUILTINS: Mapping[str, Builtin] = MappingProxyType({row.name: row for _, rows in FAMILIES for row in rows})
