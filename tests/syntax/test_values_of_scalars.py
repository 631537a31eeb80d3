"""What a scalar means: the core schema of YAML 1.2, with the written digits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import Mapping, Scalar, parse_yaml
from policydsl.syntax.compose import Composer
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER, Parser
from policydsl.syntax.shadow import Shadow

BOTH = pytest.mark.parametrize("parser", [FASTEST_PARSER, PYTHON_PARSER], ids=["libyaml", "python"])

CASES = {
    # The traps of YAML 1.1: text all of them.
    "no": "no",
    "off": "off",
    "on": "on",
    "yes": "yes",
    "y": "y",
    "12:30": "12:30",
    "1_000": "1_000",
    "2025-04-21": "2025-04-21",
    "0b11": "0b11",
    "1,000": "1,000",
    "１２": "１２",
    "１": "１",
    # Truth values and nothing.
    "true": True,
    "True": True,
    "TRUE": True,
    "tRUE": "tRUE",
    "false": False,
    "null": None,
    "Null": None,
    "~": None,
    "": None,
    "none": "none",
    # Whole numbers.
    "0": 0,
    "012": 12,
    "-7": -7,
    "+7": 7,
    "0o14": 12,
    "0x1F": 31,
    "0o9": "0o9",
    "9999999999999999999999999999999999": 10**34 - 1,
    # Decimals, to the digit.
    "1.50": Decimal("1.50"),
    ".5": Decimal("0.5"),
    "5.": Decimal(5),
    "1e3": Decimal("1E+3"),
    "-1.5E-7": Decimal("-1.5E-7"),
    "0.1": Decimal("0.1"),
    # Text.
    "30%": "30%",
    "1000万元": "1000万元",
    "+": "+",
    ".": ".",
    "1.2.3": "1.2.3",
    "1e": "1e",
    "- 5": None,  # see below: no scalar at all
}


def value_of(text: str, parser: type[Parser] = FASTEST_PARSER) -> object:
    source = SourceFile("t", text)
    root = Composer(source, Shadow(text), Reporter()).run(parser).root
    assert isinstance(root, Mapping)
    node = root.get("a")
    assert isinstance(node, Scalar)
    return node.value


@BOTH
@pytest.mark.parametrize("written", [w for w in CASES if w != "- 5"])
def test_plain(written: str, parser: type[Parser]) -> None:
    value = value_of(f"a: {written}\n", parser)
    assert value == CASES[written]
    assert type(value) is type(CASES[written])
    if isinstance(value, Decimal):
        assert str(value) == str(CASES[written])


@BOTH
@pytest.mark.parametrize("written", ["no", "012", "1.50", "true", "null", "~", "2025-04-21", ".nan"])
@pytest.mark.parametrize("mark", ["'", '"'])
def test_quoted_is_text(written: str, mark: str, parser: type[Parser]) -> None:
    assert value_of(f"a: {mark}{written}{mark}\n", parser) == written


def test_text_keeps_the_writing() -> None:
    root = parse_yaml(SourceFile("t", "a: 012\nb: 1.50\nc: '''x'\nd: true\n"), Reporter())
    assert isinstance(root, Mapping)
    assert [value.text for _, value in root if isinstance(value, Scalar)] == ["012", "1.50", "'x", "true"]


@pytest.mark.parametrize("written", [".nan", ".NaN", ".inf", "-.INF", "+.inf", "NaN", "Infinity", "-Infinity"])
def test_what_is_no_number(written: str) -> None:
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", f"a: {written}\n"), reporter)
    assert [d.code for d in reporter] == ["Y024"]
    assert isinstance(root, Mapping)
    assert root.get("a") is not None


@pytest.mark.parametrize("written", ["1" * 35, "1." + "1" * 34, "1e6145", "1e-6144000", "9" * 100_000, "0x" + "f" * 40])
def test_figures_that_no_formula_holds(written: str) -> None:
    reporter = Reporter()
    parse_yaml(SourceFile("t", f"a: {written}\n"), reporter)
    assert [d.code for d in reporter] == ["Y025"]


def test_keys_are_names_by_their_text() -> None:
    root = parse_yaml(SourceFile("t", "2025-04-21: 30%\n012: x\n'2025': y\n"), Reporter())
    assert isinstance(root, Mapping)
    assert [key.text for key, _ in root] == ["2025-04-21", "012", "2025"]
