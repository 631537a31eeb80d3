"""The examples of the pages of family A, put together to a whole policy and a whole text."""

from __future__ import annotations

from typing import Any

import yaml
from tests.audit.notices import Notice, audited

HEAD = "示例〔2025〕1号\n示例市人民政府\n2025年4月21日\n示例措施\n"
END = "二、附则\n本措施自发布之日施行，有效期至2027年12月31日。\n"
BASE: dict[str, Any] = {
    "policydsl": 1,
    "kind": "policy",
    "id": "sample_2025",
    "title": "示例措施",
    "number": "示例〔2025〕1号",
    "issuer": "示例市人民政府",
    "level": "市",
    "issued": "2025-04-21",
    "in_force": {"from": "2025-04-21", "until": "2027-12-31"},
    "rounding": {"to": "0.01元", "mode": "down"},
    "facts": {
        "applicant": {
            "fields": {"annual_revenue": {"type": "money", "min": "0元"}, "founded": {"type": "date"}},
        },
        "projects": {
            "item": "project",
            "fields": {
                "cost": {"type": "money", "min": "0元"},
                "level": {"type": "enum", "values": {"national": "国家级", "provincial": "省级"}},
            },
        },
    },
}
CLAUSE: dict[str, Any] = {
    "id": "rd",
    "cite": "一（一）",
    "title": "研发补助",
    "departments": ["市科技局"],
    "category": "project",
    "for_each": "project",
    "benefit": "subsidy",
    "basis": "ceiling",
    "eligibility": [{"id": "revenue", "test": "applicant.annual_revenue >= 100万元", "label": "营业收入"}],
    "amount": "project.cost * 30%",
    "caps": [{"id": "one", "limit": "200万元", "per": "project"}],
}
TOP = {*BASE, "parameters", "readings", "commitments", "stacking"}


class Plain(yaml.SafeLoader):
    """Days stay as they are written."""


Plain.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def notice(example: str) -> Notice:
    """The text before the line `~~~`, the policy with the keys after it."""
    text, _, written = example.strip("\n").partition("\n~~~\n")
    changed: dict[str, Any] = yaml.load(written, Plain) or {}  # noqa: S506  (a safe loader)
    policy = {**BASE, **{key: value for key, value in changed.items() if key in TOP}}
    policy["clauses"] = [{**CLAUSE, **{key: value for key, value in changed.items() if key not in TOP}}]
    whole = text + "\n"
    if whole.startswith("一、"):
        whole = HEAD + whole
    if "一、" in whole and "二、附则" not in whole:
        whole += END
    return Notice(yaml.safe_dump(policy, allow_unicode=True, sort_keys=False), whole)


def codes(example: str) -> list[str]:
    """What is found in an example."""
    return sorted({one.code for one in audited(notice(example))[0]})
