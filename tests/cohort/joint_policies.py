"""Random policies whose clauses are simple, and whose rules over several awards are not; cohorts that meet them."""

from __future__ import annotations

import random
from typing import Any

import yaml

from policydsl.model.elections import options_of
from policydsl.model.policy import Policy

Document = dict[str, Any]
FACTS: Document = {
    "applicant": {"fields": {"b": {"type": "boolean"}, "m": {"type": "money", "min": "0元"},
                             "n": {"type": "money", "min": "0元"}, "k": {"type": "money", "min": "0元"},
                             "d": {"type": "date"}}},
    "xs": {"item": "x", "fields": {
        "q": {"type": "boolean"}, "f": {"type": "money", "min": "0元"}, "d": {"type": "date"},
        "e": {"type": "enum", "values": {"u": "u", "v": "v"}}, "w": {"type": "number", "whole": True}}},
    "ys": {"item": "y", "fields": {"g": {"type": "money", "min": "0元"}}},
}  # fmt: skip
AMOUNTS: dict[str | None, list[str]] = {
    None: ["applicant.m", "applicant.n * 30%", "if applicant.b then 80元 else 33.33元", "sum(xs[q].f)"],
    "x": ["x.f", "x.f * 50%", "if x.q then 40元 else applicant.n", "applicant.m * 10%"],
    "y": ["y.g", "y.g * 12.5%"],
}
TESTS: dict[str | None, list[str]] = {
    None: ["applicant.b", "applicant.m > 50元"],
    "x": ["x.q", 'x.e = "u"', "applicant.b"],
    "y": ["y.g > 20元", "applicant.b"],
}
ROUNDINGS = [{"to": "0.01元", "mode": "down"}, {"to": "0.01元", "mode": "down"}, {"to": "1元", "mode": "half_up"},
             {"to": "3元", "mode": "down"}]  # fmt: skip
SUMS = [0, 0.01, 1, 17, 33.33, 50, 99.99, 100, 120.5, 1000, 123456.78]


def joint_policy(rng: random.Random) -> str:
    clauses = [_clause(rng, i) for i in range(rng.randint(2, 5))]
    document: Document = {
        "policydsl": 1, "kind": "policy", "id": "p", "title": "p", "level": "市",
        "in_force": {"from": "2024-07-01"}, "rounding": rng.choice(ROUNDINGS), "facts": FACTS, "clauses": clauses,
    }  # fmt: skip
    document["stacking"] = [r for i in range(rng.choice((0, 1, 1, 2))) if (r := _rule(rng, i, clauses)) is not None]
    document["stacking"] += _across(rng, clauses)
    document["limits"] = [one for i in range(rng.choice((0, 1, 1, 2))) if (one := _limit(rng, i, clauses)) is not None]
    document = {key: value for key, value in document.items() if value != []}
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _clause(rng: random.Random, index: int) -> Document:
    for_each = rng.choice((None, None, "x", "x", "y"))
    found: Document = {
        "id": f"k{index}", "cite": "1", "title": "t", "departments": ["d"],
        "category": rng.choice(("one", "one", "two")), "benefit": "subsidy", "basis": "ceiling",
        "eligibility": [{"id": "c", "test": rng.choice(TESTS[for_each])}],
    }  # fmt: skip
    if for_each is not None:
        found["for_each"] = for_each
    if rng.random() < 0.12:
        return found | {"basis": "case_by_case"} if rng.random() < 0.5 else found | {"term": "12个月"}
    found["amount"] = rng.choice(AMOUNTS[for_each])
    if rng.random() < 0.3:
        found["rounding"] = rng.choice(ROUNDINGS)
    if rng.random() < 0.4:
        per = rng.choice(("applicant", for_each or "applicant"))
        found["caps"] = [{"id": "cap", "limit": rng.choice(("60元", "150元")), "per": per,
                          "every": rng.choice(("once", "year"))}]  # fmt: skip
    if rng.random() < 0.12 and for_each != "y":
        found["dated"] = "applicant.d" if for_each is None else "x.d"
    if rng.random() < 0.05:
        found["in_force"] = {"from": "2025-01-01", "until": "2025-05-31"}
    return found


def _rule(rng: random.Random, index: int, clauses: list[Document]) -> Document | None:
    kind = rng.choice(("highest", "choose", "deduct", "exclude"))
    paying = [c["id"] for c in clauses if "amount" in c or kind in ("choose", "exclude")]
    found: Document = {"id": f"rule{index}", "cite": "s", "rule": kind, "across": "clauses"}
    same = rng.choice([[], [], ["subject"], ["category"], ["category", "subject"]])
    if len(paying) < 2:
        return None
    if kind == "choose":
        same = [one for one in same if one != "category"]
    if not (same and kind == "highest" and rng.random() < 0.5):
        rng.shuffle(paying)
        found["among"] = paying[: rng.randint(2, len(paying))]
    if same:
        found["same"] = same
    if rng.random() < 0.5:
        found["every"] = rng.choice(("once", "year"))
    return found


def _across(rng: random.Random, clauses: list[Document]) -> list[Document]:
    """Rules about awards of other policies: none, the usual one, another one, or two with clauses of their own."""
    usual: Document = {"id": "others", "cite": "s", "rule": "highest", "same": ["category", "subject"],
                       "across": "policies", "settle": "difference"}  # fmt: skip
    kind = rng.random()
    if kind < 0.4:
        return [usual] if kind < 0.2 else []
    paying = [c["id"] for c in clauses if "amount" in c]
    rng.shuffle(paying)
    parts = [paying] if rng.random() < 0.5 else [paying[:1], paying[1:]]
    found = []
    for i, among in enumerate(one for one in parts if one):
        rule = usual | {"id": f"others{i}", "rule": rng.choice(("highest", "deduct", "exclude")),
                        "same": rng.choice((["category"], ["subject"], ["category", "subject"]))}  # fmt: skip
        if len(parts) > 1 or rng.random() < 0.3:
            rule["among"] = among
        if rng.random() < 0.4:
            rule["level"] = rng.choice((["市", "区"], ["省"], ["市"]))
        found.append(rule)
    return found


def _limit(rng: random.Random, index: int, clauses: list[Document]) -> Document | None:
    per = rng.choice(("applicant", "applicant", "applicant", "programme", "x", "x.e", "x.w", "x.f"))
    counted = [c["id"] for c in clauses if "amount" in c and (not per.startswith("x") or c.get("for_each") == "x")]
    if not counted:
        return None
    limit = rng.choice(
        (
            "50元",
            "120.5元",
            "150元",
            "100.3333元",
            "applicant.k",
            "applicant.k * 12.5%",
            "if applicant.b then 70元 else applicant.k",
            "sum(xs[q].f) * 50%",
            "applicant.k - 60元",
        )
    )
    if per == "x" and rng.random() < 0.5:
        limit = "x.f * 60%"
    if per == "programme":
        limit = "3000元"
    found: Document = {
        "id": f"limit{index}",
        "limit": limit,
        "per": per,
        "counts": counted,
        "every": rng.choice(("once", "year")),
        "short": rng.choice(("clause_order", "pro_rata")),
    }
    if rng.random() < 0.3:
        found["other"] = rng.choice((["市"], ["区", "省"], ["市", "区"]))
    if rng.random() < 0.25 and per != "programme":
        found["when"] = rng.choice(("applicant.b", "applicant.m > 30元"))
    return found


def joint_cohort(rng: random.Random, policy: Policy, size: int, missing: float) -> list[Document]:
    found = []
    for i in range(size):
        rate = rng.choice((0.0, 0.0, missing))
        owner = f"A{i}"
        document: Document = {
            "policydsl": 1, "kind": "facts", "as_of": "2025-06-01",
            "applicant": {"id": owner, **_fields(rng, "applicant", rate)},
            "xs": [{"id": f"X{j}", **_fields(rng, "xs", rate)} for j in range(rng.choice((0, 1, 2, 3)))],
            "ys": [{"id": f"Y{j}", **_fields(rng, "ys", rate)} for j in range(rng.choice((0, 0, 1, 2)))],
        }  # fmt: skip
        if rng.random() < 0.05 and document["xs"]:
            document["xs"][0]["id"] = owner  # the id of another subject
        if rng.random() < 0.05 and document["ys"]:
            document["ys"][0]["id"] = "X0"
        if rng.random() < 0.35:
            document["prior_awards"] = [a for _ in range(rng.randint(1, 3)) if (a := _prior(rng, policy, document))]
        if rng.random() < 0.4:
            many = range(rng.choice((1, 1, 2, 4)))
            document["other_policy_awards"] = [a for _ in many if (a := _other(rng, policy, document))]
        chosen = {r.id: rng.choice(options_of(r)) for r in policy.stacking if r.rule == "choose" and rng.random() < 0.8}
        if chosen:
            document["elections"] = chosen
        found.append({key: value for key, value in document.items() if value != []})
    return found


def _prior(rng: random.Random, policy: Policy, document: Document) -> Document | None:
    clause = rng.choice(policy.clauses)
    key = {None: "", "x": "xs", "y": "ys"}[clause.for_each]
    subjects = [one["id"] for one in (document[key] if key else [document["applicant"]])]
    if not subjects:
        return None
    return {"clause": clause.id, "subject": rng.choice(subjects), "year": rng.choice((2024, 2025)),
            "amount": rng.choice(SUMS[1:9])}  # fmt: skip


def _other(rng: random.Random, policy: Policy, document: Document) -> Document | None:
    """An award of another policy; now and then one that does not count, or of which something is not said."""
    clause = rng.choice(policy.clauses)
    key = {None: "", "x": "xs", "y": "ys"}[clause.for_each]
    subjects = [one["id"] for one in (document[key] if key else [document["applicant"]])]
    if not subjects:
        return None
    found = {"category": clause.category, "subject": rng.choice(subjects), "year": rng.choice((2024, 2025, 2025)),
             "policy": rng.choice(("o", "o", "o", "p")), "level": rng.choice(("市", "市", "区", "省")),
             "amount": rng.choice((0, 0.01, 20, 33.33, 100, 5000))}  # fmt: skip
    if rng.random() < 0.3:
        del found["level"]
    if rng.random() < 0.05:
        del found["year"]
    if rng.random() < 0.03:
        found[rng.choice(("category", "subject", "policy", "amount"))] = None
    return found


def _fields(rng: random.Random, owner: str, missing: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in FACTS[owner]["fields"].items():
        if rng.random() < missing:
            continue
        match field["type"]:
            case "boolean":
                found[name] = rng.random() < 0.8
            case "enum":
                found[name] = rng.choice(("u", "u", "v"))
            case "number":
                found[name] = rng.choice((1, 2))
            case "date":
                found[name] = rng.choice(("2025-01-01", "2025-03-31", "2025-06-01", "2024-12-31"))
            case _:
                found[name] = rng.choice(SUMS)
    return found
