"""JSON is read by the same reader: escapes, tabs, long lines, compact writing."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile, Span
from policydsl.syntax import Mapping, Node, Scalar, Sequence, check_shape, parse_yaml
from policydsl.syntax.compose import Composer
from policydsl.syntax.escapes import mend
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER, Parser
from policydsl.syntax.shadow import Shadow

# Longer keys than YAML takes in one line are no keys of ours.
keys = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff"), max_size=20)
texts = keys | st.text('a\n\t\r"\\/中 ', max_size=12)
figures = st.integers(-(10**20), 10**20) | st.decimals(-(10**9), 10**9, places=4)
values = st.recursive(
    st.none() | st.booleans() | figures | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def plain(node: Node | None) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node}
    assert isinstance(node, Sequence)
    return [plain(item) for item in node.items]


class Exact(json.JSONEncoder):
    def default(self, o: object) -> object:
        return f"decimal {o}" if isinstance(o, Decimal) else super().default(o)


def written(value: Any, **options: Any) -> str:
    """As JSON, decimals as figures."""
    text = json.dumps(value, cls=Exact, **options)
    pieces = text.split('"decimal ')
    return pieces[0] + "".join(piece.replace('"', "", 1) for piece in pieces[1:])


@pytest.mark.parametrize(
    "options", [{}, {"ensure_ascii": False}, {"indent": "\t"}, {"separators": (",", ":")}], ids=str
)
@given(value=st.dictionaries(keys, values, min_size=1, max_size=4))
def test_what_json_writes_is_read(options: dict[str, Any], value: dict[str, Any]) -> None:
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", written(value, **options)), reporter)
    assert [d.code for d in reporter if d.code != "Y031"] == []
    assert plain(root) == value


@pytest.mark.parametrize("parser", [FASTEST_PARSER, PYTHON_PARSER], ids=["libyaml", "python"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "\/\"\\\b\f\n\r\t"}', '/"\\\b\f\n\r\t'),
        (r'{"a": "\u4e2d\u6587"}', "中文"),
        (r'{"a": "\ud83d\ude00!"}', "😀!"),
        (r'{"a": "\uD83D\uDE00\ud83d\ude00"}', "😀😀"),
        (r'{"a": "\\ud83d\\ude00"}', r"\ud83d\ude00"),
        ('{\n\t"a":\t[\n\t\t1,\n\t\t2\n\t]\n}', [1, 2]),
        ('{"a":1.10}', Decimal("1.10")),
        ('{"a":-0.5e-2}', Decimal("-0.005")),
        ('{"a":{"b":"c"}}', {"b": "c"}),
        ('{"a":null}', None),
        ('{"a": "' + "长" * 20_000 + '"}', "长" * 20_000),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_escapes_and_blanks(text: str, value: object, parser: type[Parser]) -> None:
    source, shadow, reporter = SourceFile("t", text), Shadow(text), Reporter()
    composed = Composer(source, shadow, reporter).run(parser)
    if composed.stop is not None:  # a surrogate pair: the first try finds it
        assert mend(source, shadow, composed.stop.at, reporter)
        composed = Composer(source, shadow, reporter).run(parser)
    assert isinstance(composed.root, Mapping)
    assert plain(composed.root.get("a")) == value
    assert len(reporter) == 0


def test_places_after_surrogate_pairs() -> None:
    text = r'{"a": "\ud83d\ude00x", "b": "y"}'
    root = parse_yaml(SourceFile("t", text), Reporter())
    assert isinstance(root, Mapping)
    a, b = root.get("a"), root.get("b")
    assert isinstance(a, Scalar)
    assert isinstance(b, Scalar)
    place = a.locate(Span(0, 1))
    assert text[place.start : place.end] == r"\ud83d\ude00"
    place = a.locate(Span(1, 2))
    assert text[place.start : place.end] == "x"
    assert text[b.span.start : b.span.end] == '"y"'


@pytest.mark.parametrize(
    ("escape", "code"), [(r"\ud83d", "Y033"), (r"\ude00", "Y033"), (r"\q", "Y032"), (r"\u12", "Y032")]
)
@pytest.mark.parametrize("frame", ['{{"a": "x{}y"}}', 'a: "x{}y"\n'])
def test_wrong_escapes(frame: str, escape: str, code: str) -> None:
    text = frame.format(escape)
    reporter = Reporter()
    parse_yaml(SourceFile("t", text), reporter)
    (found,) = reporter
    assert found.code == code
    span = found.labels[0].span
    assert text[span.start : span.end] == escape


def test_a_fact_file_in_one_line() -> None:
    value = {"policydsl": 1, "kind": "facts", "as_of": "2025-10-01", "applicant": {"id": "A1", "annual_revenue": 5}}
    reporter = Reporter()
    root = parse_yaml(SourceFile("t", json.dumps(value)), reporter)
    assert root is not None
    assert check_shape(root, "facts", reporter)
    assert len(reporter) == 0
