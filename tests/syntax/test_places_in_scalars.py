"""Each character of a scalar's text is found again at its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax import Mapping, Node, Scalar, Sequence, parse_yaml
from policydsl.syntax.compose import Composer
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER, Parser
from policydsl.syntax.shadow import Shadow

PIECES = [
    *("a", "b", "中", "😀", "é", "，", "0", "x y", "%", "#", " ", "  ", "\t"),
    *("\n", "\n\n", "\r\n", "\n\n\n"),
    *("\\n", "\\u4e2d", '\\"', "\\\n", "\\L", "\\x41", "\\U0001F600", "''", "\u2028", "\x85"),
]
bodies = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


def indented(body: str, columns: int) -> str:
    return body.replace("\n", "\n" + " " * columns)


@st.composite
def entries(draw: st.DrawFn, number: int) -> str:
    """A line `key: value` with a value in one of the five styles."""
    body = draw(bodies)
    style = draw(st.sampled_from(["plain", "'", '"', "|", ">"]))
    key = f"{draw(st.sampled_from(['k', '键', '😀']))}{number}"
    if style == '"':
        return f'{key}: "{indented(body, draw(st.sampled_from([1, 3])))}"\n'
    body = body.replace("\\", "")
    if style == "'":
        return f"{key}: '{indented(body, 2)}'\n"
    if style == "plain":
        anchor = draw(st.sampled_from(["", "&a ", "&b\n  "]))
        return f"{key}: {anchor}x{indented(body, 2)}\n"
    given_columns = draw(st.sampled_from(["", "2"]))
    chomp = draw(st.sampled_from(["", "-", "+"]))
    comment = draw(st.sampled_from(["", " # c"]))
    return f"{key}: {style}{given_columns}{chomp}{comment}\n  {draw(st.sampled_from(['x', '']))}{indented(body, 2)}\n"


documents = st.tuples(
    st.sampled_from(["", "# 中😀\n", "\n", "---\n"]), st.tuples(entries(1), entries(2), entries(3))
).map(lambda parts: parts[0] + "".join(parts[1]))


def scalars(root: Node | None) -> list[Scalar]:
    if isinstance(root, Scalar):
        return [root]
    if isinstance(root, Mapping):
        return [found for key, value in root for found in (key, *scalars(value))]
    return [found for item in root.items for found in scalars(item)] if isinstance(root, Sequence) else []


def stands_for(written: str, char: str, style: str) -> bool:
    """Whether a piece of the file is a way to write a character in this style."""
    first = written[:1]
    if char == " " and first in "\r\n \t":
        return True
    if char == "\n" and written.lstrip(" \t")[:1] in ("\r", "\n"):
        return True
    return first == char or (style == "double" and first == "\\") or (style == "single" and written == "''")


@pytest.mark.parametrize("parser", [FASTEST_PARSER, PYTHON_PARSER], ids=["libyaml", "python"])
@given(text=documents)
def test_every_character_is_found(parser: type[Parser], text: str) -> None:
    source = SourceFile("t", text)
    for node in scalars(Composer(source, Shadow(text), Reporter()).run(parser).root):
        last = node.span.start
        for i, char in enumerate(node.text):
            place = node.locate(Span(i, i + 1))
            assert stands_for(text[place.start : place.end], char, node.style), (node, i, char, place)
            assert place.start >= last
            last = place.start
        assert node.locate(Span(0, 0)).start >= node.span.start


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("a: x and y\n", "and", "1:6-1:9"),
        ("a: 'it''s y'\n", "s", "1:9-1:10"),
        ('a: "\\u4e2d y"\n', "y", "1:12-1:13"),
        ('a: "\\ud83d\\ude00 y"\n', "y", "1:18-1:19"),
        ("a: |\n  x\n  and y\n", "and", "3:3-3:6"),
        ("a: |4\n    x\n     and y\n", "and", "3:6-3:9"),
        ("a: >-\n  x\n  and y\n", "and", "3:3-3:6"),
        ("a: x\n  and\n  y\n", "and", "2:3-2:6"),
        ("a: >\n\n  x\n\n  and y\n", "and", "5:3-5:6"),
        ("a: x\u2028 and y\n", "and", "1:7-1:10"),
        ("{a: 'x', b: and}\n", "and", "1:13-1:16"),
        ("a: &n x and\nb: *n\n", "and", "1:9-1:12"),
        ("a: [max(x, and), 3]\n", "and", "1:12-1:15"),
        ("a: >= and\n", "and", "1:7-1:10"),
    ],
)
def test_a_word_of_a_formula(text: str, part: str, place: str) -> None:
    source = SourceFile("t", text)
    (node, *_) = [s for s in scalars(parse_yaml(source, Reporter())) if part in s.text]
    start = node.text.index(part)
    span = node.locate(Span(start, start + len(part)))
    first, last = source.position(span.start), source.position(span.end)
    assert f"{first.line}:{first.column}-{last.line}:{last.column}" == place


def test_spans_outside_the_text_stay_inside_the_value() -> None:
    root = parse_yaml(SourceFile("t", "a: xyz\n"), Reporter())
    (_, node) = scalars(root)
    assert node.locate(Span(2, 99)) == Span(5, 6)
    assert node.locate(Span(50, 99)) == Span(6, 6)


@pytest.mark.parametrize("text", ["a: ''\n", 'a: ""\n', "a: |\n\nb: 1\n", "a:\nb: 1\n"])
def test_an_empty_text_has_a_place(text: str) -> None:
    root = parse_yaml(SourceFile("t", text), Reporter())
    assert isinstance(root, Mapping)
    node = root.get("a")
    assert isinstance(node, Scalar)
    assert node.span.start <= node.locate(Span(0, 0)).start <= len(text)


def test_places_of_collections() -> None:
    text = "a:\n  - b: 1 # c\n\n  - {d: 2}\n\ne: 3\n"
    root = parse_yaml(SourceFile("t", text), Reporter())
    assert isinstance(root, Mapping)
    outer = root.get("a")
    assert isinstance(outer, Sequence)
    assert text[outer.span.start : outer.span.end] == "- b: 1 # c\n\n  - {d: 2}"
    assert [text[item.span.start : item.span.end] for item in outer.items] == ["b: 1", "{d: 2}"]
