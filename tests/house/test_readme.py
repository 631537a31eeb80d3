"""What README.md shows is what the program prints. `make accept` writes it anew; `[…]` stands for what is left out."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from policydsl.cli import main

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"```console\n\$ policydsl (?P<command>[^\n]*)\n(?P<output>.*?)\n```", re.DOTALL)
ELLIPSIS = "[…]"
BLOCKS = list(BLOCK.finditer(README.read_text(encoding="utf-8")))


def printed(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints, findings after results."""
    main(shlex.split(command))
    captured = capsys.readouterr()
    return (captured.out + captured.err).rstrip("\n")


def shortened(output: str, shown: str) -> str:
    """The output, cut where the README cuts it: after the line that stands before `[…]`."""
    before, mark, _ = shown.rpartition(f"\n{ELLIPSIS}")
    if not mark:
        return output
    last = before.rsplit("\n", 1)[-1]
    lines = output.split("\n")
    return "\n".join([*lines[: lines.index(last) + 1], ELLIPSIS]) if last in lines else output


def test_there_is_something_to_check() -> None:
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("block", BLOCKS, ids=[b["command"] for b in BLOCKS])
def test_the_readme_shows_real_output(
    block: re.Match[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(README.parent)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    found = shortened(printed(block["command"], capsys), block["output"])
    if found != block["output"] and os.environ.get("POLICYDSL_ACCEPT") == "1":
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(block["output"], found), encoding="utf-8")
        return
    assert found == block["output"]
