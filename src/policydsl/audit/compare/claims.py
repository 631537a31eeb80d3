"""Which sentences of a passage speak of which clause, where several cite it, and of which row of a table.

A figure that has slipped to that of the next tier is found only if each tier keeps to its own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.compare.fits import fits, same
from policydsl.audit.policy.citers import What, texts
from policydsl.audit.policy.uses import Part, Use
from policydsl.audit.text.likeness import pairs
from policydsl.audit.text.sentences import Sentence, Sourced
from policydsl.model.policy import Row
from policydsl.model.reading import get as read_get
from policydsl.model.reading import mappings, string
from policydsl.syntax.tree import Node

_MOST: Final = 200_000  # pairs of clause and sentence that are weighed in one run; beyond, all share all
_EACH: Final = re.compile("分别|依次|相应|对应")
_LISTED: Final = re.compile(r"(?:、|，?(?:和|或|及|以及|与))(?:最高|不超过|最高不超过)?")
_NEAR: Final = 16  # characters between `分别` and the first figure of its list
_WHOLE: Final = 1000
_PLAINLY: Final = 50  # thousandths by which a sentence must speak more of another


def claim(work: Work) -> None:
    """Give each clause its own sentences, and each row of a table."""
    shared: dict[int, list[Entry]] = {}
    for entry in work.of(What.CLAUSE):
        for passage in entry.passages:
            shared.setdefault(passage.index, []).append(entry)
    left = _MOST
    for entry in work.of(What.CLAUSE):
        left -= sum(len(shared[passage.index]) for passage in entry.passages)
        if left > 0:
            rivals = [
                one for one in dict.fromkeys(o for p in entry.passages for o in shared[p.index]) if one is not entry
            ]
            entry.own = _own(work, entry, rivals)
        _rows(work, entry)


def _own(work: Work, entry: Entry, rivals: Sequence[Entry]) -> list[Sentence]:
    """The sentences that do not plainly speak of another clause."""
    mine = [(one, *_weight(work, entry.words, entry.uses, one, either=True)) for one in entry.sentences]
    best = max((words for _, words, _ in mine), default=0)
    kept = []
    for sentence, words, figures in mine:
        others = [
            _weight(work, rival.words, rival.uses, sentence, either=True)
            for rival in rivals
            if any(passage is sentence.passage for passage in rival.passages)
        ]
        if words == best or not any(w > 2 * words + _PLAINLY and f >= figures for w, f in others):
            kept.append(sentence)
    return kept


def _weight(
    work: Work, words: frozenset[str], uses: Sequence[Use], sentence: Sentence, *, either: bool
) -> tuple[int, int]:
    """How much a sentence speaks of what has these words and uses these figures, in thousandths of all it says."""
    spoken = pairs(sentence.text)
    most = work.likeness.of(spoken, spoken)
    alike = work.likeness.of(words, spoken) * _WHOLE // most if most else 0
    met = sum(
        any(same(use, figure) and fits(use, figure, either=either) for use in uses) for figure in sentence.figures
    )
    return alike, met * _WHOLE // len(sentence.figures) if sentence.figures else 0


def _rows(work: Work, entry: Entry) -> None:
    clause = entry.citer.clause
    if clause is None or clause.table is None or len(clause.table.rows) < 2:  # noqa: PLR2004
        return
    for sentence in entry.own:
        _deal(work, entry, clause.table.rows, sentence)
    sentences = [one for one in entry.own if one.figures]
    if len(sentences) < 2 or len(sentences) * len(clause.table.rows) > _MOST:  # noqa: PLR2004
        return
    bodies = {string(read_get(one, "id")): one for one in mappings(read_get(entry.citer.body.get("table"), "rules"))}
    for row in clause.table.rows:
        uses = [use for use in entry.uses if use.row == row.id]
        words = _row_words(work, row, bodies.get(row.id))
        weights = [sum(_weight(work, words, uses, one, either=False)) for one in sentences]
        best = max(weights)
        if best > 0:
            entry.rows[row.id] = [s for s, weight in zip(sentences, weights, strict=True) if weight * 10 >= best * 9]


def _row_words(work: Work, row: Row, body: Node | None) -> frozenset[str]:
    """What a row says of itself: its label, and the options that its cells name."""
    said = [one.text for one in texts(body, "label", "note", "zh")]
    for cell in row.when.values():
        for part in cell.parts:
            said += work.options.get(part.text, ())
    return pairs("，".join(said))


def _deal(work: Work, entry: Entry, rows: Sequence[Row], sentence: Sentence) -> None:
    """`达到1亿元、5亿元的，分别给予50万元、100万元`: the first case has the first figure, the second the second."""
    for each in _EACH.finditer(sentence.text):
        at = sentence.start + each.end()
        dealt = _list_after(sentence, at)
        order = _order(work, entry, rows, sentence, at)
        if len(dealt) > 1 and len(dealt) == len(order):
            for figure, row in zip(dealt, order, strict=True):
                entry.dealt[id(figure)] = row


def _list_after(sentence: Sentence, at: int) -> list[Sourced]:
    """The figures of the list that follows a place, parted by nothing but `、` or a conjunction."""
    found: list[Sourced] = []
    text = sentence.passage.text.text
    for figure in sentence.figures:
        own = figure.bounded.figure
        if own.start < at or (not found and own.start - at > _NEAR):
            continue
        if found and not _LISTED.fullmatch(text[found[-1].bounded.figure.end : own.start]):
            break
        found.append(figure)
    return found


def _order(work: Work, entry: Entry, rows: Sequence[Row], sentence: Sentence, at: int) -> list[str]:
    """The rows in the order in which the text names their cases before a place; none if one is not named."""
    text = sentence.text[: at - sentence.start]
    places: list[tuple[int, str]] = []
    for row in rows:
        starts = [
            figure.bounded.figure.start - sentence.start
            for use in entry.uses
            if use.row == row.id and use.part in (Part.AT_LEAST, Part.ABOVE, Part.EQUAL) and row_cell(use, row)
            for figure in sentence.figures
            if figure.bounded.figure.start < at and same(use, figure)
        ]
        words = [word for cell in row.when.values() for part in cell.parts for word in work.options.get(part.text, ())]
        starts += [text.find(word) for word in words if word in text]
        if not starts:
            return []
        places.append((max(starts), row.id))
    if len({start for start, _ in places}) != len(places):
        return []
    return [row for _, row in sorted(places)]


def row_cell(use: Use, row: Row) -> bool:
    """Whether a figure stands in a cell of the row, not in what it gives."""
    return use.spot.column in row.when
