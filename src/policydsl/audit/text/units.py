"""The units that figures carry, and what each counts."""

from __future__ import annotations

from typing import Final

from policydsl.source import figures

# scale -> power of ten
SCALE: Final = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "百亿": 10,
    "千亿": 11,
    "万亿": 12,
}
BY_LENGTH: Final = sorted((s for s in SCALE if s), key=len, reverse=True)
SCALES: Final = "|".join(BY_LENGTH)
# As texts write them: each unit of the language, and what else people call some.
CURRENCIES: Final = {
    **{unit: code for code, unit in figures.CURRENCIES.items()},
    "美金": "USD",
    "港币": "HKD",
    "澳门币": "MOP",
    "新台币元": "TWD",
    "瑞郎": "CHF",
}
RATIOS: Final = {"%": -2, "‰": -3, "‱": -4, "个百分点": -2, "百分点": -2, "成": -1, "折": -1}
MONTHS: Final = {
    "年": 12, "周年": 12, "个年度": 12, "个会计年度": 12, "个自然年度": 12, "个完整年度": 12, "个完整会计年度": 12,
    "个季度": 3, "个月": 1, "个自然月": 1, "个整月": 1,
}  # fmt: skip
SECONDS: Final = {
    "个工作日": 86400, "个自然日": 86400, "个交易日": 86400, "工作日": 86400, "日": 86400, "天": 86400, "周": 604800,
    "个星期": 604800, "个小时": 3600, "小时": 3600, "分钟": 60, "秒": 1,
}  # fmt: skip
_MEASURES: Final = "平方米 平方公里 立方米 公里 千米 千瓦时 千瓦 兆瓦 千克 公斤 吨 亩 公顷 人次 架次 班次"
_THINGS: Final = "个 家 名 项 人 户 件 台 套 次 场 篇 辆 架 艘 倍 岁"
# Chinese numerals are figures before these: 三次, 两场, but mostly not in 一款, 一支, 三所.
NUMERAL_COUNTERS: Final = tuple(f"{_MEASURES} {_THINGS}".split())
COUNTERS: Final = (
    *NUMERAL_COUNTERS,
    *"海里 家次 座 间 部 款 张 分 米 度 枚 课时 学时 门 所 只 支 株 头".split(),  # noqa: SIM905  (a list of units reads best so)
)
LATIN: Final = "PFLOPS|EFLOPS|PFlops|EFlops|P|kWh|kW|KW|MW|GW|km|㎡|m²|m2|m|mm|cm|kg|t|TB|PB|Mbps|Gbps|ms|mA"
