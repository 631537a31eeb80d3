"""Instalments and obligations in explanations, results and tables, as people read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from tests.explain.conftest import CASES, policy

from policydsl.award import Evaluation
from policydsl.explain import explain, explain_json, explain_markdown, explain_text
from policydsl.render.csv import results_csv
from policydsl.render.result import result_document, result_json
from policydsl.render.text import result_text
from policydsl.source import Lang

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[Path, str], None]
Evaluate = Callable[..., Evaluation]


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("case", ["paying_open", "paying_settled"])
def test_text(case: str, lang: Lang, evaluate: Evaluate, golden: Golden) -> None:
    found = evaluate(policy(CASES / "paying.yaml"), CASES / f"{case}.yaml")
    explained = explain_text(explain(found), lang)
    golden(GOLDEN / f"{case}.{lang}.txt", explained + "\n" + "=" * 80 + "\n\n" + result_text(found, lang))


def test_markdown_and_json(evaluate: Evaluate, golden: Golden) -> None:
    found = explain(evaluate(policy(CASES / "paying.yaml"), CASES / "paying_settled.yaml"), subjects={"P1"})
    golden(GOLDEN / "paying_settled.zh.md", explain_markdown(found, "zh"))
    golden(GOLDEN / "paying_settled.json", explain_json(found))


def test_the_result_and_its_table(evaluate: Evaluate, golden: Golden) -> None:
    found = evaluate(policy(CASES / "paying.yaml"), CASES / "paying_open.yaml")
    golden(GOLDEN / "paying_open.result.json", result_json(result_document(found)))
    table = list(csv.DictReader(io.StringIO(results_csv([found], "zh").removeprefix("\ufeff"))))
    assert table[0]["分期"] == (
        "开工 33.3%，99.00元，2026-03-01 起应付；验收 56.7%，170.00元，待定（还缺：验收合格）；"
        "尾款 10%，31.00元，2029-03-01，待定（还缺：三年后仍在运行）"
    )
    assert table[1]["义务"].endswith("每年报送经营情况（3年，起算之日待定）（还缺：开工日期）")
