"""Which sentences of a passage speak of which clause, where several cite it, and of which row of a table.

A figure that has slipped to that of the next tier is found only if each tier keeps to its own sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.compare.fits import fits, same
from policydsl.audit.policy.citers import What, texts
from policydsl.audit.policy.uses import Use
from policydsl.audit.text.likeness import pairs
from policydsl.audit.text.sentences import Sentence
from policydsl.model.policy import Row
from policydsl.model.reading import get as read_get
from policydsl.model.reading import mappings, string
from policydsl.syntax.tree import Node

_MOST: Final = 20_000  # pairs of clause and sentence that are weighed in one passage; beyond, all share all
_WHOLE: Final = 1000
_PLAINLY: Final = 50  # thousandths by which a sentence must speak more of another


def claim(work: Work) -> None:
    """Give each clause its own sentences, and each row of a table."""
    shared: dict[int, list[Entry]] = {}
    for entry in work.of(What.CLAUSE):
        for passage in entry.passages:
            shared.setdefault(passage.index, []).append(entry)
    for entry in work.of(What.CLAUSE):
        rivals = [other for other in dict.fromkeys(o for p in entry.passages for o in shared[p.index]) if other is not entry]
        if rivals and len(entry.sentences) * len(rivals) <= _MOST:
            entry.own = _own(work, entry, rivals)
        _rows(work, entry)


def _own(work: Work, entry: Entry, rivals: Sequence[Entry]) -> list[Sentence]:
    """The sentences that do not plainly speak of another clause."""
    mine = [(one, *_weight(work, entry.words, entry.uses, one)) for one in entry.sentences]
    best = max((words for _, words, _ in mine), default=0)
    kept = []
    for sentence, words, figures in mine:
        others = [
            _weight(work, rival.words, rival.uses, sentence)
            for rival in rivals
            if any(passage is sentence.passage for passage in rival.passages)
        ]
        if words == best or not any(w > 2 * words + _PLAINLY and f >= figures for w, f in others):
            kept.append(sentence)
    return kept


def _weight(work: Work, words: frozenset[str], uses: Sequence[Use], sentence: Sentence) -> tuple[int, int]:
    """How much a sentence speaks of what has these words and uses these figures, in thousandths of all it says."""
    spoken = pairs(sentence.text)
    most = work.likeness.of(spoken, spoken)
    alike = work.likeness.of(words, spoken) * _WHOLE // most if most else 0
    met = sum(any(same(use, figure) and fits(use, figure, either=True) for use in uses) for figure in sentence.figures)
    return alike, met * _WHOLE // len(sentence.figures) if sentence.figures else 0


def _rows(work: Work, entry: Entry) -> None:
    clause = entry.citer.clause
    if clause is None or clause.table is None or len(clause.table.rows) < 2:  # noqa: PLR2004
        return
    sentences = [one for one in entry.own if one.figures]
    if len(sentences) < 2 or len(sentences) * len(clause.table.rows) > _MOST:  # noqa: PLR2004
        return
    bodies = {string(read_get(one, "id")): one for one in mappings(read_get(entry.citer.body.get("table"), "rules"))}
    for row in clause.table.rows:
        uses = [use for use in entry.uses if use.row == row.id]
        words = _row_words(work, row, bodies.get(row.id))
        weights = [sum(_weight(work, words, uses, one)) for one in sentences]
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
