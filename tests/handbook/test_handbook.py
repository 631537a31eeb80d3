"""The handbook: everything of the policy is in it, its links lead somewhere, and nothing in it can run."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policydsl.cli.root import root as program
from policydsl.diagnostics import Reporter
from policydsl.workspace import load_policy

Golden = Callable[[Path, str], None]
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "policies" / "xiamen_ai_2025.yaml"
SAMPLE = ROOT / "tests" / "diff" / "cases" / "new.yaml"
AMENDMENT = ROOT / "examples" / "amendments" / "lower_rates_2026.yaml"
EXPECTED = Path(__file__).parent / "expected"
VOID = {"meta", "br"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["docs", *arguments])


class Page(HTMLParser):
    """Ids, links and the balance of the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        if found.get("id"):
            assert found["id"] not in self.ids
            self.ids.add(str(found["id"]))
        if found.get("href"):
            self.links.add(str(found["href"]))
        assert "src" not in found
        assert not any(name.startswith("on") for name in found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_small_policy(lang: str, golden: Golden) -> None:
    for format_, ending in (("markdown", "md"), ("html", "html")):
        result = run(str(SAMPLE), "--format", format_, "--lang", lang)
        assert (result.exit_code, result.stderr) == (0, "")
        golden(EXPECTED / f"sample.{lang}.{ending}", result.stdout)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_of_the_shipped_policy_is_in_it(lang: str) -> None:
    loaded = load_policy(str(SHIPPED), Reporter())
    assert loaded is not None
    policy = loaded.policy
    page = Page()
    html = run(str(SHIPPED), "--lang", lang).stdout
    page.feed(html)
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "iframe"}
    assert {clause.id for clause in policy.clauses} <= page.ids
    facts = {f"fact-{e.item}-{f}" for e in policy.entities.values() for f in e.fields}
    assert facts <= page.ids
    assert {link.removeprefix("#") for link in page.links} <= page.ids
    assert all(link.startswith("#") for link in page.links)
    markdown = run(str(SHIPPED), "--format", "markdown", "--lang", "zh").stdout
    said = re.sub(r"\\(.)", r"\1", markdown)
    for clause in policy.clauses:
        assert clause.title.zh in said
        assert all(condition.label.zh in said for condition in clause.eligibility)
        assert all(cap.label.zh in said for cap in clause.caps)
    assert all(one.title.zh in said for one in policy.commitments)
    assert all(label.zh in said for reading in policy.readings.values() for label in reading.options.values())


def test_amendments_are_in_the_text_of_the_day() -> None:
    before = run(str(SHIPPED), "--format", "markdown").stdout
    after = run(str(SHIPPED), "--amend", str(AMENDMENT), "--as-of", "2026-07-01", "--format", "markdown").stdout
    assert before != after
    assert "1200万元，累计一次" in after


def test_what_people_wrote_cannot_run(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("zh: 规模奖励", 'zh: "<script>alert(1)</script>"')
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    html = run(str(path)).stdout
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_policy_with_mistakes_is_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(
        SAMPLE.read_text(encoding="utf-8").replace("applicant.revenue *", "applicant.revenu *", 1), encoding="utf-8"
    )
    result = run(str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "[N002]" in result.stderr
    assert run(str(tmp_path / "none.yaml")).exit_code == 2


@pytest.mark.parametrize(
    ("lang", "in_pages", "in_explanation"),
    [
        (
            "zh",
            [
                "每年 名额数，按评审得分从高到低",
                "按“上年度销售额 - 上上年度销售额”从高到低",
                "不超过 年度资金。涉及：项目补助。不够时按排名先后，按评审得分从高到低。",
                "不超过 上年度地方纳税额 × 50%。适用于：上年度地方纳税额 > 0元。",
            ],
            [
                "每年 10 个名额，按评审得分从高到低",
                "按“上年度销售额 - 上上年度销售额”从高到低",
                "项目资金（年度资金 100万元）",
            ],
        ),
        (
            "en",
            ["by 评审得分, highest first", "not above 地方纳税额 of the year before × 50% together"],
            ["the quota: 10 winners a year, by 评审得分, highest first", "项目资金 (年度资金 CNY 1,000,000)"],
        ),
    ],
)
def test_limits_and_rankings_are_in_words(lang: str, in_pages: list[str], in_explanation: list[str]) -> None:
    folder = Path(__file__).parent / "cases"
    pages = run(str(folder / "shared.yaml"), "--format", "markdown", "--lang", lang).output.replace("\\", "")
    told = CliRunner().invoke(
        program, ["explain", str(folder / "shared.yaml"), str(folder / "shared.facts.yaml"), "--lang", lang]
    )
    assert all(one in pages for one in in_pages), pages
    assert all(one in told.output for one in in_explanation), told.output
