"""Findings as GitHub's workflow commands, which become annotations in the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policydsl.diagnostics.catalogue import Severity
from policydsl.diagnostics.diagnostic import Diagnostic
from policydsl.diagnostics.render.places import Region, file_of, in_part, relative
from policydsl.source import Lang

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.STYLE: "notice",
    Severity.NOTE: "notice",
}


def render_github(diagnostics: Iterable[Diagnostic], lang: Lang) -> str:
    """One command a line; the message has the help on a line of its own."""
    return "".join(_command(one, lang) + "\n" for one in diagnostics)


def _command(one: Diagnostic, lang: Lang) -> str:
    properties: dict[str, object] = {}
    name = file_of(one)
    if name is not None:
        properties["file"] = relative(name)
    if one.labels:
        region = Region.of(one.labels[0].file, one.labels[0].span)
        properties |= {"line": region.start.line, "endLine": region.end.line, "col": region.start.column}
        if region.end.line == region.start.line:  # columns of several lines are refused
            properties["endColumn"] = max(region.end.column, region.start.column + 1)
        else:
            del properties["col"]
    properties["title"] = f"policydsl {one.code}{in_part(one, lang)}"
    text = "\n".join(part for part in (one.message(lang), one.help_text(lang)) if part)
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[one.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
