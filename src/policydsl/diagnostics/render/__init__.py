"""Findings as text for people, and as JSON, SARIF, JUnit and the annotations of GitHub and GitLab for programs.

Takes diagnostics and a language; gives one string. A further format is a further module here and a row in `FORMATS`.
Guarantees: the order is the given one; no character of a user's file reaches the terminal as a control.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from policydsl.diagnostics.diagnostic import Allowed, Diagnostic
from policydsl.diagnostics.render.json import render_json
from policydsl.diagnostics.render.paint import wants_color
from policydsl.diagnostics.render.summary import summary
from policydsl.diagnostics.render.text import render_text
from policydsl.source import Lang

__all__ = ["FORMATS", "render", "render_json", "render_text", "summary", "wants_color"]

FORMATS: Final = ("text", "json", "sarif", "github", "gitlab", "junit")


def render(
    found: Iterable[Diagnostic],
    format_: str,
    lang: Lang,
    *,
    allowed: Sequence[Allowed] = (),
    files: Sequence[str] = (),
    color: bool = False,
    width: int = 80,
) -> str:
    """The findings in one of `FORMATS`.

    `allowed`: those that the documents allow themselves; `files`: the names of all that was looked at, the good ones
    too; `color` and `width` are for text alone. Only what a format needs is loaded.
    """
    findings = tuple(found)
    match format_:
        case "json":
            return render_json(findings, lang, allowed=allowed, files=files)
        case "sarif":
            from policydsl.diagnostics.render.sarif import render_sarif  # noqa: PLC0415

            return render_sarif(findings, lang, allowed=allowed)
        case "github":
            from policydsl.diagnostics.render.github import render_github  # noqa: PLC0415

            return render_github(findings, lang)
        case "gitlab":
            from policydsl.diagnostics.render.gitlab import render_gitlab  # noqa: PLC0415

            return render_gitlab(findings, lang)
        case "junit":
            from policydsl.diagnostics.render.junit import render_junit  # noqa: PLC0415

            return render_junit(findings, lang, files=files)
        case _:
            return render_text(findings, lang, allowed=len(allowed), color=color, width=width)
