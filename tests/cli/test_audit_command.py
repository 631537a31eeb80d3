"""`policydsl audit` as people call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

CASES = "tests/audit/cases"
POLICY, TEXT = f"{CASES}/lantian.yaml", f"{CASES}/lantian.md"
GOLDEN = Path(__file__).parent / "audit"
Run = Callable[..., Result]
Golden = Callable[[Path, str], None]


@pytest.fixture
def slipped(root: Path) -> str:
    """The policy with a wrong rate and a wrong bound."""
    text = (root / POLICY).read_text(encoding="utf-8")
    return text.replace("* 8%", "* 9%").replace("<= 2000,", "< 2000,")


def test_what_agrees(run: Run) -> None:
    result = run("audit", POLICY, "--source", TEXT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{POLICY} 对照 {TEXT}：条文 12 段，数额 23 处，全部相符\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_differs_is_shown_on_both_sides(lang: str, slipped: str, run: Run, golden: Golden) -> None:
    result = run("audit", "-", "-s", TEXT, "--lang", lang, stdin=slipped)
    assert (result.exit_code, result.stderr) == (1, "")
    golden(GOLDEN / f"differs.{lang}.txt", result.stdout)


def test_the_text_from_standard_input(run: Run, root: Path) -> None:
    text = (root / TEXT).read_text(encoding="utf-8").replace("> ", "")
    assert run("audit", POLICY, "-s", "-", stdin=text).exit_code in (0, 1)
    chenghu = (root / CASES / "chenghu.txt").read_text(encoding="utf-8")
    assert run("audit", f"{CASES}/chenghu.yaml", "--source", "-", stdin=chenghu).exit_code == 0


def test_findings_as_json(slipped: str, run: Run) -> None:
    result = run("audit", "-", "-s", TEXT, "--format", "json", stdin=slipped)
    found = json.loads(result.stdout)["findings"]
    assert (result.exit_code, [one["code"] for one in found]) == (1, ["A010", "A020"])
    assert [label["file"] for label in found[0]["labels"]] == ["<stdin>", TEXT]
    assert json.loads(run("audit", POLICY, "-s", TEXT, "--format", "json").stdout)["findings"] == []


def test_findings_as_markdown(slipped: str, run: Run, golden: Golden) -> None:
    result = run("audit", "-", "-s", TEXT, "--format", "markdown", stdin=slipped)
    assert result.exit_code == 1
    golden(GOLDEN / "differs.md", result.stdout)


def test_the_record_with_findings(slipped: str, run: Run, golden: Golden) -> None:
    result = run("audit", "-", "-s", TEXT, "--coverage", stdin=slipped)
    assert result.exit_code == 1
    golden(GOLDEN / "coverage.txt", result.stdout)
    document = json.loads(run("audit", "-", "-s", TEXT, "--coverage", "--format", "json", stdin=slipped).stdout)
    assert [one["code"] for one in document["findings"]] == ["A010", "A020"]
    assert {one["standing"] for one in document["passages"]} == {"heading", "provision", "in_force", "charge"}


def test_the_record_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "对照表.md"
    result = run("audit", POLICY, "-s", TEXT, "--coverage", "--format", "markdown", "-o", str(made))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert made.read_text(encoding="utf-8").startswith("# 原文对照\n")
    assert run("audit", POLICY, "-s", TEXT, "-o", str(tmp_path / "no" / "such.txt")).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["audit", POLICY], "U105", "--source"),
        (["audit", POLICY, "-s", "nothing.txt"], "U001", "nothing.txt"),
        (["audit", "nothing.yaml", "-s", TEXT], "U001", "nothing.yaml"),
        (["audit", POLICY, "-s", CASES], "U002", CASES),
        (["audit", "-", "-s", "-"], "U115", "-"),
        (["audit", POLICY, "-s", TEXT, "--format", "csv"], "U104", "markdown"),
    ],
)
def test_what_cannot_run(arguments: list[str], code: str, said: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert said in result.stderr
    assert result.stdout == ""


def test_a_text_that_is_not_utf_8(run: Run, root: Path, tmp_path: Path) -> None:
    made = tmp_path / "gbk.txt"
    made.write_bytes((root / TEXT).read_text(encoding="utf-8").encode("gb18030"))
    result = run("audit", POLICY, "-s", str(made))
    assert result.exit_code == 2
    assert "[U006]" in result.stderr
    assert "GBK" in result.stderr
    made = tmp_path / "原文.docx"
    made.write_bytes(b"PK\x03\x04\xff\xfe\x00\x00")
    result = run("audit", POLICY, "-s", str(made))
    assert result.exit_code == 2
    assert ".txt" in result.stderr


def test_a_text_without_provisions(run: Run) -> None:
    result = run("audit", POLICY, "-s", "-", stdin="蓝田府规字（2025）3号\n")
    assert result.exit_code == 1
    assert "[A007]" in result.stderr
    assert "[U005]" in run("audit", POLICY, "-s", "-", stdin=" \n").stderr


def test_a_policy_that_cannot_be_read_is_not_compared(run: Run, root: Path) -> None:
    text = (root / POLICY).read_text(encoding="utf-8")
    result = run("audit", "-", "-s", TEXT, stdin=text.replace("amount: line.assets * 8%", "amount: line.assets * * 8%"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "[X" in result.stderr


def test_what_check_says_of_the_policy_is_counted_and_the_audit_goes_on(run: Run, root: Path) -> None:
    text = (root / POLICY).read_text(encoding="utf-8")
    made = text.replace("1000万元（不含）", "1000万元（含）")  # two rows overlap, and the text says otherwise
    result = run("audit", "-", "-s", TEXT, stdin=made)
    assert result.exit_code == 1
    assert "1 个错误" in result.stderr
    assert result.stdout.count("错误[A020]") == 1
