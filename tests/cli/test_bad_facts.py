"""Fact files with mistakes: each case beside what is found in it, as `line:column CODE` and the messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.workspace import LoadedPolicy, evaluate, load_facts, load_policy

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "tests" / "bad" / "facts").glob("*.yaml"))
Golden = Callable[[Path, str], None]


@pytest.fixture(scope="module")
def every_type() -> LoadedPolicy:
    loaded = load_policy(str(ROOT / "tests/cli/policies/every_type.yaml"), Reporter())
    assert loaded is not None
    return loaded


def found_in(path: Path, policy: LoadedPolicy) -> Reporter:
    reporter = Reporter()
    facts = load_facts(str(path), policy.policy, reporter)
    if facts is not None:
        evaluate(policy, facts, reporter)
    return reporter


def lines(found: Diagnostic) -> Iterator[str]:
    label = found.labels[0]
    at = label.file.position(label.span.start)
    yield f"{at.line}:{at.column} {found.code} {found.severity}"
    for message, help_ in ((found.message("zh"), found.help_text("zh")), (found.message("en"), found.help_text("en"))):
        yield f"    {message}"
        if help_:
            yield f"        {help_}"
    for edit in found.fix.edits if found.fix else ():
        yield f"    fix {edit.replacement!r}"


def test_there_are_cases() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_what_is_found(path: Path, every_type: LoadedPolicy, golden: Golden) -> None:
    reporter = found_in(path, every_type)
    assert len(reporter) > 0
    golden(path.with_suffix(".yaml.expect"), "\n".join(line for one in reporter for line in lines(one)) + "\n")


def test_the_cases_meet_every_code_of_fact_files(every_type: LoadedPolicy) -> None:
    """Save those that the shape check says first."""
    met = {one.code for path in CASES for one in found_in(path, every_type)}
    shape = {"F001", "F003", "F004", "F006", "F007"}
    assert {f"F{number:03}" for number in (*range(1, 26), *range(40, 45))} - met == shape
    assert {"S011", "S016", "S017", "P001"} <= met
