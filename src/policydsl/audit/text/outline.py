"""The outline of an official text: places by their numbering, and the paragraphs that stand in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from policydsl.audit.text.clean import Clean
from policydsl.audit.text.marks import Mark
from policydsl.source import SourceFile, Span


@dataclass(slots=True, eq=False)
class Place:
    """A numbered part of the text; `first` and `last` bound the passages in it (`last` is not one of them)."""

    mark: Mark | None
    number: int
    parent: Place | None
    at: Span
    first: int
    last: int = 0
    printed: int = 0  # the number as printed, where that is a slip
    children: list[Place] = field(default_factory=list)
    paragraphs: int = 0
    inner: bool = False  # an entry of a list inside of one paragraph
    lead: int = -1  # the passage of the parent that comes before it
    own: int = -1  # its own latest passage

    @property
    def root(self) -> Place:
        """The document that it belongs to: the text itself or what is bound with it."""
        place = self
        while place.parent is not None:
            place = place.parent
        return place

    def above(self) -> Iterator[Place]:
        """The place itself and all that it stands in, the innermost first."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.parent


@dataclass(slots=True, eq=False)
class Passage:
    """One paragraph, or one entry of a list inside of it. `paragraph` counts from 1; 0 is a heading."""

    index: int
    text: Clean
    place: Place
    paragraph: int
    noted: bool = False  # it says who is in charge


@dataclass(slots=True, eq=False)
class Irregular:
    """A number that does not follow the one before it; `mended` tells that it is plainly a slip."""

    place: Place
    printed: int
    expected: int
    mended: bool


@dataclass(slots=True, eq=False)
class Outline:
    """The whole text. `front` is what stands before the provisions, `closing` what stands after them."""

    source: SourceFile
    roots: list[Place]
    passages: list[Passage]
    front: list[Clean]
    closing: list[Clean]
    irregular: list[Irregular]

    def within(self, place: Place) -> list[Passage]:
        """The passages of a place and of all below it."""
        return self.passages[place.first : place.last]

    def places(self) -> Iterator[Place]:
        """Every numbered place, in the order of the text."""
        rest = list(reversed(self.roots))
        while rest:
            place = rest.pop()
            if place.mark is not None:
                yield place
            rest.extend(reversed(place.children))
