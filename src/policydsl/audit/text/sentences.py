"""The sentences of passages with their figures, and what a bare 以上 or 以下 means beside its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policydsl.audit.text.bounds import Bound, Bounded, bounded_figures
from policydsl.audit.text.marks import Mark
from policydsl.audit.text.outline import Outline, Passage, Place
from policydsl.audit.text.quantity import Key
from policydsl.source import SourceFile, Span

_END: Final = re.compile(r"[^。；！？]*+[。；！？]*+")
_EXCLUDED: Final = re.compile(r"[^，。；：]{0,12}?(?:除外|不予|不得|不享受|不适用|不在此列|不纳入|不支持|不再)")
_PHRASE: Final = re.compile(r"[，。；！？]")
_STATED: Final = re.compile(r"不?(?:包含|包括|含)(?:该|其)?本(?:身)?数")
_READ: Final = {Bound.UP: (Bound.AT_LEAST, Bound.ABOVE), Bound.DOWN: (Bound.AT_MOST, Bound.BELOW)}
_ENTRIES: Final = frozenset({Mark.NUMBER, Mark.ROUND, Mark.HALF, Mark.CIRCLE})


@dataclass(slots=True, eq=False)
class Sourced:
    """A figure of the text. `bound` is what it means here; `by` is the neighbour that decides a bare 以上 or 以下."""

    sentence: Sentence
    bounded: Bounded
    bound: Bound
    by: Sourced | None = None
    excluded: bool = False  # the sentence shuts out what it bounds: 不足5间的除外

    @property
    def keys(self) -> frozenset[Key]:
        """The values that it can stand for."""
        return self.bounded.figure.quantity.keys

    @property
    def text(self) -> str:
        """As printed, blanks apart."""
        return self.bounded.figure.text

    @property
    def words(self) -> str:
        """With the words that bound it."""
        return self.sentence.passage.text.text[slice(*self.extent)]

    @property
    def extent(self) -> tuple[int, int]:
        """Where it stands in its passage with the words that bound it, unless those stand beside another figure."""
        own, words = self.bounded.figure, self.bounded.words
        if words is None or self.bounded.shared:
            return own.start, own.end
        return min(words[0], own.start), max(words[1], own.end)

    def span(self) -> Span:
        """Its place in the source."""
        return self.bounded.span()


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence of a passage, or one of several that semicolons part; `index` counts in the passage."""

    passage: Passage
    index: int
    start: int
    end: int
    figures: list[Sourced]

    @property
    def text(self) -> str:
        """Its text without layout."""
        return self.passage.text.text[self.start : self.end]


class Sentences:
    """All sentences of a text, made when they are asked for."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self._made: dict[int, tuple[Sentence, ...]] = {}
        self._scopes: set[int] = set()
        self.explained: set[int] = set()  # indexes of passages that say how bounds are read
        self._rule = self._stated()

    @property
    def source(self) -> SourceFile:
        """The file."""
        return self.outline.source

    def of(self, passages: Iterable[Passage]) -> list[Sentence]:
        """The sentences of passages, their bare bounds decided by the figures around them."""
        found: list[Sentence] = []
        for passage in passages:
            scope = _scope(passage.place)
            if id(scope) not in self._scopes:
                self._scopes.add(id(scope))
                figures = [f for one in self.outline.within(scope) for s in self._sentences(one) for f in s.figures]
                _decide(figures, self._rule)
            found += self._sentences(passage)
        return found

    def _stated(self) -> dict[Bound, Bound]:
        """What the text itself says of bare words: `本办法所称“以上”“以下”均含本数`."""
        found: dict[Bound, Bound] = {}
        for passage in self.outline.passages:
            if "本数" not in passage.text.text:
                continue
            for phrase in _PHRASE.split(passage.text.text):
                rule = _STATED.search(phrase)
                for word, bound in (("以上", Bound.UP), ("以下", Bound.DOWN)):
                    if rule is not None and word in phrase[: rule.start()]:
                        found.setdefault(bound, _READ[bound]["不" in rule[0]])
                        self.explained.add(passage.index)
        return found

    def _sentences(self, passage: Passage) -> tuple[Sentence, ...]:
        made = self._made.get(passage.index)
        if made is None:
            made = self._made[passage.index] = _sentences(passage)
        return made


def _sentences(passage: Passage) -> tuple[Sentence, ...]:
    text = passage.text.text
    made: list[Sentence] = []
    for found in _END.finditer(text):
        if found[0].strip("|"):
            made.append(Sentence(passage, len(made), found.start(), found.end(), []))
    at = 0
    for bounded in bounded_figures(passage.text):
        while at + 1 < len(made) and bounded.figure.start >= made[at].end:
            at += 1
        excluded = _EXCLUDED.match(text, max(bounded.figure.end, (bounded.words or (0, 0))[1])) is not None
        made[at].figures.append(Sourced(made[at], bounded, bounded.bound, excluded=excluded))
    return tuple(made)


def _scope(place: Place) -> Place:
    """The item within which figures explain each other: that which lists its entries."""
    while place.parent is not None and place.parent.mark is not None:
        in_article = place.mark is Mark.BRACKET and place.parent.mark is Mark.ARTICLE
        if not (place.inner or place.mark in _ENTRIES or in_article):
            break
        place = place.parent
    return place


# A bare word, and the neighbour with the same figure that decides it: what the one takes in, the other leaves out.
_DECIDES: Final = {
    (Bound.DOWN, Bound.AT_LEAST): Bound.BELOW,
    (Bound.DOWN, Bound.ABOVE): Bound.AT_MOST,
    (Bound.UP, Bound.BELOW): Bound.AT_LEAST,
    (Bound.UP, Bound.AT_MOST): Bound.ABOVE,
}


def _decide(figures: Sequence[Sourced], stated: Mapping[Bound, Bound]) -> None:
    by_key: dict[Key, list[Sourced]] = {}
    for one in figures:
        if one.bound in (Bound.AT_LEAST, Bound.ABOVE, Bound.AT_MOST, Bound.BELOW):
            for key in one.keys:
                by_key.setdefault(key, []).append(one)
    for one in figures:
        if one.bound not in (Bound.UP, Bound.DOWN):
            continue
        if one.bound in stated:
            one.bound = stated[one.bound]
            continue
        for neighbour in (n for key in one.keys for n in by_key.get(key, ())):
            decided = _DECIDES.get((one.bound, neighbour.bounded.bound))
            if decided is not None:
                one.bound, one.by = decided, neighbour
                break
