"""What docs/curve.md shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from policydsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "curve.md"
BLOCK = re.compile(r"```\n\$ (policydsl [^\n]+)\n(.*?)```", re.DOTALL)


def test_what_it_shows_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], accept: bool
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    monkeypatch.chdir(ROOT)
    blocks = BLOCK.findall(text)
    assert len(blocks) >= 2
    for command, shown in blocks:
        assert main(shlex.split(command)[1:]) == 0
        printed = capsys.readouterr().out
        if accept:
            text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{printed}")
        else:
            assert printed == shown, f"docs/curve.md: {command}: `make accept` writes it anew"
    if accept:
        DOCUMENT.write_text(text, encoding="utf-8")


def test_both_languages_name_every_kind_of_break() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    chinese, _, english = text.partition("## English")
    for kind in ("cliff_down", "cliff_up", "status", "cap_begins", "cap_ends", "kink", "other"):
        assert f"`{kind}`" in chinese
        assert f"`{kind}`" in english
