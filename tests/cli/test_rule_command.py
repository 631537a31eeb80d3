"""`policydsl rule`: pages on the terminal, lists, and the documents made of them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from policydsl.diagnostics import RULES

Run = Callable[..., Result]
Golden = Callable[[Path, str], None]
HERE = Path(__file__).parent / "rules"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", ["T022", "U101", "Y031", "X016", "F006", "R001"])
def test_a_page(code: str, lang: str, run: Run, golden: Golden) -> None:
    result = run("rule", code, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(HERE / f"{code}.{lang}.txt", result.stdout)


def test_a_name_and_a_small_letter_will_do(run: Run) -> None:
    page = run("rule", "T022").stdout
    assert run("rule", "compare-money").stdout == page
    assert run("rule", "t022").stdout == page


def test_all_codes_are_listed_by_family(run: Run) -> None:
    lines = run("rule").stdout.splitlines()
    codes = [line[:4] for line in lines if not line.startswith(" ")]
    assert sorted(codes) == sorted(RULES)
    assert codes[0].startswith("U")
    assert codes.index("X001") < codes.index("N001") < codes.index("F001")


@pytest.mark.parametrize(
    ("word", "among", "not_among"), [("D", "D001", "Y001"), ("金额", "T003", "Y001"), ("overlap", "D001", "T001")]
)
def test_some_codes_are_listed(word: str, among: str, not_among: str, run: Run) -> None:
    listed = run("rule", word).stdout
    assert f"{among}  " in listed
    assert f"{not_among}  " not in listed


@pytest.mark.parametrize(("word", "meant"), [("compare-mony", "compare-money"), ("T0222", "T022")])
def test_an_unknown_code_is_told_the_one_that_was_meant(word: str, meant: str, run: Run) -> None:
    result = run("rule", word)
    assert result.exit_code == 2
    assert "[U132]" in result.stderr
    assert f"`{meant}`" in result.stderr


def test_as_json_it_is_in_both_languages(run: Run) -> None:
    (page,) = json.loads(run("rule", "X016", "--format", "json").stdout)
    assert (page["code"], page["severity"], page["frame"], page["safe_fix"], page["can_be_allowed"]) == (
        "X016", "style", "test", True, True,
    )  # fmt: skip
    assert all(page[key]["zh"] and page[key]["en"] for key in ("title", "why", "help"))
    assert len(json.loads(run("rule", "--format", "json").stdout)) == len(RULES)


def test_as_markdown_it_has_the_finding(run: Run) -> None:
    page = run("rule", "T022", "--format", "markdown").stdout
    assert page.startswith("## T022 compare-money\n")
    assert "错误[T022]" in page
    assert "```text\nproject.cost >= 100万元\n```" in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_documents_are_made_of_the_rules(lang: str, run: Run, root: Path, tmp_path: Path) -> None:
    """`make docs` writes them anew."""
    folder = root / "docs" / "rules" / lang
    assert run("rule", "--pages", str(tmp_path), "--lang", lang).exit_code == 0
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    if os.environ.get("POLICYDSL_ACCEPT") == "1":
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert kept.keys() == made.keys()
    assert [name for name in made if made[name] != kept[name]] == [], "`make docs` writes them anew"


def test_pages_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    assert run("rule", "--pages", str(tmp_path / "x")).exit_code == 2
