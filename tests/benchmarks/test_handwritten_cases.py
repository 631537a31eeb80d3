"""The hand-written judge itself is judged: by the acceptance cases, by cases of its own, and by its two versions."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from benchmarks import agree, handwritten, oracle
from benchmarks.applicants import ITEMS, random_document, random_readings
from benchmarks.facts import prepare
from benchmarks.handwritten import DEFAULT_READINGS, Award, awards_complete

ROUNDS = 200


def _shown(awards: list[Award]) -> dict[str, dict[str, dict[str, Any]]]:
    shown: dict[str, dict[str, dict[str, Any]]] = {}
    for award in awards:
        entry: dict[str, Any] = {"status": award.status}
        if award.amount is not None:
            entry |= {"amount": str(award.amount), "payable": str(award.payable)}
        if award.term is not None:
            entry["term"] = award.term
        if award.provisional:
            entry["provisional"] = True
        shown.setdefault(award.clause, {})[award.subject] = entry
    return shown


def _is_complete(document: dict[str, Any]) -> bool:
    fields = {name: set(fields) - {"assessed_support", "selected"} for name, (_, fields) in ITEMS.items()}
    applicant = {"kind", "annual_revenue", "ai_enterprise", "ai_startup", "high_growth_selected"}
    return applicant <= document["applicant"].keys() and all(
        wanted <= item.keys() for name, wanted in fields.items() for item in document.get(name, ())
    )


def test_all_acceptance_cases() -> None:
    shared = os.environ.get("POLICYDSL_SHARED")
    if not shared:
        pytest.skip("POLICYDSL_SHARED is not set: the acceptance cases were not compared with the hand-written code")
    lines = (Path(shared) / "cases" / "xiamen_cases.jsonl").read_text(encoding="utf-8").splitlines()
    complete = 0
    for case in map(json.loads, lines):
        facts = prepare(case["facts"])
        readings = {**DEFAULT_READINGS, **case["readings"]}
        found = _shown(oracle.evaluate(facts, readings))
        if _is_complete(case["facts"]):
            complete += 1
            assert _shown(awards_complete(facts, readings)) == found, case["id"]
        for clause, subjects in case["expect"].items():
            for subject, award in subjects.items():
                # `provisional` is told only where it must be true.
                if "provisional" not in award:
                    found[clause][subject].pop("provisional", None)
        assert found == case["expect"], case["id"]
    assert len(lines) >= 100
    assert complete >= 50


def _rng(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  (cases that come back the same)


class Case(NamedTuple):
    name: str
    facts: dict[str, Any]
    clause: str
    subject: str
    expected: dict[str, Any]
    readings: Mapping[str, str] = MappingProxyType({})


def _facts(**given: Any) -> dict[str, Any]:
    applicant = {
        "id": "A1",
        "kind": "enterprise",
        "annual_revenue": "8600万元",
        "ai_enterprise": True,
        "ai_startup": True,
        "high_growth_selected": False,
    }
    return {"as_of": "2026-03-01", "applicant": applicant, **given}


def _eligible(amount: str, payable: str | None = None, **more: Any) -> dict[str, Any]:
    return {"status": "eligible", "amount": amount, "payable": payable or amount, **more}


PROJECT = {"id": "P1", "programme": "provincial_key", "rd_investment": "700万元"}
SHARED_ROOM = [
    {"id": "B1", "annual_cost": "5000万元"},
    {"id": "B2", "kind": "data_element", "annual_cost": "5000万元"},
]
PURCHASES: list[dict[str, Any]] = [{"id": "C1", "qualified": True, "fee": "100万元"}, {"id": "C2", "fee": "1元"}]

CASES = [
    Case(
        "a share below the cap",
        _facts(rd_projects=[PROJECT]),
        "rd_provincial",
        "P1",
        _eligible("2800000.00"),
    ),
    Case(
        "a cap that is paid once counts every year's awards",
        _facts(
            rd_projects=[{**PROJECT, "rd_investment": "2000万元"}],
            prior_awards=[
                {"clause": "rd_provincial", "subject": "P1", "year": 2024, "amount": "100万元"},
                {"clause": "rd_provincial", "subject": "P1", "year": 2026, "amount": "50万元"},
                {"clause": "rd_national", "subject": "P1", "year": 2026, "amount": "1亿元"},
            ],
        ),
        "rd_provincial",
        "P1",
        _eligible("1500000.00"),
    ),
    Case(
        "a part of a fen is dropped, before and after the cap",
        _facts(
            rd_projects=[{**PROJECT, "rd_investment": "0.0399元"}],
            prior_awards=[{"clause": "rd_provincial", "subject": "P1", "year": 2025, "amount": "0.005元"}],
        ),
        "rd_provincial",
        "P1",
        _eligible("0.00"),
    ),
    Case(
        "only awards of the city's other policies are taken off",
        _facts(
            rd_projects=[PROJECT],
            other_policy_awards=[
                {"category": "rd_project", "subject": "P1", "policy": "x", "amount": "30万元"},
                {"category": "rd_project", "subject": "P1", "policy": "y", "level": "国家", "amount": "9万元"},
                {"category": "talent", "subject": "P1", "policy": "z", "amount": "8万元"},
            ],
        ),
        "rd_provincial",
        "P1",
        _eligible("2800000.00", "2500000.00"),
    ),
    Case(
        "whole units only",
        _facts(smart_products=[{"id": "SP1", "category": "robot", "annual_sales": "2999.99万元"}]),
        "hit_product",
        "SP1",
        _eligible("1000000.00"),
    ),
    Case(
        "in proportion",
        _facts(smart_products=[{"id": "SP1", "category": "robot", "annual_sales": "2999.99万元"}]),
        "hit_product",
        "SP1",
        _eligible("1499995.00"),
        {"hit_product_steps": "pro_rata"},
    ),
    Case(
        "a rejected product",
        _facts(smart_products=[{"id": "SP1", "category": "robot", "annual_sales": "3000万元", "selected": False}]),
        "hit_product",
        "SP1",
        {"status": "ineligible"},
    ),
    Case(
        "an unknown platform may take all the room that the next one needs",
        _facts(incubation_platforms=SHARED_ROOM),
        "incubation_platform",
        "B2",
        _eligible("15000000.00", provisional=True),
        {"incubation_cap_unit": "applicant"},
    ),
    Case(
        "each platform has its own room",
        _facts(incubation_platforms=SHARED_ROOM),
        "incubation_platform",
        "B2",
        _eligible("15000000.00"),
    ),
    Case(
        "a purchase that may qualify leaves the voucher open",
        _facts(compute_purchases=PURCHASES),
        "compute_voucher",
        "A1",
        _eligible("500000.00", provisional=True),
    ),
    Case(
        "one that may qualify cannot lift a voucher above its cap",
        _facts(compute_purchases=[{**PURCHASES[0], "fee": "400万元"}, {"id": "C2"}]),
        "compute_voucher",
        "A1",
        _eligible("2000000.00"),
    ),
    Case(
        "no purchase, no voucher",
        _facts(),
        "compute_voucher",
        "A1",
        {"status": "ineligible"},
    ),
    Case(
        "a term has its longest",
        _facts(tenancies=[{"id": "T1", "zero_rent_incubator": True, "requested_months": 48}]),
        "zero_rent",
        "T1",
        {"status": "eligible", "term": 36},
    ),
    Case(
        "a term that is not known",
        _facts(tenancies=[{"id": "T1", "zero_rent_incubator": True}]),
        "zero_rent",
        "T1",
        {"status": "undetermined"},
    ),
    Case(
        "a false condition decides, whatever else is unknown",
        _facts(computing_centres=[{"id": "CC1", "action": "none"}]),
        "computing_centre",
        "CC1",
        {"status": "ineligible"},
    ),
    Case(
        "the day before the first",
        {**_facts(rd_projects=[PROJECT]), "as_of": "2025-04-20"},
        "rd_provincial",
        "P1",
        {"status": "not_in_force"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_own_cases(case: Case) -> None:
    awards = oracle.evaluate(prepare(case.facts), {**DEFAULT_READINGS, **case.readings})
    assert _shown(awards)[case.clause][case.subject] == case.expected


def test_both_versions_agree_where_all_facts_are_given() -> None:
    for seed in range(ROUNDS):
        rng = _rng(seed)
        facts, readings = prepare(random_document(rng, in_force=False)), random_readings(rng)
        assert awards_complete(facts, readings) == oracle.evaluate(facts, readings), seed


def test_what_is_certain_with_facts_missing_stays_when_they_are_given() -> None:
    assessed = {"innovation_platforms", "talents", "smart_products"}  # absent there may mean a decision
    certain = 0
    for seed in range(ROUNDS):
        complete = random_document(_rng(seed))
        partial = random_document(_rng(seed), missing=0.25)
        partial |= {name: complete[name] for name in ("prior_awards", "other_policy_awards")}
        for document in (complete, partial):
            for name in assessed:
                document.pop(name, None)
        with_all = awards_complete(prepare(complete))
        for full, found in zip(with_all, oracle.evaluate(prepare(partial)), strict=True):
            if found.status != "undetermined" and not found.provisional:
                certain += 1
                # Which cap is named is no part of the promise: an amount that grows may reach one without effect.
                assert found._replace(limited_by=full.limited_by) == full, seed
    assert certain > ROUNDS


def test_a_difference_in_a_result_is_told() -> None:
    award = Award("rd_provincial", "P1", "eligible", handwritten.FEN, handwritten.FEN)
    right = {
        "clause": "rd_provincial",
        "subject": "P1",
        "status": "eligible",
        "amount": "0.01",
        "payable": "0.01",
        "limited_by": None,
        "provisional": False,
    }
    assert agree.differences([right], [award]) == []
    for key, other in {
        "status": "ineligible",
        "amount": "0.02",
        "payable": "0.00",
        "limited_by": "project",
        "provisional": True,
        "subject": "P2",
    }.items():
        assert agree.differences([{**right, key: other}], [award]), key
    assert agree.differences([], [award])
