"""The way of a revision in docs/revising.md can be gone, command by command."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from policydsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "revising.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"`(policydsl [^`]+)`", TEXT)
TIER = "营业收入 1000万元 以下的企业"


def test_every_step_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("policies", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    before = (tmp_path / "policies" / "xiamen_ai_2025.yaml").read_bytes()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert len(COMMANDS) == 8
    for command in COMMANDS:
        assert main(shlex.split(command)[1:]) == 0, command + capsys.readouterr().err
    said = capsys.readouterr().out
    assert "上限“单个项目最高”由 1000万元 提高到 1200万元" in said
    assert TIER in Path("影响.html").read_text(encoding="utf-8")
    assert TIER in Path("合并.yaml").read_text(encoding="utf-8")
    handbook = Path("手册.html").read_text(encoding="utf-8")
    assert TIER in handbook
    assert "纳入技术创新基金白名单" not in handbook
    assert (tmp_path / "policies" / "xiamen_ai_2025.yaml").read_bytes() == before


def test_the_new_tier_has_a_test() -> None:
    tests = (ROOT / "examples" / "amendments" / "tests" / "lower_rates_2026.yaml").read_text(encoding="utf-8")
    assert "row: micro" in tests
