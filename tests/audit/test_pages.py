"""Each code of family A has a page; its bad example gives that code, its good one gives nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.audit.pages import codes

from policydsl.diagnostics.catalogue.audit import RULES

PAGES: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "src/policydsl/diagnostics/pages/A.toml").read_text(encoding="utf-8")
)
WITHOUT_HEAD = {"A040", "A041", "A042", "A046"}  # whose examples bring a part of the head of their own


def test_every_code_has_its_page_in_order() -> None:
    assert list(PAGES) == [rule.code for rule in RULES]


@pytest.mark.parametrize("code", PAGES)
def test_what_a_page_says(code: str) -> None:
    page = PAGES[code]
    assert page["why"]["zh"].endswith("。")
    assert page["why"]["en"].endswith(".")
    assert page["frame"] == "audit"


@pytest.mark.parametrize("code", PAGES)
def test_the_bad_example_gives_the_code_alone(code: str) -> None:
    ignored = {"A041", "A042", "A044", "A046"} - {code} if code in WITHOUT_HEAD else set()
    assert [one for one in codes(PAGES[code]["bad"]) if one not in ignored] == [code]


@pytest.mark.parametrize("code", PAGES)
def test_the_good_example_gives_nothing(code: str) -> None:
    ignored = {"A041", "A042", "A044", "A046"} - {code} if code in WITHOUT_HEAD else set()
    assert [one for one in codes(PAGES[code]["good"]) if one not in ignored] == []
