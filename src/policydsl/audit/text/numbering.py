"""Whether the numbers of a text follow each other; those that are plainly a slip are mended."""

from __future__ import annotations

from policydsl.audit.text.marks import Mark
from policydsl.audit.text.outline import Irregular, Outline, Place


def mend_numbers(made: Outline) -> None:
    """Find numbers that do not follow; mend those that are plainly a slip."""
    for root in made.roots:
        running: dict[Mark, int] = {}
        stack = [root]
        while stack:
            place = stack.pop()
            by_mark: dict[Mark, list[Place]] = {}
            for child in place.children:
                if child.mark is not None:
                    by_mark.setdefault(child.mark, []).append(child)
            for mark, run in by_mark.items():
                running[mark] = _run(run, running.get(mark, 0), made)
            stack.extend(reversed(place.children))


def _run(run: list[Place], running: int, made: Outline) -> int:
    """One run of marks of the same style; gives its last number."""
    before = 0
    for index, place in enumerate(run):
        following = run[index + 1].number if index + 1 < len(run) else None
        expected = before + 1
        if index == 0:
            goes_on = place.number == running + 1 or (following == running + 2 and place.number != 1)
            expected = running + 1 if goes_on else 1
        if place.number != expected:
            slip = following == expected + 1 or (following is None and index > 0)
            made.irregular.append(Irregular(place, place.number, expected, slip))
            if slip:
                place.printed, place.number = place.number, expected
        before = place.number
    return before
