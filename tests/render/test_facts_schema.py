"""The generated JSON Schema and the reader of fact files accept the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from policydsl.diagnostics import Reporter
from policydsl.render.facts_schema import facts_schema, schema_text
from policydsl.syntax import source_of
from policydsl.workspace import LoadedPolicy, load_facts_source, load_policy

ROOT = Path(__file__).resolve().parents[2]
POLICIES = [
    "tests/cli/policies/every_type.yaml",
    "policies/xiamen_ai_2025.yaml",
    "docs/policy/examples/currency.yaml",
]


def loaded(path: str) -> LoadedPolicy:
    found = load_policy(str(ROOT / path), Reporter())
    assert found is not None
    return found


LOADED = {path: loaded(path) for path in POLICIES}
VALIDATORS = {path: Draft202012Validator(facts_schema(one.policy)) for path, one in LOADED.items()}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2000),
    st.sampled_from([0.5, 12.25, 1e3, 10**13, 10**14, -(10**14)]),
    st.sampled_from(
        [
            "", "大型", "big", "small", "true", "是", "5", "0", "enterprise", "national",
            "3万元", "3 万元", "3\u3000万元", " 2.5亿元 ", "+1元", "0.0001元", "0.00001元", "0.00010元", "1,000元",
            "99999999999999元", "100000000000000元", "00000099999999999999元", "9999999999万元", "99万亿元",
            "100万亿元", "0.00000001万元", "0.000000001万元", "1.元", ".5元", "3万", "3万美元", "万元", "元",
            "600 亿美元", "-0美元", "-1美元", "0.00001美元", "3万美金", "99万亿美元", "100万亿美元", "3万港元",
            "三万元", "１万元",
            "2025-02-28", "2024-02-29", "2025-02-29", "2000-02-29", "1900-02-29", "2025-04-31", "2025-13-01",
            "20250401", "2025-4-1", " 2025-04-01", "2025-04-01T09:30:00", "2025-04-01T09:30:00Z", "09:30:00", "9:30",
            "09:30:00+08:00", "P1Y", "P18M", "P1Y6M", "P", "P30D", "PT12H", "P1DT2H30M", "P1M2D", "36个月", "3年",
            "30天", "30 天", "三天",
        ]
    ),
)  # fmt: skip


# Of facts by period; what has not begun is no matter for a schema, nor is one period in two spellings.
values = st.one_of(
    scalars,
    st.dictionaries(st.sampled_from(["2023", "2024", "2019", "24", "2024Q1", "2024-Q2", "2024Q5", "2024 "]), scalars),
)


def records(fields: list[str], ids: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    optional: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(fields, values)
    odd = {"name": st.sampled_from(["示例", "", 5]), "colour": st.just("red")}
    return st.fixed_dictionaries({"id": ids}, optional=optional | odd)


def documents(path: str) -> st.SearchStrategy[dict[str, Any]]:
    policy = LOADED[path].policy
    clause, category = policy.clauses[0].id, policy.clauses[0].category
    amount = st.sampled_from([5, 0, "3万元", "-3万元", "-0元", -1, None, "x", 10**14])
    year = st.sampled_from([2025, 1899, 1900, 9999, 10000, "2025", None])
    prior = st.fixed_dictionaries(
        {"clause": st.sampled_from([clause, "none"]), "subject": st.just("A1")},
        optional={"year": year, "amount": amount},
    )
    other = st.fixed_dictionaries(
        {"category": st.sampled_from([category, "none"]), "subject": st.just("A1"), "policy": st.just("p")},
        optional={"level": st.sampled_from(["市", "县"]), "amount": amount, "year": year},
    )
    lists = {
        entity.key: st.lists(records(list(entity.fields), st.uuids().map(str)), max_size=2)
        for entity in policy.entities.values()
        if not entity.is_root
    }
    return st.fixed_dictionaries(
        {
            "policydsl": st.just(1),
            "kind": st.just("facts"),
            "applicant": records(list(policy.root.fields), st.sampled_from(["A1", "A1", "A1", "", 1])),
        },
        optional={
            "as_of": st.sampled_from(["2025-06-30", "2025-06-31", "2024-02-29", "2025-06-30\n", None]),
            "policy": st.sampled_from([policy.id, policy.id, "other"]),
            "note": st.sampled_from(["x", "", {"zh": "甲"}, {}, {"fr": "x"}]),
            "colour": st.just([]),
            "prior_awards": st.lists(prior, max_size=1),
            "other_policy_awards": st.lists(other, max_size=1),
            **lists,
        },
    )


# What no schema can say: these two limits of a money field stand as numbers only.
def beyond_a_schema(path: str, document: dict[str, Any]) -> bool:
    paid_in = document["applicant"].get("paid_in")
    return path == POLICIES[0] and isinstance(paid_in, str) and "元" in paid_in


def accepted(path: str, document: dict[str, Any]) -> bool:
    reporter = Reporter()
    source = source_of("facts.json", json.dumps(document, ensure_ascii=False).encode(), reporter)
    assert source is not None
    load_facts_source(source, LOADED[path].policy, reporter)
    said = {d.code for d in reporter}
    # Awards to a subject that the facts do not list are a matter of sense, not of form; so are periods long ago.
    return not (said - {"F024", "F025", "F044"})


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: Path(p).stem)
@given(data=st.data())
def test_schema_and_reader_agree(path: str, data: st.DataObject) -> None:
    document = data.draw(documents(path))
    if not beyond_a_schema(path, document):
        assert VALIDATORS[path].is_valid(document) is accepted(path, document), [
            error.message for error in VALIDATORS[path].iter_errors(document)
        ]


FIELDS = [
    (path, entity.key, field)
    for path in POLICIES
    for entity in LOADED[path].policy.entities.values()
    for field in entity.fields
]


@pytest.mark.parametrize(("path", "key", "field"), FIELDS, ids=str)
@given(value=values)
def test_schema_and_reader_agree_on_each_field(path: str, key: str, field: str, value: object) -> None:
    record = {"id": "X1", field: value}
    document: dict[str, Any] = {"policydsl": 1, "kind": "facts", "as_of": "2025-06-30", "applicant": {"id": "A1"}}
    document[key] = record if key == "applicant" else [record]
    if not beyond_a_schema(path, document):
        assert VALIDATORS[path].is_valid(document) is accepted(path, document)


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: Path(p).stem)
def test_the_schema_is_one(path: str) -> None:
    schema = facts_schema(LOADED[path].policy)
    Draft202012Validator.check_schema(schema)
    assert json.loads(schema_text(schema))["$id"] == f"urn:policydsl:facts:{LOADED[path].policy.id}"


def test_the_examples_fit() -> None:
    from policydsl.syntax import parse_yaml, read_source  # noqa: PLC0415
    from policydsl.syntax.tree import Mapping, Node, Scalar  # noqa: PLC0415

    def plain(node: Node) -> Any:
        match node:
            case Scalar(value=value):
                return value
            case Mapping():
                return {key.text: plain(child) for key, child in node}
            case _:
                return [plain(item) for item in node.items]

    count = 0
    for path in sorted((ROOT / "examples").iterdir()):
        if path.suffix in (".yaml", ".json"):
            source = read_source(path, Reporter())
            node = parse_yaml(source, Reporter()) if source else None
            assert node is not None
            assert [e.message for e in VALIDATORS[POLICIES[1]].iter_errors(plain(node))] == []
            count += 1
    assert count >= 8


def test_forms_find_labels_options_and_notes() -> None:
    schema: Any = facts_schema(LOADED[POLICIES[1]].policy)
    kind = schema["properties"]["applicant"]["properties"]["kind"]
    assert kind["title"] == "主体类型 / Kind of applicant"
    assert kind["enum"] == ["enterprise", "university", "research_institute", "team", "other", None]
    assert kind["enumDescriptions"][0] == "企业 / Enterprise"
    revenue = schema["properties"]["applicant"]["properties"]["annual_revenue"]
    assert revenue["minimum"] == 0
    assert revenue["description"].startswith("原文没有说明是哪一年度的营业收入")
    item = schema["properties"]["tenancies"]["items"]
    assert item["additionalProperties"] is False
    assert item["required"] == ["id"]
    assert item["properties"]["requested_months"]["type"] == ["integer", "null"]
