"""Texts made to be too much: each gets a finding, quickly, and never a crash."""

from __future__ import annotations

import time

import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import Mapping, Node, Scalar, Sequence, check_shape, parse_yaml
from policydsl.syntax.compose import MAX_DEPTH, MAX_NODES, MAX_REPEATED, Composer
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER, Parser
from policydsl.syntax.shadow import Shadow

# Far above what it takes, far below what a quadratic way would take.
SECONDS = 20


def codes(text: str) -> list[str]:
    reporter = Reporter()
    start = time.perf_counter()
    node = parse_yaml(SourceFile("t", text), reporter)
    if node is not None:
        check_shape(node, "policy", reporter)
    assert time.perf_counter() - start < SECONDS
    assert len(reporter) <= 2 * MAX_NODES
    return sorted({d.code for d in reporter})


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
@pytest.mark.parametrize("parser", [FASTEST_PARSER, PYTHON_PARSER], ids=["libyaml", "python"])
def test_fifty_thousand_levels(opening: str, parser: type[Parser]) -> None:
    text = opening * 50_000
    reporter = Reporter()
    assert Composer(SourceFile("t", text), Shadow(text), reporter).run(parser).root is None
    assert [d.code for d in reporter] == ["Y020"]


def test_the_last_level_that_is_read() -> None:
    assert "Y020" not in codes("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["Y020"]


def test_levels_that_aliases_add() -> None:
    lines = ["a0: &a0 [x]", *(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 80))]
    assert codes("\n".join(lines)) == ["Y020"]


def bomb(levels: int) -> str:
    first = "a0: &a0 [" + ", ".join(["x"] * 10) + "]\n"
    return first + "".join(f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * 10) + "]\n" for i in range(1, levels))


def test_a_bomb_of_aliases() -> None:
    assert codes(bomb(9)) == ["Y021"]


def test_aliases_within_reason_are_taken() -> None:
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", bomb(3)), reporter)
    assert len(reporter) == 0
    assert isinstance(root, Mapping)
    last = root.get("a2")
    assert isinstance(last, Sequence)
    assert len(last.items) == 10


def test_aliases_of_single_values_count() -> None:
    assert codes("a: &a x\nb: [" + "*a, " * MAX_REPEATED + "]") == ["Y021"]


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "&a [*a]\n", "a: &a {b: {c: *a}}\n", "a: &a\n  - *a\n"])
def test_an_alias_of_itself(text: str) -> None:
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", text), reporter)
    assert [d.code for d in reporter] == ["Y022"]
    assert depth(root) < 5


def depth(node: Node | None) -> int:
    if isinstance(node, Mapping):
        return 1 + max((depth(value) for _, value in node), default=0)
    if isinstance(node, Sequence):
        return 1 + max((depth(item) for item in node.items), default=0)
    return 0


def test_an_anchor_may_be_written_anew() -> None:
    root = parse_yaml(SourceFile("t", "a: &x 1\nb: &x 2\nc: *x\n"), Reporter())
    assert isinstance(root, Mapping)
    value = root.get("c")
    assert isinstance(value, Scalar)
    assert value.value == 2


HUGE = 1_100_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: b\n" * HUGE, "Y021"),
        ("x: [" + "a," * HUGE + "]", "Y021"),
        ("a: [" + "." * HUGE, "Y035"),
        ("a: [max(b" + ",a" * 50_000 + "]", "S002"),
        ("a: b" + " " * HUGE + "c: d", "Y010"),
        ("a: > 5\n" * 100_000, "Y006"),
        ("\ta: 1\n" * 100_000, "Y002"),
        ("a：b\n" * 100_000, "S001"),
        ("：" * HUGE, "S001"),
        ("，" * HUGE, "S001"),
        ("\u200b" * HUGE, "Y031"),
        ("a: #b\n" + "# c\n" * HUGE, "Y027"),
        ('a: "' + "\\q" * HUGE + '"', "Y032"),
        ('["' + "\\ud83d\\ude00" * 50_000 + '"]', "S001"),
        ('["' + "\\ud83d" * HUGE, "Y033"),
        ("a: " + "9" * HUGE, "Y025"),
        ("policydsl: 1\nkind: policy\nissued: 2025" + " " * HUGE + "x", "S022"),
        ("policydsl: 1\nkind: policy\nsubject_to: [" + ", ".join(f"a{i}, {i}" for i in range(50_000)) + "]", "S014"),
        ("policydsl: 1\nkind: policy\n" + "".join(f"k{i}: 1\n" for i in range(50_000)), "S010"),
        ("a:" + "\n" * HUGE, "S002"),
        ("".join(" " * i + "a:\n" for i in range(500)), "Y020"),
    ],
    ids=lambda value: value if len(value) < 5 else "",
)
def test_large_and_strange(text: str, code: str) -> None:
    assert code in codes(text)


def test_twenty_slips_are_reported_in_one_run() -> None:
    text = "".join(f"k{i}: >= {i}\n" for i in range(20))
    reporter = Reporter()
    assert parse_yaml(SourceFile("t", text), reporter) is not None
    assert [d.code for d in reporter] == ["Y006"] * 20


def test_of_more_slips_the_rest_waits_for_the_next_run() -> None:
    text = "".join(f"k{i}: >= {i}\n" for i in range(100))
    reporter = Reporter()
    assert parse_yaml(SourceFile("t", text), reporter) is None
    assert {d.code for d in reporter} == {"Y006"}
    assert 20 <= len(reporter) < 100
