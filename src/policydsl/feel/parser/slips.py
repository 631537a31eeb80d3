"""Words that are no name but a figure in words, or say beside a figure what a formula has no place for."""

from __future__ import annotations

import re
from typing import Final

from policydsl.feel.parser.figures import UNIT
from policydsl.feel.parser.numerals import figure_at
from policydsl.feel.parser.problem import Problem
from policydsl.feel.parser.words import LAW_LESS, LAW_MORE, after_unit
from policydsl.source import Span, Text
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen

_COMPARERS: Final = frozenset(LAW_MORE | LAW_LESS)
_CURRENCY: Final = ("人民币", "RMB", "rmb", "CNY", "￥", "¥")
_VAGUE: Final = ("大约", "约", "将近", "接近", "近")
_YEARLY: Final = ("每年度", "每年", "年度")
_LIMITING: Final = (*_COMPARERS, "上限", "下限", "限额", "不得超过", "最高不超过")
_BESIDE: Final = (*_LIMITING, "每家", "每个", "每项", "每户", "单个", "单项", "总计", "共计", "合计", "共", "给予",
                  "补助", "奖励", "按照", "按")  # fmt: skip
_LEAD = re.compile(rf"({'|'.join(sorted({*_BESIDE, *_CURRENCY, *_VAGUE, *_YEARLY}, key=len, reverse=True))})+")
_PLAIN_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_COLUMN = re.compile(r"([^\W0-9a-zA-Z_]{2,20})(?=[0-9])")
_FIRM: Final = frozenset("一二三四五六七八九十两〇零壹贰叁肆伍陆柒捌玖拾半")

# Words after a figure's unit that change nothing, or make it vague.
_TAILS: Final = ("人民币整", "人民币", "整", "元整")
_VAGUE_TAILS: Final = ("左右", "上下", "余", "多", "许")
_EVERYTHING: Final = frozenset(
    ("不限", "无限制", "不限制", "无要求", "不要求", "任意", "任何", "全部", "均可", "都可以", "不作要求", "不论",
     "其他", "其它", "其余", "无", "所有", "any", "ANY", "*", "/", "／", "N/A", "n/a", "NA", "空", "略")
)  # fmt: skip


@frozen
class Slip:
    """A finding about a part of a word: `start` and `end` count from the word's beginning."""

    code: str
    start: int
    end: int
    args: tuple[tuple[str, str], ...] = ()
    help: Text | None = None
    right: str | None = None  # what mends it
    sure: bool = True


def slip_of(word: str, *, cell: bool) -> Slip | None:
    """What a word that is no name was meant to say; None if it is no known slip."""
    lead = _LEAD.match(word)
    rest = word[lead.end() :] if lead else word
    numeral = figure_at(rest)
    if numeral and not _ends(rest[numeral[0] :]):
        numeral = None
    if lead and (_PLAIN_FIGURE.match(rest) or (numeral and not (cell and lead[0] in _COMPARERS))):
        return _beside(lead[0])
    if numeral:
        start, (length, right) = len(word) - len(rest), numeral
        written = rest[:length]
        sure = written[0] in _FIRM or "分之" in written
        return Slip("X064", start, start + length, (("written", written), ("right", right)), None, right, sure)
    column = _COLUMN.match(word) if cell else None
    if column and _is_figure(word[column.end() :]):
        return Slip("X067", 0, column.end(), (("written", column[1]),), None, "", sure=False)
    return None


def _ends(rest: str) -> bool:
    return not rest or rest.startswith((*after_unit(), *_TAILS, *_VAGUE_TAILS))


def _is_figure(text: str) -> bool:
    digits = _PLAIN_FIGURE.match(text)
    return digits is not None and (digits.end() == len(text) or UNIT.match(text, digits.end()) is not None)


def _beside(lead: str) -> Slip:
    vague = next((word for word in _VAGUE if lead.endswith(word)), None)
    if vague:
        return Slip("X069", 0, len(lead), (("written", lead),))
    help_ = None
    if lead.startswith(_YEARLY):
        help_ = Text(
            f"删去 `{lead}`；上限按年计算的，在同一条上限里写 `every: year`。",
            f"delete `{lead}`; a limit of each year has `every: year` beside it",
        )
    elif lead.startswith(_LIMITING):
        help_ = Text(
            f"删去 `{lead}`，只写数；比较写作 `x <= 100万元`，最多给多少由 `caps` 的 `limit` 说明。",
            f"delete `{lead}` and leave the figure; compare as `x <= 100万元`; what is granted at most is a `limit` of "
            "`caps`",
        )
    return Slip("X065", 0, len(lead), (("written", lead),), help_, "", sure=lead in _CURRENCY)


def tail_of(word: str) -> Slip | None:
    """What stands right behind a figure's unit: `元整`, `元人民币`, `元左右`; offsets count from the unit."""
    unit = _unit_at(word)
    if unit is None:
        return None
    rest = word[len(unit) :]
    if rest.startswith(_VAGUE_TAILS):
        return Slip("X069", len(unit), len(word), (("written", rest),))
    tail = next((one for one in _TAILS if rest.startswith(one)), None)
    if tail and _ends(rest[len(tail) :]):
        end = len(unit) + len(tail)
        right = "元" if tail.startswith("人民币") and not unit.endswith("元") else ""
        return Slip("X065", len(unit), end, (("written", tail),), None, right)
    return None


def _unit_at(word: str) -> str | None:
    scales = ("", "千", "万", "百万", "千万", "亿", "万亿")
    units = (*(scale + unit for scale in scales for unit in CURRENCIES.values()), "万", "亿", "年", "个月", "天")
    return next((unit for unit in sorted(units, key=len, reverse=True) if word.startswith(unit)), None)


def from_slip(slip: Slip, at: int) -> Problem:
    """The problem of a slip in a word that begins at a place of the formula."""
    span = Span(at + slip.start, at + slip.end)
    edits = () if slip.right is None else ((span, slip.right),)
    return Problem(slip.code, span, help=slip.help, edits=edits, sure=slip.sure, **dict(slip.args))


def is_everything(text: str) -> bool:
    """Whether a cell says in words that every value fits."""
    return text.strip() in _EVERYTHING
