"""Pictures: texts stay texts, the same chart is the same bytes, and words that cannot be drawn are not."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from policydsl.charts import draw_bars, fonts
from policydsl.charts.chart import (
    Band,
    Bar,
    BarChart,
    Chart,
    Histogram,
    Jump,
    LineChart,
    Mark,
    Panel,
    Scale,
    money_scale,
)
from policydsl.charts.picture import has_chinese, picture, svg_element

PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"


def d(text: str) -> Decimal:
    return Decimal(text)


LINES = LineChart(
    title="随营业收入的变化",
    subtitle="示例 <政策> & $x_1$",
    x=Scale("营业收入（亿元）", Decimal(10) ** 8),
    low=d("0"),
    high=d("2000000000"),
    panels=(
        Panel(
            title="算力券",
            y=Scale("万元", Decimal(10_000)),
            lines=(
                ((d("0"), d("0")), (d("99999999.99"), d("1000000"))),
                ((d("100000000"), d("5e5")), (d("2e9"), d("5e5"))),
            ),
            jumps=(Jump(d("100000000"), d("1000000"), d("500000")),),
            marks=(Mark(d("100000000"), d("1000000"), "1亿元 −50万元", "down"),),
            bands=(Band(d("100000000"), d("2e9"), "loss", "这一段"),),
        ),
    ),
    uprights=(d("28600000"),),
)
BARS = BarChart("按条款", "", Scale("万元"), (Bar("算力券", d("12.5"), "12.5万元"), Bar("模型券", d("-3"), "−3万元")))
BINS = Histogram("所得分布", "", Scale("万元"), Scale("家"), ((d("0"), d("10"), 5), (d("10"), d("20"), 12)))
CHARTS: list[Chart] = [LINES, BARS, BINS]
each = pytest.mark.parametrize("chart", CHARTS, ids=["lines", "bars", "histogram"])


def words(chart: Chart) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture(chart, "svg")).iter(f"{SVG}text")]  # noqa: S314


@each
def test_texts_of_an_svg_are_texts(chart: Chart) -> None:
    assert chart.title in words(chart)


def test_signs_of_xml_and_of_formulas_stay_as_they_are() -> None:
    assert "示例 <政策> & $x_1$" in words(LINES)


def test_a_minus_sign_and_figures_with_every_digit() -> None:
    assert "1亿元 −50万元" in words(LINES)
    assert {"算力券", "模型券", "12.5万元"} <= set(words(BARS))


@each
def test_the_same_chart_is_the_same_bytes(chart: Chart) -> None:
    for format_ in ("svg", "png"):
        assert picture(chart, format_) == picture(chart, format_)


@each
def test_an_svg_names_no_day_and_loads_nothing(chart: Chart) -> None:
    text = picture(chart, "svg").decode()
    assert "dc:date" not in text
    assert not re.search(r'(?:href|src)="(?!#)', text)


@each
def test_a_png_is_one(chart: Chart) -> None:
    assert picture(chart, "png").startswith(PNG)


def test_chinese_fonts_of_other_machines_are_named() -> None:
    text = picture(LINES, "svg").decode()
    for family in ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"):
        assert family in text


def test_without_a_chinese_font_an_svg_is_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policydsl.charts.picture.chinese_font", lambda: None)
    assert not has_chinese()
    assert LINES.title in words(LINES)
    assert picture(LINES, "png").startswith(PNG)  # no warning stops it


def test_a_font_is_looked_for_by_name() -> None:
    assert fonts.chinese_font() in (None, *fonts.FAMILIES)


def test_pictures_of_one_page_share_no_ids() -> None:
    one, other = svg_element(LINES, "a_"), svg_element(LINES, "b_")
    ids = [set(re.findall(r' id="([^"]+)"', text)) for text in (one, other)]
    assert ids[0]
    assert not ids[0] & ids[1]
    for text, known in zip((one, other), ids, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', text)) <= known
    assert one.startswith('<svg role="img"')


@pytest.mark.parametrize(
    ("most", "lang", "label", "divisor"),
    [
        ("2000000000", "zh", "收入（亿元）", "100000000"),
        ("99999999", "zh", "收入（万元）", "10000"),
        ("9999", "zh", "收入（元）", "1"),
        ("2000000000", "en", "收入 (CNY million)", "1000000"),
        ("999999", "en", "收入 (CNY thousand)", "1000"),
        ("999", "en", "收入 (CNY)", "1"),
    ],
)
def test_an_axis_of_money_has_a_unit_that_leaves_few_digits(most: str, lang: str, label: str, divisor: str) -> None:
    scale = money_scale("收入", Decimal(most), lang)  # type: ignore[arg-type]
    assert (scale.label, scale.divisor) == (label, Decimal(divisor))


@pytest.mark.parametrize("figures", [("29869650.81", "-1000000", "-827273.97"), ("5", "4"), ("-7", "-1"), ("0",)])
@pytest.mark.parametrize("upright", [None, (d("5e7"), "budget CNY 50,000,000"), (d("1"), "budget CNY 1")])
def test_words_at_bars_stay_clear_of_the_names_and_on_the_sheet(
    figures: tuple[str, ...], upright: tuple[Decimal, str] | None
) -> None:
    bars = tuple(Bar("Model voucher", d(one), f"CNY {d(one):,}") for one in figures)
    figure = draw_bars.bars(BarChart("t", "", Scale("x"), bars, upright))
    figure.canvas.draw()
    graph = figure.axes[0]
    texts = [one.get_window_extent() for one in graph.texts]
    assert len(texts) == len(bars) + (upright is not None)
    assert all(one.x1 <= figure.bbox.x1 for one in texts)
    assert all(one.x0 >= graph.bbox.x0 for one in texts[: len(bars)])
    assert texts[-1].y1 <= figure.bbox.y1
