"""The page of a simulation: pictures with their tables, escaped, without ids unless they are asked for."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.cohort.conftest import write_csv
from tests.cohort.test_simulate import APPLICANTS, DAY, POLICY

from policydsl.cli import main

OPTIONS = (
    "--budget", "100万元", "--split", "市=60%,区=40%", "--set", "clauses.tier.table.rules.small.then.rate=10%",
    "--scenario", "<b>比例</b>=reading.steps=part", "--lang", "zh",
)  # fmt: skip


class Page(HTMLParser):
    """Elements opened and closed, the texts, and the sources that a page would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.counts: dict[str, int] = {}
        self.loads: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "srcset", "data"}]
        self.loads += [name for name, _ in attrs if name.startswith("on")]
        if tag not in {"meta", "br", "img", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(folder: Path, *options: str) -> str:
    policy, cohort = folder / "policy.yaml", write_csv(folder / "cohort", APPLICANTS)
    policy.write_text(POLICY.replace("建设, en", "'建设 <script>alert(1)</script>', en"), encoding="utf-8")
    target = folder / "page.html"
    line = ["simulate", str(policy), str(cohort), "--as-of", DAY, *OPTIONS, "--report", str(target), *options]
    assert main(line) == 0
    return target.read_text(encoding="utf-8")


def test_the_page_is_whole_and_loads_nothing(tmp_path: Path) -> None:
    text = page(tmp_path)
    found = Page(text)
    assert found.open == []
    assert found.loads == []
    assert "script" not in found.counts
    assert "b" not in found.counts
    assert found.counts["svg"] >= 9
    assert found.counts["table"] > found.counts["svg"]
    said = " ".join(found.texts)
    for words in ("建设 <script>alert(1)</script>", "分担比例 市 60%、区 40% 是假设", "1,700,000.00", "预算 100万元"):
        assert words in said


def test_ids_of_applicants_only_when_asked_for(tmp_path: Path) -> None:
    assert "<td>A</td>" not in page(tmp_path)
    assert "<td>A</td>" in page(tmp_path, "--ids")


def test_ids_of_svg_elements_differ_between_pictures(tmp_path: Path) -> None:
    text = page(tmp_path)
    ids = [part.split('"', 1)[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_pictures_beside_the_tables(tmp_path: Path, kind: str) -> None:
    page(tmp_path, "-o", str(tmp_path / "out"), "--pictures", kind)
    drawn = sorted(one.name for one in (tmp_path / "out").glob(f"*.{kind}"))
    assert len(drawn) >= 9
    assert drawn[0] == f"01-budget.{kind}"
    first = (tmp_path / "out" / drawn[0]).read_bytes()
    assert first.startswith(b"\x89PNG" if kind == "png" else b"<?xml")
    made = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in made["scenarios"]] == ["base", "set", "<b>比例</b>"]
