"""A page for every code, its examples executed: the bad one is told exactly its code, the good one nothing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from policydsl.cli.rehearsal import rehearse
from policydsl.diagnostics import RULES, Reporter
from policydsl.diagnostics.catalogue import FAMILIES
from policydsl.diagnostics.pages import FRAMES, Page, framed, page_of
from policydsl.diagnostics.pages.frames import sample
from policydsl.diagnostics.rule import Severity
from policydsl.source import SourceFile
from policydsl.workspace import load_facts_source, load_policy_source
from policydsl.workspace.examples import example_findings

PAGES = Path(framed.__code__.co_filename).parent
# Families whose pages are still to come; once there is a file, every code of it must have its page.
AWAITED = {letter for letter in "DPMA" if not (PAGES / f"{letter}.toml").exists()}
KEYS = {"why", "frame", "bad", "good", "also", "instead", "column", "files"}
HAN = re.compile("[\u4e00-\u9fff]")
EVERY = [page for code in RULES if (page := page_of(code)) is not None]
PROGRAM = ("feel", "command")
# Their examples are executed in tests/audit, tests/cohort, tests/house.
ELSEWHERE = ("audit", "table", "install", "workbook", "cohort")
checked = pytest.mark.parametrize(
    "page", [p for p in EVERY if p.frame not in (*PROGRAM, *ELSEWHERE)], ids=lambda p: p.code
)
run = pytest.mark.parametrize("page", [p for p in EVERY if p.frame in PROGRAM], ids=lambda p: p.code)
each = pytest.mark.parametrize("page", EVERY, ids=lambda p: p.code)


def told(page: Page) -> list[str]:
    """Give the codes that the bad example must be told."""
    return sorted([page.instead or page.code, *page.also])


def test_every_family_is_in_the_table_of_the_catalogue() -> None:
    assert {rule.family for rule in RULES.values()} <= FAMILIES.keys()


@pytest.mark.parametrize("letter", [letter for letter in FAMILIES if letter not in AWAITED])
def test_every_code_has_a_page_and_every_page_a_code(letter: str) -> None:
    codes = [code for code in RULES if code.startswith(letter)]
    written = list(tomllib.loads((PAGES / f"{letter}.toml").read_text(encoding="utf-8")))
    assert sorted(written) == sorted(codes)
    assert written == sorted(written)


def test_there_is_no_file_of_another_family() -> None:
    assert {path.stem for path in PAGES.glob("*.toml")} <= FAMILIES.keys()


def test_only_known_keys_are_used() -> None:
    used = {
        (path.stem, key)
        for path in PAGES.glob("*.toml")
        for table in tomllib.loads(path.read_text(encoding="utf-8")).values()
        for key in table
    }
    assert {(file, key) for file, key in used if key not in KEYS} == set()


@each
def test_a_page_says_why_in_both_languages(page: Page) -> None:
    assert HAN.search(page.why.zh)
    assert page.why.zh.endswith("。")
    assert page.why.en.endswith(".")
    assert re.match(r"[A-Z`“]", page.why.en)
    assert page.frame in FRAMES
    assert page.bad != page.good


def test_the_samples_are_good() -> None:
    reporter = Reporter()
    loaded = load_policy_source(SourceFile("policy.yaml", sample("sample.yaml")), reporter)
    assert loaded is not None
    assert load_facts_source(SourceFile("facts.yaml", sample("facts.yaml")), loaded.policy, reporter) is not None
    assert list(reporter) == []


def test_the_sample_has_the_names_of_the_base_of_the_checks(root: Path) -> None:
    """Pages are written against both."""
    reporter = Reporter()
    texts = sample("sample.yaml"), (root / "tests/check/base.yaml").read_text(encoding="utf-8")
    ours, base = (load_policy_source(SourceFile("p.yaml", text), reporter) for text in texts)
    assert ours is not None
    assert base is not None
    for key, entity in base.policy.entities.items():
        assert {f: field.type for f, field in entity.fields.items()} == {
            f: field.type for f, field in ours.policy.entities[key].fields.items()
        }
    assert base.policy.parameters.keys() == ours.policy.parameters.keys()
    assert base.policy.readings.keys() == ours.policy.readings.keys()


@checked
def test_the_bad_example_is_told_its_code(page: Page) -> None:
    assert sorted(one.code for one in example_findings(page.frame, page.bad, page.column)) == told(page)


@checked
def test_the_good_example_is_told_nothing(page: Page) -> None:
    assert [one.code for one in example_findings(page.frame, page.good, page.column)] == []


@run
def test_the_bad_command_is_told_its_code(page: Page) -> None:
    done = rehearse(page, page.bad, "zh")
    assert sorted(done.findings) == told(page)
    assert done.code in ((0, 1) if RULES[page.code].severity is Severity.NOTE else (1, 2))


@run
def test_the_good_command_runs(page: Page) -> None:
    done = rehearse(page, page.good, "zh")
    found = [code for code in done.findings if code != "U195"]  # a note where this machine has no Chinese font
    assert (found, done.code) == ([], 0)


def test_a_page_that_tells_nothing_would_be_seen() -> None:
    page = page_of("T022")
    assert page is not None
    assert example_findings(page.frame, page.good, page.column) == ()
    assert len(example_findings(page.frame, page.bad, page.column)) == 1


@pytest.mark.parametrize(
    ("frame", "text", "line"),
    [
        ("test", "a >= 1", "        test: a >= 1"),
        ("test", '"x" = a', "        test: |-"),
        ("test", "a # b", "        test: |-"),
        ("formula", "a\n+ b", "    amount: |-"),
        ("cell", "≥ 10亿元", "            value: ≥ 10亿元"),
        ("cell", "null", "            value: |-"),
        ("clause", "id: x\ncite: 一", "  - id: x\n    cite: 一"),
        ("clause", "- id: x\n  cite: 一", "  - id: x\n    cite: 一"),
        ("facts", "applicant: {id: A1}", "policy: sample_2025\nas_of: 2025-10-01\napplicant: {id: A1}"),
        ("facts", "policydsl: 1", "policydsl: 1"),
        ("yaml", "a: b", "a: b"),
    ],
)
def test_frames(frame: str, text: str, line: str) -> None:
    assert f"\n{line}\n" in "\n" + framed(frame, text)
