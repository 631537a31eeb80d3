"""How an official text is read: layout, numerals, figures, bounds, departments."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.audit.text.bounds import bounded_figures
from policydsl.audit.text.clean import clean
from policydsl.audit.text.departments import charge_over
from policydsl.audit.text.figures import figures
from policydsl.audit.text.numerals import number_of, numeral
from policydsl.audit.text.outlining import outline_of
from policydsl.audit.text.quantity import Key
from policydsl.source import SourceFile


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零三", 103),
        ("三千二百", 3200),
        ("两", 2),
        ("二〇二五", 2025),
        ("一百二十万", 1_200_000),
        ("三亿五千万", 350_000_000),
        ("一亿零三百万", 103_000_000),
        ("一万亿", 10**12),
        ("15", 15),
        ("十A", None),
        ("", None),
        ("一" * 40, None),
    ],
)
def test_numerals(written: str, value: int | None) -> None:
    assert number_of(written) == value


@given(st.integers(0, 9999))
def test_numerals_there_and_back(value: int) -> None:
    assert number_of(numeral(value)) == value


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("2025 年 4月 21 日", "2025年4月21日"),
        ("给予**50万元**奖励", "给予50万元奖励"),
        ("１，０００人次（含）", "1,000人次（含）"),
        ("V1.0 release", "V1.0 release"),
        ("〔2025〕5号", "（2025）5号"),
        ("最高\n不超过", "最高不超过"),
        ("a, b:c;(d)", "a，b：c；（d）"),
    ],
)
def test_layout_goes_and_places_stay(text: str, made: str) -> None:
    found = clean(text)
    assert found.text == made
    assert len(found.offsets) == len(made) + 1
    assert list(found.offsets[:-1]) == sorted(found.offsets[:-1])


@given(st.text(max_size=200))
def test_every_character_knows_its_place(text: str) -> None:
    found = clean(text)
    for index, char in enumerate(found.text):
        place = found.span(index, index + 1)
        assert place.end - place.start == 1
        assert char == text[place.start] or not char.isalnum() or char.isascii() or char == "〇"


MONEY, RATIO, NUMBER, MONTHS, SECONDS, DATE = "money CNY", "ratio", "number", "months", "seconds", "date"


def key(sort: str, value: int | str) -> Key:
    return (sort, Decimal(value))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # the same, however it is written
        ("1000万元", [key(MONEY, 10_000_000)]),
        ("1000 万元", [key(MONEY, 10_000_000)]),
        ("1,000万元", [key(MONEY, 10_000_000)]),
        ("一千万元", [key(MONEY, 10_000_000)]),
        ("1千万", [key(MONEY, 10_000_000)]),
        ("0.1亿元", [key(MONEY, 10_000_000)]),
        ("36个月", [key(MONTHS, 36)]),
        ("3年", [key(MONTHS, 36)]),
        ("三年", [key(MONTHS, 36)]),
        ("1年6个月", [key(MONTHS, 18)]),
        ("一年半", [key(MONTHS, 18)]),
        ("半年", [key(MONTHS, 6)]),
        ("六个季度", [key(MONTHS, 18)]),
        ("50%", [key(RATIO, "0.5")]),
        ("百分之五十", [key(RATIO, "0.5")]),
        ("五成", [key(RATIO, "0.5")]),
        ("二分之一", [key(RATIO, "0.5")]),
        ("减半", [key(RATIO, "0.5")]),
        ("5‰", [key(RATIO, "0.005")]),
        ("千分之五", [key(RATIO, "0.005")]),
        ("1.5个百分点", [key(RATIO, "0.015")]),
        ("1.5倍", [key(RATIO, "1.5")]),
        ("翻一番", [key(NUMBER, 2)]),
        ("三分之一", [key(NUMBER, 3)]),
        ("按1:2配套", [key(RATIO, "0.5")]),
        ("十个工作日", [key(SECONDS, 864_000)]),
        ("30日内", [key(SECONDS, 30 * 86_400)]),
        ("10个", [key(NUMBER, 10)]),
        ("二十家", [key(NUMBER, 20)]),
        ("5万人次", [key(NUMBER, 50_000)]),
        ("一百五十千克", [key(NUMBER, 150)]),
        ("100P", [key(NUMBER, 100)]),
        ("奖励50万", [key(MONEY, 500_000)]),
        ("600万美元", [("money USD", Decimal(6_000_000))]),
        ("2025年4月21日", [(DATE, (2025, 4, 21))]),
        ("二〇二五年四月二十一日", [(DATE, (2025, 4, 21))]),
        ("2025-04-21", [(DATE, (2025, 4, 21))]),
        ("2025年度", [("year", 2025)]),
        ("每年3月31日前", [(DATE, (0, 3, 31))]),
        # several, with one unit
        ("30%—50%", [key(RATIO, "0.3"), key(RATIO, "0.5")]),
        ("3000至5000万元", [key(MONEY, 30_000_000), key(MONEY, 50_000_000)]),
        ("10、20、30万元", [key(MONEY, 100_000), key(MONEY, 200_000), key(MONEY, 300_000)]),
        ("2024—2026年", [("year", 2024), ("year", 2026)]),
        ("亿元以上", [key(MONEY, 100_000_000)]),
    ],
)
def test_figures(text: str, found: list[Key]) -> None:
    made = [figure.quantity.keys for figure in figures(clean(text).text)]
    assert len(made) == len(found), made
    assert all(one in keys for one, keys in zip(found, made, strict=True)), made


@pytest.mark.parametrize(
    "text",
    [
        "第 103次市政府常务会议",
        "厦府办规〔2025〕5号",
        "（2025）5号",
        "第三批",
        "第（三）项",
        "第1年",
        "“双百计划”",
        "“最后一公里”",
        "《关于2025年若干措施》",
        "5G、4K、ISO9001、V1.0",
        "工业4.0",
        "上午9：30",
        "世界500强",
        "985高校",
        "7×24小时",
        "AI+",
        "千家万户",
        "百年",
        "数百万元",
        "上亿元",
        "一批",
        "一次性",
        "一站式",
        "一流",
        "三级",
        "上一年",
        "每一年",
        "首年度",
        "组成、建成",
        "二成立",
        "十五五规划",
        "万一",
        "电话0592-1234567",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert [one.figure.text for one in bounded_figures(clean(text))] == []


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("不低于100万元", [">="]),
        ("达到1亿元", [">="]),
        ("至少3年", [">="]),
        ("满2年", [">="]),
        ("100万元起", [">="]),
        ("超过100万元", [">"]),
        ("高于5%", [">"]),
        ("最高不超过50%", ["<="]),
        ("最长3年", ["<="]),
        ("3年以内", ["<="]),
        ("50万元封顶", ["<="]),
        ("以50万元为限", ["<="]),
        ("最高可达100万元", ["<="]),
        ("最高给予企业500万元", ["<="]),
        ("不超过实际投入的50%", ["<="]),
        ("3年内", ["<="]),
        ("低于100万元", ["<"]),
        ("不满3年", ["<"]),
        ("不足10人", ["<"]),
        ("10亿元（含）以上", [">="]),
        ("10亿元以上（含）", [">="]),
        ("1亿元以上（含1亿元）", [">="]),
        ("10亿元（不含）以上", [">"]),
        ("1亿元（含）以下", ["<="]),
        ("1亿元（不含）以下", ["<"]),
        ("1亿元及以下", ["<="]),
        ("1亿元以上", ["up"]),
        ("1亿元以下", ["down"]),
        ("1亿元（含）—10亿元", [">=", "down"]),
        ("1亿元（含）至10亿元（不含）", [">=", "<"]),
        ("2件以上", ["up"]),
        ("每1000万元销售额", ["each"]),
        ("每满1000人次", ["each"]),
        ("约100万元", ["about"]),
        ("近三年", [""]),
        ("按照投入的10%", [""]),
        ("给予一次性3000万元奖励", [""]),
        ("按超出部分的20%", [""]),
        ("最高等级奖励50万元", [""]),
        ("超过1亿元不超过10亿元", [">", "<="]),
        ("1亿元以上不满10亿元", ["up", "<"]),
        ("达到1亿元、5亿元、10亿元的，分别给予10万元、20万元、30万元", [">=", ">=", ">=", "", "", ""]),
        ("营业收入5000万元、1亿元以上", ["up", "up"]),
        ("不少于一家", [">="]),
        ("建设一个平台", []),
    ],
)
def test_bounds(text: str, bounds: list[str]) -> None:
    assert [one.bound.value for one in bounded_figures(clean(text))] == bounds


@pytest.mark.parametrize(
    ("note", "names"),
    [
        ("（责任单位：市工信局）", ["市工信局"]),
        ("（责任单位：市工信局、科技局、发改委）", ["市工信局", "市科技局", "市发改委"]),
        ("（责任单位：市财政局、科技局，火炬管委会）", ["市财政局", "市科技局", "火炬管委会"]),
        ("（责任单位：火炬管委会，各区政府，市科技局、工信局）", ["火炬管委会", "各区政府", "市科技局", "市工信局"]),
        ("（责任单位：市委人才办，市工信局）", ["市委人才办", "市工信局"]),
        ("〔牵头单位：县文旅局；配合单位：县交通局、财政局〕", ["县文旅局", "县交通局", "县财政局"]),
        ("[责任单位: 市工信局/科技局]", ["市工信局", "市科技局"]),
        ("（责任部门：市工信局和市财政局）", ["市工信局", "市财政局"]),
    ],
)
def test_departments(note: str, names: list[str]) -> None:
    outline = outline_of(SourceFile("t.txt", f"一、支持\n（一）给予补助。{note}\n"))
    charge = charge_over(outline, outline.passages[-1])
    assert charge is not None
    assert ([one.name for one in charge.named], charge.open) == (names, False)


def test_departments_that_are_not_all_named() -> None:
    outline = outline_of(
        SourceFile("t.txt", "一、支持\n（一）给予补助。（责任单位：市工信局、发改委等市直相关部门，各区政府）\n")
    )
    charge = charge_over(outline, outline.passages[-1])
    assert charge is not None
    assert [one.name for one in charge.named] == ["市工信局", "市发改委", "各区政府"]
    assert charge.open


@pytest.mark.parametrize(
    ("body", "whose"),
    [
        # a note at the end of each paragraph: one without a note has none
        ("（一）甲。\n乙。（责任单位：市乙局）\n丙。（责任单位：市丙局）", [None, "市乙局", "市丙局"]),
        # one note at the end of the item: for all of it
        ("（一）甲。\n乙。\n丙。（责任单位：市丙局）", ["市丙局", "市丙局", "市丙局"]),
        # a note in a paragraph of its own: for what stands before it
        ("（一）甲。\n1．乙。\n2．丙。\n（责任单位：市丁局）", ["市丁局"] * 3),
        # a list inside of a paragraph
        ("（一）甲：①乙；②丙。（责任单位：市丁局）", ["市丁局"] * 3),
    ],
)
def test_whom_a_note_speaks_of(body: str, whose: list[str | None]) -> None:
    outline = outline_of(SourceFile("t.txt", f"一、支持\n{body}\n"))
    found = [charge_over(outline, one) for one in outline.passages if one.paragraph and one.text.text[0] in "甲乙丙"]
    assert [charge and charge.named[0].name for charge in found] == whose
