"""How a text is split by its numbering, and where cites point."""

from __future__ import annotations

import pytest
from tests.audit.notices import CASES, OWN

from policydsl.audit.text.outline import Outline
from policydsl.audit.text.outlining import outline_of
from policydsl.audit.text.places import name_of_passage
from policydsl.audit.text.resolve import Missing, Resolver
from policydsl.source import SourceFile


def outline(text: str, name: str = "t.txt") -> Outline:
    return outline_of(SourceFile(name, text))


def named(made: Outline) -> list[str]:
    return [f"{name_of_passage(one)}={one.text.text[:4]}" for one in made.passages if one.paragraph]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            "一、甲\n（一）乙。\n丙。\n（二）丁。\n二、戊\n（三）己。",
            ["一（一）1=乙。", "一（一）2=丙。", "一（二）=丁。", "二（三）=己。"],
        ),
        (
            "第一章 总则\n第一条 甲。\n乙。\n第二章 分则\n第二条 丙：\n（一）丁；\n（二）戊。\n己。",
            [
                "第一条第一款=甲。",
                "第一条第二款=乙。",
                "第二条第一款=丙：",
                "第二条第（一）项=丁；",
                "第二条第（二）项=戊。",
                "第二条第二款=己。",
            ],
        ),
        ("一、甲\n1. 乙。\n2. 丙。\n（1）丁；\n（2）戊。", ["一1=乙。", "一2=丙。", "一2（1）=丁；", "一2（2）=戊。"]),
        ("1．甲。\n乙。\n2．丙。", ["1第1段=甲。", "1第2段=乙。", "2=丙。"]),
        ("一、甲\n（一）乙：①丙；②丁。", ["一（一）=乙：", "一（一）①=丙；", "一（一）②=丁。"]),
        ("一、甲\n（一）乙\n1.丙。\n（二）丁。", ["一（一）1=丙。", "一（二）=丁。"]),
        ("一、甲。\n附件1\n一、乙。\n（一）丙。", ["一=甲。", "附件1一=乙。", "附件1一（一）=丙。"]),
        ("甲。\n乙。", ["第1段=甲。", "第2段=乙。"]),
        ("一、甲\n（一）支持研发。\n1. 乙。\n2. 丙。", ["一（一）1=乙。", "一（一）2=丙。"]),
        (
            "一、甲\n（一）支持研发，\n— 3 —\n给予补助。\n第 4 页 共 9 页\n（二）乙。",
            ["一（一）=支持研发", "一（二）=乙。"],
        ),
    ],
)
def test_splitting(text: str, places: list[str]) -> None:
    assert named(outline(text)) == places


@pytest.mark.parametrize("name", OWN)
def test_every_character_of_a_passage_is_where_it_is_said_to_be(name: str) -> None:
    text = (CASES / OWN[name]).read_text(encoding="utf-8")
    made = outline(text, OWN[name])
    assert made.passages
    for passage in made.passages:
        span = passage.text.whole()
        assert passage.text.text[0] in (text[span.start], "（")
        assert passage.text.text[-1] in (text[span.end - 1], "）")


def test_broken_lines_are_put_together() -> None:
    made = outline((CASES / OWN["qingyan"]).read_text(encoding="utf-8"))
    assert "企业、农民专业合作社和农户" in made.passages[1].text.text
    assert len([one for one in made.passages if one.paragraph]) == 9


def test_a_letter_and_what_is_bound_with_it() -> None:
    made = outline("一、甲。\n二、乙。\n某市人民政府\n2025年1月1日\n某某办法\n一、丙。\n二、丁。\n抄送：市委办。\n")
    assert len(made.roots) == 2
    assert [one.text for one in made.closing] == ["抄送：市委办。"]
    assert [one.text for one in made.front] == ["某市人民政府", "2025年1月1日", "某某办法"]


@pytest.mark.parametrize(
    ("text", "irregular"),
    [
        ("一、甲\n（一）乙。\n（三）丙。\n（三）丁。", [(3, 2, True)]),
        ("一、甲\n（一）乙。\n（三）丙。\n（四）丁。", [(3, 2, False)]),
        ("一、甲\n（一）乙。\n（一）丙。\n（三）丁。", [(1, 2, True)]),
        ("一、甲\n（一）乙。\n二、丙\n（二）丁。\n（三）戊。", []),
        ("一、甲\n（一）乙。\n二、丙\n（一）丁。\n（二）戊。", []),
    ],
)
def test_numbers_that_do_not_follow(text: str, irregular: list[tuple[int, int, bool]]) -> None:
    assert [(one.printed, one.expected, one.mended) for one in outline(text).irregular] == irregular


XIAMEN_LIKE = "一、甲\n（一）甲一。\n甲二。\n甲三。\n（二）乙。\n二、丙\n（三）丁。\n三、其他\n戊。\n己。"
LAW_LIKE = "第一章 总则\n第一条 甲。\n乙。\n第二章 分则\n第二条 丙：\n（一）丁；\n（二）戊。\n己。"


@pytest.mark.parametrize(
    ("text", "cite", "passages"),
    [
        (XIAMEN_LIKE, "一（一）2", ["甲二。"]),
        (XIAMEN_LIKE, "一(一)2", ["甲二。"]),
        (XIAMEN_LIKE, "一、（一）第2段", ["甲二。"]),
        (XIAMEN_LIKE, "一（一）", ["甲一。", "甲二。", "甲三。"]),
        (XIAMEN_LIKE, "一（一）1、3", ["甲一。", "甲三。"]),
        (XIAMEN_LIKE, "一（一）2—3", ["甲二。", "甲三。"]),
        (XIAMEN_LIKE, "一（二）；三", ["乙。", "其他", "戊。", "己。"]),
        (XIAMEN_LIKE, "（三）", ["丁。"]),
        (XIAMEN_LIKE, "二（三）1", ["丁。"]),
        (XIAMEN_LIKE, "三2", ["己。"]),
        (LAW_LIKE, "第一条", ["甲。", "乙。"]),
        (LAW_LIKE, "第1条第2款", ["乙。"]),
        (LAW_LIKE, "第二条第一款", ["丙：", "丁；", "戊。"]),
        (LAW_LIKE, "第二条第一款第（二）项", ["丙：", "戊。"]),
        (LAW_LIKE, "第二条（二）", ["丙：", "戊。"]),
        (LAW_LIKE, "第二条第二款", ["己。"]),
        (LAW_LIKE, "第二章第二条第二款", ["己。"]),
    ],
)
def test_cites(text: str, cite: str, passages: list[str]) -> None:
    resolver = Resolver(outline(text))
    found = resolver.find(cite)
    assert not isinstance(found, Missing)
    assert [one.text.text for one in resolver.passages(found)] == passages


@pytest.mark.parametrize(
    ("text", "cite", "near", "guess"),
    [
        (XIAMEN_LIKE, "一（一）4", ("一（一）1", "一（一）2", "一（一）3"), ""),
        (XIAMEN_LIKE, "二（二）", ("二（三）",), "一（二）"),
        (XIAMEN_LIKE, "四", ("一", "二", "三"), ""),
        (LAW_LIKE, "第三条", ("第一条", "第二条"), ""),
        (LAW_LIKE, "第二条（五）", ("第二条第（一）项", "第二条第（二）项"), ""),
    ],
)
def test_cites_of_nothing(text: str, cite: str, near: tuple[str, ...], guess: str) -> None:
    found = Resolver(outline(text)).find(cite)
    assert isinstance(found, Missing)
    assert (found.near, found.guess, found.unreadable) == (near, guess, False)


@pytest.mark.parametrize("cite", ["胡说", "一（一", "—", "、一", "一—", "一（一）5—2", "第条", "（一）" * 60])
def test_cites_that_cannot_be_read(cite: str) -> None:
    found = Resolver(outline(XIAMEN_LIKE)).find(cite)
    assert isinstance(found, Missing)
    assert found.unreadable
