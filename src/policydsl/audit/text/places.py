"""What places are called, as a policy cites them: `一（一）2`, `第五条第二款`, `附件1二（三）`."""

from __future__ import annotations

from typing import Final

from policydsl.audit.text.marks import Mark
from policydsl.audit.text.numerals import numeral
from policydsl.audit.text.outline import Passage, Place

_ABOVE_ARTICLES: Final = frozenset({Mark.BOOK, Mark.SECTION_WORD, Mark.CHAPTER, Mark.SECTION})
_DIGITS: Final = frozenset({Mark.NUMBER, Mark.ROUND, Mark.HALF, Mark.CIRCLE})


def name_of(place: Place) -> str:
    """The name of a place; empty for the whole text."""
    chain = [one for one in reversed(list(place.above())) if one.mark is not None]
    if any(one.mark is Mark.ARTICLE for one in chain):  # articles count through: the chapter is not said
        chain = [one for one in chain if one.mark not in _ABOVE_ARTICLES]
    legal = any(one.mark is Mark.ARTICLE for one in chain)
    return "".join(_step(one, legal=legal) for one in chain)


def name_of_paragraph(place: Place, paragraph: int, *, always: bool = False) -> str:
    """The name of one paragraph; that of the place where it has only one (unless `always`)."""
    name = name_of(place)
    if paragraph == 0 or (place.paragraphs <= 1 and not always):
        return name
    if any(one.mark is Mark.ARTICLE for one in place.above()):
        return f"{name}第{numeral(paragraph)}款"
    counted = place.mark in _DIGITS or any(child.mark is Mark.NUMBER for child in place.children)
    return f"{name}第{paragraph}段" if counted or place.mark is None else f"{name}{paragraph}"


def name_of_passage(passage: Passage) -> str:
    """The name of the paragraph, or of the entry of a list."""
    return name_of(passage.place) if passage.place.inner else name_of_paragraph(passage.place, passage.paragraph)


def _step(place: Place, *, legal: bool) -> str:
    number = place.number
    match place.mark:
        case Mark.ANNEX:
            return f"附件{number}"
        case Mark.ARTICLE | Mark.BOOK | Mark.SECTION_WORD | Mark.CHAPTER | Mark.SECTION:
            return f"第{numeral(number)}{place.mark.value}"
        case Mark.DOT:
            return numeral(number)
        case Mark.BRACKET:
            return f"第（{numeral(number)}）项" if legal else f"（{numeral(number)}）"
        case Mark.ROUND:
            return f"（{number}）"
        case Mark.HALF:
            return f"{number}）"
        case Mark.CIRCLE:
            return chr(0x2460 + number - 1) if number <= 20 else f"（{number}）"  # noqa: PLR2004  (there are no more signs)
        case _:
            return str(number)
