"""The departments that a text puts in charge: `（责任单位：市工信局、科技局）`, abbreviations written out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from policydsl.audit.text.notes import HEAD, NOTE
from policydsl.audit.text.outline import Outline, Passage, Place
from policydsl.source import Span
from policydsl.source.frozen import frozen

_AGAIN: Final = re.compile(rf"{HEAD}：")
_MOST: Final = 200  # passages of an item
_GROUP: Final = re.compile(r"[，；。]")
_NAME: Final = re.compile(r"、|/|(?<=[局委办厅部会院心])(?:和|与|及|以及)(?=[\u4e00-\u9fff])")
_OPEN: Final = re.compile(r"等(?:[\u4e00-\u9fff]*(?:部门|单位|机构))?$")
_PREFIX: Final = re.compile(r"(?P<level>市|省|区|县|州|自治区)(?!级)(?=[\u4e00-\u9fff]{2,})")
_LEVELS: Final = ("市", "省", "区", "县", "州", "各", "国家", "全", "本", "中央", "中国")
_BUREAU: Final = re.compile(r"[\u4e00-\u9fff]{2,8}(?:局|委|办|厅)")
_NO_BUREAU: Final = re.compile(r".*(?:管委|党工委)$")


@frozen
class Named:
    """A department of the text: how the policy must write it, what else it may write, and the place."""

    name: str
    others: frozenset[str]
    span: Span

    def fits(self, written: str) -> bool:
        """Whether the policy means this one."""
        return written == self.name or written in self.others


@frozen
class Charge:
    """Who is in charge of a passage; `open` if the text adds others that it does not name."""

    named: tuple[Named, ...]
    open: bool


def charge_of(passage: Passage) -> Charge | None:
    """The departments that one passage names; None where it has no such note."""
    named: list[Named] = []
    open_ = found = False
    for note in NOTE.finditer(passage.text.text):
        found = True
        group = "inner" if note["inner"] is not None else "line"
        start, text = note.start(group), note[group]
        for piece, offset in _pieces(text):
            more, rest = _group(piece, start + offset, passage)
            named += more
            open_ = open_ or rest
    return Charge(tuple({one.name: one for one in named}.values()), open_) if found else None


def charge_over(outline: Outline, passage: Passage) -> Charge | None:
    """Who is in charge of a passage: its own note, else the one that stands below it for all of its item.

    A note in a paragraph of its own speaks of what stands before it in the item; one at the end of a text speaks of
    that paragraph, and of the whole item only where it ends the item and is the only one in it.
    """
    own = charge_of(passage)
    if own is not None:
        return own
    for place in passage.place.above():
        if place.mark is None:
            return None
        notes = [(one, charge) for one in _noted(outline, place) if (charge := charge_of(one)) is not None]
        for one, charge in notes:
            if one.index > passage.index and _speaks_of(one, passage, place):
                return charge
        if len(notes) == 1 and notes[0][0].index == place.last - 1:
            return notes[0][1]
    return None


def _speaks_of(note: Passage, passage: Passage, place: Place) -> bool:
    """Whether a note below a passage is one for it."""
    if NOTE.fullmatch(note.text.text):
        return note.place is place
    paragraph = passage.place.inner and note.place.inner and note.place.parent is passage.place.parent
    return bool(paragraph) and note.paragraph == passage.paragraph


def _noted(outline: Outline, place: Place) -> list[Passage]:
    """The passages with notes in a place; of one with very many passages none, it is no item."""
    if place.last - place.first > _MOST:
        return []
    return [one for one in outline.within(place) if one.noted]


def _pieces(text: str) -> Iterable[tuple[str, int]]:
    """The groups of a note, with their offsets; further heads (`；配合单位：`) are left out."""
    at = 0
    for sign in [*_GROUP.finditer(text), None]:
        end = len(text) if sign is None else sign.start()
        piece = text[at:end]
        head = _AGAIN.match(piece)
        skip = head.end() if head else 0
        if piece[skip:]:
            yield piece[skip:], at + skip
        at = end + 1


def _group(text: str, start: int, passage: Passage) -> tuple[list[Named], bool]:
    named: list[Named] = []
    level, open_, at = "", False, 0
    for sign in [*_NAME.finditer(text), None]:
        end = len(text) if sign is None else sign.start()
        written = text[at:end]
        tail = _OPEN.search(written)
        name = written[: tail.start()] if tail else written
        open_ = open_ or tail is not None
        if name:
            span = passage.text.span(start + at, start + at + len(name))
            named.append(_named(name, level, span))
            prefix = _PREFIX.match(name)
            level = prefix["level"] if prefix else level
        at = len(text) if sign is None else sign.end()
    return named, open_


def _named(name: str, level: str, span: Span) -> Named:
    if not level or name.startswith(_LEVELS):
        return Named(name, frozenset(), span)
    if _BUREAU.fullmatch(name) and not _NO_BUREAU.match(name):
        return Named(level + name, frozenset(), span)  # 市工信局、科技局: the level is carried over
    return Named(name, frozenset({level + name}), span)
