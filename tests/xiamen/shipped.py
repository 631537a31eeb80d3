"""The shipped policy, loaded once, and its YAML cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.evaluate.support import load

from policydsl.workspace import LoadedPolicy

ROOT = Path(__file__).resolve().parents[2]
POLICY = ROOT / "policies" / "xiamen_ai_2025.yaml"
CASES = Path(__file__).resolve().parent / "cases"


@cache
def shipped() -> LoadedPolicy:
    """The policy as it stands in the repository."""
    return load(POLICY.read_text(encoding="utf-8"))
