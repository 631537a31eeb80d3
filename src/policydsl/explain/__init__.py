"""Explanations: for every award the full derivation, as a caseworker would defend it before an auditor.

Takes an `Evaluation` with its traces; gives an `Explanation`, and its rendering as text, Markdown and JSON.
Guarantees: the figures are those of the award, shown exactly; nothing is decided here.
"""

from policydsl.explain.as_json import explain_json
from policydsl.explain.as_markdown import explain_markdown
from policydsl.explain.as_text import explain_text
from policydsl.explain.explain import explain
from policydsl.explain.explanation import AwardExplained, Explanation

__all__ = ["AwardExplained", "Explanation", "explain", "explain_json", "explain_markdown", "explain_text"]
