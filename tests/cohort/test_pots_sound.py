"""What is certain of quotas and pots stays as it is, however missing facts are filled in (LANGUAGE §6)."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cohort.conftest import awards, policy_of, write_csv

from policydsl.feel.values import Date

DAY = Date(2025, 10, 1)
COUNT = int(os.environ.get("POLICYDSL_POTS", "6"))
FILLINGS = 3
SUMS = [0, 10, 33.33, 50, 80, 100, 200]
DAYS = ["2024-12-31", "2025-03-01", "2025-09-01"]
FACTS: dict[str, Any] = {
    "applicant": {
        "label": "申报主体",
        "fields": {"output": {"type": "money", "min": "0元"}, "spent": {"type": "money", "min": "0元"},
                   "ok": {"type": "boolean"}, "paid": {"type": "date"}},
    },
    "projects": {"item": "project", "label": "项目", "fields": {"cost": {"type": "money", "min": "0元"}}},
}  # fmt: skip
Document = dict[str, Any]
Found = dict[tuple[str, str, str], tuple[object, ...]]


def policy(rng: random.Random) -> str:
    def clause(id_: str, **more: Any) -> dict[str, Any]:
        given = {
            "id": id_,
            "cite": id_,
            "title": id_,
            "departments": ["甲局"],
            "benefit": "subsidy",
            "basis": "ceiling",
        }
        given["category"] = rng.choice(["c", id_])
        return given | {key: one for key, one in more.items() if one is not None}

    def maybe(value: Any, share: float = 0.5) -> Any:
        return value if rng.random() < share else None

    ok = [{"id": "ok", "test": "applicant.ok"}]
    spent = clause(
        "spent", eligibility=maybe(ok), amount="applicant.spent * 50%",
        caps=maybe([{"id": "most", "limit": "60元", "per": "applicant"}]), dated=maybe("applicant.paid", 0.25),
    )  # fmt: skip
    caps = [{"id": "each", "limit": "40元", "per": "project"}, {"id": "all", "limit": "70元", "per": "applicant"}]
    projects = clause(
        "projects",
        for_each="project",
        amount="project.cost * 30%",
        caps=maybe(rng.sample(caps, rng.randint(1, 2)), 0.7),
    )
    quota = {"limit": 2, "rank_by": "applicant.output", "order": rng.choice(["ascending", "descending"])}
    flat = clause("flat", eligibility=ok, amount="40元", quota=maybe(quota))
    clauses = [spent, projects, flat]
    rng.shuffle(clauses)
    limits = []
    for i in range(rng.randint(1, 2)):
        short = rng.choice(["pro_rata", "rank", "clause_order"])
        counts = rng.sample(["spent", "projects", "flat"], rng.randint(1, 3))
        limit = {"id": f"pot{i}", "cite": "七", "limit": f"{rng.choice([0, 30, 100, 250, 600])}元", "per": "programme",
                 "counts": counts, "short": short, "every": maybe("year")}  # fmt: skip
        if short == "rank":
            limit |= {"rank_by": "applicant.output", "order": rng.choice(["ascending", "descending"])}
        limits.append({key: one for key, one in limit.items() if one is not None})
    document = {
        "policydsl": 1, "kind": "policy", "id": "p", "title": "p", "level": "市", "in_force": {"from": "2024-01-01"},
        "rounding": {"to": rng.choice(["0.01元", "1元"]), "mode": "down"}, "facts": FACTS, "clauses": clauses,
        "limits": limits,
    }  # fmt: skip
    if rng.random() < 0.5:
        document["stacking"] = [{"id": "others", "cite": "五", "rule": "highest", "same": ["category", "subject"],
                                 "across": "policies", "settle": "difference"}]  # fmt: skip
    return yaml.dump(document, allow_unicode=True, sort_keys=False, Dumper=_Dumper)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def cohort(rng: random.Random, categories: Sequence[str], lack: float) -> list[Document]:
    def some(values: Sequence[Any]) -> Any:
        return None if rng.random() < lack else rng.choice(values)

    found: list[Document] = []
    for i in range(rng.randint(2, 6)):
        applicant = {"id": f"A{i}", "output": some(SUMS), "spent": some(SUMS), "ok": some([True, True, False]),
                     "paid": some(DAYS)}  # fmt: skip
        projects = [{"id": f"P{n}", "cost": some(SUMS)} for n in range(rng.choice([0, 1, 1, 2]))]
        one: Document = {"applicant": applicant, "projects": projects}
        if rng.random() < 0.3:
            one["other_policy_awards"] = [
                {
                    "category": rng.choice(categories),
                    "subject": f"A{i}",
                    "policy": "other",
                    "amount": rng.choice([5, 45, 500]),
                }
            ]
        if rng.random() < 0.2:
            one["prior_awards"] = [{"clause": rng.choice(["spent", "flat"]), "subject": f"A{i}",
                                    "year": rng.choice([2024, 2025]), "amount": rng.choice([5, 45])}]  # fmt: skip
        found.append(one)
    return found


def filled(rng: random.Random, documents: Sequence[Document]) -> list[Document]:
    values: Mapping[str, Sequence[Any]] = {
        "output": SUMS,
        "spent": SUMS,
        "ok": [True, False],
        "paid": DAYS,
        "cost": SUMS,
    }

    def whole(item: Mapping[str, Any]) -> Document:
        return {key: rng.choice(values[key]) if one is None else one for key, one in item.items()}

    return [
        one | {"applicant": whole(one["applicant"]), "projects": [whole(item) for item in one["projects"]]}
        for one in documents
    ]


@pytest.mark.parametrize("seed", range(COUNT))
def test_what_is_certain_stays(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    text = policy(rng)
    loaded = policy_of(text)
    categories = sorted({clause.category or clause.id for clause in loaded.policy.clauses if clause.for_each is None})
    documents = cohort(rng, categories, rng.choice([0.1, 0.2, 0.4]))

    def result(name: str, given: Sequence[Document], *, one_by_one: bool = False) -> Found:
        folder = write_csv(tmp_path / name, given)
        rows, _ = awards(loaded, folder, DAY, {}, one_by_one=one_by_one)
        return {(str(a[0]), str(a[1]), str(a[2])): (a[3], a[4], a[5], a[7], a[9], a[-1]) for a in rows}

    before = result("before", documents)
    assert before == result("slowly", documents, one_by_one=True)
    certain = {key: one for key, one in before.items() if one[0] != "undetermined" and one[4] is not True}
    for n in range(FILLINGS):
        after = result(f"after{n}", filled(rng, documents))
        changed = {key: (one, after[key]) for key, one in certain.items() if after[key] != one}
        assert changed == {}, (text, documents)
