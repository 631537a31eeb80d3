"""The base policy of the checks, with one text changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

ROOT = Path(__file__).resolve().parents[2]
BASE = (ROOT / "src/policydsl/diagnostics/pages/sample.yaml").read_text(encoding="utf-8")
Changed = Callable[..., str]


@pytest.fixture(scope="session")
def changed() -> Changed:
    """`changed((text, by), …)`: the sample policy with each text, which stands there once, replaced."""

    def change(*pairs: tuple[str, str]) -> str:
        text = BASE
        for before, after in pairs:
            assert text.count(before) == 1, f"`{before}` must stand once in the sample"
            text = text.replace(before, after)
        return text

    return change


@pytest.fixture(scope="session", autouse=True)
def _deep_enough() -> None:
    """The first run of a formula raises the interpreter's limit; hypothesis wants that done before."""
    load_policy_source(SourceFile("p.yaml", BASE), Reporter())
