"""Small cohorts of the shipped policy and of the example policies, read back."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.evaluate.support import findings

from policydsl.diagnostics import Reporter
from policydsl.workspace import LoadedPolicy, load_policy

ROOT = Path(__file__).resolve().parents[2]
POLICIES = {
    "xiamen": ROOT / "policies" / "xiamen_ai_2025.yaml",
    "vouchers": ROOT / "examples" / "policies" / "vouchers_with_pots" / "policy.yaml",
    "growth": ROOT / "examples" / "policies" / "growth_and_finance" / "policy.yaml",
}


@cache
def policy(name: str) -> LoadedPolicy:
    """One of the policies of the repository."""
    reporter = Reporter()
    loaded = load_policy(str(POLICIES[name]), reporter)
    assert loaded is not None, findings(reporter)
    return loaded


def csv_tables(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables of a folder, each a list of rows."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    """The fact files of a file, figures as Decimal."""
    return [json.loads(line, parse_float=Decimal) for line in path.read_text(encoding="utf-8").splitlines()]


def tables_of(documents: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Fact files as the rows that tables have of them; what is unknown is left out."""
    found: dict[str, list[dict[str, str]]] = {}
    for document in documents:
        owner = document["applicant"]["id"]
        found.setdefault("applicants", []).append(_row(document["applicant"]))
        for key, rows in document.items():
            if isinstance(rows, list):
                many = [{"applicant": owner, **_row(row)} for row in rows]
                if not key.endswith("awards"):
                    many = [{**row, "position": str(place)} for place, row in enumerate(many, 1)]
                found.setdefault(key, []).extend(many)
        for rule, clause in document.get("elections", {}).items():
            found.setdefault("elections", []).append({"applicant": owner, "rule": rule, "clause": clause})
    return found


def _row(row: dict[str, Any]) -> dict[str, str]:
    found = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found.update({f"{key}[{period}]": _text(one) for period, one in value.items()})
        else:
            found[key] = _text(value)
    return found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
