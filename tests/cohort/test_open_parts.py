"""Awards of other policies come off by queries; an open award takes to the interpreter only what depends on it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cohort.conftest import Document
from tests.cohort.test_between import (  # noqa: F401  (`run` is a fixture)
    CLAUSE,
    HEAD,
    M,
    N,
    Run,
    X,
    company,
    given_,
    limit,
    rule,
    run,
    yuan,
)

SAME = "same: [category, subject], across: policies, settle: difference"
USUAL = f"stacking:\n  - {{id: other, cite: 五, rule: highest, {SAME}"
M2 = CLAUSE.format(id="m2", category="one", amount="amount: applicant.n")
CAPPED = X.replace("for_each: x", "for_each: x\n    caps: [{id: all, limit: 50元, per: applicant}]")


def other(amount: str, subject: str = "A", **more: Any) -> Document:
    return {"category": "one", "subject": subject, "policy": "o", "amount": amount, **more}


def with_others(document: Document, *others: Document) -> Document:
    return {**document, "other_policy_awards": list(others)}


def left(amount: str, payable: str, *, provisional: bool = False) -> tuple[object, ...]:
    return ("eligible", yuan(amount), yuan(payable), None, provisional, "")


def test_what_others_gave_comes_off_clause_by_clause(run: Run) -> None:  # noqa: F811
    document = with_others(company("A", m=50, n=70), other("30.01"), other("40"), other("99", policy="p"),
                           other("99", level="区"))  # fmt: skip
    found, batch = run(HEAD + M + M2 + USUAL + "}\n", [document, company("B", m=50, n=70)])
    assert found["m", "A"] == left("50", "0")
    assert found["m2", "A"] == left("70", "49.99")
    assert found["m2", "B"] == given_("70")
    assert (batch.slow_count, batch.part_count, batch.settled_count) == (0, 0, 2)


def test_they_come_off_their_own_subject(run: Run) -> None:  # noqa: F811
    found, batch = run(HEAD + M + X + USUAL + "}\n", [with_others(company("A", (20, 20), m=20), other("5", "X1"))])
    assert [found[key][2] for key in (("m", "A"), ("x", "X0"), ("x", "X1"))] == [yuan("20"), yuan("20"), yuan("15")]
    assert batch.slow_count == 0


def test_an_open_award_before_may_take_of_them(run: Run) -> None:  # noqa: F811
    documents = [with_others(company("A", m=None, n=70), other("30")), with_others(company("B", m=9), other("30", "B"))]
    found, batch = run(HEAD + M + M2 + USUAL + "}\n", documents)
    assert found["m", "A"][0] == "undetermined"
    assert found["m2", "A"] == left("70", "40", provisional=True)
    assert found["m", "B"] == left("9", "0")
    assert (batch.slow_count, batch.part_count) == (0, 0)


@pytest.mark.parametrize(("kind", "levels", "payable"), [("exclude", "[区]", "0"), ("deduct", "[市, 区]", "35")])
def test_rules_of_other_kinds(run: Run, kind: str, levels: str, payable: str) -> None:  # noqa: F811
    text = f"{USUAL.replace('highest', kind).replace('[category, subject]', '[subject]')}, level: {levels}}}\n"
    documents = [
        with_others(company("A", m=40), other("5", level="区")),
        with_others(company("B", m=40), other("0", "B")),
    ]
    found, batch = run(HEAD + M + text, documents)
    assert found["m", "A"] == left("40", payable)
    assert found["m", "B"] == given_("40")
    assert batch.slow_count == 0


def test_where_rules_look_at_several_awards_an_open_one_of_the_kind_is_for_the_interpreter(run: Run) -> None:  # noqa: F811
    text = HEAD + M + M2 + N + USUAL + ", level: [区]}\n"
    documents = [with_others(company("A", m=None, n=70), other("30", level="区")), company("B", m=None, n=70)]
    found, batch = run(text, documents)
    assert found["m2", "A"] == ("eligible", yuan("70"), yuan("40"), None, True, "")
    assert found["m2", "B"] == given_("70")
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_a_limit_counts_what_other_levels_gave_in_the_year(run: Run) -> None:  # noqa: F811
    text = HEAD + M + N + limit("100元", ", every: year, other: [区]")
    given = [other("30", level="区", year=2025), other("30", level="区", year=2024), other("30", year=2025)]
    found, batch = run(text, [with_others(company("A", m=60, n=60), *given), company("B", m=60, n=60)])
    assert found["n", "A"] == given_("10", "top")
    assert found["n", "B"] == given_("40", "top")
    assert batch.slow_count == 0


@pytest.mark.parametrize(
    "wrong", [{"amount": None}, {"subject": "Z"}, {"category": "no"}, {"policy": None}, {"year": "20x5"}]
)
def test_rows_that_cannot_be_read_are_for_the_fact_reader(run: Run, wrong: Document) -> None:  # noqa: F811
    documents = [with_others(company("A", m=40), {**other("5"), **wrong}), company("B", m=40)]
    found, _ = run(HEAD + M + USUAL + "}\n", documents)
    assert [key for key in found if key[1] == "A"] == []


def test_a_year_that_a_limit_asks_for_must_be_there(run: Run) -> None:  # noqa: F811
    text = HEAD + M + limit("100元", ", every: year, other: [区]")
    found, _ = run(text, [with_others(company("A", m=40), other("5", level="区")), company("B", m=40)])
    assert [key[1] for key in found] == ["B"]


def test_what_other_policies_gave_is_counted_of_a_pot(run: Run) -> None:  # noqa: F811
    text = HEAD + M + limit("100元", ", other: [市]", "programme")
    found, batch = run(text, [with_others(company("A", m=80), other("60")), company("B", m=80)])
    assert [found[key][1] for key in (("m", "A"), ("m", "B"))] == [yuan("20"), yuan("20")]
    assert batch.slow_count == 0


# -- open awards -------------------------------------------------------------------------------------


def test_an_open_item_takes_only_its_clause_to_the_interpreter(run: Run) -> None:  # noqa: F811
    found, batch = run(HEAD + M + CAPPED, [company("A", (30, None, 30), m=5), company("B", (30, 30), m=5)])
    assert found["x", "X2"][4] is True
    assert found["m", "A"] == given_("5")
    assert (batch.slow_count, batch.part_count, batch.open_count) == (0, 1, 3)


def test_an_open_award_after_all_others_changes_none_of_them(run: Run) -> None:  # noqa: F811
    found, batch = run(HEAD + M + N + limit("50元"), [company("A", m=70, n=None), company("B", m=None, n=None)])
    assert found["m", "A"] == given_("50", "top")
    assert found["n", "A"][0] == "undetermined"
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_nothing_is_left_for_an_award_after_an_open_one(run: Run) -> None:  # noqa: F811
    text = HEAD + X + M + N + limit("50元")
    found, batch = run(text, [company("A", (60,), m=None, n=9), company("B", (40,), m=None, n=9)])
    assert found["n", "A"] == given_("0", "top")
    assert found["n", "B"][4] is True
    assert (batch.slow_count, batch.part_count) == (0, 1)


@pytest.mark.parametrize("kind", ["highest", "deduct", "exclude", "choose"])
def test_an_open_award_with_no_other_one_in_its_group(run: Run, kind: str) -> None:  # noqa: F811
    documents = [company("A", m=None, n=0), company("B", m=None, n=7)]
    found, batch = run(HEAD + M + N + rule(kind, "m, n"), documents)
    assert found["m", "A"][0] == found["m", "B"][0] == "undetermined"
    assert found["n", "A"] == given_("0")
    assert (batch.slow_count, batch.part_count) == (0, 1)


@pytest.mark.parametrize("kind", ["deduct", "exclude"])
def test_an_open_award_after_the_one_that_stands_first(run: Run, kind: str) -> None:  # noqa: F811
    found, batch = run(HEAD + M + N + rule(kind, "m, n"), [company("A", m=7, n=None)])
    assert found["m", "A"] == given_("7")
    assert (batch.slow_count, batch.part_count) == (0, 0)


def test_an_unknown_limit_is_what_an_open_award_waits_for_too(run: Run) -> None:  # noqa: F811
    found, batch = run(HEAD + M + limit("applicant.tax"), [company("A", m=None), company("B", m=None, tax=4)])
    assert found["m", "A"][0] == found["m", "B"][0] == "undetermined"
    assert (batch.slow_count, batch.part_count) == (0, 1)


def test_rules_about_clauses_that_are_not_in_force(run: Run) -> None:  # noqa: F811
    text = HEAD + (M + N).replace("category", "in_force: {from: 2026-01-01}\n    category") + limit("50元")
    found, batch = run(text, [company("A", m=70, n=None)])
    assert {one[0] for one in found.values()} == {"not_in_force"}
    assert batch.part_count == 0
