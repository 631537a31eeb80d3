"""Files of cases, a line each, and how they are judged.

EXPRESSION => VALUE            the same value, and no failure
EXPRESSION => fails            null, with a failure
EXPRESSION => fails: words     and its reason in English has these words
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.compiler import Outcome, compile_expression
from policydsl.feel.ops import is_, show
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, WholeText


@dataclass(frozen=True, slots=True)
class Line:
    """A case; `stem` is its file's name without the ending."""

    stem: str
    number: int
    expression: str
    expected: str

    @property
    def fails(self) -> bool:
        return self.expected == "fails" or self.expected.startswith("fails: ")


def read(path: Path) -> list[Line]:
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            expression, arrow, expected = line.rpartition(" => ")
            assert arrow, f"{path.name}:{number}: no ` => `"
            lines.append(Line(path.stem, number, expression, expected.strip()))
    return lines


def run(text: str) -> Outcome:
    parsed = parse_expression(text, WholeText(SourceFile("case", text)), Reporter(), style=False)
    assert not isinstance(parsed, ErrorExpr), f"cannot be read: {text}"
    return compile_expression(parsed, []).run({})


def check(expression: str, expected: str) -> None:
    got = run(expression)
    reasons = [failure.reason for failure in got.failures]
    wanted = run(expected)
    assert not wanted.failures, f"the expected value itself fails: {expected}"
    assert is_(got.value, wanted.value), f"{expression} is {show(got.value)}, not {expected} {reasons}"
    assert not reasons, f"{expression} gives the value, and a failure: {reasons}"


def judge(line: Line) -> None:
    """Assert what the line says."""
    if not line.fails:
        check(line.expression, line.expected)
        return
    got = run(line.expression)
    assert got.value is None, f"{line.expression} is {show(got.value)}"
    assert len(got.failures) == 1
    reason = got.failures[0].reason
    assert line.expected.removeprefix("fails").removeprefix(": ") in reason.en
    assert reason.zh, "the reason has no Chinese"
