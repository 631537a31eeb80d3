"""The guide for drafters: what it tells to write stands in the example pointed to, and no construct is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from policydsl.diagnostics import Reporter
from policydsl.render.document_reference import outline
from policydsl.source import SourceFile
from policydsl.source.resources import example_texts, schema_text
from policydsl.workspace import load_policy_source

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
PAGES = [(ROOT / "docs" / "policy" / f"reference.{lang}.md").read_text(encoding="utf-8") for lang in ("zh", "en")]
HEADS = ("| 原文的话 | 写法 | 例 |", "| 要用的 | 写法 | 例 |")
OF_THE_DOCUMENT = {"published", "status", "currency", "note", "allow"}  # no phrase of a notice asks for them
LINK = re.compile(r"\[例\]\(policy/reference\.zh\.md#(example-[\w-]+)\)")


def rows() -> list[list[str]]:
    found, inside = [], False
    for line in GUIDE.splitlines():
        if line.startswith("|") and inside and "---" not in line:
            found.append([cell.strip() for cell in line.strip("|").split(" | ")])
        inside = line.startswith("|") and (inside or line in HEADS)
    return found


ROWS = rows()


def plain(text: str) -> str:
    """Without what depends on how a map is laid out: quotes, and spaces."""
    return re.sub(r"[\s'\"]+", "", text)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_to_be_written_stands_in_the_example(row: list[str]) -> None:
    assert len(row) == 3
    anchors = LINK.findall(row[2])
    assert anchors, "the row points to no example"
    for anchor in anchors:
        assert all(f'<a id="{anchor}"></a>' in page for page in PAGES), anchor
    names = [anchor.removeprefix("example-").partition("-")[0] for anchor in anchors]
    texts = [text for name, text in example_texts().items() if name.partition(".")[0] in names]
    code = re.findall(r"`([^`]+)`", row[1])
    assert code, "the row shows nothing to write"
    for written in code:
        assert any(plain(written) in plain(text) for text in texts), f"`{written}` does not stand in {anchors}"


def test_there_are_phrases() -> None:
    assert len(ROWS) > 35


@pytest.mark.parametrize("section", ["policy", "clause"])
def test_the_guide_speaks_of_every_construct(section: str) -> None:
    found = next(one for one in outline("policy", json.loads(schema_text("policy"))).sections if one.name == section)
    guide = GUIDE.partition('<a id="decisions"></a>')[0]
    told = {word for code in re.findall(r"`[^`\n]+`", guide) for word in re.findall(r"\w+", code)}
    told |= {word for block in re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL) for word in re.findall(r"\w+", block)}
    assert [key.name for key in found.keys if key.name not in told | OF_THE_DOCUMENT] == []


def test_the_policy_to_begin_with_is_good() -> None:
    (text,) = re.findall(r"```yaml\n(policydsl: 1\n.*?)```", GUIDE, re.DOTALL)
    reporter = Reporter()
    assert load_policy_source(SourceFile("my_policy.yaml", text), reporter) is not None
    assert [one.code for one in reporter] == []
