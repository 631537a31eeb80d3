"""Texts of a fact file never steer a terminal, a spreadsheet or a Markdown page."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.award import Evaluation
from policydsl.diagnostics import Reporter
from policydsl.render.csv import HEADS, results_csv, safe_cell
from policydsl.render.markdown import escaped, results_markdown
from policydsl.render.overview import overview_text
from policydsl.render.text import result_text
from policydsl.source import Lang
from policydsl.source.width import display_width
from policydsl.syntax import source_of
from policydsl.workspace import LoadedPolicy, evaluate, load_facts_source, load_policy

ROOT = Path(__file__).resolve().parents[2]
names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=60).filter(str.strip)


@pytest.fixture(scope="module")
def policy() -> LoadedPolicy:
    loaded = load_policy(str(ROOT / "policies" / "xiamen_ai_2025.yaml"), Reporter())
    assert loaded is not None
    return loaded


def evaluated(policy: LoadedPolicy, name: str, item: str = "P1", sum_: object = "3000万元") -> Evaluation:
    facts = {
        "policydsl": 1,
        "kind": "facts",
        "as_of": "2025-10-01",
        "applicant": {"id": "A1", "name": name, "kind": "enterprise"},
        "rd_projects": [
            {"id": item, "name": name, "programme": "national_challenge_winner", "rd_investment": sum_},
            {"id": item + "0", "name": name, "programme": "provincial_key"},
        ],
    }
    reporter = Reporter()
    source = source_of("facts.json", json.dumps(facts, ensure_ascii=False).encode(), reporter)
    read = load_facts_source(source, policy.policy, reporter) if source else None
    assert read is not None, [d.message("en") for d in reporter]
    found = evaluate(policy, read, reporter)
    assert found is not None
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@given(name=names, item=names)
def test_no_line_is_wider_than_the_terminal(policy: LoadedPolicy, lang: Lang, name: str, item: str) -> None:
    text = result_text(evaluated(policy, name, item), lang, width=80)
    assert [line for line in text.splitlines() if display_width(line) > 80] == []
    assert "\x1b" not in text
    assert text.endswith("\n")


@pytest.mark.parametrize("width", [50, 80, 110])
def test_wide_and_narrow_terminals(policy: LoadedPolicy, width: int) -> None:
    found = evaluated(policy, "很长的名称" * 20, "很长的编号" * 8)
    for text in (result_text(found, "zh", width=width), overview_text([found, found], "zh", width=max(width, 60))):
        width = max(width, 60) if "合计 2 家" in text else width  # figures are never cut
        assert [line for line in text.splitlines() if display_width(line) > width] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("红\x1b[31m字", "红␛[31m字"), ("上\n下", "上␊下"), ("\u202e反", "\ufffd反"), ("a\tb", "a    b")],
)
def test_hidden_characters_become_visible(policy: LoadedPolicy, name: str, shown: str) -> None:
    found = evaluated(policy, name)
    for text in (result_text(found, "zh"), overview_text([found, found], "zh")):
        assert shown in text
        assert not set(text) & set("\x1b\u202e\t")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "－1", "=cmd|' /C calc'!A0"])
def test_a_cell_is_no_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1500000.00", "示例", "1-2", "a=b", " =x"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@given(name=names, item=names)
def test_a_csv_reads_back_with_all_rows_and_no_formulas(policy: LoadedPolicy, name: str, item: str) -> None:
    found = evaluated(policy, name, item)
    text = results_csv([found, found], "zh")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[0] == [head.zh for head in HEADS]
    assert len(rows) == 1 + 2 * len(found.awards)
    assert {len(row) for row in rows} == {len(HEADS)}
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")] == []
    assert {row[1].removeprefix("'") for row in rows[1:]} == {name.removeprefix("'")}


@given(name=names)
def test_a_markdown_table_keeps_its_columns(policy: LoadedPolicy, name: str) -> None:
    tables = results_markdown([evaluated(policy, name)] * 2, "zh").split("\n\n")
    bars = [
        {line.replace("\\\\", "").replace("\\|", "").count("|") for line in table.splitlines()}
        for table in tables
        if table.startswith("|")
    ]
    assert len(bars) == 1 + 2 * 3
    assert all(len(counts) == 1 for counts in bars)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", "a\\|b"),
        ("*粗*", "\\*粗\\*"),
        ("<script>", "\\<script\\>"),
        ("# 题", "\\# 题"),
        ("- 项", "\\- 项"),
        ("1. 项", "1\\. 项"),
        ("甲\n乙", "甲␊乙"),
    ],
)
def test_markdown_shows_texts_as_they_stand(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_the_largest_sums_fit(policy: LoadedPolicy) -> None:
    found = evaluated(policy, "示例", sum_="99999999999999.9999元")
    assert "限额：单个项目最高 1000万元（按公式 49,999,999,999,999.99元）" in "".join(
        line.strip() for line in result_text(found, "zh").splitlines()
    )
