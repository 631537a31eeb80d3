"""Builds the outline of a text, paragraph by paragraph."""

from __future__ import annotations

import re
from typing import Final

from policydsl.audit.text.blocks import Block, Kind, blocks
from policydsl.audit.text.clean import Clean
from policydsl.audit.text.marks import HEADINGS, WORDS, Found, Mark, inner_marks
from policydsl.audit.text.notes import NOTE
from policydsl.audit.text.numbering import mend_numbers
from policydsl.audit.text.outline import Outline, Passage, Place
from policydsl.source import SourceFile, Span

_ENDS: Final = frozenset("。；：！？”）…")
_SIGNATURE: Final = re.compile(r"[^。；：，！？0-9%|]{2,60}")
_LONGEST_HEADING: Final = 60
_SHORT_TITLE: Final = re.compile(r"[^。；：，！？0-9%]{2,20}。")
_ANNEX_LIST: Final = re.compile(r"附(?:件|录)[：.、]?.*(?:[0-9一二三四五六七八九十]\s*[.、]|《)|附(?:件|录)：.+")


def outline_of(source: SourceFile) -> Outline:
    """The outline of a text."""
    return _Builder(source).build()


class _Builder:
    def __init__(self, source: SourceFile) -> None:
        self.root = Place(None, 0, None, Span(0, 0), 0)
        self.made = Outline(source, [self.root], [], [], [], [])
        self.stack = [self.root]
        self.pending: list[Clean] = []  # lines after a signature: of the end, or of what follows
        self.closed = self.annexes = False
        self.outranks: set[tuple[Mark, Mark]] = set()

    def build(self) -> Outline:
        for block in blocks(self.made.source):
            if block.text.text:
                self._take(block)
        self.made.closing += self.pending
        if not self.made.passages:
            self._without_numbering()
        mend_numbers(self.made)
        _headings(self.made)
        return self.made

    # -- one paragraph after the other ---------------------------------------------------------------

    def _take(self, block: Block) -> None:
        text = block.text
        match block.kind:
            case Kind.MARKED if block.first is not None and not self._is_list_of_annexes(block):
                self._marked(block, block.first)
            case Kind.DATE | Kind.CLOSING:
                self._closing(text)
            case Kind.MARKED:
                self._closing(text)
                self.annexes = True
            case Kind.TITLE:
                if len(self.stack) > 1 or self.made.passages:
                    self.stack = [self.root]
                self._outside(text)
            case Kind.TEXT if self.closed or not self._begun():
                self._outside(text)
            case Kind.TEXT:
                self._paragraph(text)

    def _is_list_of_annexes(self, block: Block) -> bool:
        """`附件：1. 申报表 2. …` names the annexes at the end of a letter; the annexes themselves come later."""
        first = block.first
        if first is None:
            return False
        if first.mark is Mark.ANNEX:
            return bool(_ANNEX_LIST.fullmatch(block.text.text))
        if self.annexes and first.mark is Mark.NUMBER and first.number > 1:
            return True
        self.annexes = False
        return False

    def _begun(self) -> bool:
        return bool(self.root.children)

    def _outside(self, text: Clean) -> None:
        (self.pending if self.closed else self.made.front).append(text)

    def _closing(self, text: Clean) -> None:
        self.annexes = False
        if not self._begun() and not self.closed:
            self.made.front.append(text)
            return
        if not self.closed:
            self.pending += self._signatures()
        self.closed = True
        self.pending.append(text)

    def _signatures(self) -> list[Clean]:
        """The short lines right before a day or a closing line: who signed."""
        taken: list[Clean] = []
        passages = self.made.passages
        while passages and passages[-1].paragraph > 1 and _SIGNATURE.fullmatch(passages[-1].text.text):
            gone = passages.pop()
            gone.place.paragraphs -= 1
            for above in gone.place.above():
                above.last = len(passages)
            taken.insert(0, gone.text)
        return taken

    def _marked(self, block: Block, first: Found) -> None:
        if self._restarts(first):
            self.root = Place(None, 0, None, block.text.span(0, 0), len(self.made.passages))
            self.made.roots.append(self.root)
            self.stack = [self.root]
            self.made.front += self.pending
        elif self.closed:
            self.made.closing += self.pending
        self.pending, self.closed, self.annexes = [], False, False
        self._pop_to(first.mark)
        parent = self.stack[-1]
        for above in self.stack[1:]:
            if above.mark is not None:
                self.outranks.add((above.mark, first.mark))
        at = block.text.span(first.start, first.end)
        place = Place(first.mark, first.number, parent, at, len(self.made.passages), lead=parent.own)
        parent.children.append(place)
        self.stack.append(place)
        rest = block.text.part(first.end, len(block.text.text))
        if rest.text:
            self._add(rest, place, paragraph=True)

    def _restarts(self, first: Found) -> bool:
        """Whether a new document begins: the topmost numbering starts again at 1 after an end."""
        return first.number == 1 and self.closed and any(child.mark is first.mark for child in self.root.children)

    def _pop_to(self, mark: Mark) -> None:
        """Leave the places in which a new one with this mark cannot stand."""
        depth = next((i for i, place in enumerate(self.stack) if place.mark is mark), None)
        if depth is None and mark in WORDS:
            rank = WORDS.index(mark)
            depth = next(
                (
                    i
                    for i, place in enumerate(self.stack)
                    if place.mark is not None and (place.mark not in WORDS or WORDS.index(place.mark) > rank)
                ),
                None,
            )
        if depth is None:
            depth = next(
                (
                    i
                    for i, place in enumerate(self.stack)
                    if place.mark is not None
                    and (mark, place.mark) in self.outranks
                    and (place.mark, mark) not in self.outranks
                ),
                None,
            )
        if depth is not None:
            del self.stack[depth:]

    def _paragraph(self, text: Clean) -> None:
        article = next((i for i, place in enumerate(self.stack) if place.mark is Mark.ARTICLE), None)
        if article is not None:
            del self.stack[article + 1 :]  # in a law a paragraph after a list belongs to the article
        while len(self.stack) > 1 and self._is_entry(self.stack[-1]):
            self.stack.pop()
        counts = not text.text.startswith("|") and NOTE.fullmatch(text.text) is None
        self._add(text, self.stack[-1], paragraph=counts)

    def _is_entry(self, place: Place) -> bool:
        """Whether the place is an entry of a list that goes on in one sentence: `…；`."""
        siblings = place.parent.children if place.parent is not None else []
        before = siblings[-2] if len(siblings) > 1 and siblings[-1] is place else None
        for one, until in ((place, len(self.made.passages)), (before, place.first)):
            if one is not None and until > one.first and self.made.passages[until - 1].text.text.endswith("；"):
                return True
        return False

    def _add(self, text: Clean, place: Place, *, paragraph: bool) -> None:
        if paragraph or place.paragraphs == 0:
            place.paragraphs += 1
        number = place.paragraphs
        inner = inner_marks(text.text)
        ends = [one.start for one in inner] + [len(text.text)]
        if ends[0] > 0:
            self._passage(text.part(0, ends[0]), place, number)
        for one, end in zip(inner, ends[1:], strict=True):
            at = text.span(one.start, one.end)
            entry = Place(one.mark, one.number, place, at, len(self.made.passages), lead=place.own)
            place.children.append(entry)
            self._passage(text.part(one.end, end), entry, number)
            entry.inner, entry.paragraphs = True, 1

    def _passage(self, text: Clean, place: Place, number: int) -> None:
        if text.text:
            noted = NOTE.search(text.text) is not None
            place.own = len(self.made.passages)
            self.made.passages.append(Passage(len(self.made.passages), text, place, number, noted))
            for above in place.above():
                above.last = len(self.made.passages)

    def _without_numbering(self) -> None:
        """A text without any mark: its paragraphs are counted."""
        kept, self.made.front = self.made.front, []
        for text in kept:
            if text.text[-1] in _ENDS and not text.text.endswith("："):
                self._add(text, self.root, paragraph=True)
            else:
                self.made.front.append(text)


def _is_title(place: Place, text: str) -> bool:
    """Whether a line that more follows is only a title: without a stop, or a few words above numbered parts."""
    if text[-1] not in _ENDS:
        return len(text) <= _LONGEST_HEADING
    return place.paragraphs == 1 and bool(place.children) and _SHORT_TITLE.fullmatch(text) is not None


def _headings(made: Outline) -> None:
    """The line of a place that is only its title is no paragraph."""
    for place in made.places():
        own = made.passages[place.first] if place.first < place.last else None
        if own is None or own.place is not place:
            continue
        text = own.text.text
        titled = place.mark in HEADINGS or (place.last - place.first > 1 and _is_title(place, text))
        if titled and own.paragraph:
            for passage in made.passages[place.first : place.last]:
                if passage.place is place or (passage.place.inner and passage.place.parent is place):
                    passage.paragraph -= 1
            place.paragraphs -= 1
            own.paragraph = 0
