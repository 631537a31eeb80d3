"""What Chinese drafters type: each phrase works as it reads, or is told once, with what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.check.drafters.framing import HERE, in_words, told, with_cell, with_entry, with_key
from tests.conftest import Golden

from policydsl.diagnostics import RULES

ARROW = " ⇒ "
# Several words, each of which is wrong by itself.
EACH_IS_TOLD = {
    "kind | [企业, 高校]",
    "test | project.stage in (planned, built)",
    "test | project.stage in [planned, built]",
    "amount | Min(project.cost, 1元)",
    "cap | - {id:a, limit:400万元, per:project}",
    "cap | - {id=a, limit=400万元, per=project}",
}


def cases(name: str) -> list[tuple[str, str]]:
    """The kind and the text of each case in a file; what is told stands behind an arrow."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    typed = [line.partition(ARROW)[0] for line in lines if line.strip() and not line.startswith("## ")]
    return [(line.partition(" | ")[0], line.partition(" | ")[2]) for line in typed]


def answered(name: str, frame: Callable[[str, str], str], line: Callable[[str, str], str]) -> str:
    """The file with what is told now."""
    out = []
    for written in (HERE / name).read_text(encoding="utf-8").splitlines():
        kind, _, text = written.partition(ARROW)[0].partition(" | ")
        if not written.strip() or written.startswith("## "):
            out.append(written)
        else:
            out.append(f"{kind} | {text}{ARROW}{in_words(frame(kind, text), line(kind, text))}")
    return "\n".join(out) + "\n"


def test_cells(golden: Golden) -> None:
    golden(HERE / "cells.txt", answered("cells.txt", with_cell, lambda _, cell: f"value: {cell}"))


def test_formulas(golden: Golden) -> None:
    golden(HERE / "formulas.txt", answered("formulas.txt", with_key, lambda key, value: f"{key}: {value}"))


def test_entries(golden: Golden) -> None:
    def line(kind: str, text: str) -> str:
        return text if kind in ("cap", "row") else f"{kind}: {text}"

    golden(HERE / "entries.txt", answered("entries.txt", with_entry, line))


@pytest.mark.parametrize("name", ["cells.txt", "formulas.txt", "entries.txt"])
def test_one_slip_gives_one_finding(name: str) -> None:
    lines = [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if ARROW in line]
    assert len(lines) > 50
    several = [line.partition(ARROW) for line in lines if "; " in line.partition(ARROW)[2]]
    assert {typed for typed, _, _ in several} <= EACH_IS_TOLD


@pytest.mark.parametrize("name", ["cells.txt", "formulas.txt"])
def test_safe_fixes_come_to_an_end_and_tell_nothing_new(name: str) -> None:
    """What is mended without asking is never told again at the same words."""
    frame = with_cell if name == "cells.txt" else with_key
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        typed, _, result = line.partition(ARROW)
        kind, _, _ = typed.partition(" | ")
        told_, arrow, mended = result.partition(" → ")
        if not arrow or not RULES[result[:4]].safe:
            continue
        _, found = told(frame(kind, mended))
        again = [in_words(frame(kind, mended), "policydsl").partition(" →")[0]] if found else []
        assert told_ not in again, line


def test_the_messages_speak_both_languages(root: Path) -> None:
    del root
    for kind, cell in cases("cells.txt"):
        _, found = told(with_cell(kind, cell))
        for one in found:
            assert one.message("zh") != one.message("en")
            assert one.help_text("zh") or one.code.startswith(("T", "N"))
