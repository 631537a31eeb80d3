"""The shipped policy does what the YAML cases say: each figure written down by hand from the text."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from tests.evaluate.support import awards
from tests.xiamen.shipped import CASES, Case, cases, shipped

from policydsl.award import Award, Status
from policydsl.diagnostics import Reporter
from policydsl.workspace.finding_tests import documents
from policydsl.workspace.mutating import mutate
from policydsl.workspace.testing import run_file

ALL = cases()
UNITS = (("亿元", 10**8), ("万元", 10**4), ("元", 1))


def yuan(written: str | int | Decimal) -> Decimal:
    text = str(written)
    for unit, size in UNITS:
        if text.endswith(unit):
            return Decimal(text.removesuffix(unit)) * size
    return Decimal(text)


def months(written: str) -> int:
    return int(written.removesuffix("个月").removeprefix("P").removesuffix("M"))


def differences(award: Award, expected: dict[str, Any]) -> Iterable[str]:
    """What is said of an award and does not hold."""
    for key, wanted in expected.items():
        found: object = getattr(award, key)
        value: object = wanted
        if key in ("amount", "payable", "deducted"):
            value = yuan(wanted)
        elif key == "term":
            value = months(wanted)
        elif key in ("missing", "failed_conditions", "subject_to"):
            value = tuple(wanted)
        if found != value:
            yield f"{award.clause.id} {award.subject}: {key} is {found}, not {value}"


def sums(found: Iterable[Award]) -> dict[str, Decimal | int]:
    eligible = [a for a in found if a.status is Status.ELIGIBLE]
    totals: dict[str, Decimal | int] = {
        basis: sum((a.amount for a in eligible if a.amount is not None and a.clause.basis == basis), Decimal(0))
        for basis in ("exact", "ceiling", "discretionary")
    }
    totals["payable"] = sum((a.payable for a in eligible if a.payable is not None), Decimal(0))
    return totals | {"count": len(eligible)}


@pytest.mark.parametrize("case", ALL, ids=[f"{case.file}: {case.name}" for case in ALL])
def test_case(case: Case) -> None:
    found = awards(shipped(), case.facts, case.readings)
    wrong: list[str] = []
    for clause, subjects in case.expect.get("awards", {}).items():
        for subject, expected in subjects.items():
            wrong += differences(found[clause, subject], expected)
    totals = sums(found.values())
    wanted = case.expect.get("totals", {}) | ({"payable": case.expect["total"]} if "total" in case.expect else {})
    wrong += [f"{key} is {totals[key]}" for key, value in wanted.items() if totals[key] != yuan(value)]
    assert wrong == []


def test_the_cases_leave_no_part_of_the_policy_out() -> None:
    """Every status, condition, row, cap and reading of every clause is seen on both its sides."""
    policy = shipped().policy
    seen: set[tuple[str, ...]] = set()
    for case in ALL:
        for clause, subjects in case.expect.get("awards", {}).items():
            for expected in subjects.values():
                status = expected["status"]
                seen.add((clause, status))
                seen |= {(clause, "fails", condition) for condition in expected.get("failed_conditions", ())}
                seen |= {(clause, "row", expected["row"])} if expected.get("row") else set()
                if "limited_by" in expected:
                    seen.add((clause, "cap", str(expected["limited_by"])))
        seen |= {("reading", *pair) for pair in case.readings.items()}
    wanted: set[tuple[str, ...]] = set()
    for one in policy.clauses:
        wanted |= {(one.id, status) for status in ("eligible", "ineligible", "undetermined")}
        wanted |= {(one.id, "fails", condition.id) for condition in one.eligibility}
        wanted |= {(one.id, "row", row.id) for row in (one.table.rows if one.table is not None else ())}
        wanted |= {(one.id, "cap", cap.id) for cap in one.caps} | ({(one.id, "cap", "None")} if one.caps else set())
    # The sum of this one is the limit itself, so that the cap binds only by what was granted before.
    wanted.discard(("platform_national", "cap", "platform"))
    for reading in policy.readings.values():
        wanted |= {("reading", reading.id, option) for option in reading.options if option != reading.default}
    assert wanted - seen == set()


def test_every_change_of_the_policy_is_noticed_by_its_tests() -> None:
    reporter = Reporter()
    files = [run_file(name, None, (), ()) for name in documents([str(CASES)], reporter)]
    tests = [(file.name, run.test) for file in files for run in file.runs]
    found = mutate(shipped(), tests)
    assert [(one.clause, one.was, one.by) for one in found.survivors] == []
    assert {one.clause for one in found.equivalent} <= {"platform_national"}  # its sum is its cap
    assert found.total >= 150
