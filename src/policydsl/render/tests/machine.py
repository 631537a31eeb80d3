"""Outcomes of policy tests for programs: JSON, JUnit's XML, annotations for GitHub."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from policydsl import __version__
from policydsl.diagnostics.render.json import dumped, finding_json
from policydsl.diagnostics.render.places import relative
from policydsl.diagnostics.render.text import render_text
from policydsl.render.tests.text import difference_words, summary
from policydsl.source import Lang
from policydsl.testing.outcome import FileOutcome, TestOutcome

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def outcomes_json(outcomes: Sequence[FileOutcome], lang: Lang) -> str:
    """One document: every test with its differences, each with its path and place."""
    tests = [test for file in outcomes for test in file.tests]
    return dumped(
        {
            "policydsl": 1,
            "kind": "test-run",
            "version": __version__,
            "passed": sum(test.passed for test in tests),
            "failed": sum(not test.passed for test in tests),
            "files": [
                {
                    "file": file.name,
                    "findings": [finding_json(one, lang) for one in file.findings],
                    "tests": [_test(test, lang) for test in file.tests],
                }
                for file in outcomes
            ],
        }
    )


def _test(test: TestOutcome, lang: Lang) -> dict[str, object]:
    return {
        "name": test.name,
        "line": test.at.file.position(test.at.span.start).line,
        "passed": test.passed,
        "differences": [
            {
                "path": list(one.difference.path),
                "expected": one.difference.expected,
                "found": one.difference.found,
                "line": one.difference.node.file.position(one.difference.node.span.start).line,
                "derivation": one.derivation,
            }
            for one in test.failures
        ],
        "findings": [finding_json(one, lang) for one in test.findings],
    }


def outcomes_junit(outcomes: Sequence[FileOutcome], lang: Lang) -> str:
    """A suite a file, a case a test; a file with mistakes is a case with an error."""
    root = ET.Element("testsuites", {"name": "policydsl test"})
    for file in outcomes:
        failed = sum(not test.passed for test in file.tests)
        suite = ET.SubElement(
            root,
            "testsuite",
            {
                "name": _xml(relative(file.name)), "tests": str(len(file.tests) + bool(file.findings)),
                "failures": str(failed), "errors": str(int(bool(file.findings))), "skipped": "0", "time": "0",
            },
        )  # fmt: skip
        if file.findings:
            case = ET.SubElement(
                suite, "testcase", {"classname": _xml(relative(file.name)), "name": "check", "time": "0"}
            )
            ET.SubElement(case, "error", {"message": "mistakes"}).text = _xml(render_text(file.findings, lang))
        for test in file.tests:
            attributes = {"classname": _xml(relative(file.name)), "name": _xml(test.name), "time": "0"}
            case = ET.SubElement(suite, "testcase", attributes)
            if not test.passed:
                words = [difference_words(one.difference, lang) for one in test.failures]
                body = "\n\n".join([*words, *dict.fromkeys(one.derivation for one in test.failures)])
                body += render_text(test.findings, lang) if test.findings else ""
                message = words[0] if words else test.findings[0].message(lang)
                ET.SubElement(case, "failure", {"message": _xml(message)}).text = _xml(body)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def outcomes_github(outcomes: Sequence[FileOutcome], lang: Lang) -> str:
    """An annotation at each value that is not as expected."""
    lines = []
    for file in outcomes:
        name = relative(file.name)
        for finding in file.findings:
            line = finding.labels[0].file.position(finding.labels[0].span.start).line if finding.labels else 1
            lines.append(_command(name, line, finding.code, finding.message(lang)))
        for test in file.tests:
            for one in test.failures:
                line = one.difference.node.file.position(one.difference.node.span.start).line
                lines.append(_command(name, line, test.name, difference_words(one.difference, lang)))
            for finding in test.findings:
                line = test.at.file.position(test.at.span.start).line
                lines.append(_command(name, line, test.name, finding.message(lang)))
    return "\n".join([*lines, summary(outcomes, lang)]) + "\n"


def _command(file: str, line: int, title: str, text: str) -> str:
    return f"::error file={_property(file)},line={line},title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
