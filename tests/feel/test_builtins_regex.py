from __future__ import annotations

import re
from itertools import product
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.feel.builtins.patterns import MAX_DEPTH, MAX_PATTERN, MAX_TIMES
from policydsl.feel.builtins.regex import matches, replace, split
from policydsl.feel.failure import FeelFailure

# What the pattern takes, whole: pattern, texts it takes, texts it does not.
CLASSES = [
    (r"\d", "0٣", "a½"),
    (r"\D", "a", "0"),
    (r"\s", " \t\n\r", "a\u00a0"),
    (r"\S", "a\u00a0", " "),
    (r"\w", "a厦9$", " .-"),
    (r"\W", ".", "a"),
    (r"\i", "a_:厦", "-1"),
    (r"\c", "a-.1", " $"),
    (r"\I", "1", "a"),
    (r"\C", " ", "a"),
    (r"\p{Lu}", "AÉ", "a1"),
    (r"\P{Lu}", "a1", "A"),
    (r"\p{L}", "aA厦", "1"),
    (r"\p{IsCJKUnifiedIdeographs}", "厦门", "a〔"),
    (r"\P{IsBasicLatin}", "厦", "a"),
    (r"[a-c]", "abc", "d-"),
    (r"[^a-c]", "d-", "abc"),
    (r"[-a]", "-a", "b"),
    (r"[a-]", "-a", "b"),
    (r"[a-z-[aeiou]]", "bz", "ae1"),
    (r"[^a-z-[0-4]]", "5A", "a0"),
    (r"[a-z-[a-f-[c]]]", "cg", "ab"),
    (r"[\d\-x]", "0-x", "a"),
    (r"[\^\]\[]", "^][", "a"),
    (r"[\p{Lu}-[A]]", "B", "Ab"),
    (r".", "a厦\t", "\n\r"),
    (r"\.", ".", "a"),
]


@pytest.mark.parametrize(("pattern", "takes", "leaves"), CLASSES)
def test_classes(pattern: str, takes: str, leaves: str) -> None:
    assert [char for char in takes if not matches(char, f"^{pattern}$")] == []
    assert [char for char in leaves if matches(char, f"^{pattern}$")] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "*a", "a**", "a{2,1}", "a{", "a{x}", "a{2", "a{1001}", "(", "(a", "a)", "[", "[]", "[a", "[b-a]", r"[a-\d]",
        "a]", "a}", "{", "\\", r"\b", r"\0", r"\1", r"(\1)", r"(a)\2", r"(a)[\1]", r"\p", r"\p{", r"\p{Xx}",
        r"\p{IsKlingon}", r"\p{IsBasic Latin}", "[a-c-e]", "[[a]]", "[a-[b]c]", "(?=a)", "(?i)a", r"\Qa\E",
    ],
)  # fmt: skip
def test_what_the_standard_calls_an_error_is_a_failure(pattern: str) -> None:
    with pytest.raises(FeelFailure) as caught:
        matches("a", pattern)
    assert "the pattern" in caught.value.reason.en
    assert "模式" in caught.value.reason.zh


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("a\nb", "^b", "", False),
        ("a\nb", "^b", "m", True),
        ("a\nb", "a$", "", False),
        ("a\nb", "a$", "m", True),
        ("a\n", "a$", "", False),
        ("a\n", "^$", "m", False),  # no line starts after the last line end
        ("a\n\nb", "^$", "m", True),
        ("a\nb", "a.b", "s", True),
        ("ÀB", "àb", "i", True),
        ("ſ", "S", "i", True),
        ("σ", "ς", "i", True),
        ("a", r"\p{Lu}", "i", False),
        ("a", "[^A]", "i", False),
        ("ab", "a b", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("a[b", r"a \[ b", "x", True),
        ("A.C", "a.c", "qi", True),
        ("abc", "a.c", "qi", False),
        ("aXa", "(.)x\\1", "i", True),
    ],
)
def test_flags(text: str, pattern: str, flags: str, *, found: bool) -> None:
    assert matches(text, pattern, flags) is found


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        ("(a)(b)?", "<$1$2>", "<a>c"),
        ("a", "$0$0", "aac"),
        ("(a)", "$10", "a0c"),
        ("a", "$5", "c"),
        ("a", "\\$\\\\", "$\\c"),
    ],
)
def test_replacements(pattern: str, replacement: str, expected: str) -> None:
    assert replace("ac", pattern, replacement) == expected


def test_group_numbers_of_two_digits() -> None:
    groups = "".join(f"({char})" for char in "abcdefghijk")
    assert replace("abcdefghijk", groups, "$11$10") == "kj"
    assert matches("abcdefghijkk", groups + r"\11")
    assert matches("aa0", r"(a)\10")


@pytest.mark.parametrize("replacement", ["$", "$a", "a\\", "\\n", "$$"])
def test_wrong_replacements(replacement: str) -> None:
    with pytest.raises(FeelFailure):
        replace("abc", "b", replacement)


@pytest.mark.parametrize("pattern", ["", "a*", "a?", "^", "$", "(a|)", "(a*)*"])
def test_a_pattern_that_takes_nothing_neither_replaces_nor_splits(pattern: str) -> None:
    with pytest.raises(FeelFailure):
        replace("abc", pattern, "x")
    with pytest.raises(FeelFailure):
        split("abc", pattern)
    assert matches("abc", pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^(a+)+$", "a" * 5000 + "!"),
        ("^(a|a|aa)*$", "a" * 5000 + "!"),
        ("^(a*)*(a*)*(a*)*b", "a" * 3000),
        ("(.*)(.*)(.*)(.*)x", "a" * 2000),
        (r"^(\w+\s?)*$", "word " * 500 + "!"),
        ("a{0,500}a{0,500}b", "a" * 400),
        (r"^(a*)*\1b", "a" * 400),  # refers back: ends by its steps
        (r"(a*)\1\1\1b", "a" * 50_000),
    ],
)
def test_no_pattern_hangs(pattern: str, text: str) -> None:
    start = process_time()
    if "\\" in pattern and "1" in pattern:
        with pytest.raises(FeelFailure, match="takes too long"):
            matches(text, pattern)
    else:
        assert matches(text, pattern) is False
    assert process_time() - start < 20  # seconds, on a slow machine; without bounds it would be years


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a" * (MAX_PATTERN + 1), "longer than"),
        ("(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1), "too deeply"),
        (f"((a{{{MAX_TIMES}}}){{{MAX_TIMES}}})", "too large"),
        ("((((){1000}){1000}){1000}){1000}", "too large"),
        ("((((?:){1000}){1000}){1000}){1000}", "too large"),
    ],
)
def test_limits_of_patterns(pattern: str, words: str) -> None:
    with pytest.raises(FeelFailure, match=words):
        matches("a", pattern)


def test_limits_of_texts() -> None:
    with pytest.raises(FeelFailure, match="longer than"):
        matches("a" * 100_001, "b")
    with pytest.raises(FeelFailure, match="too long"):
        replace("a" * 50_000, "a", "$0" * 100)


def test_an_empty_round_of_a_loop_ends_it() -> None:
    assert matches("b", r"^(a?)*(b)\2?$")
    assert matches("ab", r"^(|a)+b(\1)$")


PIECES = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "(a)", "^", "$", "(b|)"])
MARKS = st.sampled_from(["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?"])


@given(st.lists(st.tuples(PIECES, MARKS), max_size=5), st.text("abc", max_size=8))
def test_python_finds_the_same(parts: list[tuple[str, str]], text: str) -> None:
    # Where both languages mean the same; Python puts no mark behind an anchor.
    pattern = "".join(piece + (mark if piece not in "^$" else "") for piece, mark in parts)
    assert matches(text, pattern) == (re.search(pattern, text) is not None)
    if re.search(pattern, "") is None:
        assert replace(text, pattern, "<$0>") == re.sub(pattern, r"<\g<0>>", text)


def test_python_finds_the_same_groups() -> None:
    for pattern in ["(a*)(ab)*(b)?", "((a)|b)+?(c|$)", "(a(b)?)+(c)?", "(a|ab)(c|bcd)(d*)"]:
        for chars in product("abcd", repeat=5):
            text = "".join(chars)
            if re.search(pattern, "") is None:
                python = re.sub(pattern, lambda m: "|".join(group or "" for group in m.groups()), text)
                assert replace(text, pattern, "$1|$2|$3") == python, (pattern, text)
