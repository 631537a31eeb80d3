"""Periods of facts: years and quarters, each as a count, so that the next one is one more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias
from unicodedata import normalize

from policydsl.feel.values import Date
from policydsl.source import Text

By: TypeAlias = Literal["year", "quarter"]
Figures: TypeAlias = Mapping[int, object]
"""What is known of a fact by period: the figures that were given, by period. Every other one is unknown."""

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9999
QUARTERS: Final = 4
NONE_GIVEN: Final[Figures] = {}
_YEAR: Final = re.compile(r"([1-9][0-9]{3})")
_QUARTER: Final = re.compile(r"([1-9][0-9]{3})-?Q([1-4])")
_LIKE_YEAR: Final = re.compile(r"([1-9][0-9]{3})\s*年?度?")
_LIKE_QUARTER: Final = re.compile(
    r"([1-9][0-9]{3})[\s年/-]*(?:(?:Q|第)\s*(?P<q>[1-4一二三四])\s*季?度?|(?P<n>[1-4一二三四])\s*季度?)", re.IGNORECASE
)
_NUMERALS: Final = {"一": "1", "二": "2", "三": "3", "四": "4"}
BY_WORDS: Final[Mapping[By, Text]] = {"year": Text("年份", "year"), "quarter": Text("季度", "quarter")}
EACH: Final[Mapping[By, Text]] = {"year": Text("按年", "by year"), "quarter": Text("按季度", "by quarter")}


def count_of(by: By, year: int, quarter: int = 1) -> int:
    """A period as a count."""
    return year if by == "year" else year * QUARTERS + quarter - 1


def period_of_day(by: By, day: Date) -> int:
    """The period that a day lies in."""
    return count_of(by, day.year, (day.month + 2) // 3)


def parse_period(by: By, text: str) -> int | None:
    """A period as facts write it: `2023`; `2024Q1`, `2024-Q1`."""
    if by == "year":
        return int(text) if _YEAR.fullmatch(text) else None
    found = _QUARTER.fullmatch(text)
    return None if found is None else count_of(by, int(found[1]), int(found[2]))


def meant_period(by: By, text: str) -> int | None:
    """The period that is meant by a text like `2023年`, `2024年第一季度`, `2024q1`; None where it is none."""
    narrow = normalize("NFKC", text).strip()
    if by == "year":
        year = _LIKE_YEAR.fullmatch(narrow)
        return None if year is None else int(year[1])
    found = _LIKE_QUARTER.fullmatch(narrow)
    if found is None:
        return None
    number = found["q"] or found["n"]
    return count_of(by, int(found[1]), int(_NUMERALS.get(number, number)))


def period_text(by: By, period: int) -> str:
    """A period as facts write it."""
    return str(period) if by == "year" else f"{period // QUARTERS}Q{period % QUARTERS + 1}"


def period_words(by: By, period: int) -> Text:
    """A period for people: `2023年`, `2024年第1季度`."""
    if by == "year":
        return Text(f"{period}年", str(period))
    year, quarter = period // QUARTERS, period % QUARTERS + 1
    return Text(f"{year}年第{quarter}季度", f"Q{quarter} {year}")


def fact_key(owner: str, by: By, period: int) -> str:
    """The name of one figure among missing facts: `applicant.output[2023]`."""
    return f"{owner}[{period_text(by, period)}]"


def split_key(key: str) -> tuple[str, str]:
    """The fact and the period that a missing one names: `applicant.output`, `2023`; no period for a single value."""
    name, bracket, written = key.removesuffix("]").rpartition("[")
    return (name, written) if bracket and key.endswith("]") else (key, "")


def of_period(label: Text, by: By, period: int) -> Text:
    """The figure of one period, for people: `2024年产值`."""
    when = period_words(by, period)
    return Text(f"{when.zh}{label.pick('zh')}", f"{label.pick('en')} for {when.en}")
