"""Values that a department assesses: used only where it is certain that there is one, however that is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

BASE = (Path(__file__).parent / "base.yaml").read_text(encoding="utf-8")
ASKED = "if applicant.support = null then 50万元 else applicant.support"


def codes(formula: str) -> list[str]:
    assert ASKED in BASE
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", BASE.replace(ASKED, formula)), reporter)
    return [one.code for one in reporter]


@pytest.mark.parametrize(
    "formula",
    [
        ASKED,
        "if applicant.support != null then applicant.support else 50万元",
        "if not(applicant.support = null) then applicant.support else 50万元",
        "if not(applicant.support != null) then 50万元 else applicant.support",
        "if not(not(applicant.support != null)) then applicant.support else 50万元",
        "if not(applicant.support = null or applicant.certified) then applicant.support else 50万元",
        "if not(applicant.support = null) and applicant.support > 40万元 then applicant.support else 50万元",
        "if applicant.support = null or not(applicant.support > 40万元) then 50万元 else applicant.support",
    ],
)
def test_asked_in_any_way(formula: str) -> None:
    assert codes(formula) == []


@pytest.mark.parametrize(
    "formula",
    [
        "if not(applicant.support = null) then 50万元 else applicant.support",
        "if not(applicant.support = null and applicant.certified) then applicant.support else 50万元",
        "if not(applicant.support != null or applicant.certified) then applicant.support else 50万元",
        "if not(applicant.certified) then applicant.support else 50万元",
    ],
)
def test_asked_the_wrong_way_round_is_not_asked(formula: str) -> None:
    assert codes(formula) == ["T009"]
