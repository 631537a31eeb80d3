"""The handbook as one HTML page: works offline, prints well, nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from policydsl.handbook import words
from policydsl.handbook.pages import Chapter, Grid, Handbook, Line, Page, Question
from policydsl.handbook.style import STYLE
from policydsl.source import Lang, Text

_SHORT: Final = 8  # characters of a cell that is not broken


def handbook_html(book: Handbook, lang: Lang) -> str:
    """The page."""
    lines = [
        f'<!doctype html><html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(book.title)}</title>',
        f"<style>{STYLE}</style></head><body>",
        f"<header><h1>{escape(book.title)}</h1>{_lines(book.head, 'facts')}",
        f"<p>{escape(book.note)}</p></header>" if book.note else "</header>",
        _contents(book, lang),
        "<main>",
    ]
    if book.common:
        notes = "".join(f"<p>{escape(one)}</p>" for one in book.common_notes)
        title, steps = words.COMMON.pick(lang), _lines(book.common_steps, "facts") if book.common_steps else ""
        lines.append(f'<section id="common"><h2>{title}</h2>{notes}{_lines(book.common, "checks")}{steps}</section>')
    for number, chapter in enumerate(book.chapters, 1):
        lines += _chapter(number, chapter, lang)
    for anchor, heading, some in (
        ("parameters", words.PARAMETERS, book.parameters), ("readings", words.READINGS, book.readings),
        ("stacking", words.STACKING, book.stacking), ("limits", words.LIMITS, book.limits),
    ):  # fmt: skip
        if some:
            lines.append(f'<section id="{anchor}"><h2>{heading.pick(lang)}</h2>{_lines(some, "facts")}</section>')
    lines += _questions(book, lang)
    return "\n".join([*lines, "</main></body></html>", ""])


def _contents(book: Handbook, lang: Lang) -> str:
    """Links to every clause by its place, and to the parts that follow."""
    items = [
        f'<li><a href="#{_anchor(page.id)}"><span class="cite">{escape(page.cite)}</span> {escape(page.title)}</a></li>'
        for chapter in book.chapters
        for page in chapter.clauses
    ]
    if book.common:
        items.insert(0, f'<li><a href="#common">{words.COMMON.pick(lang)}</a></li>')
    rest = (("parameters", words.PARAMETERS, book.parameters), ("readings", words.READINGS, book.readings),
            ("stacking", words.STACKING, book.stacking), ("limits", words.LIMITS, book.limits),
            ("questions", words.QUESTIONS, book.questions))  # fmt: skip
    items += [f'<li><a href="#{anchor}">{name.pick(lang)}</a></li>' for anchor, name, some in rest if some]
    heading = words.CONTENTS.pick(lang)
    return f'<nav aria-label="{heading}"><h2>{heading}</h2><ol>{"".join(items)}</ol></nav>'


def _chapter(number: int, chapter: Chapter, lang: Lang) -> Iterator[str]:
    yield f'<section id="part-{number}">'
    if chapter.name:
        yield f"<h2>{escape(chapter.name)}</h2>"
    for page in chapter.clauses:
        yield from _page(page, lang)
    if chapter.commitments:
        yield f"<article><h3>{words.COMMITMENTS.pick(lang)}</h3><ul>"
        for page in chapter.commitments:
            parts = [*(line.text for line in page.head), *page.notes]
            said = f" — {escape(Text('；', '; ').pick(lang).join(parts))}" if parts else ""
            yield f'<li><span class="cite">{escape(page.cite)}</span> <b>{escape(page.title)}</b>{said}</li>'
        yield "</ul></article>"
    yield "</section>"


def _page(page: Page, lang: Lang) -> Iterator[str]:
    title = f'<span class="cite">{escape(page.cite)}</span> {escape(page.title)}'
    yield f'<article id="{_anchor(page.id)}"><h3>{title}</h3>'
    yield _lines(page.head, "facts")
    for heading, some, kind in (
        (words.ALL_OF, page.conditions, "checks"), (words.STEPS, page.steps, "facts"),
        (words.FIGURE, page.figure, "facts"), (words.CAPS, page.caps, "facts"),
        (words.PAY, page.pay, "facts"), (words.OBLIGATIONS, page.obligations, "facts"),
    ):  # fmt: skip
        if heading is words.FIGURE and page.grid is not None:
            yield f"<h4>{words.TABLE.pick(lang)}</h4>{_grid(page.grid)}"
        if some:
            yield f"<h4>{heading.pick(lang)}</h4>{_lines(some, kind)}"
    for heading, texts in ((words.MATERIALS, page.materials), (words.NOTES, page.notes)):
        if texts:
            items = "".join(f"<li>{escape(one)}</li>" for one in texts)
            yield f"<h4>{heading.pick(lang)}</h4><ul>{items}</ul>"
    yield "</article>"


def _lines(some: Iterable[Line], kind: str) -> str:
    found = []
    for one in some:
        code = f"<br><code>{escape(one.code)}</code>" if one.code and one.code not in one.text else ""
        links = "".join(
            f' <a class="fact" href="#fact-{_anchor(name)}" aria-label="{escape(name)}">?</a>' for name in one.facts
        )
        text = escape(one.text) if one.text != one.name else ""
        found.append(f"<dt>{escape(one.name)}</dt><dd>{text}{links}{code}</dd>")
    return f'<dl class="{kind}">{"".join(found)}</dl>'


def _grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(map(_grid_cell, row[1:]))}</tr>' for row in grid.rows
    )
    note = f"<p>{escape(grid.note)}</p>" if grid.note else ""
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}"


def _grid_cell(text: str) -> str:
    """Figures stay on one line."""
    return f"<td{' class=short' if len(text) <= _SHORT else ''}>{escape(text)}</td>"


def _questions(book: Handbook, lang: Lang) -> Iterator[str]:
    yield f'<section id="questions"><h2>{words.QUESTIONS.pick(lang)}</h2><p>{words.QUESTIONS_NOTE.pick(lang)}</p>'
    heads = (Text("事实", "Fact"), Text("怎样填", "Answer"), words.NEEDED_BY)
    head = "".join(f'<th scope="col">{one.pick(lang)}</th>' for one in heads)
    for group in book.questions:
        note = f"<p>{escape(group.note)}</p>" if group.note else ""
        rows = "".join(_question(one) for one in group.questions)
        yield f"<h3>{escape(group.label)}</h3>{note}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    yield "</section>"


def _question(one: Question) -> str:
    note = f'<br><span class="note">{escape(one.note)}</span>' if one.note else ""
    links = "、".join(f'<a href="#{_anchor(id_)}">{escape(title)}</a>' for id_, title in one.clauses)
    return (
        f'<tr id="fact-{_anchor(one.id)}"><th scope="row">{escape(one.label)}</th>'
        f"<td>{escape(one.answer)}{note}</td><td>{links}</td></tr>"
    )


def _anchor(name: str) -> str:
    return escape(name.replace(".", "-"), quote=True)
