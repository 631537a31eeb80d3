"""Documents that a schema takes, and single changes to them that it refuses, each at one place."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

from policydsl.source import resources

DELETE = object()

POLICY: dict[str, Any] = {
    "policydsl": 1,
    "kind": "policy",
    "id": "sample_2025",
    "title": {"zh": "示例措施", "en": "Sample measures"},
    "issuer": "示例市人民政府办公厅",
    "level": "市",
    "status": "draft",
    "in_force": {"from": "2025-04-21", "until": "2027-12-31"},
    "rounding": {"to": "0.01元", "mode": "down"},
    "facts": {
        "applicant": {"label": "申报主体", "fields": {"kind": {"type": "enum", "values": {"enterprise": "企业"}}}},
        "场所": {"item": "场所项", "fields": {"面积": {"type": "number", "min": 0, "whole": True, "unit": "平方米"}}},
    },
    "parameters": {"rate": {"value": {"2025-04-21": "30%", "2026-07-01": "25%"}, "label": "比例"}},
    "readings": {
        "steps": {"question": "如何计档？", "options": {"whole": "整档", "part": "按比例"}, "default": "whole"}
    },
    "clauses": [
        {
            "id": "rent",
            "cite": "一（一）",
            "title": "租金补助",
            "departments": ["市工信局"],
            "category": "rent",
            "for_each": "场所项",
            "benefit": "subsidy",
            "basis": "ceiling",
            "eligibility": [{"id": "large", "test": "场所项.面积 ≥ 100", "label": "面积"}],
            "let": {"area": "场所项.面积", "units": {"value": "floor(area / 100)", "label": "档数"}},
            "table": {
                "hit": "collect",
                "aggregate": "sum",
                "inputs": {"kind": "applicant.kind"},
                "outputs": {"sum": {"label": "金额"}},
                "rules": [{"id": "all", "when": {"kind": ["enterprise"]}, "then": {"sum": "1万元"}}],
            },
            "amount": "units * 1万元",
            "caps": [{"id": "yearly", "limit": "10万元", "per": "applicant", "every": "year", "when": True}],
            "quota": {"limit": 10, "every": "year", "rank_by": "场所项.面积", "order": "descending"},
            "subject_to": ["assessment"],
            "materials": [{"zh": "租赁合同"}],
            "in_force": {"from": "2025-04-21"},
        }
    ],
    "commitments": [{"id": "events", "cite": "二", "title": "办好活动"}],
    "stacking": [
        {
            "id": "higher",
            "cite": "五",
            "rule": "highest",
            "same": ["category", "subject"],
            "across": "policies",
            "settle": "difference",
        }
    ],
}
FACTS: dict[str, Any] = {
    "policydsl": 1,
    "kind": "facts",
    "as_of": "2025-10-01",
    "applicant": {"id": "91350200MA00000000", "name": "示例科技", "annual_revenue": "8600万元", "ai": None},
    "场所": [{"id": "1", "面积": 120.5}],
    "prior_awards": [{"clause": "rent", "subject": "1", "year": 2025, "amount": 3}],
    "other_policy_awards": [{"category": "rent", "subject": "1", "policy": "示例〔2024〕3号", "amount": "3万元"}],
}
AMENDMENT: dict[str, Any] = {
    "policydsl": 1,
    "kind": "amendment",
    "id": "sample_2025_amd_1",
    "amends": "sample_2025",
    "effective": {"from": "2026-07-01"},
    "changes": [
        {"set": "clauses.rent.amount", "was": "units * 1万元", "to": "units * 2万元", "why": "提高标准"},
        {"add": "clauses", "after": "rent", "value": {"id": "new"}},
        {"remove": "clauses.old", "was_title": "旧条款"},
    ],
}
TESTS: dict[str, Any] = {
    "policydsl": 1,
    "kind": "tests",
    "policy": "../sample.yaml",
    "tests": [
        {
            "name": "恰在门槛",
            "as_of": "2025-12-31",
            "readings": {"steps": "part"},
            "facts": {"applicant": {"id": "A1"}, "场所": [{"id": "1"}]},
            "expect": {
                "awards": {"rent": {"1": {"status": "eligible", "amount": "1万元", "limited_by": None}}},
                "total": "1万元",
                "totals": {"payable": 10000, "count": 1},
            },
        }
    ],
}
RESULT: dict[str, Any] = {
    "policydsl": 1,
    "kind": "result",
    "program": {"name": "policydsl", "version": "0.1.0"},
    "policy": {"id": "sample_2025", "sha256": "0" * 64, "amendments": [{"id": "amd_1", "sha256": "f" * 64}]},
    "as_of": "2025-10-01",
    "readings": {"steps": "whole"},
    "applicant": {"id": "A1"},
    "assumes": ["no_earlier_awards"],
    "awards": [
        {
            "clause": "rent",
            "subject": "1",
            "title": {"zh": "租金补助"},
            "cite": "一（一）",
            "benefit": "subsidy",
            "basis": "ceiling",
            "category": "rent",
            "departments": ["市工信局"],
            "status": "eligible",
            "amount": "10000.00",
            "deducted": "0.00",
            "payable": "10000.00",
            "term": "P36M",
            "limited_by": None,
            "row": "all",
            "provisional": True,
            "missing": ["applicant.annual_revenue"],
            "failures": [{"message": "除数为零", "formula": "1 / 0"}],
            "failed_conditions": [],
            "no_row": False,
            "subject_to": ["annual_budget"],
        }
    ],
    "totals": {"exact": "0.00", "ceiling": "10000.00", "discretionary": "0.00", "payable": "10000.00", "count": 1},
}
DOCUMENTS = {"policy": POLICY, "facts": FACTS, "amendment": AMENDMENT, "tests": TESTS, "result": RESULT}

# kind · place of the change · new value · place of the one error · keyword that reports it
REFUSED: list[tuple[str, str, object, str, str]] = [
    ("policy", "kind", "facts", "kind", "const"),
    ("policy", "policydsl", 2, "policydsl", "const"),
    ("policy", "titel", "x", "", "additionalProperties"),
    ("policy", "in_force", DELETE, "", "required"),
    ("policy", "in_force/from", "2025/4/21", "in_force/from", "pattern"),
    ("policy", "level", "city", "level", "enum"),
    ("policy", "currency", "元", "currency", "pattern"),
    ("policy", "title", {}, "title", "minProperties"),
    ("policy", "title/fr", "x", "title", "additionalProperties"),
    ("policy", "title", "", "title", "minLength"),
    ("policy", "rounding/mode", "bankers", "rounding/mode", "enum"),
    ("policy", "facts/applicant/fields/kind/values", DELETE, "facts/applicant/fields/kind", "required"),
    ("policy", "facts/applicant/fields/kind/type", "string", "facts/applicant/fields/kind/type", "enum"),
    ("policy", "facts/applicant/fields/a b", {"type": "text"}, "facts/applicant/fields", "pattern"),
    ("policy", "facts/场所/fields/面积/whole", "yes", "facts/场所/fields/面积/whole", "type"),
    ("policy", "parameters/rate/value", {}, "parameters/rate/value", "minProperties"),
    ("policy", "parameters/rate/value/2026", "20%", "parameters/rate/value", "pattern"),
    ("policy", "readings/steps/options", {"whole": "整档"}, "readings/steps/options", "minProperties"),
    ("policy", "clauses/0/cite", DELETE, "clauses/0", "required"),
    ("policy", "clauses/0/departments", [], "clauses/0/departments", "minItems"),
    ("policy", "clauses/0/departments", "市工信局", "clauses/0/departments", "type"),
    ("policy", "clauses/0/basis", DELETE, "clauses/0", "dependentRequired"),
    ("policy", "clauses/0/eligibility/0/test", ["x"], "clauses/0/eligibility/0/test", "type"),
    ("policy", "clauses/0/let/units/value", DELETE, "clauses/0/let/units", "required"),
    ("policy", "clauses/0/table/aggregate", DELETE, "clauses/0/table", "required"),
    ("policy", "clauses/0/table/rules/0/when/kind", [], "clauses/0/table/rules/0/when/kind", "minItems"),
    ("policy", "clauses/0/table/rules/0/then", {}, "clauses/0/table/rules/0/then", "minProperties"),
    ("policy", "clauses/0/caps/0/every", "month", "clauses/0/caps/0/every", "enum"),
    ("policy", "clauses/0/caps/0/per", DELETE, "clauses/0/caps/0", "required"),
    ("policy", "clauses/0/quota/order", "random", "clauses/0/quota/order", "enum"),
    ("policy", "stacking/0/settle", DELETE, "stacking/0", "required"),
    ("facts", "applicant", DELETE, "", "required"),
    ("facts", "as_of", "2025-10-1", "as_of", "pattern"),
    ("facts", "applicant/id", DELETE, "applicant", "required"),
    ("facts", "applicant/x", [1], "applicant/x", "type"),
    ("facts", "场所", {"id": "1"}, "场所", "type"),
    ("facts", "场所/0/id", 1, "场所/0/id", "type"),
    ("facts", "prior_awards/0/year", "2025年", "prior_awards/0/year", "type"),
    ("facts", "prior_awards/0/amount", None, "prior_awards/0/amount", "type"),
    ("facts", "other_policy_awards/0/levl", "市", "other_policy_awards/0", "additionalProperties"),
    ("facts", "other_policy_awards/0/level", "镇", "other_policy_awards/0/level", "enum"),
    ("amendment", "changes", [], "changes", "minItems"),
    ("amendment", "changes/0/was", DELETE, "changes/0", "dependentRequired"),
    ("amendment", "changes/1/value", DELETE, "changes/1", "dependentRequired"),
    ("amendment", "changes/1/ahead", "rent", "changes/1", "additionalProperties"),
    ("amendment", "effective/from", DELETE, "effective", "required"),
    ("tests", "tests", [], "tests", "minItems"),
    ("tests", "tests/0/expect", {}, "tests/0/expect", "minProperties"),
    ("tests", "tests/0/facts/applicant", DELETE, "tests/0/facts", "required"),
    ("tests", "tests/0/expect/awards/rent/1/amont", 1, "tests/0/expect/awards/rent/1", "additionalProperties"),
    ("tests", "tests/0/expect/awards/rent/1", {}, "tests/0/expect/awards/rent/1", "minProperties"),
    ("result", "awards/0/amount", 10000, "awards/0/amount", "type"),
    ("result", "awards/0/amount", "10000", "awards/0/amount", "pattern"),
    ("result", "awards/0/amount", "1e4.00", "awards/0/amount", "pattern"),
    ("result", "awards/0/term", "P3Y", "awards/0/term", "pattern"),
    ("result", "awards/0/status", "maybe", "awards/0/status", "enum"),
    ("result", "awards/0/provisional", DELETE, "awards/0", "required"),
    ("result", "policy/sha256", "abc", "policy/sha256", "pattern"),
    ("result", "totals/count", -1, "totals/count", "minimum"),
]


def changed(document: Any, place: str, value: object) -> Any:
    """A copy with one place set or deleted."""
    copied = copy.deepcopy(document)
    *steps, last = place.split("/")
    node = copied
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if value is DELETE:
        del node[last]
    else:
        node[last] = value
    return copied


def validator(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(resources.schema_text(kind)))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_that_uses_every_key_is_accepted(kind: str) -> None:
    assert [error.message for error in validator(kind).iter_errors(DOCUMENTS[kind])] == []


@pytest.mark.parametrize(("kind", "place", "value", "reported", "keyword"), REFUSED)
def test_one_mistake_is_one_error_at_its_place(
    kind: str, place: str, value: object, reported: str, keyword: str
) -> None:
    document = changed(DOCUMENTS[kind], place, value)
    errors = list(validator(kind).iter_errors(document))
    assert [("/".join(map(str, error.absolute_path)), error.validator) for error in errors] == [(reported, keyword)]
