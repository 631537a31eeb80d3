"""The handbook as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.handbook import words
from policydsl.handbook.pages import Grid, Handbook, Line, Page
from policydsl.render.markdown import escaped, table
from policydsl.source import Lang, Text


def handbook_markdown(book: Handbook, lang: Lang) -> str:
    """The whole document."""
    lines = [f"# {escaped(book.title)}", "", *_lines(book.head, lang), ""]
    lines += [escaped(book.note), ""] if book.note else []
    if book.common:
        lines += [f"## {words.COMMON.pick(lang)}", "", *map(escaped, book.common_notes), ""]
        lines += [*_lines((*book.common, *book.common_steps), lang), ""]
    for chapter in book.chapters:
        lines += [f"## {escaped(chapter.name)}", ""] if chapter.name else []
        for page in chapter.clauses:
            lines += [*_page(page, lang), ""]
        if chapter.commitments:
            lines += [f"### {words.COMMITMENTS.pick(lang)}", ""]
            lines += [f"- **{escaped(page.title)}** {_commitment(page, lang)}".rstrip() for page in chapter.commitments]
            lines.append("")
    for heading, some in (
        (words.PARAMETERS, book.parameters), (words.READINGS, book.readings), (words.STACKING, book.stacking),
        (words.LIMITS, book.limits),
    ):  # fmt: skip
        if some:
            lines += [f"## {heading.pick(lang)}", "", *_lines(some, lang), ""]
    lines += [f"## {words.QUESTIONS.pick(lang)}", "", words.QUESTIONS_NOTE.pick(lang), ""]
    for group in book.questions:
        lines += [f"### {escaped(group.label)}", ""]
        lines += [escaped(group.note), ""] if group.note else []
        heads = [Text("事实", "Fact"), Text("怎样填", "Answer"), Text("说明", "Remarks"), words.NEEDED_BY]
        rows = [
            [escaped(one.label), escaped(one.answer), escaped(one.note), escaped("、".join(t for _, t in one.clauses))]
            for one in group.questions
        ]
        lines += [*table([head.pick(lang) for head in heads], rows), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(some: Iterable[Line], lang: Lang) -> Iterator[str]:
    colon = Text("：", ": ").pick(lang)
    for one in some:
        code = f"  `{one.code}`" if one.code and one.code not in one.text and "`" not in one.code else ""
        said = f"{colon}{escaped(one.text)}" if one.text != one.name else ""
        yield f"- **{escaped(one.name)}**{said}{code}"


def _commitment(page: Page, lang: Lang) -> str:
    parts = [page.cite, *(line.text for line in page.head), *page.notes]
    return escaped(Text("；", "; ").pick(lang).join(part for part in parts if part))


def _page(page: Page, lang: Lang) -> Iterator[str]:
    cite = f" {escaped(page.cite)}" if page.cite else ""
    yield f"### {escaped(page.title)}{cite}"
    yield ""
    yield from _lines(page.head, lang)
    for heading, some in (
        (words.ALL_OF, page.conditions), (words.STEPS, page.steps),
        (words.FIGURE, page.figure), (words.CAPS, page.caps),
        (words.PAY, page.pay), (words.OBLIGATIONS, page.obligations),
    ):  # fmt: skip
        if heading is words.FIGURE and page.grid is not None:
            yield from _grid(page.grid, lang)
        if some:
            yield from ("", f"**{heading.pick(lang)}**", "", *_lines(some, lang))
    for heading, texts in ((words.MATERIALS, page.materials), (words.NOTES, page.notes)):
        if texts:
            yield from ("", f"**{heading.pick(lang)}**", "", *(f"- {escaped(one)}" for one in texts))


def _grid(grid: Grid, lang: Lang) -> Iterator[str]:
    yield from ("", f"**{words.TABLE.pick(lang)}**", "")
    yield from table([escaped(head) for head in grid.heads], [[escaped(cell) for cell in row] for row in grid.rows])
    if grid.note:
        yield from ("", grid.note)
