"""The reference of documents: the committed pages are what the program writes, and every construct has an example.

Who adds a key or a choice to a schema adds it to a document in docs/policy/examples (which may be a new one) and runs
`make docs`. What need not stand in an example is listed in `WITHOUT`, with its reason.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from tests.reference.walk import all_of, written

from policydsl.cli.schema import REFERENCE
from policydsl.cli.worked import performed, reference_text
from policydsl.diagnostics import Reporter
from policydsl.render.document_reference import Outline, Worked, outline, worked_file
from policydsl.render.document_reference.together import rules
from policydsl.source import Lang, SourceFile
from policydsl.source.resources import example_texts, schema_names, schema_text
from policydsl.syntax import parse_yaml
from policydsl.workspace import Checker

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "policy" / "examples"
LANGS: tuple[Lang, ...] = get_args(Lang)
HAN = re.compile("[\u4e00-\u9fff]")
OUTLINES = {kind: outline(kind, json.loads(schema_text(kind))) for kind in schema_names()}
TEXTS = example_texts()
FILES = {name: worked_file(name, text) for name, text in TEXTS.items()}
LONGEST = 75  # lines of an example: it shows one thing

# Keys and choices that no example shows, and why.
WITHOUT: dict[str, str] = {
    "policy.status=repealed": "a repealed policy is evaluated for nobody",
    "table.aggregate=min": "as max",
    "expected.status=superseded": "only where several policies are evaluated together",
    "expected.status=outranked": "only where several applicants are evaluated together",
    "rounding.mode=up": "explained by its own words",
    "rounding.mode=half_up": "explained by its own words",
    "rounding.mode=half_even": "explained by its own words",
    "rounding.mode=half_down": "explained by its own words",
}
COMMON = ("note", "allow", "label")  # stand in most objects and mean the same: one example will do
# Keys of policies and clauses that are the subject of no example, and why.
SEEN_EVERYWHERE = {
    "policy.policydsl": "begins every document",
    "policy.kind": "begins every document",
    "policy.id": "begins every policy",
    "policy.title": "begins every policy",
    "clause.id": "in every clause",
    "clause.cite": "in every clause",
    "clause.title": "in every clause",
    "clause.departments": "in every clause",
}

each = pytest.mark.parametrize("file", FILES.values(), ids=FILES)
each_kind = pytest.mark.parametrize("kind", REFERENCE)
each_lang = pytest.mark.parametrize("lang", LANGS)


def page(lang: Lang) -> str:
    return (ROOT / "docs" / "policy" / f"reference.{lang}.md").read_text(encoding="utf-8")


def keys_of(file: Worked) -> set[str]:
    node = parse_yaml(SourceFile(file.name, file.text), Reporter())
    assert node is not None
    found = OUTLINES[file.kind]
    return set(written(found, json.loads(schema_text(file.kind)), node))


@each_lang
def test_the_committed_page_is_what_the_program_writes(lang: Lang) -> None:
    assert page(lang) == reference_text(REFERENCE, lang), "run `make docs`"


# -- examples ------------------------------------------------------------------------------------------


def test_the_examples_are_good_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    checker = Checker()
    order = sorted(FILES, key=lambda name: (FILES[name].kind != "policy", name))
    for name in order:
        checked = checker.check_over_time(SourceFile(name, TEXTS[name]))
        assert [f"{name}: {one.code}" for one in checked.reporter] == []
        assert checked.kind == FILES[name].kind


@each
def test_an_example_says_what_it_shows(file: Worked) -> None:
    own = {section.name for section in OUTLINES[file.kind].sections}
    used = keys_of(file)
    for place in file.shows:
        assert place in set(OUTLINES[file.kind].places()), f"{file.name}: the schema has no {place}"
        assert place in own or place in used, f"{file.name} shows {place}, but does not write it"
    if file.kind != "facts":
        assert file.shows, f"{file.name} does not say what it shows"
        assert HAN.search(file.title.zh)
        assert file.title.en
        assert not HAN.search(file.title.en)
    assert bool(file.words.zh) == bool(file.words.en), f"{file.name}: say it in both languages"


@each
def test_an_example_is_short_and_is_used(file: Worked) -> None:
    assert len(file.text.splitlines()) <= LONGEST
    if file.kind == "policy":
        assert any(other.example == file.example and other.runs for other in FILES.values()), "give it facts"
        assert re.search(rf"^id: {file.example}$", file.text, re.MULTILINE), "the id is the name of the file"
    else:
        assert f"{file.example}.yaml" in FILES


@each
def test_what_an_example_runs_goes_well(file: Worked) -> None:
    for line in file.runs:
        done = performed(shlex.split(line), TEXTS, "zh")
        assert (done.code, done.findings) == (0, []), done.said


def choices(kind: str) -> dict[str, str]:
    """Choices of one list, as levels of government, are shown together wherever they stand."""
    found = {}
    for section in OUTLINES[kind].sections:
        for key in section.keys:
            chosen = key.schema if "enum" in key.schema else key.schema.get("items", {})
            for value in chosen.get("enum", ()):
                found[f"{section.name}.{key.name}={value}"] = f"{chosen['enum']}={value}"
    return found


def lacking(kind: str) -> list[str]:
    used = {place for file in FILES.values() for place in keys_of(file)}
    one = {name: same for kind in REFERENCE for name, same in choices(kind).items()}
    used |= {one[place] for place in used if place in one}
    used |= {place.rpartition(".")[2] for place in used if place.endswith(tuple(f".{name}" for name in COMMON))}
    return [
        place
        for place in all_of(OUTLINES[kind])
        if place not in WITHOUT
        and not {place, one.get(place), place.rpartition(".")[2] if place.endswith(COMMON) else None} & used
    ]


@each_kind
def test_every_key_and_every_choice_stands_in_an_example(kind: str) -> None:
    assert lacking(kind) == []


@pytest.mark.parametrize("section", ["policy", "clause"])
def test_every_construct_is_the_subject_of_an_example(section: str) -> None:
    shown = {place for file in FILES.values() for place in file.shows}
    found = next(one for one in OUTLINES["policy"].sections if one.name == section)
    keys = [f"{section}.{key.name}" for key in found.keys]
    assert [key for key in keys if key not in shown | SEEN_EVERYWHERE.keys()] == []


def test_reasons_are_of_keys_that_need_them() -> None:
    every = {place for kind in REFERENCE for place in all_of(OUTLINES[kind])}
    used = {place for file in FILES.values() for place in keys_of(file)}
    shown = {place for file in FILES.values() for place in file.shows}
    assert [place for place in WITHOUT if place not in every or place in used] == []
    assert [place for place in SEEN_EVERYWHERE if place not in every or place in shown] == []


# -- the page ------------------------------------------------------------------------------------------


@each_lang
def test_every_link_leads_to_one_place(lang: Lang) -> None:
    text = page(lang)
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)


@each_lang
@each_kind
def test_every_key_has_a_row(kind: str, lang: Lang) -> None:
    text = page(lang)
    for section in OUTLINES[kind].sections:
        for key in section.keys:
            if key.name:
                assert f"\n| `{key.name}` | " in text
    assert "\n#### " in text


@each_lang
def test_every_example_is_on_the_page(lang: Lang) -> None:
    text = page(lang)
    for file in FILES.values():
        assert text.count(f"\n{file.body()}\n") >= 1, file.name
        if file.kind != "facts":
            assert text.count(f'<a id="{file.anchor}"></a>') == 1, file.name


def test_both_languages_have_the_same_sections() -> None:
    anchors = [re.findall(r'<a id="([^"]+)"></a>', page(lang)) for lang in LANGS]
    assert anchors[0] == anchors[1]


@pytest.mark.parametrize("kind", schema_names())
def test_there_is_a_page_for_each_kind_alone(kind: str) -> None:
    text = reference_text([kind], "zh")
    assert text.startswith(f'<a id="{kind}"></a>\n\n# ')
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


@each_kind
def test_conditions_of_a_schema_can_be_told(kind: str) -> None:
    """The page knows `required` after `then`, and choices after `if`; another keyword needs words first."""
    for section in OUTLINES[kind].sections:
        then, given = section.schema.get("then", {}), section.schema.get("if", {})
        assert set(then) <= {"required"}, section.name
        assert all(set(node) <= {"const", "enum"} for node in given.get("properties", {}).values()), section.name
        for rule in rules(section.schema):
            assert HAN.search(rule.zh)
            assert re.search("[A-Za-z]{2}", rule.en)


# -- the machinery -------------------------------------------------------------------------------------

SMALL = {
    "title": "某物 / Thing",
    "type": "object",
    "properties": {
        "name": {"description": "名称 / Name", "type": "string"},
        "kind": {
            "description": "种类：a 甲、b 乙 / Kind: a or b",
            "type": "string",
            "enum": ["a", "b"],
            "enumDescriptions": ["甲 / First", "乙 / Second"],
        },
        "parts": {"description": "部分 / Parts", "type": "array", "items": {"$ref": "#/$defs/part"}},
    },
    "required": ["name"],
    "$defs": {"part": {"description": "部分 / Part", "type": "object", "properties": {"x": {"type": "number"}}}},
}


def test_an_outline_has_each_object_once() -> None:
    found: Outline = outline("thing", SMALL)
    assert [section.name for section in found.sections] == ["thing", "part"]
    assert found.sections[1].used == ("thing.parts[]",)
    assert list(found.places()) == ["thing", "thing.name", "thing.kind", "thing.parts", "part", "part.x"]
    assert [key.required for key in found.sections[0].keys] == [True, False, False]
    assert found.sections[0].keys[1].about.zh == "种类"
    assert list(all_of(found)) == ["thing.name", "thing.kind", "thing.kind=a", "thing.kind=b", "thing.parts", "part.x"]


def test_the_comments_of_an_example_are_read() -> None:
    head = "# 题\n# Title\n# 第一。\n# 第二。\n# One.\n# Two.\n#\n# 第三。\n# shows: a.b c\n"
    text = head + "policydsl: 1\nkind: policy\nid: x\nnote: y\n"
    file = worked_file("x.yaml", text)
    assert (file.title.zh, file.title.en) == ("题", "Title")
    assert (file.words.zh, file.words.en) == ("第一。第二。\n\n第三。", "One. Two.")
    assert (file.shows, file.runs, file.kind, file.example) == (("a.b", "c"), (), "policy", "x")
    assert file.body() == "note: y"
    assert worked_file("x.facts.yaml", "kind: facts\nas_of: 2025-01-01\n").runs == ("eval x.yaml x.facts.yaml",)
