"""Where a cite points to in the outline of a text, and what stands near where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from policydsl.audit.text.cites import MARKS, Sort, Step, read_cite
from policydsl.audit.text.marks import Mark
from policydsl.audit.text.outline import Outline, Passage, Place
from policydsl.audit.text.places import name_of, name_of_paragraph
from policydsl.source.frozen import frozen

_MOST_NEAR: Final = 12
_MOST_ALIKE: Final = 5


@frozen(eq=False)
class Target:
    """A place that is cited; `paragraph` is one of its own, or None for all of it."""

    place: Place
    paragraph: int | None = None


@frozen(eq=False)
class Missing:
    """A cite that names no place; `near` are places that there are."""

    near: tuple[str, ...] = ()
    guess: str = ""  # the one place that has this number elsewhere
    number: int = 0  # of the step that there is not
    inside: Place | None = None  # where it was looked for
    unreadable: bool = False


class Resolver:
    """Finds what cites name; remembers what it found."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.by_step: dict[tuple[Mark, int], list[Place]] = {}
        for place in outline.places():
            if place.mark is not None:
                self.by_step.setdefault((place.mark, place.number), []).append(place)
        self._known: dict[str, tuple[Target, ...] | Missing] = {}

    def find(self, cite: str) -> tuple[Target, ...] | Missing:
        """The places of a cite, or what is near."""
        known = self._known.get(cite)
        if known is None:
            known = self._known[cite] = self._find(cite)
        return known

    def passages(self, targets: Iterable[Target]) -> tuple[Passage, ...]:
        """The passages of the places and the words that lead to them, each once, in the order of the text."""
        found = {one.index: one for target in targets for one in (*self._leading(target.place), *self._of(target))}
        return tuple(found[index] for index in sorted(found))

    def _leading(self, place: Place) -> list[Passage]:
        """What a list begins with, for one of its entries: `对……的企业，①……；②……`, `按下列规定执行：`."""
        found: list[Passage] = []
        while place.parent is not None and place.lead >= 0:
            before = self.outline.passages[place.lead]
            if not before.paragraph or not (place.inner or before.text.text.endswith("：")):
                break
            found.append(before)
            place = place.parent
        return found

    def _of(self, target: Target) -> Sequence[Passage]:
        everything = self.outline.within(target.place)
        if target.paragraph is None:
            return everything
        found: list[Passage] = []
        goes_on = False
        for passage in everything:
            own = passage.place is target.place or (passage.place.inner and passage.place.parent is target.place)
            if own:
                goes_on = passage.paragraph == target.paragraph
            if goes_on and (own or any(one.text.text.endswith("：") for one in found)):
                found.append(passage)
        return found

    def _find(self, cite: str) -> tuple[Target, ...] | Missing:
        read = read_cite(cite)
        if read is None:
            return Missing(self._nearby(self.outline.roots[0], None), unreadable=True)
        found = []
        for steps in read:
            one = self._walk(steps)
            if isinstance(one, Missing):
                return one
            found.append(one)
        return tuple(found)

    def _walk(self, steps: Sequence[Step]) -> Target | Missing:
        for root in self.outline.roots:
            found = self._from(root, steps)
            if isinstance(found, Target):
                return found
        elsewhere = self._anywhere(steps[-1])
        if len(steps) == 1 and len(elsewhere) == 1:
            return Target(elsewhere[0])
        missing = self._from(self.outline.roots[0], steps)
        if isinstance(missing, Target):
            return missing
        guess = name_of(elsewhere[0]) if len(elsewhere) == 1 else ""
        return Missing(missing.near, guess, missing.number, missing.inside)

    def _from(self, root: Place, steps: Sequence[Step]) -> Target | Missing:
        at = Target(root)
        for step in steps:
            below = self._below(at, step)
            if below is None:
                return Missing(self._nearby(at.place, step), number=step.number, inside=at.place)
            at = below
        return at

    def _below(self, at: Target, step: Step) -> Target | None:
        place = at.place
        if step.sort is Sort.PARAGRAPH:
            return Target(place, step.number) if 1 <= step.number <= place.paragraphs and at.paragraph is None else None
        inside = {id(one.place) for one in self._of(at)} if at.paragraph is not None else None
        for mark in MARKS[step.sort]:
            for child in place.children:
                if child.mark is mark and child.number == step.number and (inside is None or id(child) in inside):
                    return Target(child)
        for mark in MARKS[step.sort]:  # a level that is not said, as the chapter of an article
            below = [one for one in self.by_step.get((mark, step.number), ()) if place in one.above()]
            if len(below) == 1:
                return Target(below[0])
        if step.sort is Sort.DIGIT and at.paragraph is None and 1 <= step.number <= place.paragraphs:
            return Target(place, step.number)
        return None

    def _anywhere(self, step: Step) -> list[Place]:
        return [place for mark in MARKS.get(step.sort, ()) for place in self.by_step.get((mark, step.number), ())]

    def _nearby(self, place: Place, step: Step | None) -> tuple[str, ...]:
        """Names of places in one that a cite may have meant: of the same style, with numbers nearby."""
        paragraphs = [name_of_paragraph(place, n + 1, always=True) for n in range(min(place.paragraphs, _MOST_NEAR))]
        if step is not None and step.sort in (Sort.PARAGRAPH, Sort.DIGIT) and paragraphs:
            return tuple(paragraphs)
        if step is not None:
            marks = MARKS.get(step.sort, ())
            alike = [one for one in self.outline.places() if one.mark in marks and not one.inner and place in one.above()]
            nearest = sorted(alike, key=lambda one: abs(one.number - step.number))[:_MOST_ALIKE]
            if nearest:
                return tuple(name_of(one) for one in sorted(nearest, key=lambda one: one.first))
        names = [name_of(child) for child in place.children if not child.inner] or paragraphs
        return tuple(names[:_MOST_NEAR])
