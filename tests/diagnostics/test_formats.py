"""Findings for other programs: SARIF, annotations of GitHub and GitLab, JUnit; and the one door to all formats."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from fluidattacks_core.sarif import SarifLog
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import RULES, Allowed, Diagnostic, Edit, Fix, Label, Reporter
from policydsl.diagnostics.render import FORMATS, render
from policydsl.source import Lang, SourceFile, Span, Text, resources
from policydsl.syntax import parse_yaml

LANGS: tuple[Lang, ...] = get_args(Lang)
# The official schema by way of models that were made from it; unknown properties are refused.
SARIF_SCHEMA = jsonschema.Draft202012Validator(SarifLog.model_json_schema(by_alias=True))
ARGUMENT = re.compile(r"\{\w+\}")
POLICY = SourceFile("policies/a b#%.yaml", "policydsl: 1\nid: 𠀀a\ntitle: 示例，100%\nnote: |\n  第一行\n  第二行\n")
OTHER = SourceFile("政策.yaml", "id: x\n")


def span(file: SourceFile, text: str) -> Span:
    start = file.text.index(text)
    return Span(start, start + len(text))


def finding(code: str, file: SourceFile = POLICY, text: str = "示例，100%", **more: Any) -> Diagnostic:
    arguments = dict.fromkeys(("key", "value", "sign", "name", "found", "written", "plain"), "a:b,c%\n")
    return Diagnostic(code, (Label(file, span(file, text)), *more.pop("related", ())), arguments, **more)


FINDINGS = (
    finding("Y039", fix=Fix((Edit(POLICY, span(POLICY, "，"), ","), Edit(OTHER, span(OTHER, "x"), "y")))),
    finding("Y014", related=(Label(OTHER, span(OTHER, "id"), Text("第一次", "first")),), text="𠀀a"),
    finding("X016", text="第一行\n  第二行"),
    finding("Y014", text="𠀀a", file=POLICY),
    Diagnostic("U001", args={"path": "none.yaml"}),
    Diagnostic("U115"),
)
ALLOWED = (Allowed(finding("P022", text="𠀀a"), Text("原文如此"), Label(POLICY, span(POLICY, "title"))),)


def sarif(found: tuple[Diagnostic, ...] = FINDINGS, lang: Lang = "zh", allowed: tuple[Allowed, ...] = ()) -> Any:
    document = json.loads(render(found, "sarif", lang, allowed=allowed))
    assert [error.message for error in SARIF_SCHEMA.iter_errors(document)] == []
    (run,) = document["runs"]
    return run


# -- SARIF ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("allowed", [(), ALLOWED], ids=["nothing allowed", "one allowed"])
@pytest.mark.parametrize("found", [(), FINDINGS], ids=["none", "some"])
def test_sarif_fits_the_schema(found: tuple[Diagnostic, ...], allowed: tuple[Allowed, ...], lang: Lang) -> None:
    run = sarif(found, lang, allowed)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["language"] == {"zh": "zh-CN", "en": "en"}[lang]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    document = json.loads(render(FINDINGS, "sarif", "zh"))
    document["runs"][0]["results"][0]["levle"] = "error"
    assert list(SARIF_SCHEMA.iter_errors(document))


def test_sarif_of_every_rule_has_its_page_in_both_languages() -> None:
    run = sarif(
        tuple(Diagnostic(code) for code in RULES if not ARGUMENT.search(RULES[code].message.zh + RULES[code].help.zh))
    )
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    texts = rules["T004"]["help"]
    for text in texts.values():
        assert "为什么" in text or "平方元" in text
        assert "Money times money is nothing" in text
    assert rules["T004"]["properties"]["title_en"] == "money cannot be multiplied by money"


def test_results_name_their_rule_by_id_and_index() -> None:
    run = sarif()
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ids == sorted({one.code for one in FINDINGS})
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_levels() -> None:
    run = sarif((finding("Y014"), finding("P022"), finding("X016"), finding("D016")))
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "note"]
    severities = {rule["id"]: rule["properties"]["severity"] for rule in run["tool"]["driver"]["rules"]}
    assert severities == {"Y014": "error", "P022": "warning", "X016": "style", "D016": "note"}


def test_places_are_relative_addresses_and_regions_of_code_points() -> None:
    run = sarif()
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "policies/a%20b%23%25.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 7}
    (related,) = run["results"][1]["relatedLocations"]
    assert related["message"] == {"text": "第一次"}
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "%E6%94%BF%E7%AD%96.yaml"
    several = run["results"][2]["locations"][0]["physicalLocation"]["region"]
    assert (several["startLine"], several["endLine"], several["endColumn"]) == (5, 6, 6)


def test_a_file_elsewhere_is_an_absolute_address(tmp_path: Path) -> None:
    here = Path.cwd() / "x" / "y.yaml"
    for path, uri in ((here, "x/y.yaml"), (tmp_path / "z.yaml", (tmp_path / "z.yaml").as_uri())):
        file = SourceFile(str(path), "a: 1\n")
        (result,) = sarif((Diagnostic("Y016", (Label(file, Span(0, 1)),)),))["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_finding_without_a_place_names_its_file_if_it_has_one() -> None:
    *_, missing, usage = sarif()["results"]
    assert missing["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "none.yaml", "uriBaseId": "%SRCROOT%"}}}
    ]
    assert "locations" not in usage


def test_fixes_are_given_by_file() -> None:
    first, *others = sarif()["results"]
    (fix,) = first["fixes"]
    assert [
        (change["artifactLocation"]["uri"], change["replacements"][0]["insertedContent"]["text"])
        for change in fix["artifactChanges"]
    ] == [("policies/a%20b%23%25.yaml", ","), ("%E6%94%BF%E7%AD%96.yaml", "y")]
    assert all("fixes" not in other for other in others)


def test_what_is_allowed_is_suppressed_with_its_reason() -> None:
    *kept, allowed = sarif(allowed=ALLOWED)["results"]
    assert all(result["suppressions"] == [] for result in kept)
    (suppression,) = allowed["suppressions"]
    assert (suppression["kind"], suppression["justification"]) == ("inSource", "原文如此")
    assert all("suppressions" not in result for result in sarif()["results"])


def test_fingerprints_tell_findings_apart_and_stay_when_lines_come_and_go() -> None:
    def marks(file: SourceFile) -> list[str]:
        found = tuple(finding("Y014", file=file, text=text) for text in ("𠀀a", "𠀀a", "示例"))
        return [result["partialFingerprints"]["policydsl/v1"] for result in sarif(found)["results"]]

    mine = marks(POLICY)
    assert len(set(mine)) == 3
    assert marks(SourceFile(POLICY.name, "# 一行\n" + POLICY.text)) == mine


# -- GitHub --------------------------------------------------------------------------------------------


def test_github_annotations() -> None:
    lines = render(FINDINGS, "github", "zh").splitlines()
    assert len(lines) == len(FINDINGS)
    assert lines[0].startswith(
        "::error file=policies/a b#%25.yaml,line=3,endLine=3,col=8,endColumn=15,title=policydsl Y039::"
    )
    assert lines[1] == (
        "::error file=policies/a b#%25.yaml,line=2,endLine=2,col=5,endColumn=7,title=policydsl Y014::"
        "键 `a:b,c%25%0A` 写了两次%0A只保留一个；如果是两项，请用列表（`- ` 开头）或不同的名字。"
    )
    assert lines[2].startswith("::notice file=policies/a b#%25.yaml,line=5,endLine=6,title=policydsl X016::")
    assert lines[4].startswith("::error file=none.yaml,title=policydsl U001::")
    assert lines[5].startswith("::error title=policydsl U115::")
    assert render([finding("P022")], "github", "zh").startswith("::warning ")


@given(st.text())
def test_a_github_command_is_one_line_whatever_a_file_is_called(name: str) -> None:
    text = render([Diagnostic("U001", args={"path": name})], "github", "en")
    assert text.count("\n") == 1
    assert "\r" not in text
    assert text.count("::") >= 2
    properties = text[2:].split("::")[0].partition(" ")[2]
    assert [part.partition("=")[0] for part in properties.split(",")] == ["file", "title"]


# -- GitLab --------------------------------------------------------------------------------------------


def test_gitlab_code_quality() -> None:
    entries = json.loads(render((*FINDINGS, finding("P022"), finding("D016")), "gitlab", "zh"))
    assert [entry["severity"] for entry in entries] == [
        "critical", "critical", "minor", "critical", "critical", "critical", "major", "info",
    ]  # fmt: skip
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert entries[1]["location"] == {"path": "policies/a b#%.yaml", "lines": {"begin": 2}}
    assert entries[4]["location"]["path"] == "none.yaml"
    assert entries[5]["location"]["path"] == "."
    assert all(entry["description"] and entry["check_name"] in RULES for entry in entries)


# -- JUnit ---------------------------------------------------------------------------------------------


def junit(found: tuple[Diagnostic, ...], files: tuple[str, ...] = ()) -> ET.Element:
    text = render(found, "junit", "zh", files=files)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return ET.fromstring(text)  # noqa: S314  (our own output)


def test_junit_has_a_case_for_each_file_and_a_failure_for_each_finding() -> None:
    root = junit(FINDINGS, ("good.yaml", POLICY.name))
    assert root.attrib | {"time": "0"} == {
        "name": "policydsl", "tests": "4", "failures": "5", "errors": "0", "skipped": "0", "time": "0",
    }  # fmt: skip
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert list(cases) == ["good.yaml", POLICY.name, "none.yaml", "policydsl"]
    assert list(cases["good.yaml"]) == []
    failures = cases[POLICY.name].findall("failure")
    assert [one.attrib["type"] for one in failures] == ["Y039", "Y014", "Y014"]
    assert failures[0].attrib["message"].startswith("Y039 末尾的")
    assert "3 | title: 示例，100%" in (failures[0].text or "")
    assert "X016" in (cases[POLICY.name].findtext("system-out") or "")


def test_junit_of_style_and_notes_fails_nothing() -> None:
    root = junit((finding("X016"), finding("D016")))
    assert root.attrib["failures"] == "0"
    assert [child.tag for child in next(root.iter("testcase"))] == ["system-out"]


@given(st.text(st.characters(codec=None), max_size=20), st.text(st.characters(codec=None), max_size=20))
def test_no_character_breaks_the_xml(name: str, text: str) -> None:
    file = SourceFile(name or "x", text)
    found = (
        Diagnostic("Y014", (Label(file, file.whole()),), {"key": text}),
        Diagnostic("U001", args={"path": name}),
    )
    assert len(list(junit(found, (name,)).iter("failure"))) == 2


# -- all -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_of_nothing_and_of_something(format_: str, lang: Lang) -> None:
    empty, some = (render(found, format_, lang, allowed=ALLOWED, files=("x.yaml",)) for found in ((), FINDINGS))
    assert empty != some
    assert all(one.code in some for one in FINDINGS)


def test_json_fits_its_schema() -> None:
    schema = jsonschema.Draft202012Validator(json.loads(resources.schema_text("findings")))
    counts = []
    for found in ((), FINDINGS):
        document = json.loads(render(found, "json", "zh", allowed=ALLOWED, files=(POLICY.name,)))
        counts.append(document["counts"])
        assert [error.message for error in schema.iter_errors(document)] == []
        assert document["files"] == [POLICY.name]
        assert document["allowed"][0]["why"] == "原文如此"
    assert counts[1] == {"error": 5, "warning": 0, "style": 1, "note": 0, "allowed": 1}


def test_the_text_says_how_many_are_allowed() -> None:
    assert render(FINDINGS, "text", "zh", allowed=ALLOWED).endswith("（已按 allow 忽略 1 处）\n")
    assert render(FINDINGS, "text", "en", allowed=ALLOWED).endswith(" (1 allowed)\n")
    assert render((), "text", "zh", allowed=ALLOWED) == ""


# -- the part of the document --------------------------------------------------------------------------


def in_a_cap() -> Diagnostic:
    file = SourceFile("a.yaml", "kind: policy\nclauses:\n  - {id: 券, caps: [{id: yearly, limit: 6000}]}\n")
    parse_yaml(file, Reporter())
    return finding("Y016", file, "6000")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_names_the_clause(format_: str) -> None:
    for lang, words in (("zh", "条款 券，限额 yearly"), ("en", "clause 券, cap yearly")):
        shown = render((in_a_cap(),), format_, lang)  # type: ignore[arg-type]
        assert words in shown.replace("%2C", ",")


def test_programs_get_the_path_of_the_part() -> None:
    (result,) = sarif((in_a_cap(),))["results"]
    (logical,) = result["locations"][0]["logicalLocations"]
    assert logical["fullyQualifiedName"] == "clauses.券.caps.yearly"
    (found,) = json.loads(render((in_a_cap(),), "json", "zh"))["findings"]
    assert found["path"] == "clauses.券.caps.yearly"
    assert json.loads(render((finding("Y016"),), "json", "zh"))["findings"][0]["part"] is None
