"""Small turns of phrase in both languages: brackets, lists, marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from policydsl.source import Lang, Text


def both(say: Callable[[Lang], str]) -> Text:
    """The same said in each language."""
    return Text(say("zh"), say("en"))


def bracketed(lang: Lang, text: str) -> str:
    """`（text）`, to follow a word."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def grouped(lang: Lang, text: str) -> str:
    """`（text）`, standing for itself in a formula."""
    return f"（{text}）" if lang == "zh" else f"({text})"


def quoted(lang: Lang, text: str) -> str:
    """`“text”`."""
    return f"“{text}”" if lang == "zh" else f'"{text}"'


def colon(lang: Lang) -> str:
    """What stands between a head and what it introduces."""
    return "：" if lang == "zh" else ": "


def signed(lang: Lang, left: str, sign: str, right: str) -> str:
    """`left ≥ right`; a full-width bracket brings its own space."""
    gap = "" if lang == "zh" and left.endswith("）") else " "
    return f"{left}{gap}{sign} {right}"


def listed(lang: Lang, items: Iterable[str]) -> str:
    """`甲、乙、丙`."""
    return ("、" if lang == "zh" else ", ").join(items)


def series(lang: Lang, items: Iterable[str]) -> str:
    """`甲；乙；丙`."""
    return ("；" if lang == "zh" else "; ").join(items)


COMMON: Final = Text("通用条件", "common condition")
UNKNOWN_WORD: Final = Text("未知", "unknown")
NOT_COMPUTED: Final = Text("未计算", "not computed")
NOT_ASSESSED: Final = Text("尚未评定", "not yet assessed")
YES: Final = Text("是", "yes")
NO: Final = Text("否", "no")
HOLDS: Final = Text("成立", "holds")
FAILS: Final = Text("不成立", "does not hold")
