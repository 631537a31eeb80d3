"""Texts that were written on purpose, to be mutated: our own case files, and the kit's where it is given."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FEEL = Path(__file__).resolve().parents[1]
KIT = ("feel_cases.jsonl", "boxed_cases.jsonl", "table_cases.jsonl")


def seeds() -> list[str]:
    """Every text once, in a stable order."""
    return list(dict.fromkeys([*own(), *kit()]))


def own() -> Iterator[str]:
    """The calls of the built-ins' case files, and what the parser's cases accept and refuse."""
    for path in sorted((FEEL / "builtins").glob("*.feel")):
        for line in path.read_text(encoding="utf-8").splitlines():
            expression, arrow, expected = line.rpartition(" => ")
            if arrow and not line.startswith("#"):
                yield expression
                if not expected.startswith("fails"):
                    yield expected
    for path in sorted((FEEL / "cases").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip() and not line.startswith((" ", "#", "@")):
                yield line


def kit() -> Iterator[str]:
    """The expressions and table cells of the conformance kit; none without POLICYDSL_SHARED."""
    shared = os.environ.get("POLICYDSL_SHARED")
    for name in KIT if shared else ():
        with (Path(shared or "") / "feel-tck" / name).open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                for part in (row, *row["requires"]):
                    yield from _texts(part)


def _texts(part: dict[str, Any]) -> Iterator[str]:
    yield from (part[key] for key in ("expression", "body") if part.get(key))
    table = part.get("table")
    if table:
        yield from (item["expr"] for item in table["inputs"])
        for rule in table["rules"]:
            yield from (*rule["when"], *rule["then"])
