"""Findings as text for people and as JSON for programs.

Takes diagnostics and a language; gives one string. A further format is a further module here.
Guarantees: the order is the given one; no character of a user's file reaches the terminal as a control.
"""

from policydsl.diagnostics.render.json import render_json
from policydsl.diagnostics.render.paint import wants_color
from policydsl.diagnostics.render.summary import summary
from policydsl.diagnostics.render.text import render_text

__all__ = ["render_json", "render_text", "summary", "wants_color"]
