"""Days as drafters write them, to the one way in which a document has them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from policydsl.source import Text

_DAY: Final = r"(\d{4})\s*[-/.年—–－−‐]?\s*(\d{1,2})\s*[-/.月—–－−‐]?\s*(\d{1,2})\s*[日号]?"
_DATE: Final = re.compile(rf"{_DAY}[。；，,]?")
# `2026年1月1日起`, `自2025年4月21日起`: what stands around a day says nothing more
_AROUND: Final = re.compile(rf"[自从]?\s*{_DAY}\s*(?:起|止|起施行|前|后|以前|以后|之前|之后|（含）)?")
_TWO: Final = re.compile(rf"[自从]?\s*{_DAY}\s*起?\s*(?:至|到|—+|–|～|~|-|－)\s*{_DAY}\s*止?")
_YEAR: Final = re.compile(r"(\d{4})\s*年?度?")
_LONGEST: Final = 40


def iso(text: str) -> str | None:
    """`2025年4月21日` as `2025-04-21`; None if it is no day."""
    return _iso(_DATE.fullmatch(text.strip())) if len(text) <= _LONGEST else None


def meant(text: str) -> tuple[str | None, Text | None]:
    """The day that a text most likely means, and what to say of a text that is none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None, None
    year = _YEAR.fullmatch(text)
    if year:
        first, last = f"{year[1]}-01-01", f"{year[1]}-12-31"
        return None, Text(
            f"日期要写到日：从这一年起写 `{first}`，到这一年为止写 `{last}`。",
            f"a date has a day: from that year on it is `{first}`, until its end `{last}`",
        )
    two = _TWO.fullmatch(text)
    if two:
        first, last = _parts(two.groups()[:3]), _parts(two.groups()[3:])
        return None, Text(
            f"起止两天分开写：`from: {first}`、`until: {last}`。",
            f"two days are two keys: `from: {first}`, `until: {last}`",
        )
    found = _DATE.fullmatch(text) or _AROUND.fullmatch(text)
    day = _iso(found)
    if found is None or day is not None:
        return day, None
    number, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12 or not number:  # noqa: PLR2004  (a calendar)
        return None, Text("一年有 12 个月。", "a year has 12 months")
    days = monthrange(number, month)[1]
    return None, Text(f"{number} 年 {month} 月有 {days} 天。", f"month {month} of {number} has {days} days")


def _parts(groups: tuple[str, ...]) -> str:
    year, month, day = groups
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _iso(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None  # no such day: there is nothing to suggest
