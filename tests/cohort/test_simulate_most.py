"""The most that undetermined awards may come to holds however the missing facts are filled in."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.cohort.conftest import policy_of, write_csv
from tests.cohort.test_simulate import POLICY

from policydsl.award import Award, Status
from policydsl.cli import main
from policydsl.cohort.shared.most import Most, most_of
from policydsl.cohort.synthetic import write_cohort
from policydsl.cohort.synthetic.shares import Shares
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, evaluate, load_facts_source, load_policy

DAY = Date(2026, 6, 30)


def awards(loaded: LoadedPolicy, document: dict[str, Any]) -> tuple[Award, ...]:
    reporter = Reporter()
    facts = load_facts_source(SourceFile("facts.json", json.dumps(document)), loaded.policy, reporter)
    assert facts is not None, [one.message("en") for one in reporter]
    evaluation = evaluate(loaded, facts, reporter, as_of=DAY)
    assert evaluation is not None
    return evaluation.awards


def with_holes(document: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The same facts, of which some are left out."""

    def less(item: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in item.items() if key in {"id", "name"} or rng.random() > 0.3}

    return {
        key: less(value)
        if key == "applicant"
        else [less(one) for one in value]
        if isinstance(value, list) and key not in {"prior_awards", "other_policy_awards", "elections"}
        else value
        for key, value in document.items()
    }


def test_no_filling_gives_more(root: Path, tmp_path: Path) -> None:
    loaded = load_policy(str(root / "policies/xiamen_ai_2025.yaml"), Reporter())
    assert loaded is not None
    settings = loaded.engine.settings(DAY, {})
    most = {plan.clause.id: most_of(plan, settings) for plan in loaded.plan.clauses}
    assert [id_ for id_, one in most.items() if one.each is None and one.together is None] == []
    write_cohort(loaded, tmp_path / "in.jsonl", 150, 5, as_of=DAY, format_="jsonl", shares=Shares(missing=0))
    rng, reached, seen = random.Random(5), 0, 0  # noqa: S311
    for line in (tmp_path / "in.jsonl").read_text(encoding="utf-8").splitlines():
        whole = json.loads(line)
        filled = {(one.clause.id, one.subject): one for one in awards(loaded, whole)}
        open_: Counter[str] = Counter()
        sums: dict[str, Decimal] = {}
        for one in awards(loaded, with_holes(whole, rng)):
            if one.status is Status.UNDETERMINED:
                then = filled[one.clause.id, one.subject]
                paid = then.payable if then.status is Status.ELIGIBLE and then.payable is not None else Decimal(0)
                bound = most[one.clause.id].each
                assert bound is None or paid <= bound
                open_[one.clause.id] += 1
                sums[one.clause.id] = sums.get(one.clause.id, Decimal(0)) + paid
                reached += bound is not None and paid == bound > 0
                seen += 1
        for clause, together in ((id_, most[id_].together) for id_ in open_):
            assert together is None or sums[clause] <= together
    assert seen > 300
    assert reached > 10


def bound(amount: str, caps: str = "", rest: str = "") -> Most:
    caps = f"\n    caps:\n      - {{id: one, per: project, {caps}}}" if caps else ""
    text = POLICY.replace(
        POLICY[POLICY.index("    amount: 'if") : POLICY.index("  - id: tier")],
        f"    amount: {amount}{caps}{rest}\n",
    )
    loaded = policy_of(text)
    return most_of(loaded.plan.clauses[0], loaded.engine.settings(DAY, {}))


@pytest.mark.parametrize(
    ("arguments", "each"),
    [
        (("project.cost",), None),
        (("7万元",), Decimal(70000)),
        (("project.cost", "limit: 9万元"), Decimal(90000)),
        (("7万元", "limit: 9万元"), Decimal(70000)),
        (("project.cost", "limit: applicant.spent"), None),
        (("project.cost", "limit: 9万元, when: applicant.ready"), None),
        (("project.cost", "limit: 9万元, when: 'reading.steps = \"whole\"'"), Decimal(90000)),
        (("project.cost", "limit: 9万元, when: 'reading.steps = \"part\"'"), None),
        (("project.cost", "limit: 9万元", "\n    minimum: {at_least: 10万元}"), Decimal(100000)),
        (("project.cost", "limit: 9.5元", "\n    rounding: {to: 1元, mode: up}"), Decimal(10)),
    ],
)
def test_only_what_no_fact_moves_is_a_bound(arguments: tuple[str, ...], each: Decimal | None) -> None:
    assert bound(*arguments).each == each


def test_where_no_bound_is_known_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = POLICY.replace("    caps:\n      - {id: one, limit: 90万元, per: project, label: 每个}\n", "")
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    folder = write_csv(tmp_path / "in", [{"applicant": {"id": "A"}, "projects": [{"id": "P", "built": True}]}])
    options = ["simulate", str(tmp_path / "policy.yaml"), str(folder), "--as-of", "2025-06-30", "--budget", "1亿元"]
    assert main(["--lang", "zh", *options]) == 0
    text = capsys.readouterr().out
    assert "其中 1 笔没有不随事实变动的限额，最多多少不能确定。" in text
    assert "现行·合计：另有尚不能确定的，最多多少不能确定" in text
