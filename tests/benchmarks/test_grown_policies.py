"""Generated policies are documents of the language: read by YAML, told apart by ids, accepted by the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from benchmarks import grow

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "policy.schema.json"


def _read(text: str) -> Any:
    # The base loader leaves every scalar a text, as YAML 1.1's own readings are not the language's.
    document = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (makes nothing but texts, lists and maps)
    document["policydsl"] = int(document["policydsl"])
    for entity in document["facts"].values():
        for field in entity["fields"].values():
            if "whole" in field:
                field["whole"] = field["whole"] == "true"
    return document


@pytest.mark.parametrize("count", [1, 7, 60])
def test_it_has_that_many_clauses_and_fits_the_schema(count: int) -> None:
    document = _read(grow.policy_text(count))
    ids = [clause["id"] for clause in document["clauses"]]
    assert len(ids) == len(set(ids)) == count
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []


def test_every_list_is_used_and_has_facts() -> None:
    document = _read(grow.policy_text(60))
    facts = grow.facts_document(1)
    used = {clause.get("for_each") for clause in document["clauses"]}
    for name, entity in document["facts"].items():
        if name == "applicant":
            assert set(entity["fields"]) <= set(facts["applicant"])
        else:
            assert entity["item"] in used
            assert all(set(entity["fields"]) <= set(item) for item in facts[name])


def test_the_same_number_gives_the_same_text() -> None:
    assert grow.policy_text(30) == grow.policy_text(30)
    assert grow.facts_document(3) == grow.facts_document(3)
