"""Evaluations as documents: the result (JSON), and text, CSV and Markdown for people; forms of a policy's facts.

Takes `Evaluation` and `Policy` values and a language; gives one string or one plain `dict`.
Guarantees: figures are exact, never rounded here; the same evaluation gives the same bytes.
"""
