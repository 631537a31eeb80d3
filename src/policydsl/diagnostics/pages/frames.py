"""What an example of a page stands in, so that it can be checked.

| frame | the example is | it is put |
|---|---|---|
| policy, amendment, tests, facts | a whole document; facts may leave out their head | as it is |
| yaml | a text that only has to be read | as it is |
| clause | one clause | at the end of the clauses of `sample.yaml` |
| test, formula | a condition, an amount | in a clause for each project of `sample.yaml` |
| cell | a cell of a decision table | under the input `column` (the applicant's revenue) |
| audit | an official text, a line `~~~`, keys of the policy or of its clause | a text and a policy (tests/audit) |
| feel, command | a formula, or lines to type | to the program itself |
| table | SQL of a Parquet table of applicants | into a cohort (tests/cohort) |
| workbook | a sheet of applicants, as CSV | into a workbook (tests/cohort) |
| cohort | lines to type beside files of other encodings, or very long ones | tests/cohort sees to it |
| install | lines to type in a new environment | tests/house sees to it |
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

FRAMES: Final = (
    "policy", "clause", "test", "formula", "cell", "facts", "amendment", "tests", "yaml", "audit", "feel", "command",
    "table", "install", "workbook", "cohort",
)  # fmt: skip
SAMPLE: Final = "policy.yaml"  # what the sample policy is called in examples
_FOLDER: Final = Path(__file__).parent
_CLAUSES_END: Final = "stacking:\n"
_NOT_PLAIN: Final = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]|null\Z|.*(?:: |:$| #)")
_FACTS_HEAD: Final = "policydsl: 1\nkind: facts\npolicy: sample_2025\nas_of: 2025-10-01\n"
_CLAUSE: Final = """\
  - id: example
    cite: 一（九）
    title: {{zh: 示例条款, en: Example clause}}
    departments: [市工信局]
    category: project
    for_each: project
    benefit: subsidy
    basis: ceiling
    eligibility:
      - id: example
        test: {test}
        label: 示例条件
    amount: {amount}
    caps:
      - {{id: example, limit: 400万元, per: project}}
"""
_TABLE: Final = """\
  - id: example
    cite: 一（九）
    title: {{zh: 示例条款, en: Example clause}}
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
          then: {{share: 30%}}
        - id: others
          when: {{}}
          then: {{share: 20%}}
    amount: project.cost * share
    caps:
      - {{id: example, limit: 400万元, per: project}}
"""

# What the sample policy says besides where an example is a fact file: that something can be chosen, and a limit.
_OVER_SEVERAL: Final = """\
  - {id: one_of_two, cite: 五, rule: choose, among: [build, voucher], across: clauses}
limits:
  - {id: with_district, limit: 2000万元, every: year, other: [区]}
"""


def policy_of_facts() -> str:
    """The text of the policy that fact files of examples are for."""
    return sample("sample.yaml") + _OVER_SEVERAL


def sample(name: str) -> str:
    """The text of a sample document: `sample.yaml` or `facts.yaml`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def framed(frame: str, text: str, column: str = "applicant.annual_revenue") -> str:
    """The whole document for an example of a frame; of `feel` and `command` the example itself."""
    match frame:
        case "clause":
            lines = text.splitlines()
            head = "  " if text.startswith("- ") else "  - "
            body = [head + lines[0], *(" " * (2 if text.startswith("- ") else 4) + line for line in lines[1:])]
            return _with_clause("\n".join(line.rstrip() for line in body) + "\n")
        case "test":
            return _with_clause(_CLAUSE.format(test=_value(text, 10), amount="project.cost * 50%"))
        case "formula":
            return _with_clause(_CLAUSE.format(test='project.stage = "built"', amount=_value(text, 6)))
        case "cell":
            return _with_clause(_TABLE.format(column=column, cell=_value(text, 14)))
        case "facts":
            return text + "\n" if "policydsl:" in text else f"{_FACTS_HEAD}{text}\n"
        case _:
            return text + "\n"


def _with_clause(clause: str) -> str:
    before, mark, after = sample("sample.yaml").rpartition(_CLAUSES_END)
    return f"{before}{clause}{mark}{after}"


def _value(text: str, indent: int) -> str:
    """A formula as a value: as it is where YAML leaves it alone, else as a block of its own."""
    if "\n" not in text and text.strip() == text and text and not _NOT_PLAIN.match(text):
        return text
    return "|-\n" + "\n".join(" " * indent + line for line in text.splitlines())
