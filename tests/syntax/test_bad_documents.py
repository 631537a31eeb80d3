"""Every slip of `tests/bad/`: a document named after the code that it must get, and beside it what is reported.

`make accept` writes the `.expect` files anew. A file's name begins with the code that its slip is about, so that
an accepted change of the message cannot hide that the slip is no longer seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from policydsl.diagnostics import RULES, Diagnostic, Edit, Reporter
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, document_kind, parse_yaml, source_of

BAD = Path(__file__).resolve().parents[1] / "bad"
FOLDERS = {"yaml": "", "facts_yaml": "facts"}
# What `allow:` covers is only known after all passes: tests/workspace/test_allow.py.
FOUND_LATER = {"S030", "S031", "S032"}
DOCUMENTS = sorted(p for folder in FOLDERS for p in (BAD / folder).iterdir() if p.suffix in (".yaml", ".json"))
each = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")


def findings(path: Path, data: bytes) -> tuple[Diagnostic, ...]:
    """What this layer says of a document."""
    reporter = Reporter()
    source = source_of(path.name, data, reporter)
    node = parse_yaml(source, reporter) if source else None
    if node is not None:
        kind = FOLDERS[path.parent.name] or document_kind(node, reporter)
        check_shape(node, kind or "policy", reporter)
    return reporter.diagnostics


def described(diagnostic: Diagnostic) -> str:
    """A finding as the golden files show it."""
    lines = []
    for number, label in enumerate(diagnostic.labels):
        at = label.file.position(label.span.start)
        piece = label.file.text[label.span.start : label.span.end].splitlines()
        shown = f"`{piece[0]}`" + (" …" if len(piece) > 1 else "") if piece else "(nothing)"
        if number == 0:
            lines.append(f"{at.line}:{at.column} {diagnostic.code} {diagnostic.severity} at {shown}")
        else:
            lines.append(f"    see {at.line}:{at.column} {label.note.zh} / {label.note.en}: {shown}")
    lines += [f"    {diagnostic.message(lang)}\n        {diagnostic.help_text(lang)}" for lang in ("zh", "en")]
    for edit in diagnostic.fix.edits if diagnostic.fix else ():
        at = edit.file.position(edit.span.start)
        before = edit.file.text[edit.span.start : edit.span.end]
        lines.append(f"    fix {at.line}:{at.column} {before!r} -> {edit.replacement!r}")
    return "\n".join(lines)


def mended(text: str, diagnostics: tuple[Diagnostic, ...], code: str) -> str:
    """The text with the fixes of all findings of a code."""
    edits: dict[tuple[int, int], Edit] = {}
    for diagnostic in diagnostics:
        if diagnostic.code == code and diagnostic.fix:
            edits.update({(e.span.start, e.span.end): e for e in diagnostic.fix.edits})
    for (start, end), edit in sorted(edits.items(), reverse=True):
        text = text[:start] + edit.replacement + text[end:]
    return text


@each
def test_what_is_reported(path: Path, golden: Callable[[Path, str], None]) -> None:
    found = findings(path, path.read_bytes())
    golden(path.with_suffix(path.suffix + ".expect"), "\n".join(map(described, found)) + "\n")


@each
def test_the_slip_in_the_name_is_seen_and_is_all_that_is_seen(path: Path) -> None:
    code = path.name[:4].upper()
    assert {d.code for d in findings(path, path.read_bytes())} == {code}


@each
def test_applying_the_fixes_mends_the_slip(path: Path) -> None:
    code = path.name[:4].upper()
    data = path.read_bytes()
    found = findings(path, data)
    with_fix = [d for d in found if d.code == code and d.fix]
    after = findings(path, mended(data.decode(), found, code).encode())
    assert len([d for d in after if d.code == code]) == len([d for d in found if d.code == code]) - len(with_fix)


def test_every_code_of_these_families_has_a_document() -> None:
    """Those that need bytes or a file system have a test of their own beside this one."""
    covered = {path.name[:4].upper() for path in DOCUMENTS} | FOUND_LATER
    assert sorted(code for code in RULES if code[0] in "YS" and code not in covered) == []


def test_every_expectation_has_its_document() -> None:
    expectations = sorted(p for folder in FOLDERS for p in (BAD / folder).glob("*.expect"))
    assert [p.name for p in expectations if not p.with_suffix("").exists()] == []


def test_names_say_what_the_slip_is() -> None:
    assert [p.name for p in DOCUMENTS if not re.fullmatch(r"[ys]\d{3}(_[a-z]+)+\.(yaml|json)", p.name)] == []


def test_positions_are_those_of_the_original_after_several_repairs() -> None:
    text = "a：1\nb: >= 2\nc: 3 #x\nd: [1..2)\ne: 'x\n"
    reporter = Reporter()
    parse_yaml(SourceFile("t", text), reporter)
    places = {d.code: text[d.labels[0].span.start : d.labels[0].span.end] for d in reporter}
    assert places["Y003"] == "："
    assert places["Y006"] == ">= 2"
    assert places["Y027"] == "#x"
    assert places["Y007"] == "[1..2)"
    assert places["Y008"] == "'"
