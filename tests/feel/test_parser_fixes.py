"""A fix edits the file only where YAML will read the rest as before."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from policydsl.diagnostics import Reporter
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, Span


@dataclass(frozen=True)
class Inside:
    """A formula that stands in a file just as it is."""

    file: SourceFile
    start: int

    def locate(self, span: Span) -> Span:
        return span.shift(self.start)


@pytest.mark.parametrize(
    ("line", "formula", "mended"),
    [
        ("amount: max（a， b）", "max（a， b）", "amount: max(a, b)"),
        ('amount: "max（a， b）"', "max（a， b）", 'amount: "max(a, b)"'),
        ("test: kind = “企业”", "kind = “企业”", 'test: kind = "企业"'),
        ("test: 'kind = “企业”'", "kind = “企业”", "test: 'kind = \"企业\"'"),
        # the quotes would end the scalar
        ('test: "kind = “企业”"', "kind = “企业”", None),
        # the quotes would become those of YAML
        ("test: “企业” = kind", "“企业” = kind", None),
        ("from: 2025-04-21", "2025-04-21", "from: 2025年4月21日"),
        ("test: d > 2025-04-21", "d > 2025-04-21", "test: d > 2025年4月21日"),
        # the comma would begin another key
        ("{amount: max（a， b）}", "max（a， b）", None),
        # in a folded or escaped scalar the text is not the formula
        ("amount: max（a，\n  b）", "max（a， b）", None),
    ],
)
def test_a_fix_keeps_the_scalar_whole(line: str, formula: str, mended: str | None) -> None:
    file = SourceFile("policy.yaml", line)
    origin = Inside(file, line.index(formula[:3]))
    reporter = Reporter()
    parse_expression(formula, origin, reporter)
    (only,) = reporter
    if mended is None:
        assert only.fix is None
        return
    assert only.fix is not None
    for edit in sorted(only.fix.edits, key=lambda e: e.span, reverse=True):
        line = line[: edit.span.start] + edit.replacement + line[edit.span.end :]
    assert line == mended
