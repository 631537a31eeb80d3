"""Policies with one mistake each: the right code at the right place, no cascade, and messages worth reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.render import render_text
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "bad.yaml").read_text(encoding="utf-8"))


def findings(text: str) -> tuple[Diagnostic, ...]:
    """What loading this policy reports."""
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return reporter.diagnostics


def changed(case: dict[str, Any]) -> str:
    """The base policy with the case's slip."""
    assert BASE.count(case["change"]) == 1, f"`{case['change']}` must stand once in base.yaml"
    return BASE.replace(case["change"], case["to"])


def test_the_base_has_no_finding() -> None:
    assert findings(BASE) == ()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_one_slip_gives_its_finding(case: dict[str, Any]) -> None:
    found = findings(changed(case))
    codes = [one.code for one in found]
    assert sorted(codes) == sorted([case["code"], *case.get("also", [])])
    first = next(one for one in found if one.code == case["code"])
    label = first.labels[0]
    assert label.file.text[label.span.start : label.span.end] == case["at"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages(lang: Any, golden: Any) -> None:
    """All messages on one page, for reading."""
    pages = []
    for case in CASES:
        shown = render_text(list(findings(changed(case))), lang)
        pages.append(f"## {case['name']}\n\n{shown}")
    golden(HERE / f"bad.{lang}.txt", "\n\n".join(pages) + "\n")
