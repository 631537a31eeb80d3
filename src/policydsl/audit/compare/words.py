"""How findings name the part of a figure and the bound that a text gives it."""

from __future__ import annotations

from typing import Final

from policydsl.audit.policy.uses import Part
from policydsl.audit.text.bounds import Bound
from policydsl.source import Text

PARTS: Final = {
    Part.AT_LEAST: Text("≥（不低于，含本数）", "≥ (at least)"),
    Part.ABOVE: Text(">（超过，不含本数）", "> (more than)"),
    Part.AT_MOST: Text("≤（不超过，含本数）", "≤ (at most)"),
    Part.BELOW: Text("<（低于，不含本数）", "< (less than)"),
    Part.EQUAL: Text("=（等于）", "= (exactly)"),
    Part.CAP: Text("上限", "an upper limit"),
    Part.FLOOR: Text("下限", "a lower limit"),
    Part.AMOUNT: Text("金额", "the sum"),
    Part.RATE: Text("比例", "the rate"),
    Part.UNIT: Text("计数单位", "a unit that is counted"),
    Part.OTHER: Text("数", "a figure"),
}
BOUNDS: Final = {
    Bound.AT_LEAST: Text("不低于（≥）", "at least (≥)"),
    Bound.ABOVE: Text("超过（>）", "more than (>)"),
    Bound.AT_MOST: Text("不超过（≤）", "at most (≤)"),
    Bound.BELOW: Text("低于（<）", "less than (<)"),
    Bound.UP: Text("以上", "and above"),
    Bound.DOWN: Text("以下", "and below"),
    Bound.EACH: Text("每", "for each"),
    Bound.ABOUT: Text("约", "about"),
    Bound.PLAIN: Text("没有界限词", "no word of a bound"),
}
