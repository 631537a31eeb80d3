"""Tests share modules by their path from the top of the repository, which is not on the path by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.fixture(scope="session", autouse=True)
def _stack() -> None:
    """FEEL raises Python's recursion limit when it first runs, which hypothesis minds in the middle of a test."""
    from tests.xiamen.shipped import shipped  # noqa: PLC0415  (found by the path above)

    assert shipped().engine.plan.clauses


@pytest.fixture
def accept() -> bool:
    """Whether golden texts are to be written anew."""
    return os.environ.get("POLICYDSL_ACCEPT") == "1"
