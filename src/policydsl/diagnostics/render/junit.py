"""Findings as JUnit's XML: a file is a test case, an error or a warning of it is a failure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from policydsl.diagnostics.diagnostic import Diagnostic
from policydsl.diagnostics.render.places import file_of, in_part, relative
from policydsl.diagnostics.render.text import render_text
from policydsl.source import Lang

_NO_FILE: Final = "policydsl"
# What XML 1.0 cannot say, not even as a reference.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(diagnostics: Sequence[Diagnostic], lang: Lang, *, files: Sequence[str] = ()) -> str:
    """A suite with every file that was looked at; what fails nothing (style, notes) is output of its case."""
    cases: dict[str, list[Diagnostic]] = {relative(name): [] for name in files}
    for one in diagnostics:
        cases.setdefault(relative(file_of(one) or _NO_FILE), []).append(one)
    failing = sum(one.severity.counts for one in diagnostics)
    counts = {"tests": str(len(cases)), "failures": str(failing), "errors": "0", "skipped": "0", "time": "0"}
    suites = ET.Element("testsuites", {"name": "policydsl", **counts})
    suite = ET.SubElement(suites, "testsuite", {"name": "policydsl check", **counts})
    for name, found in cases.items():
        case = ET.SubElement(
            suite, "testcase", {"classname": "policydsl", "name": _xml(name), "file": _xml(name), "time": "0"}
        )
        for one in found:
            if one.severity.counts:
                text = {"type": one.code, "message": _xml(f"{one.code} {one.message(lang)}{in_part(one, lang)}")}
                ET.SubElement(case, "failure", text).text = _xml(_alone(one, lang))
        said = "\n\n".join(_alone(one, lang) for one in found if not one.severity.counts)
        if said:
            ET.SubElement(case, "system-out").text = _xml(said)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"


def _alone(one: Diagnostic, lang: Lang) -> str:
    """A finding as people read it, without the line that counts."""
    return render_text([one], lang).rpartition("\n\n")[0]


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
