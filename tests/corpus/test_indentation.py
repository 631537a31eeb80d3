"""One line of the shipped policy moved by a blank or indented with tabs: one finding at that line, if it matters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.corpus.edits import TEXT, findings

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import parse_yaml
from policydsl.syntax.plain import plain

LINES = TEXT.split("\n")
# Those that once gave several findings, and every so many of the others.
ONCE = (56, 210, 260, 266, 463, 559, 592, 670, 1069, 1147)
STEP = 37
NUMBERS = sorted({*ONCE, *range(11, len(LINES), STEP)})
SLIPS: dict[str, Callable[[str], str]] = {
    "one blank too many": lambda line: " " + line,
    "one blank too few": lambda line: line.removeprefix(" "),
    "a tab for two blanks": lambda line: "\t" + line.removeprefix("  "),
    "tabs for all": lambda line: "\t" * ((len(line) - len(line.lstrip())) // 2) + line.lstrip(),
}


def values(text: str) -> object:
    """What a text says, whatever its layout."""
    node = parse_yaml(SourceFile("policy.yaml", text), Reporter())
    assert node is not None
    return plain(node)


def changed(number: int, slip: Callable[[str], str]) -> str:
    """The policy with one line changed."""
    return "\n".join([*LINES[: number - 1], slip(LINES[number - 1]), *LINES[number:]])


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_line_out_of_place_gives_one_finding(slip: Callable[[str], str]) -> None:
    seen = 0
    wrong: list[object] = []
    for number in NUMBERS:
        line = LINES[number - 1].strip()
        if not line or line.startswith("#") or slip(LINES[number - 1]) == LINES[number - 1]:
            continue
        text = changed(number, slip)
        found = [
            (one.code, one.labels[0].file.position(one.labels[0].span.start).line)
            for one in findings(text)
            if one.severity.counts
        ]
        if found in ([("Y011", number)], [("Y002", number)]):
            seen += 1
        elif found or values(text) != values(TEXT):
            wrong.append((number, line, found))
    assert wrong == []
    assert seen > len(NUMBERS) // 2
