"""Renderings as people see them: each case of CASES has a golden file with the Chinese and the English form."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import RULES, Diagnostic, Edit, Fix, Label
from policydsl.diagnostics.render import render_text, summary, wants_color
from policydsl.diagnostics.rule import error, style, warning
from policydsl.source import SourceFile, Span, Text
from policydsl.source.width import display_width, visible

GOLDEN = Path(__file__).parent / "golden"

OWN = (
    error("Z901", "money-plus-number", "金额不能加上数：`{a}`", "money cannot be added to a number: `{a}`"),
    warning("Z902", "look-here", "请看这里", "look here", help_zh="改写 `{a}`", help_en="rewrite `{a}`"),
    style("Z903", "full-width", "全角字符", "full-width characters"),
)


@pytest.fixture(autouse=True)
def _own_rules() -> Iterator[None]:
    """Let the cases stay as they are when messages of real codes change."""
    RULES.update({rule.code: rule for rule in OWN})
    yield
    for rule in OWN:
        del RULES[rule.code]


def label(file: SourceFile, part: str, zh: str = "", en: str = "") -> Label:
    start = file.text.index(part)
    return Label(file, Span(start, start + len(part)), Text(zh, en))


def edit(file: SourceFile, part: str, new: str) -> Edit:
    return Edit(file, label(file, part).span, new)


CLAUSE = """\
clauses:
  - id: 揭榜挂帅
    title: 国家级“揭榜挂帅”优胜项目补助
    amount: 研发投入总额 × 50% + 奖励 ＋ １０万元
    caps:
      - {id: a}
      - {id: b}
      - {id: c}
in_force: 2025
"""


def chinese() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    return Diagnostic("Z901", (label(f, "奖励", "这是数", "this is a number"),), {"a": "奖励"})


def secondary_beside() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    left = label(f, "研发投入总额 × 50%", "这是金额", "this is money")
    return Diagnostic("Z901", (label(f, "奖励", "这是数", "this is a number"), left), {"a": "奖励"})


def secondary_inside() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    whole = label(f, "研发投入总额 × 50% + 奖励", "整个公式", "the formula")
    return Diagnostic("Z901", (label(f, "奖励", "这是数", "this is a number"), whole), {"a": "奖励"})


def secondary_far_above() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    return Diagnostic("Z902", (label(f, "2025"), label(f, "揭榜挂帅", "先写在这里", "first written here")), {"a": "x"})


def secondary_in_another_file() -> Diagnostic:
    f = SourceFile("facts.yaml", "applicant:\n  kind: company\n")
    g = SourceFile("policy.yaml", "facts:\n  kind: {values: {enterprise: 企业}}\n")
    labels = (label(f, "company"), label(g, "{enterprise: 企业}", "只有这些选项", "these are the options"))
    return Diagnostic("Z902", labels, {"a": "company"})


def several_lines() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    block = CLAUSE[CLAUSE.index("caps:") : CLAUSE.index("in_force")]
    return Diagnostic("Z902", (label(f, block, "这一段", "this block"),), {"a": "caps"})


def two_lines() -> Diagnostic:
    f = SourceFile("a.yaml", "amount: >\n  fee *\n  50%\n")
    return Diagnostic("Z902", (label(f, "fee *\n  50%", "公式", "formula"),), {"a": "fee"})


def fix_replaces() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    fix = Fix((edit(f, "１０", "10"), edit(f, "＋", "+")))
    return Diagnostic("Z903", (label(f, "＋ １０"),), help=Text("写半角字符", "write half-width characters"), fix=fix)


def fix_without_help() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    return Diagnostic("Z903", (label(f, "１０"),), fix=Fix((edit(f, "１０", "10"),)))


def fix_inserts_a_line() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    at = CLAUSE.index("in_force")
    fix = Fix((Edit(f, Span(at, at), "rounding: {to: 0.01元}\n"),))
    return Diagnostic("Z902", (label(f, "in_force"),), {"a": "in_force"}, fix=fix)


def fix_removes_lines() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    lines = "      - {id: b}\n      - {id: c}\n"
    return Diagnostic("Z902", (label(f, "{id: b}"),), {"a": "caps"}, fix=Fix((edit(f, lines, ""),)))


def fix_removes_a_word() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    return Diagnostic("Z902", (label(f, "＋"),), {"a": "＋"}, fix=Fix((edit(f, " ＋ １０万元", ""),)))


def fix_far_apart() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    fix = Fix((edit(f, "clauses", "条款"), edit(f, "in_force", "有效期")))
    return Diagnostic("Z902", (label(f, "clauses"),), {"a": "clauses"}, fix=fix)


def tabs() -> Diagnostic:
    f = SourceFile("tabs.yaml", "\tid:\t甲\tz\n")
    return Diagnostic("Z902", (label(f, "甲", "制表符之后", "after tabs"),), {"a": "甲"})


def byte_order_mark() -> Diagnostic:
    f = SourceFile("bom.yaml", "\ufeff编号: 一\n")
    return Diagnostic("Z902", (label(f, "编号"),), {"a": "编号"}, fix=Fix((edit(f, "编号", "id"),)))


def emoji() -> Diagnostic:
    f = SourceFile("emoji.yaml", "note: 👨‍👩‍👧 👍🏽 ❤️ 🇨🇳 here\n")
    return Diagnostic("Z902", (label(f, "here"), label(f, "👍🏽", "手势", "a thumb")), {"a": "here"})


def combining() -> Diagnostic:
    f = SourceFile("e.yaml", "name: cafe\u0301 \u200bx 각\n")
    return Diagnostic("Z902", (label(f, "x"),), {"a": "x"})


def steering_characters() -> Diagnostic:
    f = SourceFile("a\x1b[31m.yaml", "id: a\x1b[2Jb\u202ec\x07 end\n")
    return Diagnostic("Z902", (label(f, "end"),), {"a": "\x1b]0;x\x07\nnext"})


def end_of_text() -> Diagnostic:
    f = SourceFile("a.yaml", "id: (1 + 2")
    at = len(f.text)
    return Diagnostic("Z902", (Label(f, Span(at, at), Text("缺右括号", "a closing bracket is missing")),), {"a": ")"})


def empty_text() -> Diagnostic:
    return Diagnostic("Z902", (Label(SourceFile("empty.yaml", ""), Span(0, 0)),), {"a": ""})


def no_place() -> Diagnostic:
    return Diagnostic("Z902", args={"a": "--lang"})


def long_line() -> Diagnostic:
    f = SourceFile("long.yaml", "list: [" + "、".join(f"第{i}项" for i in range(50_000)) + "]")
    near, far = label(f, "第20003项", "同一窗口", "same window"), label(f, "第7项", "很远", "far away")
    fix = Fix((edit(f, "第20000项", "第二万项"),))
    return Diagnostic("Z902", (label(f, "第20000项"), near, far), {"a": "第20000项"}, fix=fix)


def long_span() -> Diagnostic:
    f = SourceFile("long.yaml", "formula: " + "甲 + " * 30_000 + "乙")
    return Diagnostic("Z902", (label(f, "甲 + " * 30_000, "太长", "too long"),), {"a": "甲"})


def long_note_and_help() -> Diagnostic:
    f = SourceFile("policies/示例.yaml", CLAUSE)
    zh = "“揭榜挂帅”项目按研发投入总额的50%补助，最高不超过1000万元，而这里的“奖励”是一个没有单位的数。"
    en = "a project gets half of what it spent on research, 1000万元 at most, while this is a number without a unit"
    return Diagnostic("Z901", (label(f, "奖励", zh, en),), {"a": "奖励"}, help=Text(zh + "\n" + zh, en + "\n" + en))


CASES: tuple[Callable[[], Diagnostic], ...] = (
    chinese, secondary_beside, secondary_inside, secondary_far_above, secondary_in_another_file, several_lines,
    two_lines, fix_replaces, fix_without_help, fix_inserts_a_line, fix_removes_lines, fix_removes_a_word, fix_far_apart,
    tabs, byte_order_mark, emoji, combining, steering_characters, end_of_text, empty_text, no_place, long_line,
    long_span, long_note_and_help,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_golden(case: Callable[[], Diagnostic], golden: Callable[[Path, str], None]) -> None:
    found = [case()]
    golden(GOLDEN / f"{case.__name__}.txt", render_text(found, "zh") + "\n" + render_text(found, "en"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("width", [1, 30, 80, 200])
def test_excerpts_keep_to_the_width_and_hold_no_control_character(case: Callable[[], Diagnostic], width: int) -> None:
    for row in render_text([case()], "zh", width=width).splitlines():
        assert all(c.isprintable() or c == "\u200d" for c in row)
        if "|" in row[:8]:
            assert display_width(row) <= max(width, 40)


def test_colour_changes_nothing_but_colour() -> None:
    found = [case() for case in CASES]
    plain, coloured = render_text(found, "zh"), render_text(found, "zh", color=True)
    assert coloured != plain
    for code in ("0", "1", "1;31", "1;33", "1;36", "1;34", "32"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


def test_nothing_found_says_nothing() -> None:
    assert render_text([], "zh") == ""


def test_summary_counts_by_severity_and_file() -> None:
    found = [chinese(), several_lines(), tabs(), fix_without_help()]
    assert summary(found, "en") == "1 error, 2 warnings, 1 style finding in 2 files"
    assert summary(found, "zh") == "2 个文件中有 1 个错误、2 个警告、1 处写法建议"
    assert summary([no_place()], "en") == "1 warning"
    assert summary([no_place()], "zh") == "共 1 个警告"
    assert summary([], "en") == summary([], "zh") == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it() -> None:
    assert wants_color(Terminal(), {})
    assert not wants_color(Terminal(), {"NO_COLOR": "1"})
    assert not wants_color(Terminal(), {"TERM": "dumb"})
    assert not wants_color(io.StringIO(), {})


LINES = st.text(st.sampled_from("ab1 -|^\t甲乙，（“é\u0301\u200b\ufe0f👍❤각\x1b"), min_size=1, max_size=30)


@given(st.data(), LINES)
def test_carets_stand_under_what_is_meant(data: st.DataObject, line: str) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    f = SourceFile("a", line)
    rows = render_text([Diagnostic("Z903", (Label(f, Span(start, end)),))], "en", width=400).splitlines()
    source, carets = rows[3].removeprefix("1 |").removeprefix(" "), rows[4].removeprefix("  | ")
    assert source == visible(line).rstrip()
    assert set(carets.lstrip()) == {"^"}
    assert len(carets) - len(carets.lstrip()) == display_width(visible(line[:start]))


@given(LINES, st.text(st.sampled_from("ab甲\t\n\r\u200b"), max_size=6), st.integers(0, 60), st.integers(0, 40))
def test_any_fix_can_be_shown(line: str, new: str, start: int, length: int) -> None:
    text = f"{line}\n{line}\r\n{line}"
    f = SourceFile("a", text)
    span = Span(min(start, len(text)), min(start + length, len(text)))
    shown = render_text([Diagnostic("Z903", (Label(f, span),), fix=Fix((Edit(f, span, new),)))], "zh", width=400)
    assert all(visible(part).strip() in shown for part in new.splitlines())
