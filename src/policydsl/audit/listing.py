"""What each passage is cited by, and what each figure of it is used for: the record that a caseworker keeps."""

from __future__ import annotations

from typing import Literal

from policydsl.audit.compare.entries import Work
from policydsl.audit.policy.citers import Citer
from policydsl.audit.text.clean import Clean
from policydsl.audit.text.notes import NOTE
from policydsl.audit.text.outline import Passage
from policydsl.audit.text.places import name_of_passage
from policydsl.audit.text.sentences import Sourced
from policydsl.diagnostics import Label
from policydsl.source import Position, Text
from policydsl.source.frozen import frozen

Standing = Literal["provision", "heading", "in_force", "charge", "bounds"]


@frozen
class Used:
    """One thing that takes up a figure: whose, in which part, at which place of the policy."""

    by: Text
    part: Text
    at: Position
    mention: bool


@frozen
class FigureRow:
    """A figure of the text as printed, with the words that bound it."""

    text: str
    words: str
    at: Position
    used: tuple[Used, ...]


@frozen
class PassageRow:
    """A passage with those that cite it and its figures."""

    place: str
    text: str
    at: Position
    standing: Standing
    cited_by: tuple[Text, ...]
    figures: tuple[FigureRow, ...]


@frozen
class Listing:
    """The whole text: its passages, and the lines before and after the provisions."""

    policy: str
    source: str
    passages: tuple[PassageRow, ...]
    beside: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many figures were compared."""
        return sum(len(one.figures) for one in self.passages)


def listing_of(work: Work) -> Listing:
    """The record of an audit."""
    cited: dict[int, list[Citer]] = {}
    for entry in work.entries:
        for passage in entry.passages:
            cited.setdefault(passage.index, []).append(entry.citer)
    return Listing(
        policy=work.tree.file.name,
        source=work.outline.source.name,
        passages=tuple(_passage(work, one, cited.get(one.index, [])) for one in work.outline.passages),
        beside=tuple(_printed(work, one) for one in (*work.outline.front, *work.outline.closing)),
    )


def _passage(work: Work, passage: Passage, citers: list[Citer]) -> PassageRow:
    standing: Standing = "provision"
    if passage.index in work.in_force:
        standing = "in_force"
    elif passage.paragraph == 0:
        standing = "heading"
    elif passage.index in work.sentences.explained:
        standing = "bounds"
    elif NOTE.fullmatch(passage.text.text):
        standing = "charge"
    figures = [figure for one in work.sentences.of([passage]) for figure in one.figures]
    return PassageRow(
        place=name_of_passage(passage),
        text=_printed(work, passage.text),
        at=work.outline.source.position(passage.text.whole().start),
        standing=standing,
        cited_by=tuple(citer.name for citer in citers) if standing in ("provision", "in_force") else (),
        figures=tuple(_figure(work, one) for one in figures),
    )


def _figure(work: Work, figure: Sourced) -> FigureRow:
    whole = figure.sentence.passage.text
    own = figure.bounded.figure
    return FigureRow(
        text=_printed(work, whole.part(own.start, own.end)),
        words=_printed(work, whole.part(*figure.extent)),
        at=work.outline.source.position(figure.span().start),
        used=tuple(
            Used(
                one.entry.citer.name if one.entry is not None else Text("文件抬头", "the header"),
                one.where,
                _position(one.at),
                one.mention,
            )
            for one in work.used.get(id(figure), ())
        ),
    )


def _position(at: Label) -> Position:
    return at.file.position(at.span.start)


def _printed(work: Work, text: Clean) -> str:
    """As the file prints it, blanks and marks of layout apart."""
    source = work.outline.source.text
    return "".join(source[at] for at in text.offsets[:-1])
