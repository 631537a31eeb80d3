"""Every built-in by its case file: `builtins/<name>.feel`, a line a case.

EXPRESSION => VALUE            the same value, and no failure
EXPRESSION => fails            null, with a failure
EXPRESSION => fails: words     and its reason in English has these words
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.builtins import BUILTINS, FAMILIES, Builtin
from policydsl.feel.builtins.names import MULTI_WORD, MULTI_WORD_PARAMETERS
from policydsl.feel.compiler import Outcome, compile_expression
from policydsl.feel.ops import is_, show
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, WholeText

CASES = Path(__file__).parent / "builtins"


@dataclass(frozen=True, slots=True)
class Line:
    builtin: str
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
            lines.append(Line(path.stem.replace("_", " "), number, expression, expected.strip()))
    return lines


LINES = [line for path in sorted(CASES.glob("*.feel")) for line in read(path)]


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


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.builtin}:{line.number}")
def test_case(line: Line) -> None:
    if not line.fails:
        check(line.expression, line.expected)
        return
    got = run(line.expression)
    assert got.value is None, f"{line.expression} is {show(got.value)}"
    assert len(got.failures) == 1
    reason = got.failures[0].reason
    assert line.expected.removeprefix("fails").removeprefix(": ") in reason.en
    assert reason.zh, "the reason has no Chinese"


@pytest.mark.parametrize("builtin", BUILTINS.values(), ids=lambda builtin: builtin.name)
def test_row(builtin: Builtin) -> None:
    check(*builtin.example)
    assert builtin.doc.zh, "no documentation in Chinese"
    assert builtin.doc.en, "no documentation in English"
    assert not (builtin.volatile and builtin.in_policies), "what reads the clock has no place in a policy"


@pytest.mark.parametrize("builtin", BUILTINS.values(), ids=lambda builtin: builtin.name)
def test_case_file_is_complete(builtin: Builtin) -> None:
    path = CASES / f"{builtin.name.replace(' ', '_')}.feel"
    assert path.exists(), f"add {path.name} with the cases of `{builtin.name}`"
    lines = read(path)
    assert sum(not line.fails for line in lines) >= 2, "at least two calls that give a value"
    assert any(line.fails for line in lines), "at least one call that fails"
    text = "".join(line.expression for line in lines)
    for signature in builtin.signatures:
        for param in signature.params:
            assert signature.variadic or f"{param.name}: " in text, f"no call names the argument `{param.name}`"


def test_each_case_file_has_its_row() -> None:
    assert {line.builtin for line in LINES} == set(BUILTINS)
    assert len({path.name for path in CASES.iterdir()}) == len(BUILTINS), "a file that is not of a built-in"


def test_a_name_stands_in_one_family() -> None:
    assert sum(len(rows) for _, rows in FAMILIES) == len(BUILTINS)


def test_names_of_several_words_are_listed_for_the_lexer() -> None:
    assert tuple(sorted(name for name in BUILTINS if " " in name)) == MULTI_WORD
    params = {param.name for row in BUILTINS.values() for signature in row.signatures for param in signature.params}
    assert tuple(sorted(name for name in params if " " in name)) == MULTI_WORD_PARAMETERS


def test_the_names_come_without_the_implementations() -> None:
    code = (
        "import sys, policydsl.feel.builtins.names; "
        "print([name for name in sys.modules if name.startswith('policydsl.feel.builtins.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['policydsl.feel.builtins.names']"
