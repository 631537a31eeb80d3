"""The shipped policy, and edits of it as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.source import SourceFile
from policydsl.workspace.loading import load_policy_source

HERE = Path(__file__).parent
POLICY = HERE.parents[1] / "policies" / "xiamen_ai_2025.yaml"
TEXT = POLICY.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Slip:
    """A slip, and the one finding that it must give: its code and its line."""

    name: str
    text: str
    code: str
    line: str


def read(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return found


def replaced(text: str, find: str, to: str, nth: int = 1) -> str:
    """The text with one place changed; that there is such a place is a part of the case."""
    at = -1
    for _ in range(nth):
        at = text.index(find, at + 1)
    return text[:at] + to + text[at + len(find) :]


def slips() -> list[Slip]:
    """All slips in the policy itself."""
    return [
        Slip(case["name"], replaced(TEXT, case["find"], case["to"], case.get("nth", 1)), case["code"], case["line"])
        for case in read("broken.yaml")
    ]


def good_edits() -> list[tuple[str, str]]:
    """All edits that are right, each with the whole text."""
    found = []
    for case in read("good.yaml"):
        text = TEXT
        for change in case["changes"]:
            text = replaced(text, change["find"], change["to"])
        found.append((case["name"], text))
    return found


def findings(text: str) -> list[Diagnostic]:
    """What `check` says of a policy."""
    reporter = Reporter()
    load_policy_source(SourceFile("policy.yaml", text), reporter)
    return list(reporter)
