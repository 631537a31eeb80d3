"""Traps that YAML takes without a word: each alone in a file is seen, and what only resembles one is not."""

from __future__ import annotations

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import parse_yaml
from policydsl.syntax.names import is_slip

TRAPS = {
    "a: x #2": "Y027",
    "a: #2": "Y027",
    "a: b\t#2": "Y027",
    "a: x\n  b：c": "Y028",
    "a: x\n  b:c": "Y028",
    "a: x\n  - b:c": "Y028",
    "a: “x”": "Y029",
    "a: ‘x’ # c": "Y029",
    "“a”: x": "Y029",
    "a: [“x”]": "Y029",
    "{a: “x”}": "Y029",
    "a: ｛b：c｝": "Y030",
    "a: ［b：c］": "Y030",
    "a\u200b: 1": "Y031",
    "a: x\u2028": "Y031",
    "a: >5": "Y006",
    "a:   >5\nb: 1": "Y006",
    "- |2": "Y006",
    "a: &x >5\nb: 1": "Y006",
    "a: >5 # x": "Y006",
    "a: x,": "Y039",
    "a: x,\r\nb: 1": "Y039",
    "a: x，": "Y039",
    "a: x、\nb: 1": "Y039",
    "cite: 一（二）。": "Y039",
    "departments: [市工信局。]": "Y039",
    "departments:\n  - 市工信局；\n  - 市科技局": "Y039",
    "a: [b，c]": "Y037",
    "a: [b、c]": "Y037",
    "departments: [市工信局、市科技局]": "Y037",
    "{a: b；c: d}": "Y037",
    "{a: b、c: d}": "Y037",
    "a: b\r\nc: d\ne: f": "Y040",
    "a: b\nc: d\re: f\ng: h": "Y040",
    "a: \u3000b": "Y041",
    "a: b\u00a0": "Y041",
    "a: b\u3000 # c": "Y041",
    "- \u2003b": "Y041",
    "[a, b\u3000]": "Y041",
    "a: b ＃注": "Y042",
    "cite: 一（二）；": "Y039",
    "＃ c\na: b": "Y042",
    "a: b\n  ＃ c\nd: e": "Y042",
    "a:\n  － b: c\n    d: e": "Y043",
    "a:\n  — b: c\n    d: e": "Y043",
    "a:\u3000b\nc: d": "Y034",
    "-\u00a0a: b\n  c: d": "Y034",
    "a: b\n\u3000\u3000\nc: d": "Y034",
    "a: [\n b，c\n]": "Y037",
    "　a: 1": "Y034",
    "a　: 1": "Y034",
    "{a：b}": "Y003",
    "{a:b}": "Y004",
    "a: {b: f(c, d)}": "Y012",
    "a: [f(c, d), e]": "Y012",
    "a: [1..2]": "Y013",
    "a: 1\na: 2": "Y014",
}
FINE = [
    "a: x # 2",
    "a: x。",
    "materials:\n  - 营业执照；\n  - 承诺书。",
    "a: 附件 ＃2",
    "note: 第一句；\n  第二句。",
    "a: x\u3000y",
    "a: '\u3000x\u3000'",
    "a: |\n  \u3000\u3000x\u3000",
    "# x，\n# \u3000y\u3000\na: 1 # z、",
    "a: x＃1",
    "materials: [甲、乙, 丙；丁]",
    "a: b\r\nc: d\r\n",
    "a: b\rc: d",
    "a: x — y",
    "a: -1",
    "a: x#2",
    "a: '#2'",
    "a: http://b.c:80/d#e",
    "a: 12:30",
    "a: |\n  b：c\n  “d”\n  x #2\n  e,",
    'a: "x,\n  b：c"',
    "a: “x”项目",
    "a: 措施：“x”",
    "a: 'x' #2",
    "a: x，y",
    "a: [x, 'y，z']",
    "a: {zh: 甲，乙}",
    "a: 【注】",
    "a: ［1亿元..2亿元）",
    "a: |\n  　　段落",
    "a: x\n  第二行：说明",
    "a: {b: (1 + 2) * 3, c: f(1)}",
    "a: >-\n  5",
    "a: x > 5\nb: y >= 3",
    "{a: 1,\n b: 2,}",
    "a: [1, 2]",
    "a: [../b.yaml]",
    "a: [c/../b.yaml]",
    "# “x” ｛y：z｝ [a，b]\na: 1",
]


@pytest.mark.parametrize("text", TRAPS, ids=repr)
def test_a_trap(text: str) -> None:
    reporter = Reporter()
    assert parse_yaml(SourceFile("t", text), reporter) is not None
    assert [d.code for d in reporter] == [TRAPS[text]]


@pytest.mark.parametrize("text", FINE, ids=repr)
def test_what_is_fine(text: str) -> None:
    reporter = Reporter()
    assert parse_yaml(SourceFile("t", text), reporter) is not None
    assert [d.code for d in reporter] == []


@pytest.mark.parametrize(
    ("name", "meant", "others", "sure"),
    [
        ("titel", "title", ("cite", "id"), True),
        ("cap", "caps", ("cite",), True),
        ("Caps", "caps", (), True),
        ("ｃａｐｓ", "caps", (), True),
        ("elig", "eligibility", (), False),
        ("benifet", "benefit", ("basis",), True),
        ("form", "from", ("for",), False),  # a letter too many, or two swapped
        ("from", "form", ("frm",), False),
        ("a", "b", (), True),
        ("", "id", (), False),
        ("x" * 100, "x" * 99, (), False),
    ],
)
def test_a_slip_is_near_to_one_name_only(name: str, meant: str, others: tuple[str, ...], sure: bool) -> None:
    assert is_slip(name, meant, (meant, *others)) is sure
