"""The acceptance cases of the first policy, to the last fen, each clause and each subject."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.evaluate.support import awards, money
from tests.xiamen.shipped import shipped

AT_LEAST = 100


def shown(award: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"status": str(award.status)}
    if award.amount is not None:
        found |= {"amount": money(award.amount), "payable": money(award.payable)}
    if award.term is not None:
        found["term"] = award.term
    if award.provisional:
        found["provisional"] = True
    return found


def test_every_case_to_the_fen(shared: Path) -> None:
    lines = (shared / "cases" / "xiamen_cases.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for case in map(json.loads, lines):
        expected = {(c, s): award for c, subjects in case["expect"].items() for s, award in subjects.items()}
        found = {right: shown(a) for right, a in awards(shipped(), case["facts"], case["readings"]).items()}
        assert found.keys() == expected.keys(), case["id"]
        for right, award in expected.items():
            if "provisional" not in award:  # the cases say where it must be true, and nothing elsewhere
                found[right].pop("provisional", None)
            if found[right] != award:
                wrong.append((case["id"], right, found[right], award))
    assert wrong == []
    assert len(lines) >= AT_LEAST
