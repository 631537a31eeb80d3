"""Figures of the text that nothing in the policy takes up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.audit.compare.entries import Account, Entry, Work
from policydsl.audit.compare.matching import Matched
from policydsl.audit.policy.citers import What, texts
from policydsl.audit.text.bounds import Bound, Bounded, bounded_figures
from policydsl.audit.text.clean import clean
from policydsl.audit.text.likeness import pairs
from policydsl.audit.text.places import name_of_passage
from policydsl.audit.text.sentences import Sourced
from policydsl.diagnostics import Label, Reporter
from policydsl.feel import ast
from policydsl.feel.walk import walk
from policydsl.model.reading import entries, get, string
from policydsl.source import Text
from policydsl.syntax.tree import Scalar

_DEFINITE: Final = frozenset({Bound.AT_LEAST, Bound.ABOVE, Bound.AT_MOST, Bound.BELOW})
_NOTE: Final = Text("备注", "a note")
_LABEL: Final = Text("名称", "a label")
_REPEATED: Final = ("上述", "前述", "上列", "该", "此", "前款", "本款", "本条", "即", "仍", "也")
_MOST_WEIGHED: Final = 50


def mentions(work: Work) -> None:
    """Account for figures that a note explains, or the label or note of a fact that the clause reads."""
    for entry in work.entries:
        if entry.lost or not any(id(figure) not in work.used for figure in entry.figures(entry.sentences)):
            continue
        for text, where in _said(work, entry):
            for found in bounded_figures(clean(text.text)):
                for figure in entry.having(entry.sentences, found.figure.quantity.keys):
                    if id(figure) not in work.used and _agree(found.bound, figure.bound):
                        work.use(figure, Account(entry, where, label_in(text, found)))


def _agree(said: Bound, printed: Bound) -> bool:
    """Whether what is said of a figure does not contradict what the text says of it."""
    return said is printed or said not in _DEFINITE or printed not in _DEFINITE


def label_in(text: Scalar, found: Bounded) -> Label:
    """The place of a figure inside a text of the policy."""
    return Label(text.file, text.locate(found.span()))


def _said(work: Work, entry: Entry) -> Iterator[tuple[Scalar, Text]]:
    citer = entry.citer
    for one in texts(citer.body, "note"):
        yield one, _NOTE
    if citer.what in (What.COMMITMENT, What.STACKING):
        for one in texts(citer.body, "title"):
            yield one, _LABEL
    if entry.reader is None:
        return
    for key, body in entries(work.tree.get("facts")):
        item = string(get(body, "item"))
        for owner, name in entry.reader.fields:
            if owner in ("", key.text, item):
                for one in texts(get(get(body, "fields"), name), "label", "note"):
                    yield one, _LABEL


def report_unused(work: Work, matched: Matched, reporter: Reporter) -> None:
    """Each figure of a cited passage that nothing takes up, or that is used less often than the text has it."""
    citers: dict[int, list[Entry]] = {}
    for entry in work.entries:
        for passage in entry.passages:
            citers.setdefault(passage.index, []).append(entry)
    for index in sorted(citers):
        for sentence in work.sentences.of([work.outline.passages[index]]):
            for figure in sentence.figures:
                if id(figure) in work.used or id(figure) in matched.told:
                    continue
                entry = _nearest(work, citers[index], figure)
                reporter.report(
                    "A012",
                    work.source(figure.span()),
                    _at(entry),
                    figure=figure.text,
                    place=name_of_passage(sentence.passage),
                    name=entry.citer.name,
                )
    for entry in work.of(What.CLAUSE):
        _fewer(work, entry, matched, reporter)


def _nearest(work: Work, citers: list[Entry], figure: Sourced) -> Entry:
    """Of those that cite the passage, the one whose words its sentence has most of; clauses first."""
    clauses = [one for one in citers if one.citer.what is What.CLAUSE] or citers
    own = [one for one in clauses if figure.sentence in one.own] or clauses
    spoken = pairs(figure.sentence.text)
    return max(own[:_MOST_WEIGHED], key=lambda one: work.likeness.of(one.words, spoken))


def _at(entry: Entry) -> Label:
    return Label(entry.citer.at.file, entry.citer.at.span, entry.citer.name)


def _fewer(work: Work, entry: Entry, matched: Matched, reporter: Reporter) -> None:
    """The same value with the same bound twice in the text, and once in the formulas."""
    groups: dict[tuple[object, ...], list[Sourced]] = {}
    for figure in entry.figures(entry.own):
        if id(figure) not in matched.told and not _is_repeated(figure):
            groups.setdefault((figure.bounded.figure.quantity.keys, figure.bound), []).append(figure)
    noted = {
        key
        for text in texts(entry.citer.body, "note")
        for found in bounded_figures(clean(text.text))
        for key in found.figure.quantity.keys
    }
    for figures in groups.values():
        if not noted.isdisjoint(figures[0].keys):
            continue
        accounts = [one for figure in figures for one in work.used.get(id(figure), ())]
        places = {(id(one.at.file), one.at.span) for one in accounts}
        if len(figures) <= 1 or not places or len(figures) <= max(len(places), _options(entry)):
            continue
        reporter.report(
            "A013",
            work.source(figures[len(places)].span()),
            accounts[0].at,
            work.source(figures[0].span(), Text("这里也有", "here, too")),
            figure=figures[0].text,
            place=name_of_passage(figures[0].sentence.passage),
            name=entry.citer.name,
            count=len(figures),
            used=len(places),
        )


def _is_repeated(figure: Sourced) -> bool:
    """Whether the text itself says that it speaks of a figure again: `上述100万元`."""
    sentence, start = figure.sentence, figure.bounded.figure.start
    return sentence.passage.text.text[max(sentence.start, start - 4) : start].endswith(_REPEATED)


def _options(entry: Entry) -> int:
    """For how many cases one formula may stand: the options that a condition lists (`level in ["a", "b"]`)."""
    clause = entry.citer.clause
    most = 1
    for condition in clause.eligibility if clause is not None else ():
        for node in walk(condition.test.expr):
            if isinstance(node, ast.In) and len(node.tests) == 1 and isinstance(node.tests[0], ast.ListLit):
                most = max(most, len(node.tests[0].items))
            elif isinstance(node, ast.In):
                most = max(most, len(node.tests))
    return most
