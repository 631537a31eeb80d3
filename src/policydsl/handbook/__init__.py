"""A policy as a handbook for caseworkers: what each clause grants, to whom, and what has to be asked.

Takes a checked policy and its plan; gives pages of plain words in one language, laid out as HTML or Markdown.
Guarantees: every clause, commitment, reading, rule and fact is in it; formulas are said by the same words as in
explanations; nothing in the page runs or is loaded from elsewhere.
"""

from policydsl.handbook.as_html import handbook_html
from policydsl.handbook.as_markdown import handbook_markdown
from policydsl.handbook.build import handbook_of

__all__ = ["handbook_html", "handbook_markdown", "handbook_of"]
