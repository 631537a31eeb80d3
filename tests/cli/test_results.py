"""The result document: its schema, its sums, its bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
POLICY = "policies/xiamen_ai_2025.yaml"
EXAMPLES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json"))
SCHEMA = json.loads((ROOT / "schemas" / "result.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
Run = Callable[..., Result]


def documents(run: Run) -> Iterator[dict[str, Any]]:
    found = json.loads(run("eval", POLICY, *EXAMPLES, "--format", "json").stdout)
    assert len(found) == len(EXAMPLES)
    yield from found


def test_documents_fit_their_schema(run: Run) -> None:
    assert [e.message for document in documents(run) for e in VALIDATOR.iter_errors(document)] == []


def test_keys_stand_in_the_order_of_the_schema(run: Run) -> None:
    wanted = list(SCHEMA["$defs"]["award"]["properties"])
    for document in documents(run):
        assert list(document) == list(SCHEMA["properties"])
        for award in document["awards"]:
            assert list(award) == [key for key in wanted if key in award]


def test_totals_are_sums(run: Run) -> None:
    eligible_sums = 0
    for document in documents(run):
        eligible = [a for a in document["awards"] if a["status"] == "eligible"]
        totals = document["totals"]
        assert totals["count"] == len(eligible)
        for basis in ("exact", "ceiling", "discretionary"):
            sums = [Decimal(a["amount"]) for a in eligible if "amount" in a and a["basis"] == basis]
            assert Decimal(totals[basis]) == sum(sums)
            eligible_sums += len(sums)
        assert Decimal(totals["payable"]) == sum(Decimal(a["payable"]) for a in eligible if "payable" in a)
    assert eligible_sums >= 15


def test_deducted_is_what_is_missing_from_payable(run: Run) -> None:
    deducted = [a for document in documents(run) for a in document["awards"] if "deducted" in a]
    assert len(deducted) == 2
    for award in deducted:
        assert Decimal(award["amount"]) - Decimal(award["deducted"]) == Decimal(award["payable"])


def test_sums_only_where_there_are_some(run: Run) -> None:
    for document in documents(run):
        for award in document["awards"]:
            has_sum = award["status"] == "eligible" and award["benefit"] not in ("service", "rent_free")
            assert ("amount" in award) is ("payable" in award) is has_sum
            assert ("term" in award) is (award["status"] == "eligible" and award["benefit"] == "rent_free")


def test_same_inputs_same_bytes(run: Run) -> None:
    first, second = (run("eval", POLICY, *EXAMPLES, "--format", "json").stdout_bytes for _ in range(2))
    assert first == second


def test_lines_hold_the_same_documents(run: Run) -> None:
    lines = run("eval", POLICY, *EXAMPLES, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == list(documents(run))


def test_one_file_gives_one_object_and_two_an_array(run: Run) -> None:
    one = json.loads(run("eval", POLICY, EXAMPLES[0], "--format", "json").stdout)
    assert one["kind"] == "result"
    assert isinstance(json.loads(run("eval", POLICY, *EXAMPLES[:2], "--format", "json").stdout), list)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_language_changes_no_document(lang: str, run: Run) -> None:
    assert run("eval", POLICY, *EXAMPLES, "--format", "json", "--lang", lang).stdout == (
        run("eval", POLICY, *EXAMPLES, "--format", "json").stdout
    )


def test_what_is_assumed_is_said(run: Run) -> None:
    by_id = {d["applicant"]["id"]: d for d in documents(run)}
    assert by_id["YS"]["assumes"] == ["no_earlier_awards", "no_other_awards"]
    assert by_id["QH"]["assumes"] == []


def test_a_failed_operation_is_an_undetermined_award_and_exit_code_1(run: Run, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "policydsl: 1\nkind: facts\nas_of: 2025-06-30\napplicant: {id: A1, paid_in: 5万元, staff: 0, listed: false}\n",
        encoding="utf-8",
    )
    result = run("eval", "tests/cli/policies/every_type.yaml", str(facts), "--format", "json")
    assert result.exit_code == 1
    (award,) = json.loads(result.stdout)["awards"]
    assert award["status"] == "undetermined"
    assert award["failures"][0]["formula"] == "applicant.paid_in / applicant.staff"
    assert "amount" not in award
    shown = run("eval", "tests/cli/policies/every_type.yaml", str(facts))
    assert shown.exit_code == 1
    assert "计算不出：" in shown.stdout
    assert "`applicant.paid_in/applicant.staff`" in "".join(shown.stdout.split())
