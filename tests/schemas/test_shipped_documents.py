"""The shipped policy and fact files: they fit their schemas and each other, and say everything in two languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from policydsl.source import resources

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "xiamen_ai_2025.yaml"
EXAMPLES = sorted((ROOT / "examples").glob("*.*"))
HAN = re.compile("[\u4e00-\u9fff]")

# id · place · benefit · basis · item · caps (id, limit, per, every): the measures of the notice, as agreed
CLAUSES = """
rd_national            | 一（一）2  | subsidy   | ceiling       | rd_project          | project 1000万元 rd_project once
rd_provincial          | 一（一）3  | subsidy   | ceiling       | rd_project          | project 300万元 rd_project once
rd_municipal           | 一（一）4  | subsidy   | ceiling       | rd_project          | project 1000万元 rd_project once
platform_national      | 一（二）   | reward    | exact         | innovation_platform | platform 3000万元 innovation_platform once
platform_other         | 一（二）   | reward    | discretionary | innovation_platform | platform 1000万元 innovation_platform once
first_version_software | 二（三）   | reward    | ceiling       | software            | software 300万元 software once
demo_scene             | 二（四）   | reward    | ceiling       | demo_scene          | scene 300万元 demo_scene once
hit_product            | 二（五）   | reward    | exact         | smart_product       | yearly 300万元 smart_product year
incubation_platform    | 二（六）   | subsidy   | ceiling       | incubation_platform | yearly_platform 2000万元 incubation_platform year, yearly_applicant 2000万元 applicant year
zero_rent              | 三（七）   | rent_free | ceiling       | tenancy             |
compute_voucher        | 三（八）   | voucher   | ceiling       |                     | yearly cap applicant year
model_voucher          | 三（九）   | voucher   | ceiling       |                     | yearly 200万元 applicant year
tech_fund_whitelist    | 三（十）   | service   |               |                     |
talent_double_hundred  | 四（十二） | subsidy   | discretionary | talent              | talent 500万元 talent once
talent_base            | 四（十二） | service   |               |                     |
talent_engineer        | 四（十二） | reward    | discretionary | talent              | talent 80万元 talent once
computing_centre       | 四（十四） | subsidy   | exact         | computing_centre    | project 6000万元 computing_centre once
"""  # noqa: E501  (a table)
COMMITMENTS = """
key_technology 一（一）1 · ai_consortium 一（二） · demo_promotion 二（四） · district_incubation 三（七）
fund_coordination 三（十） · brand_events 三（十一） · ai_innovation_centre 四（十三） · computing_expansion 四（十四）1
scenario_opening 四（十五） · interpretation 五 · annual_budget 五 · funding_share 五 · implementation_rules 五
"""


class CoreLoader(yaml.SafeLoader):
    """YAML 1.2 core as far as these files need it: no dates, no `on` and `off`."""


CoreLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", "^(?:true|false)$", "tf"),
    ("int", "^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
    ("null", "^(?:null|~|)$", ["n", "~", ""]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def load(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    loaded = json.loads(text) if path.suffix == ".json" else yaml.load(text, CoreLoader)  # noqa: S506  (a SafeLoader)
    assert isinstance(loaded, dict)
    return loaded


def errors(kind: str, document: dict[str, Any]) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(resources.schema_text(kind)))
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator.iter_errors(document)]


@pytest.fixture(scope="module")
def policy() -> dict[str, Any]:
    return load(POLICY)


def example_ids(path: Path) -> str:
    return path.name


def test_the_policy_fits_its_schema(policy: dict[str, Any]) -> None:
    assert errors("policy", policy) == []


def row(clause: dict[str, Any]) -> list[str]:
    caps = [f"{c['id']} {c['limit']} {c['per']} {c.get('every', 'once')}" for c in clause.get("caps", [])]
    keys = ("id", "cite", "benefit", "basis", "for_each")
    return [*(clause.get(key, "") for key in keys), ", ".join(caps)]


def test_the_policy_holds_the_agreed_clauses_in_the_order_of_the_text(policy: dict[str, Any]) -> None:
    agreed = [[cell.strip() for cell in line.split("|")] for line in CLAUSES.strip().splitlines()]
    assert [row(clause) for clause in policy["clauses"]] == agreed


def test_the_policy_holds_the_agreed_commitments(policy: dict[str, Any]) -> None:
    agreed = [one.split() for line in COMMITMENTS.strip().splitlines() for one in line.split("·")]
    assert [[one["id"], one["cite"]] for one in policy["commitments"]] == agreed


def test_money_clauses_have_a_category_and_services_have_none(policy: dict[str, Any]) -> None:
    expected = {
        c["id"]: c.get("for_each") or {"compute_voucher": "compute", "model_voucher": "model"}.get(c["id"])
        for c in policy["clauses"]
    }
    assert {c["id"]: c.get("category") for c in policy["clauses"]} == expected


def texts(node: Any, place: str = "") -> Iterator[tuple[str, object]]:
    """What is shown to people: labels, titles, notes, questions, options, enum values."""
    if isinstance(node, list):
        for index, child in enumerate(node):
            yield from texts(child, f"{place}/{index}")
    elif isinstance(node, dict):
        for key, child in node.items():
            here = f"{place}/{key}"
            if key in ("label", "title", "note", "question"):
                yield here, child
            elif key in ("values", "options"):
                yield from ((f"{here}/{name}", text) for name, text in child.items())
            else:
                yield from texts(child, here)


def test_every_text_is_in_chinese_and_english(policy: dict[str, Any]) -> None:
    found = dict(texts(policy))
    assert len(found) > 200
    lacking = [
        place
        for place, text in found.items()
        if not isinstance(text, dict)
        or not HAN.search(text.get("zh", ""))
        or not re.search("[A-Za-z]{2}", text.get("en", ""))
        or HAN.search(text["en"])
    ]
    assert lacking == []


def unlabelled(policy: dict[str, Any]) -> Iterator[str]:
    for entity, body in policy["facts"].items():
        yield from (f"{entity}.{name}" for name, field in body["fields"].items() if "label" not in field)
    yield from (name for name, one in policy["parameters"].items() if "label" not in one)
    for clause in policy["clauses"]:
        table = clause.get("table", {})
        parts = [
            *clause.get("eligibility", []),
            *clause.get("caps", []),
            *clause.get("let", {}).values(),
            *table.get("rules", []),
        ]
        yield from (f"{clause['id']}: {part}" for part in parts if "label" not in part)
        outputs = {name for rule in table.get("rules", []) for name in rule["then"]}
        yield from sorted(outputs - set(table.get("outputs", {})))


def test_everything_that_an_explanation_shows_has_a_label(policy: dict[str, Any]) -> None:
    assert list(unlabelled(policy)) == []


def test_money_facts_are_never_negative(policy: dict[str, Any]) -> None:
    fields = [field for entity in policy["facts"].values() for field in entity["fields"].values()]
    money = [field for field in fields if field["type"] == "money"]
    assert len(money) == 12
    assert {field["min"] for field in money} == {"0元"}


def test_no_sentence_of_the_notice_is_copied(shared: Path) -> None:
    # Short titles and figures carry over; a run this long would be a sentence of the text.
    longest = 28
    notice = re.sub(r"\s", "", (shared / "source" / "xiamen_ai_2025.txt").read_text(encoding="utf-8"))
    ours = re.sub(r"\s", "", POLICY.read_text(encoding="utf-8"))
    copied = {ours[i : i + longest] for i in range(len(ours) - longest) if ours[i : i + longest] in notice}
    assert copied == set()


def test_there_are_examples_of_both_formats() -> None:
    assert len(EXAMPLES) >= 8
    assert {path.suffix for path in EXAMPLES} == {".yaml", ".json"}


@pytest.mark.parametrize("path", EXAMPLES, ids=example_ids)
def test_an_example_fits_the_facts_schema(path: Path) -> None:
    assert errors("facts", load(path)) == []


def misfits(policy: dict[str, Any], facts: dict[str, Any]) -> Iterator[str]:
    """Fields and enum values of a fact file that the policy does not know."""
    envelope = {"policydsl", "kind", "as_of", "policy", "note", "prior_awards", "other_policy_awards"}
    for entity, content in facts.items():
        if entity in envelope:
            continue
        if entity not in policy["facts"]:
            yield entity
            continue
        fields = policy["facts"][entity]["fields"]
        for record in content if isinstance(content, list) else [content]:
            for name, value in record.items():
                if name in ("id", "name"):
                    continue
                if name not in fields or ("values" in fields[name] and value not in fields[name]["values"]):
                    yield f"{entity}.{name}: {value}"


@pytest.mark.parametrize("path", EXAMPLES, ids=example_ids)
def test_an_example_fits_the_policy(path: Path, policy: dict[str, Any]) -> None:
    facts = load(path)
    assert facts["policy"] == policy["id"]
    assert list(misfits(policy, facts)) == []
    clauses = {clause["id"] for clause in policy["clauses"]}
    categories = {clause.get("category") for clause in policy["clauses"]}
    assert {award["clause"] for award in facts.get("prior_awards", [])} <= clauses
    assert {award["category"] for award in facts.get("other_policy_awards", [])} <= categories


@pytest.mark.parametrize("path", EXAMPLES, ids=example_ids)
def test_an_example_says_in_both_languages_what_it_shows(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[1:].strip() for line in lines if line.startswith("#")]
    note = load(path).get("note", {})
    words = [*comments, *note.values()]
    assert any(HAN.search(line) for line in words)
    assert any(line.isascii() for line in words)


def test_the_examples_together_touch_every_list_of_the_policy(policy: dict[str, Any]) -> None:
    touched = {name for path in EXAMPLES for name in load(path)}
    assert set(policy["facts"]) <= touched
