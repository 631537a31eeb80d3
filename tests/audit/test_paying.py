"""Instalments against the official text: shares, how many there are, days that only count years."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from policydsl.cli.root import root as program

POLICY = Path(__file__).resolve().parents[2] / "docs" / "policy" / "examples" / "pay.yaml"
HEAD = "分期示例\n\n一、支持人才\n（一）人才补贴。对新引进的人才给予100万元补贴，{}。（责任单位：市人社局）\n"


def codes(tmp_path: Path, words: str) -> list[str]:
    source = tmp_path / "notice.txt"
    source.write_text(HEAD.format(words), encoding="utf-8")
    result = CliRunner().invoke(program, ["audit", str(POLICY), "--source", str(source), "--lang", "zh"])
    found = [line.partition("[")[2][:4] for line in result.stdout.splitlines() if line.startswith(("警告[", "错误["))]
    assert result.exit_code == (1 if found else 0), result.output
    return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("分三年按40%、30%、30%的比例拨付", []),
        ("分3期拨付，分别为40%、30%、30%", []),
        ("按40%、30%、30%的比例拨付", []),
        ("分四年按40%、30%、30%的比例拨付", ["A012"]),
        ("分三年按50%、30%、30%的比例拨付", ["A010"]),
    ],
)
def test_parts_are_those_of_the_text(words: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, words) == expected
