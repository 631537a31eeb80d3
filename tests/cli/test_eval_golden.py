"""What `eval` prints for each shipped example: the files under examples/expected/ are read as documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
POLICY = "policies/xiamen_ai_2025.yaml"
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json"))
EXPECTED = ROOT / "examples" / "expected"
ALL = [str(path.relative_to(ROOT)) for path in EXAMPLES]
BY_REVENUE = ("--reading", "academic_tier=by_revenue")

Run = Callable[..., Result]
Golden = Callable[[Path, str], None]


def printed(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 8


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_text(path: Path, lang: str, run: Run, golden: Golden) -> None:
    result = run("eval", POLICY, str(path.relative_to(ROOT)), "--lang", lang)
    golden(EXPECTED / f"{path.stem}.{lang}.txt", printed(result))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_json(path: Path, run: Run, golden: Golden) -> None:
    result = run("eval", POLICY, str(path.relative_to(ROOT)), "--format", "json")
    golden(EXPECTED / f"{path.stem}.json", printed(result))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_in_one_table(lang: str, run: Run, golden: Golden) -> None:
    golden(EXPECTED / f"all.{lang}.txt", printed(run("eval", POLICY, *ALL, "--lang", lang)))


def test_all_as_markdown(run: Run, golden: Golden) -> None:
    golden(EXPECTED / "all.md", printed(run("eval", POLICY, *ALL, "--format", "markdown")))


def test_all_as_csv(run: Run, golden: Golden) -> None:
    result = run("eval", POLICY, *ALL, "--format", "csv")
    assert result.exit_code == 0
    # The runner's stdout is text with universal line ends; the bytes are what a spreadsheet gets.
    golden(Path(__file__).parent / "bytes" / "all.csv", result.stdout_bytes.decode("utf-8"))


def test_another_reading_and_another_day(run: Run, golden: Golden) -> None:
    result = run("eval", POLICY, "examples/university_lab.yaml", *BY_REVENUE, "--as-of", "2027-12-31")
    golden(EXPECTED / "university_lab.by_revenue.zh.txt", printed(result))
