"""Small policies around what a drafter types, and what is told of it, one line a case."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.pages.frames import sample
from policydsl.feel.ast import ErrorExpr
from policydsl.feel.printer import print_unary_tests
from policydsl.model.policy import Policy
from policydsl.source import SourceFile
from policydsl.workspace import load_policy_source

HERE: Final = Path(__file__).parent
COLUMNS: Final = {
    "money": "applicant.annual_revenue",
    "count": "applicant.staff",
    "date": "applicant.founded",
    "ratio": "applicant.ratio",
    "months": "applicant.age",
    "kind": "applicant.kind",
    "yes": "applicant.certified",
}
_MORE_FIELDS: Final = """\
      ratio: {type: number, min: 0, label: 研发占比}
      age: {type: months, label: 存续时间}
"""
_FIELD: Final = "      certified: {type: boolean, label: 已认定}\n"
_END: Final = "stacking:\n"
TABLE: Final = """\
  - id: example
    cite: 一（九）
    title: 示例条款
    departments: [市工信局]
    category: project
    for_each: project
    benefit: subsidy
    basis: ceiling
    table:
      hit: first
      inputs:
        value: {column}
      rules:
        - id: example
          when:
            value: {cell}
          then:
            share: 30%
        - id: others
          when: {{}}
          then:
            share: 20%
    amount: project.cost * share
    caps:
      - id: example
        limit: 400万元
        per: project
"""
CLAUSE: Final = """\
  - id: example
    cite: 一（九）
    title: 示例条款
    departments: [市工信局]
    category: project
    for_each: project
    benefit: subsidy
    basis: ceiling
    eligibility:
      - id: reached
        test: project.cost > 100万元
        label: 达标
    amount: project.cost * 30%
    caps:
      - id: example
        limit: 400万元
        per: project
"""


@cache
def _around() -> tuple[str, str]:
    text = sample("sample.yaml").replace(_FIELD, _FIELD + _MORE_FIELDS)
    before, mark, after = text.rpartition(_END)
    return before, mark + after


def policy(clause: str) -> str:
    """The sample policy with one clause more."""
    before, after = _around()
    return before + clause + after


def with_cell(column: str, cell: str) -> str:
    """A policy with a cell, typed as it is behind `value: `."""
    return policy(TABLE.format(column=COLUMNS[column], cell=cell))


def with_key(key: str, value: str) -> str:
    """A policy in which one key of the clause (`test`, `amount`, `limit`) has another value."""
    lines = CLAUSE.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.lstrip().startswith(f"{key}: "))
    lines[at] = f"{lines[at].partition(key)[0]}{key}: {value}\n"
    return policy("".join(lines))


def with_entry(kind: str, written: str) -> str:
    """A policy with a `cap`, a `row` of a table or a key (`note`, `departments`) typed as it is."""
    match kind:
        case "cap":
            start = CLAUSE.index("      - id: example\n        limit")
            return policy(f"{CLAUSE[:start]}      {written}\n")
        case "row":
            head, _, rest = TABLE.partition("        - id: example\n")
            text = head.replace("value: {column}", "kind: applicant.kind\n        revenue: applicant.annual_revenue")
            tail = rest[rest.index("        - id: others") :].replace("{{}}", "{}")
            return policy(f"{text}        {written}\n{tail}")
        case "note":
            return policy(CLAUSE.replace("    basis:", f"    note: {written}\n    basis:"))
        case _:
            return with_key(kind, written)


def told(text: str) -> tuple[Policy | None, list[Diagnostic]]:
    """The policy and what `check` says of it."""
    reporter = Reporter()
    loaded = load_policy_source(SourceFile("policy.yaml", text), reporter)
    return (None if loaded is None else loaded.policy), list(reporter)


def in_words(text: str, line: str) -> str:
    """What is told of a policy, on one line: the codes, the places, and the line after the fix."""
    loaded, found = told(text)
    if not found:
        return "ok" if loaded is None else f"ok {_meaning(loaded)}".rstrip()
    return "; ".join(_one(diagnostic, line) for diagnostic in found)


def _one(found: Diagnostic, line: str) -> str:
    label = found.labels[0]
    written = label.file.text[label.span.start : label.span.end].replace("\n", "⏎")
    said = f"{found.code} «{written}»"
    if found.fix is None:
        return said
    text = label.file.text
    at = text.index(line)
    for edit in sorted(found.fix.edits, key=lambda one: one.span, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    mended = text[at:].split("\n")[0]
    return f"{said} {'→' if found.fix.sure else '?→'} {mended.partition(': ')[2] if ': ' in line else mended}"


def _meaning(loaded: Policy) -> str:
    clause = next(one for one in loaded.clauses if one.id == "example")
    if clause.table is None:
        return ""
    cell = clause.table.rows[0].when.get("value")
    tests = [] if cell is None else [part.tests for part in cell.parts]
    return ", ".join(print_unary_tests(one) for one in tests if not isinstance(one, ErrorExpr))
