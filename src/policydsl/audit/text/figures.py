"""The figures of a text: amounts, rates, numbers, times and days, in digits or Chinese numerals.

What only looks like a figure is none: the number of a document, 第三批, 十四五, names in quotes or《》, 5G, 500强.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.audit.text import quantity
from policydsl.audit.text.numerals import CHARS, DIGITS, SMALL, number_of
from policydsl.audit.text.quantity import WIDE, Quantity
from policydsl.source.frozen import frozen

_MOST_DIGITS: Final = 34


@frozen
class Figure:
    """A figure in a clean text: its value and where it stands; `text` is how it is printed."""

    quantity: Quantity
    text: str
    start: int
    end: int
    unit: str = ""


_D: Final = r"(?:[0-9]{1,3}+(?:,[0-9]{3}(?![0-9]))++(?:\.[0-9]++)?|[0-9]++(?:\.[0-9]++)?)"
_C: Final = f"(?:[{CHARS.replace('千', '')}]|千(?![克瓦米])){{1,20}}+"
_NUMERAL: Final = "".join(DIGITS)
_SCALE: Final = {"": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "百亿": 10, "千亿": 11, "万亿": 12}
_BY_LENGTH: Final = sorted((s for s in _SCALE if s), key=len, reverse=True)
_SCALES: Final = "|".join(_BY_LENGTH)
_CURRENCIES: Final = {"元": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP"}
_RATIOS: Final = {"%": -2, "‰": -3, "‱": -4, "个百分点": -2, "百分点": -2, "成": -1, "折": -1}
_MONTHS: Final = {
    "年": 12, "周年": 12, "个年度": 12, "个会计年度": 12, "个自然年度": 12, "个完整年度": 12, "个完整会计年度": 12,
    "个季度": 3, "个月": 1, "个自然月": 1, "个整月": 1,
}  # fmt: skip
_SECONDS: Final = {
    "个工作日": 86400, "个自然日": 86400, "个交易日": 86400, "工作日": 86400, "日": 86400, "天": 86400, "周": 604800,
    "个星期": 604800, "个小时": 3600, "小时": 3600, "分钟": 60, "秒": 1,
}  # fmt: skip
_COUNTERS: Final = (
    "平方米", "平方公里", "立方米", "公里", "千米", "千瓦时", "千瓦", "兆瓦", "千克", "公斤", "吨", "亩", "公顷", "海里",
    "人次", "家次", "架次", "班次", "个", "家", "名", "项", "人", "户", "件", "台", "套", "次", "场", "篇", "辆", "架", "艘",
    "座", "间", "部", "款", "张", "分", "倍", "米", "度", "枚", "岁", "课时", "学时", "门", "所", "只", "支", "株", "头",
)  # fmt: skip
# Counters that only follow digits: 三次, 两场 are figures, 一款, 一支, 三所 mostly are not.
_NUMERAL_COUNTERS: Final = (
    "平方米", "平方公里", "立方米", "公里", "千米", "千瓦时", "千瓦", "兆瓦", "千克", "公斤", "吨", "亩", "公顷",
    "人次", "架次", "班次", "个", "家", "名", "项", "人", "户", "件", "台", "套", "次", "场", "篇", "辆", "架", "艘", "倍", "岁",
)  # fmt: skip
_LATIN: Final = "PFLOPS|EFLOPS|PFlops|EFlops|P|kWh|kW|KW|MW|GW|km|㎡|m²|m2|m|mm|cm|kg|t|TB|PB|Mbps|Gbps|ms|mA"


def _any(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_NOT_RATIO: Final = "(?<!成)(?<!折)|(?<=成)(?![为立本果员长功熟就效套品交分都因年绩])|(?<=折)(?![扣算旧合叠])"
_DIGIT_UNIT: Final = (
    rf"(?:(?P<money>(?:{_SCALES})?(?:{_any(_CURRENCIES)}))|(?P<ratio>(?:{_any(_RATIOS)})(?:{_NOT_RATIO}))"
    rf"|(?P<months>{_any(_MONTHS)})(?![代级])|(?P<seconds>{_any(_SECONDS)})"
    rf"|(?P<count>(?:{_SCALES})?(?:{_any(_COUNTERS)}))|(?P<latin>(?:万|亿)?(?:{_LATIN})(?![A-Za-z0-9]))|(?P<scale>{_SCALES}))"
)
_NUMERAL_UNIT: Final = (
    rf"(?:(?P<c_money>{_any(_CURRENCIES)})|(?P<c_ratio>(?:{_any(r for r in _RATIOS if len(r) > 1 or r in '成折')})(?:{_NOT_RATIO}))"
    rf"|(?P<c_months>{_any(_MONTHS)})(?![代级])|(?P<c_seconds>{_any(_SECONDS)})"
    rf"|(?P<c_count>{_any(_NUMERAL_COUNTERS)})|(?P<c_scale>(?<=[万亿])))"
)
_BOUND: Final = rf"（不?含(?:本数|本级|本|[0-9.,{CHARS}]++[^（），。；]{{0,6}})?）"
_ORDINAL: Final = rf"第（?(?:[0-9]++|{_C})）?(?:[、—~-]（?(?:[0-9]++|{_C})）?)*+[\u4e00-\u9fff]?"

SCAN: Final = re.compile(
    rf"""
      (?P<name>《[^《》]{{0,200}}》|“(?![^“”]{{0,40}}(?:元|%|百分之))[^“”]{{1,40}}”|"(?![^"]{{0,40}}(?:元|%|百分之))[^"]{{1,40}}"
        |https?：//[!-~]++|[0-9]{{3,4}}-[0-9]{{7,8}}(?![0-9])
        |（[0-9]{{4}}）[0-9]++号|（?[0-9]++号|{_ORDINAL}|（[0-9]{{1,2}}）
        |(?<![A-Za-z])[A-Za-z]++[-/.]?[0-9][0-9A-Za-z.+/-]*+|[0-9]++[×xX][0-9]++(?:小时)?|[0-9]++\+[A-Za-z0-9]++
        |(?:985|211|863|973)(?=[高院工计大平])|(?:[0-9]++|{_C})强(?![度制化调力])|(?:[0-9]++|{_C})(?:线|流(?!量)|站式|揽子|次性|体(?!系)|带一路|院一|芯))
    | (?P<bound>{_BOUND})
    | (?P<years>(?P<year_a>[12][0-9]{{3}})年?(?:—{{1,2}}|~|至|到|-)(?P<year_b>[12][0-9]{{3}})年(?![0-9]))
    | (?P<date>(?P<y>[0-9]{{4}}|[{_NUMERAL}]{{4}})年(?P<m>[0-9]{{1,2}}|[{SMALL}]{{1,3}})月(?P<d>[0-9]{{1,2}}|[{SMALL}]{{1,3}})日)
    | (?P<iso>(?P<iy>[12][0-9]{{3}})(?P<is>[-/.])(?P<im>[0-9]{{1,2}})(?P=is)(?P<id>[0-9]{{1,2}})(?![0-9.]))
    | (?P<month>(?P<my>[12][0-9]{{3}})年(?P<mm>[0-9]{{1,2}})月份?)
    | (?P<year>(?P<yy>[12][0-9]{{3}}|[{_NUMERAL}]{{4}})年)
    | (?P<day>(?P<dm>[0-9]{{1,2}})月(?P<dd>[0-9]{{1,2}})日)
    | (?P<calendar>(?P<cm>[0-9]{{1,2}})月(?:份|底|末|初|前)?)
    | (?P<share>(?P<of>百|千|万|{_C}|[0-9]++)分之(?P<part>{_D}|{_C}))
    | (?P<span>(?P<span_y>{_D}|{_C})年零?(?P<span_m>{_D}|{_C})个月)
    | (?P<half_more>(?P<half_y>{_D}|{_C})年半)
    | (?P<lone>{_D})(?=(?:(?:[、]|—{{1,2}}|~|至|到|-){_D}){{0,8}}(?:[、]|—{{1,2}}|~|至|到|-){_D}{_DIGIT_UNIT.replace("?P<", "?P<l_")})
    | (?P<digits>{_D}){_DIGIT_UNIT}?
    | (?P<word>半年|翻[一两]?番|翻倍|加倍|减半)
    | (?P<numeral>{_C}){_NUMERAL_UNIT}
    """,
    re.VERBOSE,
)
_WORD_VALUES: Final = {"翻番": 2, "翻一番": 2, "翻两番": 4, "翻倍": 2, "加倍": 2}
_VAGUE: Final = frozenset("几数上")  # 数百万元, 上亿元
_NOT_A_TIME: Final = frozenset("上前下次后每首同当本这那逐隔去今明昨年")  # 上一年, 每一年
_LARGE: Final = frozenset("百千万亿")


def figures(text: str) -> Iterator[Figure]:
    """Every figure of a clean text, in order."""
    for found in SCAN.finditer(text):
        yield from _figures(found, text)


def _figures(found: re.Match[str], text: str) -> Iterator[Figure]:
    start, end = found.span()
    whole = found[0]
    match _branch(found):
        case "years":
            for group in ("year_a", "year_b"):
                yield Figure(quantity.date(int(found[group])), found[group] + "年", *found.span(group), "年")
        case "date":
            yield from _day(found, ("y", "m", "d"))
        case "iso":
            yield from _day(found, ("iy", "im", "id"))
        case "month":
            yield Figure(quantity.date(int(found["my"]), int(found["mm"])), whole, start, end)
        case "year":
            year = number_of(found["yy"]) or 0
            yield Figure(quantity.date(year), whole, start, end, "年")
        case "day":
            yield Figure(quantity.date(0, int(found["dm"]), int(found["dd"])), whole, start, end)
        case "calendar":
            yield Figure(quantity.date(0, int(found["cm"]), 0), whole, start, end)
        case "share":
            yield from _share(found)
        case "span":
            years, more = _value(found["span_y"]), _value(found["span_m"])
            if years is not None and more is not None:
                yield Figure(quantity.months(years * 12 + more), whole, start, end)
        case "half_more":
            years = _value(found["half_y"])
            if years is not None:
                yield Figure(quantity.months(years * 12 + 6), whole, start, end)
        case "word":
            yield _word(whole, start, end)
        case "lone":
            value = _value(found["lone"])
            if value is not None:
                yield from _with_unit(found, "l_", value, whole, start, end)
        case "digits":
            value = _value(found["digits"])
            if value is not None and not (text[end : end + 1].isascii() and text[end : end + 1].isalpha()):
                yield from _with_unit(found, "", value, whole, start, end)
        case "numeral":
            yield from _numeral(found, text)
        case _:
            pass


_BRANCHES: Final = (
    "name", "bound", "years", "date", "iso", "month", "year", "day", "calendar", "share", "span", "half_more", "lone",
    "digits", "word", "numeral",
)  # fmt: skip


def _branch(found: re.Match[str]) -> str:
    return next(name for name in _BRANCHES if found[name] is not None)


def _day(found: re.Match[str], names: tuple[str, str, str]) -> Iterator[Figure]:
    year, month, day = (number_of(found[name]) or 0 for name in names)
    yield Figure(quantity.day_of(year, month, day), found[0], *found.span())


def _share(found: re.Match[str]) -> Iterator[Figure]:
    of = _value(found["of"])
    part = _value(found["part"])
    if not of or part is None:
        return
    made = quantity.share(part, of)
    yield Figure(made, found[0], *found.span())


def _word(whole: str, start: int, end: int) -> Figure:
    if whole == "半年":
        return Figure(quantity.months(Decimal(6)), whole, start, end)
    if whole == "减半":
        return Figure(quantity.ratio(Decimal("0.5"), written=True), whole, start, end)
    return Figure(quantity.count(Decimal(_WORD_VALUES[whole]), multiple=True), whole, start, end, "倍")


def _with_unit(
    found: re.Match[str], prefix: str, value: Decimal, whole: str, start: int, end: int
) -> Iterator[Figure]:
    """The figure for a number and the unit that was found in the groups with this prefix."""
    groups = found.re.groupindex

    def unit(name: str) -> str:
        return (found[prefix + name] or "") if prefix + name in groups else ""

    def scaled(written: str) -> tuple[Decimal, str]:
        counted = written in _COUNTERS  # the 千 of 千克 is no number
        scale = "" if counted else next((s for s in _BY_LENGTH if written.startswith(s)), "")
        return WIDE.multiply(value, Decimal(10 ** _SCALE[scale])), written[len(scale) :]

    if unit("money"):
        amount, currency = scaled(unit("money"))
        made, word = quantity.money(amount, _CURRENCIES[currency]), currency
    elif unit("ratio"):
        word = unit("ratio")
        made = quantity.ratio(WIDE.scaleb(value, _RATIOS[word]), written=True)
    elif unit("months"):
        word = unit("months")
        made = quantity.months(WIDE.multiply(value, Decimal(_MONTHS[word])), value)
    elif unit("seconds"):
        word = unit("seconds")
        made = quantity.seconds(WIDE.multiply(value, Decimal(_SECONDS[word])), value)
    elif unit("scale"):
        amount, word = scaled(unit("scale"))
        made = quantity.count(amount, large=True)
    else:
        amount, word = scaled(unit("count") or unit("latin"))
        made = quantity.count(amount, multiple=word == "倍")
    yield Figure(made, whole, start, end, word)


def _numeral(found: re.Match[str], text: str) -> Iterator[Figure]:
    written = found["numeral"]
    start, end = found.span()
    before = text[start - 1 : start]
    value = _value(written)
    if value is None or before in _VAGUE:
        return
    is_money = found["c_money"] is not None
    followed = text[end : end + 2]
    if written[0] in _LARGE and not (is_money and followed == "以上"):  # 百万元 of 数百万元, 千家万户, 百年
        return
    if found["c_scale"] is not None and (len(written) < 2 or written[0] not in DIGITS or followed[:1] in _AFTER_LARGE):  # noqa: PLR2004
        return
    if found["c_months"] is not None and before in _NOT_A_TIME and value == 1:
        return
    yield from _with_unit(found, "c_", value, found[0], start, end)


_AFTER_LARGE: Final = frozenset("众象物能一多余分般事国里")


def _value(written: str) -> Decimal | None:
    plain = written.replace(",", "")
    if plain.isascii():
        return Decimal(plain) if len(plain) <= _MOST_DIGITS else None
    number = number_of(plain)
    return None if number is None else Decimal(number)


def bounds_of(text: str) -> dict[int, tuple[int, bool]]:
    """Where `（含）` and `（不含）` stand: start to end and whether the figure itself counts."""
    return {m.start(): (m.end(), "不" not in m[0][:2]) for m in re.finditer(_BOUND, text)}
