"""Amendments with one slip each: the right code at the right place, nothing besides, and messages worth reading."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.amend.support import check_files

from policydsl.diagnostics import Diagnostic
from policydsl.diagnostics.render import render_text
from policydsl.source.patchwork import Patchwork

HERE = Path(__file__).parent
BASE = HERE.parent / "check" / "base.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "bad.yaml").read_text(encoding="utf-8"))
HEAD = "policydsl: 1\nkind: amendment\nid: {id}\namends: sample_2025\neffective: {{from: {day}}}\nchanges:\n"


def amendment(changes: str, own_id: str = "amd", day: str = "2026-01-01") -> str:
    return HEAD.format(id=own_id, day=day) + textwrap.indent(changes, "  ")


def findings(case: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Diagnostic, ...]:
    """What checking the policy with the amendment reports."""
    monkeypatch.chdir(folder)
    (folder / "base.yaml").write_bytes(BASE.read_bytes())
    names = ["amd.yaml"]
    (folder / "amd.yaml").write_text(case.get("whole") or amendment(case["changes"]), encoding="utf-8")
    if "before" in case:
        names.insert(0, "earlier.yaml")
        earlier = amendment(case["before"], "earlier", "2025-07-01")
        (folder / "earlier.yaml").write_text(earlier, encoding="utf-8")
    checked = check_files(["base.yaml"], names)
    return checked.findings


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_one_slip_gives_its_finding(case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = findings(case, tmp_path, monkeypatch)
    shown = render_text(found, "en")
    assert sorted(one.code for one in found) == sorted([case["code"], *case.get("also", [])]), shown
    first = next(one for one in found if one.code == case["code"])
    label = first.labels[0]
    assert label.file.name == case.get("in", "amd.yaml"), shown
    assert label.file.text[label.span.start : label.span.end] == case["at"], shown
    # Nothing is told of the text that the program put together: only of files.
    assert not any(isinstance(label.file, Patchwork) for one in found for label in one.labels)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_messages(lang: Any, golden: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All messages on one page, for reading."""
    pages = []
    for number, case in enumerate(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        pages.append(f"## {case['name']}\n\n{render_text(list(findings(case, folder, monkeypatch)), lang)}")
    golden(HERE / f"bad.{lang}.txt", "\n\n".join(pages) + "\n")
