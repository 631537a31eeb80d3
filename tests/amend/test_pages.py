"""The pages of the codes M: the bad example is told exactly its code, the good one nothing."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest

from policydsl.cli import main
from policydsl.diagnostics import RULES
from policydsl.workspace.checking import check_files

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests" / "check" / "base.yaml"
FACTS = "policydsl: 1\nkind: facts\npolicy: sample_2025\nas_of: 2026-10-01\napplicant: {id: A1}\n"
PAGES: dict[str, dict[str, Any]] = tomllib.loads(
    (ROOT / "src/policydsl/diagnostics/pages/M.toml").read_text(encoding="utf-8")
)
FINDING = re.compile(r"^(?:错误|警告|写法|提示)\[([A-Z]\d{3})\]", re.MULTILINE)


def codes(page: dict[str, Any], which: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], int]:
    """The codes that an example is told, and the exit code."""
    (folder / "policy.yaml").write_bytes(SAMPLE.read_bytes())
    (folder / "facts.yaml").write_text(FACTS, encoding="utf-8")
    for name, given in page.get("files", {}).items():
        text = given if isinstance(given, str) else given["text"] + given["tail"] * given["times"]
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    if page["frame"] == "amendment":
        (folder / "amendment.yaml").write_text(page[which], encoding="utf-8")
        (checked,) = check_files(["policy.yaml"], ["amendment.yaml"])
        return [one.code for one in checked.findings], 1 if checked.findings else 0
    code = main([*shlex.split(page[which])[1:], "--lang", "zh"])
    captured = capsys.readouterr()
    return FINDING.findall(captured.out + captured.err), code


def test_every_code_has_a_page() -> None:
    assert list(PAGES) == sorted(code for code in RULES if code.startswith("M"))


@pytest.mark.parametrize("code", list(PAGES))
def test_examples(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = PAGES[code]
    for which, expected in (("bad", [code, *page.get("also", [])]), ("good", [])):
        folder = tmp_path / which
        folder.mkdir()
        monkeypatch.chdir(folder)
        found, exit_code = codes(page, which, folder, capsys)
        assert found == expected, which
        assert (exit_code == 0) is (which == "good")


@pytest.mark.parametrize("code", list(PAGES))
def test_a_page_says_why_in_both_languages(code: str) -> None:
    why = PAGES[code]["why"]
    assert re.search("[\u4e00-\u9fff]", why["zh"])
    assert why["zh"].endswith("。")
    assert why["en"].endswith(".")
    assert re.match(r"[A-Z`]", why["en"])
