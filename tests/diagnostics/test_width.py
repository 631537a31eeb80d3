"""Columns of text on a screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.source.width import Align, display_width, pad, truncate, visible, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("plain", 5),
        ("金额", 4),
        ("（含）", 6),
        ("≥10%", 4),
        ("cafe\u0301", 4),
        ("a\u200bb", 2),
        ("ｆｕｌｌ", 8),
        ("ﾊﾝｶｸ", 4),
        ("각", 2),
        ("👍", 2),
        ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("❤️", 2),
        ("🇨🇳", 2),
        ("a\x1bb", 2),
    ],
)
def test_display_width(text: str, columns: int) -> None:
    assert display_width(text) == columns


@pytest.mark.parametrize(("align", "shown"), [("left", "金额   |"), ("right", "   金额|"), ("center", " 金额  |")])
def test_pad(align: Align, shown: str) -> None:
    assert pad("金额", 7, align) + "|" == shown
    assert pad("申报主体", 3, align) == "申报主体"


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("申报主体", 8, "申报主体"),
        ("申报主体", 7, "申报主…"),
        ("申报主体", 6, "申报…"),
        ("申报主体", 1, "…"),
        ("申报主体", 0, ""),
        ("cafe\u0301s", 4, "caf…"),
    ],
)
def test_truncate(text: str, width: int, shown: str) -> None:
    assert truncate(text, width) == shown


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, [""]),
        ("one two three", 8, ["one two", "three"]),
        ("按研发投入补助", 6, ["按研发", "投入补", "助"]),
        # a closing mark goes with the character before it …
        ("补助，最高。", 4, ["补", "助，", "最", "高。"]),
        # … an opening one with the character after it
        ("按规（含）", 6, ["按规", "（含）"]),
        # a figure keeps its unit, and a word is not cut
        ("最高1000万元", 8, ["最高", "1000万元"]),
        ("字段annual_revenue", 16, ["字段", "annual_revenue"]),
        ("annual_revenue", 6, ["annual", "_reven", "ue"]),
        ("第一行\n\n第三行", 20, ["第一行", "", "第三行"]),
        ("太窄", 1, ["太", "窄"]),
    ],
)
def test_wrap(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


TEXTS = st.text(st.sampled_from("ab 1万元，。（）“”甲乙\u0301👍\u200d%\n"), max_size=60)


@given(TEXTS, st.integers(2, 20))
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")


@given(st.text(max_size=40), st.integers(0, 20))
def test_truncated_text_fits(text: str, width: int) -> None:
    assert display_width(truncate(text, width)) <= width


@given(st.text(max_size=40))
def test_what_is_visible_can_be_printed_on_one_line(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown
    assert "\x1b" not in shown


def test_a_very_long_word_is_cut_in_linear_time() -> None:
    assert len(wrap("甲" + "x" * 400_000, 80)) == 5_001
