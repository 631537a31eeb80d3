"""`policydsl test --accept`: what came out is written, nothing else changes, and then it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from policydsl import testing
from policydsl.diagnostics import Reporter
from policydsl.diagnostics.pages.frames import sample
from policydsl.model.facts_checks import check_facts
from policydsl.model.facts_reader import read_facts
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, parse_yaml
from policydsl.syntax.tree import Mapping
from policydsl.testing.accept import Outcome, accept
from policydsl.workspace import evaluate, load_policy_source

Test = Callable[..., Result]
Golden = Callable[[Path, str], None]
HERE = Path(__file__).parent / "accept"
CASES = sorted(path.stem for path in HERE.glob("*.yaml"))


@pytest.mark.parametrize("case", CASES)
def test_what_came_out_is_written_and_holds(case: str, test: Test, folder: Path, golden: Golden) -> None:
    path = folder / f"{case}.yaml"
    path.write_bytes((HERE / path.name).read_bytes())
    result = test(path.name, "--accept")
    assert result.exit_code == 1
    golden(HERE / f"{case}.diff", result.stderr)
    after = path.read_bytes()
    assert test(path.name).exit_code == 0
    assert test(path.name, "--accept").exit_code == 0
    assert path.read_bytes() == after


def test_there_are_cases() -> None:
    assert len(CASES) >= 3


def test_a_layout_that_is_not_understood_is_left_to_people(test: Test, folder: Path) -> None:
    head, _, rest = (HERE / "figures.yaml").read_text(encoding="utf-8").partition("      total: 6000000.00\n")
    text = f"{head}      ? total\n      : 6000000.00\n{rest}"
    (folder / "tests.yaml").write_text(text, encoding="utf-8")
    result = test("tests.yaml", "--accept")
    assert (result.exit_code, "[F063]" in result.stderr) == (1, True)
    assert (folder / "tests.yaml").read_text(encoding="utf-8") == text


# -- whatever the facts and the expectations are ---------------------------------------------------------

LOADED = load_policy_source(SourceFile("policy.yaml", sample("sample.yaml")), Reporter())
MONEY = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda value: f"{value}元")
SUBJECTS = {"build": "P 1", "rent": "P 1", "voucher": "A1", "prize": "A1"}
WANTED = {
    "status": st.sampled_from(["eligible", "ineligible", "undetermined", "not_in_force"]),
    "amount": MONEY,
    "payable": MONEY,
    "term": st.integers(0, 60).map(lambda months: f"{months}个月"),
    "limited_by": st.just("null"),
    "provisional": st.sampled_from(["true", "false"]),
    "missing": st.sampled_from(["[]", "[applicant.staff]", "\n                - applicant.kind"]),
    "failed_conditions": st.just("[]"),
}


@st.composite
def documents(draw: st.DrawFn) -> str:
    def maybe(name: str, value: st.SearchStrategy[object]) -> str:
        return f", {name}: {draw(value)}" if draw(st.booleans()) else ""

    applicant = "id: A1" + maybe("kind", st.sampled_from(["enterprise", "team"])) + maybe("annual_revenue", MONEY)
    applicant += maybe("staff", st.integers(0, 20)) + maybe("certified", st.sampled_from(["true", "false"]))
    project = 'id: "P 1"' + maybe("stage", st.sampled_from(["planned", "built"])) + maybe("cost", MONEY)
    project += maybe("finished", st.sampled_from(["true", "false"])) + maybe("months", st.integers(0, 60))
    lines = ["policydsl: 1", "kind: tests", "policy: policy.yaml", "tests:", "  - name: 一个", "    as_of: 2025-10-01"]
    lines += ["    facts:", f"      applicant: {{{applicant}}}"]
    if draw(st.booleans()):  # else awards of projects do not exist
        lines += ["      projects:", f"        - {{{project}}}"]
    lines += ["    expect:"]
    clauses = draw(st.lists(st.sampled_from(sorted(SUBJECTS)), unique=True))
    if clauses:
        lines += ["      awards:  # 各项"]
    for clause in clauses:
        lines += [f"        {clause}:", f'          "{SUBJECTS[clause]}":']
        keys = draw(st.lists(st.sampled_from(sorted(WANTED)), unique=True, min_size=1))
        lines += [f"            {key}: {draw(WANTED[key])}" for key in keys]
    if not clauses or draw(st.booleans()):
        lines += [f"      total: {draw(MONEY)}"]
    return "\n".join(lines) + "\n"


def outcome(text: str) -> tuple[SourceFile, Outcome]:
    assert LOADED is not None
    source, reporter = SourceFile("tests.yaml", text), Reporter()
    root = parse_yaml(source, reporter)
    assert isinstance(root, Mapping)
    check_shape(root, "tests", reporter)
    (test,) = testing.tests_of(root)
    facts = read_facts(test.facts, LOADED.policy, reporter)
    check_facts(test.facts, facts, LOADED.policy, reporter)
    found = evaluate(LOADED, facts, reporter, as_of=test.as_of, readings=test.readings)
    assert list(reporter) == []
    assert found is not None
    return source, Outcome(test, found, testing.differences(test, found))


@given(documents())
def test_once_accepted_it_holds(text: str) -> None:
    source, before = outcome(text)
    reporter = Reporter()
    accepted = accept(source, [before], reporter)
    assert list(reporter) == []
    assert accepted.count == len(before.differences)
    if not before.differences:
        assert accepted.text == text
    _, after = outcome(accepted.text)
    assert after.differences == []
    assert accepted.text.startswith(text[: text.index("    expect:")])
    assert "# 各项" not in text or "# 各项" in accepted.text or "awards" not in accepted.text
