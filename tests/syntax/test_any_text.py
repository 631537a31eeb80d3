"""Whatever is in a file: findings, never a crash; places inside the text; both parsers read the same."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import Reporter, Severity
from policydsl.source import SourceFile
from policydsl.syntax import KINDS, Mapping, Node, Scalar, Sequence, check_shape, document_kind, parse_yaml
from policydsl.syntax.compose import Composer
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER
from policydsl.syntax.shadow import Shadow

ROOT = Path(__file__).resolve().parents[2]
POLICY = """policydsl: 1
kind: policy
id: sample
title: {zh: 示例措施, en: "Sample"}
in_force: {from: 2025-04-21, until: 2027-12-31}
facts:
  applicant:
    label: 申报主体
    fields:
      kind: {type: enum, values: {enterprise: 企业}}
      revenue: {type: money, min: 0元}   # yuan
clauses:
  - id: voucher
    cite: 三（八）
    title: 算力券
    departments: [市工信局, 市财政局]
    benefit: voucher
    basis: ceiling
    eligibility:
      - id: large
        test: applicant.kind = "enterprise" and
          applicant.revenue >= 1亿元
    table:
      inputs: {revenue: applicant.revenue}
      rules:
        - id: a
          when: {revenue: "[1亿元..2亿元)"}
          then: {rate: 30%}
    amount: >-
      applicant.revenue
      * rate
    note: |
      第一行
        第二行
"""
JSON = """{
\t"policydsl": 1,
\t"kind": "facts",
\t"applicant": {"id": "A1", "name": "\\u793a\\ud83d\\ude00", "revenue": 1.50, "x": null},
\t"items": [{"id": "1"}, {"id": "2"}]
}
"""
FRAGMENTS = [
    *"：，。“”‘’［］｛｝【】（）＞\t {}[]\"'#&*!|>%@`-:,\n\\0~?",
    *("\u3000", "\u200b", "\x85", "\u2028", "\ufeff", "😀", "\r\n"),
    *("\n\n", "- ", "? ", ": ", "\n\t", ">= 5", "[1..2)", "]1..2]", "&a ", "*a", "!!x ", "---\n", "...\n", "<<: *a\n"),
    *("\\ud83d", "\n  ", "|\n", ">-\n", ">2", "#2", "%YAML 1.1\n", "''", '""', "{a, b}", "id：x\n", "- -\n"),
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from([POLICY, JSON, "", "a: 1\n"]))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.sampled_from([0, 0, 1, 2, 8, 40]))
        text = text[:at] + draw(st.sampled_from([*FRAGMENTS, ""])) + text[at + cut :]
    return text


def check(text: str) -> None:
    reporter = Reporter()
    source = SourceFile("t", text)
    node = parse_yaml(source, reporter)
    errors = any(d.severity is Severity.ERROR for d in reporter)
    if node is None:
        assert errors
    else:
        kind = document_kind(node, reporter) or "policy"
        assert kind in KINDS
        fits = check_shape(node, kind, reporter)
        assert fits or reporter.has_errors
    for found in reporter:
        assert found.message("zh")
        assert found.message("en")
        found.help_text("zh")
        found.help_text("en")
        spans = [label.span for label in found.labels] + [edit.span for edit in (found.fix.edits if found.fix else ())]
        assert found.labels
        assert all(0 <= span.start <= span.end <= len(text) for span in spans)


@given(text=damaged())
def test_damaged_documents(text: str) -> None:
    check(text)


@given(signs=st.lists(st.sampled_from(["a", "中", " ", *FRAGMENTS]), max_size=30))
def test_signs_in_any_order(signs: list[str]) -> None:
    check("".join(signs))


@given(text=st.text(max_size=40))
def test_characters_in_any_order(text: str) -> None:
    check(text)


def outline(node: Node | None) -> object:
    """A tree with its places."""
    if isinstance(node, Scalar):
        return (node.span, node.text, node.value, node.style)
    if isinstance(node, Mapping):
        return (node.span, [(outline(key), outline(value)) for key, value in node])
    return (node.span, [outline(item) for item in node.items]) if isinstance(node, Sequence) else None


def test_both_parsers_give_the_same_tree() -> None:
    for path in [*(ROOT / "policies").glob("*.yaml"), *(ROOT / "examples").glob("*.yaml")]:
        text = path.read_text(encoding="utf-8")
        source = SourceFile(path.name, text)
        trees = [Composer(source, Shadow(text), Reporter()).run(parser) for parser in (FASTEST_PARSER, PYTHON_PARSER)]
        assert trees[0].root is not None
        assert outline(trees[0].root) == outline(trees[1].root)


def test_the_documents_above_are_whole() -> None:
    for text, kind in ((POLICY, "policy"), (JSON, "facts")):
        reporter = Reporter()
        node = parse_yaml(SourceFile("t", text), reporter)
        assert node is not None
        assert check_shape(node, kind, reporter)
        assert len(reporter) == 0
