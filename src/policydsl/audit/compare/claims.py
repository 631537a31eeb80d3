"""Which sentences of a passage speak of which clause, where several cite it, and of which row of a table.

A figure that has slipped to that of the next tier is found only if each tier keeps to its own sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    weights: dict[int, dict[int, int]] = {}  # of the words of a clause in each of its sentences
    for entry in work.of(What.CLAUSE):
        left -= sum(len(shared[passage.index]) for passage in entry.passages)
        if left > 0 and any(len(shared[passage.index]) > 1 for passage in entry.passages):
            weights[id(entry)] = {id(one): _words(work, entry.words, one) for one in entry.sentences}
    for entry in work.of(What.CLAUSE):
        if id(entry) in weights:
            entry.own = _own(entry, shared, weights)
        _rows(work, entry)


def _own(entry: Entry, shared: Mapping[int, list[Entry]], weights: Mapping[int, Mapping[int, int]]) -> list[Sentence]:
    """The sentences that do not plainly speak of another clause, which has no better one while this one has."""
    mine = weights[id(entry)]
    best = max(mine.values(), default=0)
    kept = []
    for sentence in entry.sentences:
        words = mine[id(sentence)]
        rivals = (weights.get(id(one), {}) for one in shared[sentence.passage.index] if one is not entry)
        if 2 * best < 3 * words or not any(_is_theirs(theirs, sentence, words) for theirs in rivals):
            kept.append(sentence)
    return kept


def _is_theirs(theirs: Mapping[int, int], sentence: Sentence, words: int) -> bool:
    """Whether a sentence speaks more of another clause, and no other sentence does so as much."""
    weight = theirs.get(id(sentence), 0)
    return weight > words + _PLAINLY and weight >= max(theirs.values(), default=0)


def _words(work: Work, words: frozenset[str], sentence: Sentence) -> int:
    """How much a sentence speaks of what has these words, in thousandths of all it says."""
    spoken = pairs(sentence.text)
    most = work.likeness.of(spoken, spoken)
    return work.likeness.of(words, spoken) * _WHOLE // most if most else 0


def _figures(uses: Sequence[Use], sentence: Sentence) -> int:
    """How many of the sentence's figures are among these, in thousandths."""
    met = sum(any(same(use, figure) and fits(use, figure) for use in uses) for figure in sentence.figures)
    return met * _WHOLE // len(sentence.figures) if sentence.figures else 0


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
        weights = [(_words(work, words, one), _figures(uses, one)) for one in sentences]
        entry.rows[row.id] = _speaking_of(sentences, weights) or sentences


def _speaking_of(sentences: list[Sentence], weights: list[tuple[int, int]]) -> list[Sentence]:
    """Those that speak most of a row: by their words where these tell it plainly, else by words and figures."""
    by_words = sorted(range(len(weights)), key=lambda i: weights[i][0], reverse=True)
    if weights[by_words[0]][0] > _PLAINLY and weights[by_words[0]][0] > 3 * weights[by_words[1]][0]:
        return [sentences[by_words[0]]]
    best = max(map(sum, weights))
    return [one for one, weight in zip(sentences, weights, strict=True) if sum(weight) * 10 >= best * 9] if best else []


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
