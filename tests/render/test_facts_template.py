"""`new facts`: the template is valid as it stands, and so is what people make of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policydsl.award import Status
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import InForce
from policydsl.render.facts_template import day_in_force, facts_template
from policydsl.source import Lang
from policydsl.source.width import display_width
from policydsl.syntax import source_of
from policydsl.workspace import LoadedPolicy, evaluate, load_facts_source, load_policy

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ["tests/cli/policies/every_type.yaml", "policies/xiamen_ai_2025.yaml"]
DAY = Date(2025, 10, 1)
_COMMENTED_KEY = re.compile(r"^# (?=\w+:$|  - |    (?!# ))")  # a list's name, an item's first line, its fields


def loaded(path: str) -> LoadedPolicy:
    found = load_policy(str(ROOT / path), Reporter())
    assert found is not None
    return found


def statuses(policy: LoadedPolicy, text: str) -> list[Status]:
    reporter = Reporter()
    source = source_of("facts.yaml", text.encode(), reporter)
    facts = load_facts_source(source, policy.policy, reporter) if source else None
    assert facts is not None, [d.message("en") for d in reporter]
    assert len(reporter) == 0, [d.message("en") for d in reporter]
    found = evaluate(policy, facts, reporter)
    assert found is not None
    return [award.status for award in found.awards]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", POLICIES)
def test_as_it_stands_it_evaluates_with_everything_unknown(path: str, lang: Lang) -> None:
    policy = loaded(path)
    found = statuses(policy, facts_template(policy.policy, lang, DAY))
    once = [clause for clause in policy.policy.clauses if clause.for_each is None]
    assert len(found) == len(once) > 0
    assert Status.NOT_IN_FORCE not in found
    assert Status.UNDETERMINED in found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", POLICIES)
def test_without_its_comment_signs_every_list_is_there(path: str, lang: Lang) -> None:
    policy = loaded(path)
    lines = facts_template(policy.policy, lang, DAY).splitlines()
    text = "\n".join(_COMMENTED_KEY.sub("", line) for line in lines) + "\n"
    found = statuses(policy, text)
    assert len(found) == len(policy.policy.clauses)  # one item a list


@pytest.mark.parametrize("path", POLICIES)
def test_every_fact_is_in_it_with_its_label(path: str) -> None:
    policy = loaded(path).policy
    text = facts_template(policy, "zh", DAY)
    for entity in policy.entities.values():
        assert entity.label.zh in text
        for field in entity.fields.values():
            assert re.search(rf"^#? *{field.id}: +# {re.escape(field.label.zh)}（", text, re.MULTILINE), field.id
            for option, label in field.values.items():
                assert re.search(rf"# +{option} +{re.escape(label.zh)}$", text, re.MULTILINE), option


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_lines_can_be_read(lang: Lang) -> None:
    lines = facts_template(loaded(POLICIES[1]).policy, lang, DAY).splitlines()
    assert [line for line in lines if display_width(line) > 120 or line != line.rstrip()] == []


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2025-04-20", "2025-04-21"),
        ("2025-04-21", "2025-04-21"),
        ("2026-01-01", "2026-01-01"),
        ("2028-01-01", "2027-12-31"),
    ],
)
def test_the_day_is_one_in_force(today: str, day: str) -> None:
    def date(text: str) -> Date:
        return Date(*map(int, text.split("-")))

    assert day_in_force(InForce(date("2025-04-21"), date("2027-12-31")), date(today)) == date(day)
