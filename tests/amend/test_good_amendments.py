"""Amendments as drafters write them, each with the lines that it changes; all of them pass the checks."""

from __future__ import annotations

from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

import pytest
from tests.amend.support import BASE, check_files, policy, shown

from policydsl.diagnostics import Reporter

GOOD = Path(__file__).parent / "good"
COMMENTED = GOOD / "commented.policy.yaml"
CASES = sorted(path for path in GOOD.glob("*.yaml") if not path.name.endswith(".policy.yaml"))
Golden = Callable[[Path, str], None]


def base_of(amendment: Path) -> Path:
    return COMMENTED if "commented_2025" in amendment.read_text(encoding="utf-8") else BASE


def test_there_are_cases() -> None:
    assert len(CASES) >= 8
    alone = check_files([str(COMMENTED)])
    assert alone.findings == (), shown(alone.findings)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_good_amendments(path: Path, golden: Golden) -> None:
    base = base_of(path)
    checked = check_files([str(base)], [str(path)])
    assert [one for one in checked.findings if one.severity.counts] == [], shown(checked.findings)
    amended = policy(str(base), [str(path)])
    text = amended.history.of(amended.amendments)
    lines = unified_diff(text.base.text.splitlines(keepends=True), text.source.text.splitlines(keepends=True), n=2)
    golden(path.with_suffix(".diff"), "".join(list(lines)[2:]))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends_change_nothing_else(newline: str, path: Path, tmp_path: Path) -> None:
    base = base_of(path)
    usual = policy(str(base), [str(path)])
    text = usual.history.of(usual.amendments).source.text
    other = tmp_path / "base.yaml"
    other.write_bytes(base.read_text(encoding="utf-8").replace("\n", newline).encode())
    found = Reporter()
    amended = policy(str(other), [str(path)])
    assert amended.last(found) is not None or amended.on(amended.amendments[0].effective.start, found) is not None  # type: ignore[arg-type]
    assert amended.history.of(amended.amendments).source.text == text.replace("\n", newline)
