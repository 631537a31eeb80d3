"""The one regular expression that finds figures, and what only looks like one.

None of its parts backtracks over what it has matched: a text of any length is read in one go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from policydsl.audit.text.numerals import CHARS, DIGITS, SMALL
from policydsl.audit.text.units import (
    COUNTERS,
    CURRENCIES,
    LATIN,
    MONTHS,
    NUMERAL_COUNTERS,
    RATIOS,
    SCALES,
    SECONDS,
)

# Digits, with commas between thousands; Chinese numerals, though not the 千 of 千克.
_D: Final = r"(?:[0-9]{1,3}+(?:,[0-9]{3}(?![0-9]))++(?:\.[0-9]++)?|[0-9]++(?:\.[0-9]++)?)"
_C: Final = f"(?:[{CHARS.replace('千', '')}]|千(?![克瓦米])){{1,20}}+"
_N: Final = f"(?:{_D}|{_C})"
_YEAR: Final = "[12][0-9]{3}"
_WRITTEN_YEAR: Final = f"[{''.join(DIGITS)}]{{4}}"
_DAY: Final = f"(?:[0-9]{{1,2}}|[{SMALL}]{{1,3}})"
_TO: Final = "(?:—{1,2}|~|至|到|-)"
_LIST: Final = "(?:、|—{1,2}|~|至|到|-)"


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")"


# 三成 but not 二成立, 五折 but not 五折算.
_WHOLE_WORD: Final = "(?:(?<![成折])|(?<=成)(?![为立本果员长功熟就效套品交分都因年绩])|(?<=折)(?![扣算旧合叠]))"
_DIGIT_UNIT: Final = rf"""
    (?: (?P<money>(?:{SCALES})?{_any(CURRENCIES)})
      | (?P<ratio>{_any(RATIOS)}{_WHOLE_WORD})
      | (?P<months>{_any(MONTHS)})(?![代级])
      | (?P<seconds>{_any(SECONDS)})
      | (?P<count>(?:{SCALES})?{_any(COUNTERS)})
      | (?P<latin>(?:万|亿)?(?:{LATIN})(?![A-Za-z0-9]))
      | (?P<scale>{SCALES}) )"""
_NUMERAL_UNIT: Final = rf"""
    (?: (?P<c_money>{_any(CURRENCIES)})
      | (?P<c_ratio>{_any(unit for unit in RATIOS if unit[0] not in "%‰‱")}{_WHOLE_WORD})
      | (?P<c_months>{_any(MONTHS)})(?![代级])
      | (?P<c_seconds>{_any(SECONDS)})
      | (?P<c_count>{_any(NUMERAL_COUNTERS)})
      | (?P<c_scale>(?<=[万亿])) )"""
# （含）, （不含）, （含1亿元）
BOUND: Final = rf"（不?含(?:本数|本级|本|[0-9.,{CHARS}]++[^（），。；]{{0,6}})?）"
_ORDINAL: Final = rf"第（?(?:[0-9]++|{_C})）?(?:[、—~-]（?(?:[0-9]++|{_C})）?)*+[\u4e00-\u9fff]?"
_QUOTED: Final = r"“(?![^“”]{0,40}(?:元|%|百分之))[^“”]{1,40}”|\"(?![^\"]{0,40}(?:元|%|百分之))[^\"]{1,40}\""
_NAME: Final = rf"""
      《[^《》]{{0,200}}》 | {_QUOTED}
    | https?：//[!-~]++ | [0-9]{{3,4}}-[0-9]{{7,8}}(?![0-9])
    | （[0-9]{{4}}）[0-9]++号 | （?[0-9]++号 | {_ORDINAL} | （[0-9]{{1,2}}）
    | (?<![A-Za-z])[A-Za-z]++[-/.]?[0-9][0-9A-Za-z.+/-]*+
    | [0-9]++[×xX][0-9]++(?:小时)? | [0-9]++\+[A-Za-z0-9]++
    | (?:985|211|863|973)(?=[高院工计大平]) | [1-9]\.0(?![0-9%‰万亿元个倍]) | [0-2]?[0-9]：[0-5][0-9](?![0-9])
    | (?:[0-9]++|{_C})强(?![度制化调力])
    | (?:[0-9]++|{_C})(?:线|流(?!量)|站式|揽子|次性|体(?!系)|带一路|院一|芯)"""

SCAN: Final = re.compile(
    rf"""
      (?P<name>{_NAME})
    | (?P<bound>{BOUND})
    | (?P<years>(?P<year_a>{_YEAR})年?{_TO}(?P<year_b>{_YEAR})年(?![0-9]))
    | (?P<date>(?P<y>[0-9]{{4}}|{_WRITTEN_YEAR})年(?P<m>{_DAY})月(?P<d>{_DAY})日)
    | (?P<iso>(?P<iy>{_YEAR})(?P<is>[-/.])(?P<im>[0-9]{{1,2}})(?P=is)(?P<id>[0-9]{{1,2}})(?![0-9.]))
    | (?P<month>(?P<my>{_YEAR})年(?P<mm>[0-9]{{1,2}})月份?)
    | (?P<year>(?P<yy>{_YEAR}|{_WRITTEN_YEAR})年)
    | (?P<day>(?P<dm>[0-9]{{1,2}})月(?P<dd>[0-9]{{1,2}})日)
    | (?P<calendar>(?P<cm>[0-9]{{1,2}})月(?:份|底|末|初|前)?)
    | (?P<pair>(?P<pair_a>[0-9]{{1,4}}+)：(?P<pair_b>[0-9]{{1,4}}+))
    | (?P<share>(?P<of>百|千|万|{_C}|[0-9]++)分之(?P<part>{_N}))
    | (?P<span>(?P<span_y>{_N})年零?(?P<span_m>{_N})个月)
    | (?P<half_more>(?P<half_y>{_N})年半)
    | (?P<lone>{_D})(?=(?:{_LIST}{_D}){{0,8}}{_LIST}{_D}{_DIGIT_UNIT.replace("?P<", "?P<l_")})
    | (?P<digits>{_D}){_DIGIT_UNIT}?
    | (?P<word>半年|翻[一两]?番|翻倍|加倍|减半)
    | (?P<numeral>{_C}){_NUMERAL_UNIT}
    """,
    re.VERBOSE,
)
BRANCHES: Final = (
    "name", "bound", "years", "date", "iso", "month", "year", "day", "calendar", "pair", "share", "span",
    "half_more", "lone", "digits", "word", "numeral",
)  # fmt: skip
