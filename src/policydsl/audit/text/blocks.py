"""The paragraphs of a text, broken lines put together again, and the lines that belong to no provision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from policydsl.audit.text.clean import Clean, clean
from policydsl.audit.text.marks import Found, mark_at
from policydsl.audit.text.numerals import DIGITS, SMALL
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen


class Kind(StrEnum):
    """What a paragraph is by its form alone."""

    TEXT = "text"
    MARKED = "marked"  # begins with a mark of the numbering
    DATE = "date"  # a day alone: under a signature
    CLOSING = "closing"  # printed by whom, copies to whom, who may read it
    TITLE = "title"  # a heading of Markdown without a mark


@frozen(eq=False)
class Block:
    """One paragraph; `first` is the mark that it begins with."""

    kind: Kind
    text: Clean
    first: Found | None = None


MARKDOWN: Final = (".md", ".markdown")
_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n|\n|\r|$)")
# Signs at the start of a line that only lay it out: headings, lists and quotations of Markdown, bullets.
_LEAD: Final = re.compile(r"[\s\u3000\ufeff>]*(?:#{1,6}(?=[ \t\u3000])|[-+*](?=[ \t\u3000])|[•·●○■◆▪◦‣])?[\s\u3000]*")
_HEADING: Final = re.compile(r"[\s\u3000>]*#{1,6}[ \t\u3000]")
_BULLET: Final = re.compile(r"[\s\u3000>]*(?:[-+*](?=[ \t\u3000])|[•●■◆▪◦‣])")
_RULE: Final = re.compile(r"[\s|:=*_-]*")  # a line under a heading, the second line of a table
_PAGE: Final = re.compile(
    r"\s*(?:[-—–]{1,2}\s*[0-9]{1,4}\s*[-—–]{1,2}|第\s*[0-9]{1,4}\s*页(?:\s*[，,/]?\s*共\s*[0-9]{1,4}\s*页)?)\s*"
)
_INDENTED: Final = re.compile(r"\u3000\u3000|\t| {4}")
_ENDS: Final = frozenset("。；：！？”）…;:!?)")
_NUMERAL: Final = "".join(DIGITS)
_DAY: Final = (
    rf"(?:[0-9]{{4}}|[{_NUMERAL}]{{4}})年(?:[0-9]{{1,2}}|[{SMALL}]{{1,3}})月(?:[0-9]{{1,2}}|[{SMALL}]{{1,3}})日"
)
_DATE: Final = re.compile(rf"（?{_DAY}）?|[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}")
_CLOSING: Final = re.compile(
    rf"（此件[^（）]{{1,20}}）|抄送：.*|.{{0,60}}{_DAY}(?:印发|发布|公布|印制)|（?(?:信息)?公开(?:属性|方式|形式|选项)：.*|主题词：.*"
    r"|（?(?:联系人|联系电话|咨询电话)[^：]{0,10}：.*"
)
_MOST_CLOSING: Final = 400
_SHORTEST_BROKEN: Final = 12  # characters; a line is broken for want of room only where it is about full


def blocks(source: SourceFile) -> Iterator[Block]:
    """Every paragraph in order."""
    markdown = source.name.lower().endswith(MARKDOWN)
    full = _full(source.text)
    start = end = -1  # of the paragraph that is being read
    open_ended = False  # whether the next line may belong to it
    for line in _LINE.finditer(source.text):
        raw = line[0].rstrip("\r\n")
        if _PAGE.fullmatch(raw):
            continue  # a paragraph may go on over the page
        if not raw.strip() or _RULE.fullmatch(raw):
            if start >= 0:
                yield _block(source, start, end)
            start, open_ended = -1, False
            continue
        lead = _lead(raw)
        text = clean(raw, lead).text
        if open_ended and _goes_on(raw, text, markdown=markdown):
            end, open_ended = line.start() + len(raw), _may_go_on(raw, text, None if markdown else full)
            continue
        if start >= 0:
            yield _block(source, start, end)
        start, end = line.start() + lead, line.start() + len(raw)
        open_ended = _may_go_on(raw, text, None if markdown else full)
    if start >= 0:
        yield _block(source, start, end)


def _lead(raw: str) -> int:
    found = _LEAD.match(raw)
    return found.end() if found else 0


def _goes_on(raw: str, text: str, *, markdown: bool) -> bool:
    """Whether a line may continue the one before."""
    if (
        raw.startswith("|")
        or _BULLET.match(raw)
        or _HEADING.match(raw)
        or mark_at(text)
        or kind_of(text) is not Kind.TEXT
    ):
        return False
    return markdown or not _INDENTED.match(raw)


def _may_go_on(raw: str, text: str, full: int | None) -> bool:
    """Whether a line may be continued by the next one; in Markdown (no `full`) a blank line ends a paragraph."""
    if full is None:
        return not (_HEADING.match(raw) or raw.startswith("|") or raw.endswith(("  ", "\\")))
    if not text or text[-1] in _ENDS or kind_of(text) is not Kind.TEXT:
        return False
    return len(text) >= full or text[-1] in "，、"


def _full(text: str) -> int:
    """From how many characters on a line may have been broken for want of room: three quarters of a long one."""
    lengths = sorted(len(line.strip()) for line in text.splitlines() if line.strip())
    long = lengths[len(lengths) * 9 // 10] if lengths else 0
    return max(_SHORTEST_BROKEN, long * 3 // 4)


def kind_of(text: str) -> Kind:
    """What a paragraph is by its form, marks apart."""
    if _DATE.fullmatch(text):
        return Kind.DATE
    return Kind.CLOSING if len(text) <= _MOST_CLOSING and _CLOSING.fullmatch(text) else Kind.TEXT


def _block(source: SourceFile, start: int, end: int) -> Block:
    text = clean(source.text, start, end)
    first = mark_at(text.text)
    if first is not None:
        return Block(Kind.MARKED, text, first)
    begins = source.text.rfind("\n", 0, start) + 1
    if source.name.lower().endswith(MARKDOWN) and _HEADING.match(source.text, begins):
        return Block(Kind.TITLE, text)
    return Block(kind_of(text.text), text)
