"""The catalogue of codes: each once, in both languages, in the style of CONTRIBUTING.md, and in use."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from pathlib import Path

import pytest

from policydsl.diagnostics import RULES, Rule
from policydsl.diagnostics.catalogue import (
    amendments,
    audit,
    expressions,
    facts,
    files,
    names,
    policy,
    running,
    shape,
    sums,
    tables,
    types,
    usage,
    yaml,
)

SRC = Path(__file__).resolve().parents[2] / "src" / "policydsl"
FAMILIES = {
    "U": (*files.RULES, *usage.RULES), "Y": yaml.RULES, "S": shape.RULES, "X": expressions.RULES, "N": names.RULES,
    "T": types.RULES,
    "D": tables.RULES, "P": (*policy.RULES, *sums.RULES), "M": amendments.RULES, "F": facts.RULES, "R": running.RULES,
    "A": audit.RULES,
}  # fmt: skip
ALL = [rule for family in FAMILIES.values() for rule in family]
CODE = re.compile(r"[A-Z]\d{3}")
each = pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)


def arguments(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def codes_in_sources() -> dict[str, str]:
    """Give every text that has the form of a code, outside the catalogue, and where it stands."""
    found: dict[str, str] = {}
    for path in sorted(SRC.rglob("*.py")):
        if "catalogue" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.setdefault(node.value, f"{path.relative_to(SRC)}:{node.lineno}")
    return found


def test_there_are_rules_in_every_family() -> None:
    assert [letter for letter, rules in FAMILIES.items() if not rules] == []


def test_codes_and_names_are_unique() -> None:
    for seen in (Counter(rule.code for rule in ALL), Counter(rule.name for rule in ALL)):
        assert [word for word, times in seen.items() if times > 1] == []


def test_a_code_has_the_letter_of_its_family_and_they_are_in_order() -> None:
    for letter, rules in FAMILIES.items():
        codes = [rule.code for rule in rules]
        assert [code for code in codes if not (CODE.fullmatch(code) and code.startswith(letter))] == []
        assert codes == sorted(codes)


@each
def test_the_name_can_be_typed(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)


@each
def test_both_languages_say_the_same_of_the_same(rule: Rule) -> None:
    for text in (rule.message, rule.help):
        assert bool(text.zh) == bool(text.en)
        assert arguments(text.zh) == arguments(text.en)
    assert all(name.isidentifier() for name in arguments(rule.message.en) | arguments(rule.help.en))


@each
def test_messages_keep_to_the_style(rule: Rule) -> None:
    zh, en = rule.message.zh, rule.message.en
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not zh.endswith(("。", "！", "."))
    assert not en.endswith((".", "!"))
    assert not re.match(r"[A-Z][a-z]", en), "start in lower case"
    assert "\n" not in zh + en
    for text in (zh, en, rule.help.zh, rule.help.en):
        assert text.count("`") % 2 == 0
        assert not re.search(
            r"\b(scalar|mapping|sequence|node|NoneType|Decimal|token|enum value|regex)\b", text, re.IGNORECASE
        )


def test_every_code_in_the_sources_is_in_the_catalogue() -> None:
    assert {code: where for code, where in codes_in_sources().items() if code not in RULES} == {}


def test_every_code_of_the_catalogue_is_in_use() -> None:
    assert sorted(set(RULES) - set(codes_in_sources())) == []


def reports(text: str) -> list[tuple[int, str, set[str], bool]]:
    """Give each `….report("CODE", …, name=…)`: its line, code, names of arguments, and whether it brings help."""
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(ast.Attribute(attr="report"), [ast.Constant(str(code)), *_], keywords):
                names = [keyword.arg for keyword in keywords]
                if None not in names:  # **arguments: only a run can tell
                    given = {name for name in names if name is not None}
                    found.append((node.lineno, code, given - {"help", "fix"}, "help" in given))
            case _:
                pass
    return found


def lacking(code: str, given: set[str], *, brings_help: bool) -> set[str]:
    rule = RULES[code]
    return (arguments(rule.message.en) | (set() if brings_help else arguments(rule.help.en))) - given


def test_every_report_fills_its_message() -> None:
    faults = [
        f"{path.relative_to(SRC)}:{line}: {code} lacks {sorted(missing)}"
        for path in sorted(SRC.rglob("*.py"))
        for line, code, given, brings_help in reports(path.read_text(encoding="utf-8"))
        if code in RULES and (missing := lacking(code, given, brings_help=brings_help))
    ]
    assert faults == []


def test_a_report_that_does_not_fill_its_message_is_seen() -> None:
    ((_, code, given, brings_help),) = reports('def f(r):\n    r.report("T005", at, left=1)')
    assert lacking(code, given, brings_help=brings_help) == {"right"}
