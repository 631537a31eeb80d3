"""Units of measure: declared where they mean something, never mixed, and said with every figure that has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.feel.measures import Measure, declared, differ, is_price, times, with_unit
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

POLICY = """\
policydsl: 1
kind: policy
id: rent_2025
title: 租金补助
level: 区
in_force: {from: 2025-01-01, until: 2027-12-31}
rounding: {to: 1元, mode: down}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {type: enum, values: {a: 甲, b: 乙}, label: 类型}
      staff: {type: number, whole: true, min: 0, unit: 人, label: 职工人数}
      graduates: {type: number, whole: true, min: 0, unit: 名, label: 毕业生人数}
      area: {type: number, min: 0, unit: 平方米, label: 租用面积}
      months: {type: number, whole: true, min: 0, label: 租用月数}
      rent: {type: money, min: 0元, unit: 元/平方米, label: 月租金单价}
      revenue: {type: money, min: 0元, label: 营业收入}
  rooms:
    item: room
    label: 房间
    fields:
      size: {type: number, min: 0, unit: 平方米, label: 房间面积}
      seats: {type: number, min: 0, unit: 人, label: 座位}
parameters:
  price: {value: 30元, unit: 元/平方米, label: 单价}
  each: {value: 20, unit: 平方米/人, label: 人均面积}
  share: {value: 50%, label: 比例}
  plain: {value: 30元, label: 标准}
clauses:
  - id: rent
    cite: 一（一）
    title: 租金补助
    departments: [区工信局]
    benefit: subsidy
    basis: ceiling
    eligibility:
      - id: test
        test: TEST
        label: 条件
    amount: AMOUNT
    caps:
      - {id: top, limit: 20万元, per: applicant}
"""


def told(test: str = "applicant.area > 100", amount: str = "price * applicant.area", **lines: str) -> list[Diagnostic]:
    """What is told of units (names that nothing uses are another matter)."""
    text = POLICY.replace("TEST", test).replace("AMOUNT", amount)
    for old, new in (one.split(" => ") for one in lines.values()):
        assert old in text
        text = text.replace(old, new)
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return [one for one in reporter if one.code[0] in "TXNSY"]


def said(found: list[Diagnostic]) -> list[tuple[str, str]]:
    """The code of each finding, and the words that it marks."""
    places = [(one.code, one.labels[0]) for one in found]
    return [(code, place.file.text[place.span.start : place.span.end]) for code, place in places]


@pytest.mark.parametrize(
    "test",
    [
        "applicant.area > 100",
        "applicant.area > 100平方米",
        "applicant.area > 100㎡",
        "applicant.staff >= 5人",
        "applicant.staff + applicant.graduates > 10",  # 名 is 人
        "applicant.area / applicant.staff > 20",
        "applicant.area / applicant.staff > each",
        "applicant.area > each * applicant.staff",
        "applicant.area * share > 100",
        "sum(rooms.size) > applicant.area",
        "sum(rooms[seats > 3].size) >= 50平方米",
        "some r in rooms satisfies r.size > 10",
        "applicant.months > applicant.staff",  # nobody said what the months are
        "applicant.area between 100 and 200平方米",
        "applicant.area in [100..200)",
        "max(0, applicant.area - 100) > 0",
        "applicant.rent <= price",
        "applicant.rent < 50元",
    ],
)
def test_figures_of_one_unit_go_together(test: str) -> None:
    assert said(told(test)) == []


@pytest.mark.parametrize(
    ("test", "place"),
    [
        ("applicant.area > applicant.staff", ">"),
        ("applicant.area > 5人", ">"),
        ("applicant.area + applicant.staff > 10", "+"),
        ("applicant.area - applicant.graduates > 10", "-"),
        ("applicant.area / applicant.staff > applicant.area", ">"),
        ("applicant.area > each", ">"),
        ("sum(rooms.seats) > applicant.area", ">"),
        ("sum(rooms[seats > size].size) > 10", ">"),
        ("max(applicant.area, applicant.staff) > 10", "applicant.staff"),
        ("applicant.area between 10人 and 20", "10人"),
        ("applicant.area in [10人..20人)", "10人"),
        ('(if applicant.kind = "a" then applicant.area else applicant.staff) > 10',
         'if applicant.kind = "a" then applicant.area else applicant.staff'),
        ("some r in rooms satisfies r.size > r.seats", ">"),
        ("applicant.rent > applicant.revenue", ">"),
    ],
)  # fmt: skip
def test_figures_of_two_units_are_told_where_they_meet(test: str, place: str) -> None:
    codes = said(told(test))
    assert codes[:1] in ([("T070", place)], [("T070", f"({place})")])
    assert {code for code, _ in codes} == {"T070"}


@pytest.mark.parametrize(
    "amount",
    [
        "price * applicant.area",
        "applicant.area * 30元",  # 30 yuan for each, though it does not say so
        "plain * applicant.area",
        "min(applicant.rent, price) * applicant.area * applicant.months * share",
        "price * each * applicant.staff",
        "applicant.revenue * 10%",
        "applicant.staff * 1000元",
    ],
)
def test_a_price_times_what_it_is_of_is_a_sum(amount: str) -> None:
    assert said(told(amount=amount)) == []


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("price", "元/平方米"),
        ("price * 500", "元/平方米"),
        ("price * applicant.staff", "元·人/平方米"),
        ("price * applicant.area * applicant.staff", "元·人"),
    ],
)
def test_what_is_still_a_price_is_no_amount(amount: str, unit: str) -> None:
    (only,) = told(amount=amount)
    assert only.code == "T073"
    assert str(unit) in only.message("zh")
    assert str(unit) in only.message("en")


BANDS = """\
    table:
      hit: progressive
      inputs: {area: applicant.area}
      outputs: {counted: {label: 折算}}
      rules:
        - {id: first, label: 头一段, when: {area: ≤ 500}, then: {counted: GIVEN}}
        - {id: above, label: 以上, when: {area: "> 500"}, then: {counted: NOTHING}}
    amount: """


@pytest.mark.parametrize(
    ("given", "amount", "codes"),
    [
        ("50%", "counted * price", []),  # a part of the square metres is square metres
        ("50%", "counted * 30元", []),
        ("50%", "counted * applicant.staff * price", ["T073"]),
        ("30元", "counted", []),  # 30 yuan for each, though it does not say so
        ("price", "counted", []),
    ],
)
def test_what_bands_of_an_area_come_to_is_an_area(given: str, amount: str, codes: list[str]) -> None:
    nothing = "0%" if given == "50%" else "0元"
    bands = BANDS.replace("GIVEN", given).replace("NOTHING", nothing)
    assert [code for code, _ in said(told(amount=amount, change=f"    amount:  => {bands}"))] == codes


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ("label: 类型} => unit: 人, label: 类型}", "T071", "人"),
        ("label: 营业收入} => unit: 万元, label: 营业收入}", "T071", "万元"),
        ("unit: 平方米, label: 租用面积 => unit: 万元, label: 租用面积", "T072", "万元"),
        ("each: {value: 20, unit: 平方米/人 => each: {value: 20, unit: 元/人", "T072", "元/人"),
        ("{value: 30元, label: 标准} => {value: 30元, unit: 平方米, label: 标准}", "T071", "平方米"),
        ("{value: 30元, label: 标准} => {value: 1000万, label: 标准}", "T074", "1000万"),
    ],
)
def test_a_unit_stands_where_it_means_something(change: str, code: str, place: str) -> None:
    assert said(told(change=change)) == [(code, place)]


def test_a_parameter_of_ten_million_people_is_a_number() -> None:
    assert said(told(change="{value: 30元, label: 标准} => {value: 1000万, unit: 人, label: 标准}")) == []


def test_units_in_words() -> None:
    assert times(declared("元/平方米"), declared("平方米")) == Measure()
    assert times(declared("平方米"), declared("人"), over=True) == declared("平方米/人")
    assert not differ(declared("㎡"), declared("平方米"))
    assert differ(declared("人"), declared("平方米"))
    assert not differ(declared("人"), None)
    assert is_price("元/平方米")
    assert is_price("万元/人")
    assert not is_price("平方米/人")
    assert with_unit("30元", "元/平方米", "zh") == "30元/平方米"
    assert with_unit("20", "平方米/人", "en") == "20 平方米/人"
    assert declared("元/平方米·月").over == "/平方米/月"


def test_the_shipped_policy_has_nothing_to_tell(root: Path) -> None:
    reporter = Reporter()
    path = root / "policies" / "xiamen_ai_2025.yaml"
    load_policy_source(SourceFile(str(path), path.read_text(encoding="utf-8")), reporter)
    assert [one.code for one in reporter if one.code in {"T070", "T071", "T072", "T073", "T074"}] == []
