"""A font of this machine that has Chinese characters."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

# The usual ones of Linux, macOS and Windows; simplified Chinese first, then fonts that have its characters too.
FAMILIES: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Sarasa UI SC", "Heiti SC", "SimHei", "SimSun",
    "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC",
    "AR PL UMing CN", "AR PL UKai CN", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
PLAIN: Final = "DejaVu Sans"  # comes with matplotlib
_FILES: Final = ("notosanscjk", "sourcehansans", "wqy", "simhei", "msyh", "pingfang", "notosanssc", "droidsansfallback")


@cache
def chinese_font() -> str | None:
    """The family to draw Chinese with; None where this machine has none."""
    from matplotlib import font_manager  # noqa: PLC0415  (an extra, asked for where it is used)

    manager = font_manager.fontManager
    found = _first({entry.name for entry in manager.ttflist})
    if found is not None:
        return found
    for path in sorted(font_manager.findSystemFonts()):  # one that was installed after matplotlib last looked
        name = path.replace("\\", "/").rpartition("/")[2].lower().replace("-", "").replace("_", "")
        if any(part in name for part in _FILES):
            manager.addfont(path)
    return _first({entry.name for entry in manager.ttflist})


def _first(names: set[str]) -> str | None:
    return next((family for family in FAMILIES if family in names), None)


def families(chinese: str | None) -> list[str]:
    """For a picture that is laid out here and may be shown elsewhere: the font at hand first, then the usual ones."""
    rest = [one for one in FAMILIES if one != chinese]
    return [*([chinese] if chinese else []), PLAIN, *rest, "sans-serif"]


@contextmanager
def quiet() -> Iterator[None]:
    """Without remarks on fonts that are only named for other machines."""
    logger = logging.getLogger("matplotlib.font_manager")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
