"""Where a cite points to in the outline of a text, and what stands near where it does not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from policydsl.audit.text.cites import MARKS, Sort, Step, read_cite
from policydsl.audit.text.marks import Mark
from policydsl.audit.text.outline import Outline, Passage, Place
from policydsl.audit.text.places import name_of, name_of_paragraph
from policydsl.source.frozen import frozen

_MOST_NEAR: Final = 12
_MOST_ALIKE: Final = 5
_WINDOW: Final = 50


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
        self._below_of: dict[int, dict[tuple[Mark, int], list[Place]]] = {}
        self._by_mark: dict[Mark, list[tuple[int, int, Place]]] = {}
        self._known: dict[str, tuple[Target, ...] | Missing] = {}

    def find(self, cite: str) -> tuple[Target, ...] | Missing:
        """The places of a cite, or what is near."""
        known = self._known.get(cite)
        if known is None:
            known = self._known[cite] = self._find(cite)
        return known

    def passages(self, targets: Iterable[Target]) -> tuple[Passage, ...]:
        """The passages of the places and the words that lead to them, each once, in the order of the text."""
        found = {one.index: one for target in targets for one in (*self.leading(target.place), *self.of(target))}
        return tuple(found[index] for index in sorted(found))

    def leading(self, place: Place) -> list[Passage]:
        """What a list begins with, for one of its entries: `对……的企业，①……；②……`, `按下列规定执行：`."""
        found: list[Passage] = []
        while place.parent is not None and place.lead >= 0:
            before = self.outline.passages[place.lead]
            if not before.paragraph or not (place.inner or before.text.text.endswith("：")):
                break
            found.append(before)
            place = place.parent
        return found

    def of(self, target: Target) -> Sequence[Passage]:
        """The passages of one place."""
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
        inside = {id(one.place) for one in self.of(at)} if at.paragraph is not None else None
        below = self._children(place)
        for mark in MARKS[step.sort]:
            for child in below.get((mark, step.number), ()):
                if inside is None or id(child) in inside:
                    return Target(child)
        for mark in MARKS[step.sort]:  # a level that is not said, as the chapter of an article
            deeper = [one for one in self.by_step.get((mark, step.number), ()) if place in one.above()]
            if len(deeper) == 1:
                return Target(deeper[0])
        if step.sort is Sort.DIGIT and at.paragraph is None and 1 <= step.number <= place.paragraphs:
            return Target(place, step.number)
        return None

    def _children(self, place: Place) -> dict[tuple[Mark, int], list[Place]]:
        """The places right below one; what a number must be comes before what is printed by mistake."""
        found = self._below_of.get(id(place))
        if found is None:
            found = self._below_of[id(place)] = {}
            for printed in (False, True):
                for child in place.children:
                    number = child.printed if printed else child.number
                    if child.mark is not None and number:
                        found.setdefault((child.mark, number), []).append(child)
        return found

    def _anywhere(self, step: Step) -> list[Place]:
        return [place for mark in MARKS.get(step.sort, ()) for place in self.by_step.get((mark, step.number), ())]

    def _around(self, place: Place, step: Step) -> list[Place]:
        """Places in one that have the style of a step, with numbers near to its own."""
        if not self._by_mark:
            for (mark, number), places in self.by_step.items():
                self._by_mark.setdefault(mark, []).extend((number, one.first, one) for one in places if not one.inner)
            for ordered in self._by_mark.values():
                ordered.sort(key=lambda one: one[:2])
        found: list[Place] = []
        for mark in MARKS.get(step.sort, ()):
            ordered = self._by_mark.get(mark, [])
            at = bisect_left(ordered, step.number, key=lambda one: one[0])
            found += [one for _, _, one in ordered[max(0, at - _WINDOW) : at + _WINDOW] if place in one.above()]
        return found

    def _nearby(self, place: Place, step: Step | None) -> tuple[str, ...]:
        """Names of places in one that a cite may have meant: of the same style, with numbers nearby."""
        paragraphs = [name_of_paragraph(place, n + 1, always=True) for n in range(min(place.paragraphs, _MOST_NEAR))]
        if step is not None and step.sort in (Sort.PARAGRAPH, Sort.DIGIT) and paragraphs:
            return tuple(paragraphs)
        if step is not None:
            nearest = sorted(self._around(place, step), key=lambda one: abs(one.number - step.number))[:_MOST_ALIKE]
            if nearest:
                return tuple(name_of(one) for one in sorted(nearest, key=lambda one: one.first))
        below = islice((child for child in place.children if not child.inner), _MOST_NEAR)
        return tuple(name_of(child) for child in below) or tuple(paragraphs)
