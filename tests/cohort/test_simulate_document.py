"""What docs/cohorts.md shows of simulations is what the program prints: parts of it, each up to the next empty line."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from policydsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "cohorts.md"
BLOCK = re.compile(r"```console\n(.*?)\n```", re.DOTALL)


def section(output: str, head: str) -> str:
    """The part of the output with this heading, up to the next empty line."""
    lines = output.split("\n")
    start = lines.index(head)
    return "\n".join(lines[start : lines.index("", start)])


def test_what_it_shows_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (tmp_path / "policies").symlink_to(ROOT / "policies")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    accept, seen = os.environ.get("POLICYDSL_ACCEPT") == "1", 0
    for block in BLOCK.findall(text):
        commands = [line for line in block.split("\n") if line.startswith("$ ")]
        if not any(command.startswith("$ policydsl simulate") for command in commands):
            continue
        for command in commands:
            assert main(shlex.split(command)[2:]) == 0
        printed = capsys.readouterr().out
        parts = block.removeprefix("\n".join(commands) + "\n").split("\n[…]")
        made = [section(printed, part.strip("\n").split("\n")[0]) for part in parts if part.strip("\n")]
        whole = "\n".join(commands) + "\n" + "\n[…]\n".join(made)
        seen += len(made)
        if accept:
            text = text.replace(block, whole)
        else:
            assert block == whole
    assert seen > 6
    if accept:
        DOCUMENT.write_text(text, encoding="utf-8")
