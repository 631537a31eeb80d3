"""The record of an audit as a Markdown table, with the findings above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policydsl.audit.listing import Listing, PassageRow
from policydsl.diagnostics import Diagnostic
from policydsl.render.audit.words import BESIDE, HEADS, citers, counts, uses
from policydsl.render.markdown import escaped
from policydsl.source import Lang, Text
from policydsl.source.width import visible

_TITLE: Final = Text("原文对照", "Audit against the official text")
_FINDINGS: Final = Text("问题", "Findings")
_RECORD: Final = Text("对照表", "Record")
_NONE: Final = Text("没有问题。", "None.")
_EXCERPT: Final = 60


def findings_markdown(found: Iterable[Diagnostic], lang: Lang) -> str:
    """The findings as a list."""
    return "\n".join(_findings(found, lang)) + "\n"


def listing_markdown(listing: Listing, found: Iterable[Diagnostic], lang: Lang) -> str:
    """The whole document: what was compared, the findings, the table."""
    lines = [f"# {_TITLE.pick(lang)}", "", escaped(counts(listing, lang)), ""]
    lines += [f"## {_FINDINGS.pick(lang)}", "", *_findings(found, lang), ""]
    lines += [f"## {_RECORD.pick(lang)}", "", *_table(listing, lang)]
    if listing.beside:
        lines += ["", BESIDE.pick(lang) + ("：" if lang == "zh" else ":"), ""]
        lines += [f"- {escaped(one)}" for one in listing.beside]
    return "\n".join(lines) + "\n"


def _findings(found: Iterable[Diagnostic], lang: Lang) -> Iterator[str]:
    none = True
    for one in found:
        none = False
        places = [f"{at.file.name}:{at.file.position(at.span.start).line}" for at in one.labels]
        where = escaped("，".join(dict.fromkeys(places)) if lang == "zh" else ", ".join(dict.fromkeys(places)))
        yield f"- **{one.code}** {_message(one.message(lang))}" + (f" ({where})" if where else "")
        for line in one.help_text(lang).splitlines():
            yield f"  - {_message(line)}"
    if none:
        yield _NONE.pick(lang)


def _message(text: str) -> str:
    """A message whose quoted parts stay quoted."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escaped(text)
    return "".join(f"`{visible(part)}`" if nth % 2 else escaped(part) for nth, part in enumerate(parts))


def _table(listing: Listing, lang: Lang) -> Iterator[str]:
    yield "| " + " | ".join(head.pick(lang) for head in HEADS) + " |"
    yield "| --- | --- | --- |"
    for row in listing.passages:
        yield _row(row.place, _excerpt(row), citers(row, lang))
        for figure in row.figures:
            yield _row(
                "", f"**{escaped(figure.words)}**", "<br>".join(escaped(one) for one in uses(figure, lang)), raw=True
            )


def _row(*cells: str, raw: bool = False) -> str:
    return "| " + " | ".join(cells if raw else map(escaped, cells)) + " |"


def _excerpt(row: PassageRow) -> str:
    return row.text if len(row.text) <= _EXCERPT else row.text[:_EXCERPT] + "…"
