"""Findings as SARIF 2.1.0, the exchange format of code scanning.

SARIF has three levels: `style` and `note` are both `note`; a rule's property `severity` tells which. What a document
allows by `allow:` is there too, as suppressed in the source, with the reason. Columns count code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from policydsl import __version__
from policydsl.diagnostics.catalogue import RULES, Severity
from policydsl.diagnostics.diagnostic import Allowed, Diagnostic, Edit, Fix, Label
from policydsl.diagnostics.pages import page_of
from policydsl.diagnostics.render.json import dumped
from policydsl.diagnostics.render.places import Region, file_of, fingerprints, relative
from policydsl.diagnostics.render.rule_page import page_markdown, page_text
from policydsl.diagnostics.rule import Rule
from policydsl.source import Lang, Part, SourceFile, Span, Text

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.STYLE: "note",
    Severity.NOTE: "note",
}
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en"}
_OTHER: Final[dict[Lang, Lang]] = {"zh": "en", "en": "zh"}
_SEE: Final = Text("相关位置", "related place")
_MEND: Final = Text("改正", "mend it")

Json = dict[str, object]


def render_sarif(diagnostics: Sequence[Diagnostic], lang: Lang, *, allowed: Sequence[Allowed] = ()) -> str:
    """One run; its rules are those that were found, with their pages in both languages."""
    every = [*diagnostics, *(one.finding for one in allowed)]
    codes = sorted({one.code for one in every})
    marks = fingerprints(every)
    results = [_result(one, codes, next(marks), lang) for one in diagnostics]
    if allowed:  # SARIF wants it said of all, if of any
        results = [{**one, "suppressions": []} for one in results]
        results += [
            {**_result(one.finding, codes, next(marks), lang), "suppressions": [_suppression(one, lang)]}
            for one in allowed
        ]
    run: Json = {
        "tool": {
            "driver": {
                "name": "policydsl",
                "version": __version__,
                "semanticVersion": __version__,
                "language": _LANGUAGES[lang],
                "rules": [_rule(RULES[code], lang) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule, lang: Lang) -> Json:
    other = _OTHER[lang]
    page = page_of(rule.code)
    described: Json = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title(lang)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "severity": str(rule.severity),
            "tags": [f"policydsl-{rule.family}"],
            "title_zh": rule.title("zh"),
            "title_en": rule.title("en"),
        },
    }
    if page is not None:
        described["fullDescription"] = {"text": page.why.pick(lang)}
        described["help"] = {
            "text": page_text(rule, page, lang) + "\n" + page_text(rule, page, other),
            "markdown": page_markdown(rule, page, lang) + "\n---\n\n" + page_markdown(rule, page, other),
        }
    return described


def _result(one: Diagnostic, codes: Sequence[str], mark: str, lang: Lang) -> Json:
    help_ = one.help_text(lang)
    result: Json = {
        "ruleId": one.code,
        "ruleIndex": codes.index(one.code),
        "level": _LEVELS[one.severity],
        "message": {"text": one.message(lang) + (f"\n{help_}" if help_ else "")},
        "partialFingerprints": {"policydsl/v1": mark},
    }
    name = file_of(one)
    if one.labels:
        location: Json = {"physicalLocation": _place(one.labels[0])}
        if one.part is not None:
            location["logicalLocations"] = [_part(one.part, lang)]
        result["locations"] = [location]
    elif name is not None:
        result["locations"] = [{"physicalLocation": {"artifactLocation": _artifact(name)}}]
    related = [_related(number, label, lang) for number, label in enumerate(one.labels[1:], 1)]
    if related:
        result["relatedLocations"] = related
    if one.fix is not None:
        result["fixes"] = [_fix(one.fix, help_ or _MEND.pick(lang))]
    return result


def _suppression(one: Allowed, lang: Lang) -> Json:
    return {
        "kind": "inSource",
        "justification": one.why.pick(lang),
        "location": {"physicalLocation": _place(one.at)},
    }


def _related(number: int, label: Label, lang: Lang) -> Json:
    return {
        "id": number,
        "message": {"text": label.note.pick(lang) or _SEE.pick(lang)},
        "physicalLocation": _place(label),
    }


def _fix(fix: Fix, words: str) -> Json:
    return {"description": {"text": words}, "artifactChanges": list(_changes(fix.edits))}


def _changes(edits: Sequence[Edit]) -> Iterator[Json]:
    by_file: dict[int, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(id(edit.file), []).append(edit)
    for of_file in by_file.values():
        yield {
            "artifactLocation": _artifact(of_file[0].file.name),
            "replacements": [
                {"deletedRegion": _region(edit.file, edit.span), "insertedContent": {"text": _said(edit.replacement)}}
                for edit in of_file
            ],
        }


def _place(label: Label) -> Json:
    region = _region(label.file, label.span)
    return {"artifactLocation": _artifact(label.file.name), "region": region}


def _part(part: Part, lang: Lang) -> Json:
    words = _said(part.words.pick(lang))
    return {"name": words, "fullyQualifiedName": _said(".".join(part.path)) or words, "kind": "object"}


def _region(file: SourceFile, span: Span) -> Json:
    region = Region.of(file, span)
    return {
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    }


def _artifact(name: str) -> Json:
    """A file by its URI: relative to the top of the sources where it lies below it."""
    shown = relative(name)
    if Path(shown).is_absolute():
        return {"uri": Path(shown).as_uri()}
    return {"uri": quote(shown), "uriBaseId": "%SRCROOT%"}


def _said(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
