"""Every built-in by its case file: `builtins/<name>.feel`; the form of a line is told in `lines.py`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.feel.lines import Line, check, judge, read

from policydsl.feel.builtins import BUILTINS, FAMILIES, Builtin
from policydsl.feel.builtins.names import MULTI_WORD, MULTI_WORD_PARAMETERS

CASES = Path(__file__).parent / "builtins"
LINES = [line for path in sorted(CASES.glob("*.feel")) for line in read(path)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.stem}:{line.number}")
def test_case(line: Line) -> None:
    judge(line)


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
    assert {line.stem for line in LINES} == {name.replace(" ", "_") for name in BUILTINS}
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
