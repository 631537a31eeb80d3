"""What people write after `--budget`, `--split`, `--by`, `--set` and `--scenario`: as they type it, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.cohort.conftest import Document
from tests.cohort.test_simulate import APPLICANTS, DAY, POLICY

from policydsl.cli import main

RATE = "clauses.tier.table.rules.small.then.rate"


@pytest.fixture
def small(tmp_path: Path, csv_cohort: Callable[[Sequence[Document]], Path]) -> Callable[..., Any]:
    policy, cohort = tmp_path / "policy.yaml", csv_cohort(APPLICANTS)
    policy.write_text(POLICY, encoding="utf-8")

    def run(*options: str, day: str = DAY) -> int:
        return main(["--lang", "zh", "simulate", str(policy), str(cohort), "--as-of", day, *options])

    return run


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--budget", "9999999999999999999999亿元"), "B142"),
        (("--budget", "clauses.=5元"), "B142"),
        (("--budget", "=5元"), "B142"),
        (("--budget", "1e9"), "B142"),
        (("--budget", "0.001元"), "B142"),
        (("--split", "市=" + "9" * 40 + "%,区=1%"), "B145"),
        (("--split", "市=6_0%,区=40%"), "B145"),
        (("--split", "市=1e1%,区=90%"), "B145"),
        (("--split", "市=-10%,区=110%"), "B145"),
        (("--by", "applicant.revenue=1元," + "9" * 40 + "亿元"), "B141"),
        (("--scenario", f"现行={RATE}=60%"), "B148"),
        (("--scenario", f"as it is={RATE}=60%"), "B148"),
        (("--set", f"{RATE}="), "B147"),
    ],
)
def test_refused_by_name(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str], options: tuple[str, ...], code: str
) -> None:
    assert small(*options) == 2
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("--budget", "５００万元"), ("--budget", "500万元")),
        (("--budget", "clauses.tier＝5万元"), ("--budget", "clauses.tier=5万元")),
        (("--split", "市＝６０％，区＝４０％"), ("--split", "市=60%,区=40%")),
        (("--by", "applicant.revenue=１万元，１亿元"), ("--by", "applicant.revenue=1万元,1亿元")),
    ],
)
def test_wide_signs_of_an_input_method(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str], typed: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    found = []
    for options in (typed, meant):
        assert small(*options, "--format", "json") == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1]


def test_a_wide_sign_of_equality_in_a_change(small: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    costs = []
    for sign in "=＝":
        assert small("--set", f"{RATE}{sign}60%", "--scenario", f"低{sign}{RATE}{sign}40%", "--format", "json") == 0
        costs.append([row["gain"] for row in json.loads(capsys.readouterr().out)["tables"]["compared"]])
    assert costs[0] == costs[1]
    assert len(costs[0]) == 2


def test_a_day_on_which_nothing_is_in_force_is_told(
    small: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert small(day="2019-01-01") == 0
    assert "本政策自 2025-01-01 至 … 施行，基准日不在其内。" in capsys.readouterr().out
    assert small() == 0
    assert "施行" not in capsys.readouterr().out
