"""Policies and amendments written in rare ways: what can be done is done, what cannot is said, within limits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.amend.support import BASE, amendment, check_files, policy, raised, shown, write
from tests.steps import steps

from policydsl.amend.consolidate import Consolidation
from policydsl.amend.history import History
from policydsl.amend.reading import MAX_CHANGES, read_amendment
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import MAX_BYTES, parse_yaml
from policydsl.syntax.plain import plain
from policydsl.syntax.tree import Mapping


def consolidated(base: str, changes: str) -> Consolidation:
    """A text with one amendment, whatever kind of document it is."""
    found = Reporter()
    root = parse_yaml(SourceFile("base", base), found)
    node = parse_yaml(SourceFile("amendment", amendment(changes)), found)
    assert isinstance(root, Mapping)
    assert isinstance(node, Mapping)
    made = read_amendment(node, found)
    assert not found.has_errors, shown(found)
    history = History(root.file, root, [made])
    return history.of(history.amendments)


def text(base: str, changes: str) -> str:
    made = consolidated(base, changes)
    assert made.findings == (), shown(made.findings)
    return made.source.text


def codes(base: str, changes: str) -> list[str]:
    return [one.code for one in consolidated(base, changes).findings]


SHARED = "a: &x {p: 1}\nb: *x\nc: &only 5\nd:\n  e: *x\n  f: 2\n"


@pytest.mark.parametrize(
    "change",
    [
        "- {set: a.p, was: 1, to: 2}",
        "- {set: b.p, was: 1, to: 2}",
        "- {set: b, was: {p: 1}, to: 2}",
        "- {remove: a}",
        "- {remove: d}",
        "- {add: d.e.q, value: 3}",
    ],
)
def test_what_stands_in_several_places_at_once_is_not_amended(change: str) -> None:
    assert codes(SHARED, change) == ["M019"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("- {set: d.f, was: 2, to: 3}", SHARED.replace("f: 2", "f: 3")),
        ("- {set: c, was: 5, to: 6}", SHARED.replace("&only 5", "&only 6")),
        ("- {add: d.g, value: 4}", SHARED + "  g: 4\n"),
        ("- {remove: d.f}", SHARED.replace("  f: 2\n", "")),
    ],
)
def test_the_rest_of_such_a_policy_is(change: str, expected: str) -> None:
    assert text(SHARED, change) == expected


def test_an_anchor_that_would_change_what_the_policy_repeats_is_refused() -> None:
    base = "a: &x 1\nb:\n  c: 0\nd: *x\n"
    with pytest.raises(AssertionError, match="M019"):
        consolidated(base, "- {set: b, was: {c: 0}, to: {c: &x 2}}")


def test_a_policy_in_json_stays_json() -> None:
    base = json.dumps({"a": {"b": "x", "n": 1}, "list": [{"id": "one", "t": True}]}, indent=2, ensure_ascii=False)
    made = text(
        base,
        """
        - {set: a.b, was: x, to: 'say "hi"'}
        - {set: a.n, was: 1, to: 2.50}
        - {add: a.新, value: [甲, 1, true, {k: "v\\n"}]}
        - add: list
          value:
            id: two
            t: no
        - {remove: list.one.t}
        """,
    )
    assert json.loads(made) == {
        "a": {"b": 'say "hi"', "n": 2.5, "新": ["甲", 1, True, {"k": "v\n"}]},
        "list": [{"id": "one"}, {"id": "two", "t": "no"}],
    }


@pytest.mark.parametrize(
    ("base", "change"),
    [
        ("? a\n: 1\nb: 2\n", "- {set: a, was: 1, to: 2}"),
        ("a:\n  - - id: x\n    - id: y\n", "- {add: a, before: nothing, value: {id: z}}"),
    ],
)
def test_what_is_written_in_a_rare_way_is_not_touched(base: str, change: str) -> None:
    made = consolidated(base, change)
    assert [one.code for one in made.findings] in (["M023"], ["M016"])
    assert made.source.text == base


def test_a_change_that_cannot_be_written_does_not_stop_the_others() -> None:
    made = consolidated("? a\n: 1\nb: 2\nc: 3\n", "- {set: b, was: 2, to: 4}\n- {set: a, was: 1, to: 2}\n- {remove: c}")
    assert [one.code for one in made.findings] == ["M023"]
    assert made.source.text == "? a\n: 1\nb: 4\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("plain", "plain: 1"), ("2026-07-01", "2026-07-01: 1"), ('"a.b"', '"a.b": 1'), ('"是 的"', '"是 的": 1'),
     ("甲", "甲: 1"), ('"#"', '"#": 1')],
)  # fmt: skip
def test_new_keys_are_quoted_where_they_must_be(name: str, expected: str) -> None:
    path = f"m.{name}".replace('"', '\\"')
    made = text("m:\n  k: 0\n", f'- {{add: "{path}", value: 1}}')
    assert made == f"m:\n  k: 0\n  {expected}\n"


def _single(text: str) -> str:
    """In single quotes, where these can hold it."""
    return json.dumps(text) if "\n" in text else "'" + text.replace("'", "''") + "'"


TEXTS = (
    *(
        "1,2",
        "a # b",
        "- x",
        "{x}",
        "x: y",
        "[",
        "'",
        '"',
        "\\",
        "*a",
        "&a",
        "!x",
        "%",
        "@",
        "null",
        "true",
        "12",
        "１２",
    ),
    *("a\nb", "a\tb", " a ", "", "甲、乙"),
)


@pytest.mark.parametrize("value", TEXTS)
@pytest.mark.parametrize("base", ["m: old\n", "m: {k: old}\n", "m:\n  - {id: i, k: old}\n", "m: [old, z]\n"])
@pytest.mark.parametrize("written", [json.dumps, lambda text: json.dumps(text, ensure_ascii=False), _single])
def test_any_text_can_be_written_anywhere(value: str, base: str, written: Callable[[str], str]) -> None:
    path = {"m: old\n": "m", "m: {k: old}\n": "m.k", "m: [old, z]\n": "m.old"}.get(base, "m.i.k")
    made = consolidated(base, f"- set: {path}\n  was: old\n  to: {written(value)}")
    assert made.findings == (), shown(made.findings)
    assert value in _strings(plain(made.root))


def _strings(value: object) -> list[object]:
    match value:
        case dict():
            return [one for child in value.values() for one in _strings(child)]
        case list():
            return [one for child in value for one in _strings(child)]
        case _:
            return [value]


# -- limits ------------------------------------------------------------------------------------------


def test_an_amendment_has_so_many_changes_and_no_more(tmp_path: Path) -> None:
    many = "\n".join(f"- {{add: clauses.rent.materials_{n}, value: x}}" for n in range(MAX_CHANGES + 1))
    checked = check_files([str(BASE)], write(tmp_path, a=amendment(many)))
    assert [one.code for one in checked.findings] == ["M020"]


def test_so_many_changes_are_no_endless_work() -> None:
    """Each of them is planned on its own, but the text is read anew only where one has to see another."""
    base = "\n".join(["m:", *(f"  k{n}: {n}" for n in range(MAX_CHANGES)), "list:", "  - {id: first}"]) + "\n"
    changes = "\n".join(f"- {{set: m.k{n}, was: {n}, to: x{n}}}" for n in range(MAX_CHANGES))
    assert text(base, changes).count("x") == MAX_CHANGES
    assert steps(lambda: text(base, changes)) < 10_000 * MAX_CHANGES


def test_a_policy_has_so_many_amendments_and_no_more(tmp_path: Path) -> None:
    texts = {
        f"a{n:03}": amendment(f"- {{add: facts.applicant.fields.f{n}, value: {{type: boolean}}}}", own_id=f"a{n:03}")
        for n in range(101)
    }
    checked = check_files([str(BASE)], write(tmp_path, **texts))
    assert [one.code for one in checked.findings] == ["M020"]


def test_a_text_cannot_grow_without_end() -> None:
    """Nor is it put together first to see how large it would be."""
    base = "a:\n" + " " * 3000 + "b: 0\n"
    lines = "\n".join(f"    - {n}" for n in range(3000))
    made = consolidated(base, f"- add: a.c\n  value:\n{lines}\n- {{set: a.b, was: 0, to: 1}}")
    assert [one.code for one in made.findings] == ["M020"]
    assert made.source.text == base.replace("b: 0", "b: 1")


def test_nor_amendment_by_amendment() -> None:
    found = Reporter()
    filler = "x" * (MAX_BYTES // 3)
    root = parse_yaml(SourceFile("base", "a: 1\n"), found)
    assert isinstance(root, Mapping)
    made = []
    for n in range(4):
        change = f"- {{add: k{n}, value: {filler}}}"
        node = parse_yaml(SourceFile(f"a{n}", amendment(change, own_id=f"a{n}", since=f"2026-01-0{n + 1}")), found)
        assert isinstance(node, Mapping)
        made.append(read_amendment(node, found))
    history = History(root.file, root, made)
    last = history.of(history.amendments)
    assert [one.code for one in last.findings] == ["M020", "M020"]
    assert len(last.source.text) < MAX_BYTES


def test_a_text_cannot_grow_too_deep() -> None:
    def deep(levels: int) -> str:
        return "{k: " * levels + "1" + "}" * levels

    assert codes(f"a: {deep(40)}\nb: 0\n", f"- {{set: {'.'.join(['a', *['k'] * 40])}, was: 1, to: {deep(20)}}}") == []
    assert codes(f"a: {deep(40)}\nb: 0\n", f"- {{set: {'.'.join(['a', *['k'] * 40])}, was: 1, to: {deep(30)}}}") == [
        "M020"
    ]


def test_a_path_has_an_end() -> None:
    with pytest.raises(AssertionError, match="M008"):
        consolidated("a: 1\n", f"- {{remove: {'a.' * 600}a}}")


def test_an_empty_policy_is_amended_like_any(tmp_path: Path) -> None:
    """A figure of the shipped base, to see that the tools of this file work on real documents."""
    one = policy(str(BASE), write(tmp_path, a=amendment(raised("30%", "25%"))))
    assert "share: 25%" in one.history.of(one.amendments).source.text
