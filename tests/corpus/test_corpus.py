"""Slips of drafters in the shipped policy are found, each once, at its line; edits that are right are let through."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.corpus.edits import POLICY, Slip, findings, good_edits, read, slips

from policydsl.diagnostics import RULES, Diagnostic, Reporter
from policydsl.diagnostics.render import render_text
from policydsl.syntax import read_source
from policydsl.workspace import Checker

SLIPS = slips()
GOOD = good_edits()
AMENDMENTS = read("amendments.yaml")


def line_of(one: Diagnostic) -> str:
    """The line that a finding points at, without indentation."""
    file, span = one.labels[0].file, one.labels[0].span
    return file.line(file.position(span.start).line).strip()


def test_the_corpus_is_large_and_varied() -> None:
    assert len(SLIPS) + len(AMENDMENTS) >= 220
    assert len(GOOD) >= 70
    families = Counter(slip.code[0] for slip in SLIPS) + Counter(case["code"][0] for case in AMENDMENTS)
    assert {"Y", "S", "X", "N", "T", "D", "P", "M"} <= families.keys()
    assert len({slip.code for slip in SLIPS} | {case["code"] for case in AMENDMENTS}) >= 70
    assert len({slip.name for slip in SLIPS}) == len(SLIPS)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_a_slip_gives_one_finding_at_its_line(slip: Slip) -> None:
    counted = [one for one in findings(slip.text) if one.severity.counts]
    assert [(one.code, line_of(one)) for one in counted] == [(slip.code, slip.line)]
    (one,) = counted
    # A drafter reads where it is: the clause (or what else holds it), in the text for people and in the message itself.
    shown = render_text([one], "zh")
    text, start = one.labels[0].file.text, one.labels[0].span.start
    before = text[: text.find("\n", start)]
    in_clauses = re.findall(r"^[a-z_]+:", before, re.MULTILINE)[-1:] == ["clauses:"]
    if in_clauses:
        assert "条款 " in shown.splitlines()[1]
    assert one.message("en")
    assert one.help_text("zh") or RULES[one.code].help.zh or one.code in shown


@pytest.mark.parametrize("text", [text for _, text in GOOD], ids=[name for name, _ in GOOD])
def test_an_edit_that_is_right_is_let_through(text: str) -> None:
    found = findings(text)
    assert found == [], render_text(found, "zh")


@pytest.mark.parametrize("case", AMENDMENTS, ids=[case["name"] for case in AMENDMENTS])
def test_a_slip_in_an_amendment_gives_one_finding_at_its_line(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "amendment.yaml"
    path.write_text(case["text"], encoding="utf-8")
    checker = Checker(None, (str(path),))
    source = read_source(str(POLICY), Reporter())
    assert source is not None
    reporters = [checker.check(source).reporter, *(time.reporter for time in checker.over_time())]
    counted = {id(one): one for reporter in reporters for one in reporter if one.severity.counts}
    assert [(one.code, line_of(one)) for one in counted.values()] == [(case["code"], case["line"])]
