"""`allow:`: what it covers, what it cannot, and what becomes of an entry that has no use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import Checker, load_policy_source

Changed = Callable[..., str]
UNUSED = ("    let:\n      steps:", "    let:\n      extra: {value: 1万元, label: 多余}\n      steps:")
UNCAPPED = ("    caps:\n      - {id: top, limit: 50万元, per: applicant}\n", "")
CLAUSE = "    amount: if applicant.support"
ENTRY = "    allow: [{code: P022, why: 原文如此}]\n"


def found(text: str) -> Reporter:
    reporter = Reporter()
    load_policy_source(SourceFile("p.yaml", text), reporter)
    return reporter


def codes(reporter: Reporter) -> list[str]:
    return [one.code for one in reporter]


def test_without_it_the_finding_stays(changed: Changed) -> None:
    assert codes(found(changed(UNCAPPED))) == ["P022"]
    assert codes(found(changed(UNUSED))) == ["P021"]


def test_it_covers_findings_of_its_code_in_its_clause(changed: Changed) -> None:
    reporter = found(changed(UNCAPPED, (CLAUSE, ENTRY + CLAUSE)))
    assert codes(reporter) == []
    (allowed,) = reporter.allowed
    assert (allowed.finding.code, allowed.why.zh) == ("P022", "原文如此")
    assert allowed.at.file.text[allowed.at.span.start : allowed.at.span.end] == "P022"


def test_it_covers_the_whole_document_at_its_top(changed: Changed) -> None:
    top = ("level: 市\n", "level: 市\nallow:\n  - code: P022\n    why: {zh: 原文如此, en: as in the text}\n")
    reporter = found(changed(UNCAPPED, top))
    assert codes(reporter) == []
    assert reporter.allowed[0].why.en == "as in the text"


@pytest.mark.parametrize(
    ("where", "by"),
    [
        (
            "      extra: {value: 1万元, label: 多余}",
            "      extra: {value: 1万元, label: 多余, allow: [{code: P021, why: 备用}]}",
        ),
        ("    let:\n", "    allow: [{code: P021, why: 备用}]\n    let:\n"),
    ],
)
def test_a_part_may_carry_it(where: str, by: str, changed: Changed) -> None:
    text = changed(UNUSED)
    assert text.count(where) == 1
    reporter = found(text.replace(where, by))
    assert codes(reporter) == []
    assert len(reporter.allowed) == 1


PARTS = {
    "entity": ("    label: 申报主体\n", "    label: 申报主体\n    allow: [{code: X016, why: 照录}]\n"),
    "field": ("label: 主体类型}", "label: 主体类型, allow: [{code: X016, why: 照录}]}"),
    "parameter": ("label: 比例}", "label: 比例, allow: [{code: X016, why: 照录}]}"),
    "reading": ("    default: whole\n", "    default: whole\n    allow: [{code: X016, why: 照录}]\n"),
    "condition": ("label: 投入达标}", "label: 投入达标, allow: [{code: X016, why: 照录}]}"),
    "table": ("      hit: unique\n", "      hit: unique\n      allow: [{code: X016, why: 照录}]\n"),
    "row": ("        - id: academic\n", "        - id: academic\n          allow: [{code: X016, why: 照录}]\n"),
    "cap": ("limit: most, per: applicant,", "limit: most, per: applicant, allow: [{code: X016, why: 照录}],"),
    "stacking": ("{id: higher,", "{id: higher, allow: [{code: X016, why: 照录}],"),
}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_policy_may_carry_it_and_it_is_stale_there(part: str, changed: Changed) -> None:
    assert codes(found(changed(PARTS[part]))) == ["S032"]


@pytest.mark.parametrize(
    ("part", "slip"),
    [
        ("condition", ("project.cost >= 100万元", "project.cost >= １00万元")),
        ("parameter", ("2026-07-01: 25%", "2026-07-01: 25％")),
        ("table", ("{share: 30%, most: 1000万元}", "{share: 30％, most: 1000万元}")),
        ("row", ("when: {kind: [university, team]}\n          then: {share: 50%,",
                 "when: {kind: [university, team]}\n          then: {share: 50％,")),
    ],
)  # fmt: skip
def test_style_is_covered_too(part: str, slip: tuple[str, str], changed: Changed) -> None:
    assert codes(found(changed(slip))) == ["X016"]
    reporter = found(changed(slip, PARTS[part]))
    assert codes(reporter) == []
    assert [one.finding.code for one in reporter.allowed] == ["X016"]


def test_of_two_entries_the_inner_one_counts(changed: Changed) -> None:
    top = ("level: 市\n", "level: 市\nallow: [{code: P022, why: 总体}]\n")
    reporter = found(changed(UNCAPPED, top, (CLAUSE, ENTRY + CLAUSE)))
    assert [one.why.zh for one in reporter.allowed] == ["原文如此"]
    assert codes(reporter) == ["S032"]


def test_it_covers_no_other_clause(changed: Changed) -> None:
    elsewhere = ("    term: min(", ENTRY + "    term: min(")
    assert codes(found(changed(UNCAPPED, elsewhere))) == ["P022", "S032"]


def test_an_error_is_not_covered(changed: Changed) -> None:
    slip = ("project.cost >= 100万元", "project.cost >= 100")
    entry = ("    let:\n", "    allow: [{code: T022, why: 原文如此}]\n    let:\n")
    assert codes(found(changed(slip, entry))) == ["T022", "S031"]


def test_with_an_error_no_entry_is_called_stale(changed: Changed) -> None:
    """What was not looked at may still need it."""
    slip = ("project.cost >= 100万元", "project.cost >= 100")
    assert codes(found(changed(slip, ("    term: min(", ENTRY + "    term: min(")))) == ["T022"]


@pytest.mark.parametrize(
    ("written", "meant", "sure"), [("P0222", "P022", False), ("uncapped", "P022", True), ("Q999", None, False)]
)
def test_an_unknown_code(written: str, meant: str | None, sure: bool, changed: Changed) -> None:
    entry = ("    term: min(", f"    allow: [{{code: {written}, why: 原文如此}}]\n    term: min(")
    (one,) = found(changed(entry))
    assert one.code == "S030"
    assert (one.fix.edits[0].replacement if one.fix else None) == meant
    assert (one.safe_fix is not None) is sure


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("[{code: P022}]", "S011"),
        ("[{why: 原文如此}]", "S011"),
        ("[]", "S024"),
        ("P022", "S016"),
        ("[P022]", "S017"),
        ('[{code: P022, why: ""}]', "S025"),
        ("[{code: P022, why: 原文如此, until: 2026}]", "S010"),
    ],
)
def test_an_entry_has_a_code_and_a_reason(entry: str, code: str, changed: Changed) -> None:
    assert code in codes(found(changed(("    term: min(", f"    allow: {entry}\n    term: min("))))


def test_things_called_allow_are_no_entries(changed: Changed) -> None:
    text = changed(
        ("  rate: {value:", "  allow: {value: 1万元, label: 许可}\n  rate: {value:"),
        ("amount: steps * unit * rate", "amount: steps * unit * rate + allow"),
    )
    assert codes(found(text)) == []


AMENDMENT = (
    "policydsl: 1\nkind: amendment\nid: a\namends: sample_2025\neffective: {{from: 2026-01-01}}\n"
    "allow: [{{code: {code}, why: 原文如此}}]\nchanges:\n  - {change}\n"
)


@pytest.mark.parametrize(
    ("code", "change", "told"),
    [
        ("P022", "{remove: clauses.voucher.caps}", []),
        ("P022", "{remove: clauses.prize}", ["S032"]),
        ("P021", "{remove: clauses.voucher.caps}", ["P022", "S032"]),
        ("T022", "{remove: clauses.prize}", ["S031"]),
    ],
)
def test_an_amendment_may_carry_it(code: str, change: str, told: list[str], root: Path) -> None:
    """What it allows in the texts that it makes; whether that has a use is seen with the policy."""
    checker = Checker(str(root / "tests/check/base.yaml"))
    checked = checker.check_over_time(SourceFile("a.yaml", AMENDMENT.format(code=code, change=change)))
    assert sorted(codes(checked.reporter)) == told
    (time,) = checker.over_time()
    assert [one.finding.code for one in time.reporter.allowed] == ([] if told else ["P022"])
