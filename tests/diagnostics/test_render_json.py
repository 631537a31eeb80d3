"""Findings as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from policydsl.diagnostics import RULES, Diagnostic, Edit, Fix, Label
from policydsl.diagnostics.render import render_json
from policydsl.diagnostics.rule import error
from policydsl.source import SourceFile, Span, Text

OWN = error("Z911", "no-unit", "`{a}` 没有单位", "`{a}` has no unit", help_zh="加上“元”", help_en="add 元")


@pytest.fixture(autouse=True)
def _own_rule() -> Iterator[None]:
    RULES[OWN.code] = OWN
    yield
    del RULES[OWN.code]


def test_a_finding_with_place_labels_and_fix() -> None:
    file = SourceFile("示例.yaml", "id: 甲\namount: 100\n")
    other = Label(file, Span(4, 5), Text("本条款", "this clause"))
    fix = Fix((Edit(file, Span(17, 17), "元"),))
    found = Diagnostic(OWN.code, (Label(file, Span(14, 17)), other), {"a": "100"}, fix=fix)
    place = {"file": "示例.yaml", "start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 12}}
    assert json.loads(render_json([found], "zh"))["findings"] == [
        {
            "code": "Z911",
            "name": "no-unit",
            "severity": "error",
            "message": "`100` 没有单位",
            "help": "加上“元”",
            "part": None,
            "path": None,
            **place,
            "labels": [
                {**place, "note": None},
                {
                    "file": "示例.yaml",
                    "start": {"line": 1, "column": 5},
                    "end": {"line": 1, "column": 6},
                    "note": "本条款",
                },
            ],
            "fix": [
                {
                    "file": "示例.yaml",
                    "start": {"line": 2, "column": 12},
                    "end": {"line": 2, "column": 12},
                    "replacement": "元",
                }
            ],
            "fix_is_safe": False,
        }
    ]


def test_a_finding_without_place() -> None:
    (shown,) = json.loads(render_json([Diagnostic(OWN.code, args={"a": "x"})], "en"))["findings"]
    assert shown["message"] == "`x` has no unit"
    assert (shown["file"], shown["start"], shown["end"], shown["labels"], shown["fix"]) == (None, None, None, [], None)


def test_none_is_an_empty_array() -> None:
    document = json.loads(render_json([], "zh"))
    assert (document["policydsl"], document["kind"], document["findings"], document["allowed"]) == (
        1,
        "findings",
        [],
        [],
    )
    assert set(document["counts"].values()) == {0}


def test_chinese_stays_readable_and_a_lone_surrogate_can_be_written() -> None:
    text = render_json([Diagnostic(OWN.code, args={"a": "\ud800"})], "zh")
    assert "没有单位" in text
    assert text.encode()
    assert json.loads(text)["findings"][0]["message"] == "`\ud800` 没有单位"
