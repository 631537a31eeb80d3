"""Rules over several awards of one applicant: queries apply them as the interpreter does."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cohort.conftest import Document, awards, policy_of, write_csv
from tests.cohort.joint_policies import joint_cohort, joint_policy
from tests.cohort.synthetic_support import policy
from tests.cohort.test_random_policies import FEWER

from policydsl.cli import main
from policydsl.cohort.run.batch import Batch
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.feel.values import Date

DAY = Date(2025, 6, 1)
HEAD = """
policydsl: 1
kind: policy
id: p
title: 示例
level: 市
in_force: {from: 2025-01-01}
facts:
  applicant:
    fields:
      m: {type: money, min: 0元, label: 甲}
      n: {type: money, min: 0元, label: 乙}
      tax: {type: money, min: 0元, label: 税}
      kept: {type: boolean, label: 保留}
  xs:
    item: x
    fields:
      f: {type: money, min: 0元, label: 费用}
      place: {type: text, label: 地点}
clauses:
"""
CLAUSE = """
  - id: {id}
    cite: {id}
    title: {id}
    departments: [d]
    category: {category}
    benefit: subsidy
    basis: ceiling
    {amount}
"""
M = CLAUSE.format(id="m", category="one", amount="amount: applicant.m")
N = CLAUSE.format(id="n", category="two", amount="amount: applicant.n")
X = CLAUSE.format(id="x", category="one", amount="amount: x.f\n    for_each: x")
KEPT = "term: 12个月\n    eligibility: [{id: kept, test: applicant.kept}]"
TERM = CLAUSE.format(id="term", category="one", amount=KEPT)
Found = Mapping[tuple[str, str], tuple[object, ...]]
Run = Callable[[str, Sequence[Document]], tuple[Found, Batch]]


def rule(kind: str, among: str, more: str = "") -> str:
    return f"stacking:\n  - {{id: between, cite: 五, rule: {kind}, across: clauses, among: [{among}]{more}}}\n"


def limit(figure: str, more: str = "", per: str = "applicant") -> str:
    return f'limits:\n  - {{id: top, cite: 六, limit: "{figure}", per: {per}{more}}}\n'


def company(id_: str, xs: Sequence[object] = (), **more: Any) -> Document:
    items = [{"id": f"X{i}", "f": f, "place": "甲" if i % 2 else "乙"} for i, f in enumerate(xs)]
    rest: dict[str, Any] = {key: more.pop(key) for key in ("prior_awards", "elections") if key in more}
    return {"applicant": {"id": id_, **more}, **({"xs": items} if items else {}), **rest}


@pytest.fixture
def run(csv_cohort: Callable[[Sequence[Document]], Path]) -> Run:
    def result(text: str, documents: Sequence[Document]) -> tuple[Found, Batch]:
        folder = csv_cohort(documents)
        fast, batch = awards(policy_of(text), folder, DAY, {}, one_by_one=False)
        slow, _ = awards(policy_of(text), folder, DAY, {}, one_by_one=True)
        assert fast == slow
        return {(str(a[1]), str(a[2])): (a[3], a[4], a[5], a[7], a[9], a[11]) for a in fast}, batch

    return result


def yuan(value: str) -> Decimal:
    return Decimal(value)


def given_(amount: str, by: str | None = None) -> tuple[object, ...]:
    return ("eligible", yuan(amount), yuan(amount), by, False, "")


def test_the_higher_of_two_stands(run: Run) -> None:
    found, batch = run(HEAD + M + N + rule("highest", "m, n"), [company("A", m=5, n=7), company("B", m=7, n=7)])
    assert found == {("m", "A"): given_("0", "between"), ("n", "A"): given_("7"),
                     ("m", "B"): given_("7"), ("n", "B"): given_("0", "between")}  # fmt: skip
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_the_sum_over_items_is_compared_and_what_the_others_gave_before_comes_off_in_their_order(run: Run) -> None:
    prior = [{"clause": "m", "subject": "A", "year": 2025, "amount": "40"}]
    found, batch = run(HEAD + M + X + rule("highest", "m, x"), [company("A", (30, 30, 30), m=80, prior_awards=prior)])
    assert found == {("m", "A"): given_("0", "between"), ("x", "X0"): given_("0", "between"),
                     ("x", "X1"): given_("20", "between"), ("x", "X2"): given_("30")}  # fmt: skip
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_one_who_has_chosen_is_decided_and_one_who_has_not_is_open(run: Run) -> None:
    documents = [company("A", m=5, n=7, elections={"between": "m"}), company("B", m=5, n=7), company("C", m=5, n=0)]
    found, batch = run(HEAD + M + N + rule("choose", "m, n"), documents)
    assert found["m", "A"] == given_("5")
    assert found["n", "A"] == given_("0", "between")
    assert found["n", "B"][4] is True
    assert found["m", "C"] == given_("5")
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_an_earlier_award_has_chosen(run: Run) -> None:
    prior = [{"clause": "n", "subject": "A", "year": 2024, "amount": "1"}]
    text = HEAD + M + N + rule("choose", "m, n")
    found, batch = run(text, [company("A", m=5, n=7, elections={"between": "m"}, prior_awards=prior)])
    assert found["m", "A"] == given_("0", "between")
    assert (batch.slow_count, batch.part_count) == (0, 0)
    yearly = text.replace("rule: choose", "rule: choose, every: year")
    found, _ = run(yearly, [company("A", m=5, n=7, elections={"between": "m"}, prior_awards=prior)])
    assert found["m", "A"] == given_("5")


def test_a_choice_that_is_none_is_for_the_fact_reader(run: Run) -> None:
    text = HEAD + M + N + rule("choose", "m, n")
    found, batch = run(text, [company("A", m=5, n=7, elections={"between": "x"}), company("B", m=5, n=0)])
    assert ("m", "A") not in found
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_a_later_clause_less_what_came_before(run: Run) -> None:
    found, batch = run(HEAD + M + X + rule("deduct", "m, x"), [company("A", (30, 30), m="40.005")])
    assert found["x", "X0"] == given_("0", "between")
    assert found["x", "X1"] == given_("20", "between")
    assert batch.slow_count + batch.part_count <= 1  # a sum with more decimals than fen


def test_an_award_without_a_sum_is_lost(run: Run) -> None:
    text = HEAD + M + TERM + rule("exclude", "m, term")
    found, batch = run(
        text, [company("A", m=5, kept=True), company("B", m=0, kept=True), company("C", m=5, kept=False)]
    )
    assert found["term", "A"] == ("ineligible", None, None, None, False, "between")
    assert found["term", "B"][0] == "eligible"
    assert found["term", "C"] == ("ineligible", None, None, None, False, "kept")
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_only_awards_of_one_category_meet(run: Run) -> None:
    text = HEAD + M + N + X + rule("exclude", "m, n, x", ", same: [category]")
    found, batch = run(text, [company("A", (5,), m=5, n=7)])
    assert found == {("m", "A"): given_("5"), ("n", "A"): given_("7"), ("x", "X0"): given_("0", "between")}
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_subjects_of_several_lists_with_one_id_are_for_the_interpreter(run: Run) -> None:
    text = HEAD + M + X + rule("exclude", "m, x", ", same: [subject]")
    same = company("A", (5,), m=5)
    same["xs"][0]["id"] = "A"
    found, batch = run(text, [same, company("B", (5,), m=5)])
    assert found["x", "A"] == given_("0", "between")
    assert found["x", "X0"] == given_("5")
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_a_limit_goes_to_the_clauses_in_their_order(run: Run) -> None:
    found, batch = run(HEAD + M + X + N + limit("applicant.tax"), [company("A", (30, 30), m=20, n=9, tax="65.5")])
    assert found == {("m", "A"): given_("20"), ("x", "X0"): given_("30"), ("x", "X1"): given_("15.5", "top"),
                     ("n", "A"): given_("0", "top")}  # fmt: skip
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_a_coarse_rounding_leaves_the_rest_to_the_next(run: Run) -> None:
    text = HEAD + M + "    rounding: {to: 10元, mode: down}\n" + N + limit("55.5元")
    found, batch = run(text, [company("A", m=100, n=100)])
    assert found == {("m", "A"): given_("50", "top"), ("n", "A"): given_("5.5", "top")}
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_a_limit_in_proportion_is_never_exceeded(run: Run) -> None:
    found, batch = run(HEAD + M + X + limit("100元", ", short: pro_rata"), [company("A", (100, 100), m=100)])
    assert set(found.values()) == {given_("33.33", "top")}
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_earlier_awards_of_the_year_take_of_a_yearly_limit(run: Run) -> None:
    prior = [{"clause": "n", "subject": "A", "year": year, "amount": "30"} for year in (2024, 2025)]
    found, batch = run(HEAD + M + N + limit("100元", ", every: year"), [company("A", m=60, n=60, prior_awards=prior)])
    assert found == {("m", "A"): given_("60"), ("n", "A"): given_("10", "top")}
    assert (batch.slow_count, batch.part_count) == (0, 0)


@pytest.mark.parametrize(("per", "last"), [("x", "30"), ("x.place", "10")])
def test_a_limit_by_items(run: Run, per: str, last: str) -> None:
    found, batch = run(HEAD + X + limit("40元", ", counts: [x]", per), [company("A", (30, 30, 30))])
    assert found["x", "X1"] == given_("30")
    assert found["x", "X2"] == given_(last, None if last == "30" else "top")
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_a_limit_that_holds_on_a_condition(run: Run) -> None:
    text = HEAD + M + limit("10元", ", when: applicant.kept")
    found, batch = run(text, [company("A", m=60, kept=True), company("B", m=60, kept=False), company("C", m=60)])
    assert found["m", "A"] == given_("10", "top")
    assert found["m", "B"] == given_("60")
    assert found["m", "C"][0] == "undetermined"
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_an_unknown_limit_matters_only_where_something_is_given(run: Run) -> None:
    found, batch = run(HEAD + M + limit("applicant.tax"), [company("A", m=60), company("B", m=0)])
    assert found["m", "A"][0] == "undetermined"
    assert found["m", "B"] == given_("0")
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_an_open_award_takes_the_applicant_to_the_interpreter_and_no_one_else(run: Run) -> None:
    documents = [company("A", m=None, n=70), company("B", m=20, n=70), company("C", (None,), m=20, n=70)]
    found, batch = run(HEAD + M + N + X + limit("50元", ", counts: [m, n]"), documents)
    assert found["n", "A"][4] is True
    assert found["n", "B"] == given_("30", "top")
    assert found["n", "C"] == given_("30", "top")
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_a_limit_then_what_all_applicants_share(run: Run) -> None:
    pot = "  - {id: pot, cite: 七, limit: 60元, per: programme, short: pro_rata}\n"
    found, batch = run(HEAD + M + N + limit("50元") + pot, [company("A", m=20, n=70), company("B", m=70, n=0)])
    assert [found[key][1] for key in (("m", "A"), ("n", "A"), ("m", "B"))] == [yuan("12"), yuan("18"), yuan("30")]
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_the_manifest_names_a_rule_that_no_query_applies(tmp_path: Path) -> None:
    text = HEAD + M + limit("10.1234567元", ", short: pro_rata")
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    folder = write_csv(tmp_path / "in", [company("A", m=60), company("B", m=0)])
    assert main(["batch", str(tmp_path / "p.yaml"), str(folder), str(tmp_path / "out"), "--as-of", "2025-06-01"]) == 0
    found = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["one_by_one"]
    assert (found["applicants"], found["in_part"]) == (0, 1)
    assert list(found["rules"]) == ["top"]


@pytest.mark.usefixtures("deep_stack")
@given(seed=st.integers(0, 2**32 - 1))
@FEWER
def test_random_rules(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    text = joint_policy(rng)
    loaded = policy_of(text)
    with TemporaryDirectory() as folder:
        cohort = write_csv(Path(folder), joint_cohort(rng, loaded.policy, 60, 0.05))
        fast, _ = awards(loaded, cohort, DAY, {}, one_by_one=False)
        slow, _ = awards(loaded, cohort, DAY, {}, one_by_one=True)
    assert fast == slow, text


@pytest.mark.parametrize("missing", [0, 1 << 11])
@pytest.mark.parametrize("name", ["growth", "vouchers"])
def test_synthetic_cohorts_of_the_examples(name: str, missing: int, tmp_path: Path) -> None:
    loaded, day = policy(name), Date(2026, 4, 21)
    shares = Shares(missing=missing, prior=1 << 14, other=1 << 11)
    write_cohort(loaded, tmp_path / "in", 300, 7, format_="parquet", shares=shares, as_of=day)
    fast, batch = awards(loaded, tmp_path / "in", day, {}, one_by_one=False)
    slow, _ = awards(loaded, tmp_path / "in", day, {}, one_by_one=True)
    assert fast == slow
    assert batch.queries.refused == ()
    assert batch.between is None or batch.between.refused == {}
    assert batch.slow_count == 0
    assert missing or batch.part_count < 60  # choices that are open
