"""Paragraphs of the text that no clause, commitment or stacking rule cites."""

from __future__ import annotations

import re
from typing import Final

from policydsl.audit.compare.entries import Work, start_of
from policydsl.audit.policy.citers import COVERING
from policydsl.audit.text.bounds import bounded_figures
from policydsl.audit.text.clean import Clean
from policydsl.audit.text.notes import NOTE
from policydsl.audit.text.outline import Passage
from policydsl.audit.text.places import name_of, name_of_passage
from policydsl.audit.text.quantity import Sort
from policydsl.diagnostics import Reporter
from policydsl.source import Text

_SHOWN: Final = 24
_PREAMBLE: Final = Text("前言", "preamble")
_PURPOSE: Final = re.compile(
    r"^为(?:了|进一步|深入|贯彻|促进|推动|加快|落实|规范|支持|加强)?.*(?:制定|制订|出台)本|^本[\u4e00-\u9fff]{1,6}(?:由|所称|自)"
)
_AWARDS: Final = frozenset({Sort.MONEY, Sort.RATIO})


def check_cited(work: Work, reporter: Reporter) -> None:
    """Report them, one finding for what stands together; and amounts that stand outside of all numbering."""
    cited = {one.index for entry in work.entries if entry.citer.what in COVERING for one in entry.passages}
    run: list[Passage] = []
    for passage in work.outline.passages:
        if passage.index in cited or not _must_be_cited(work, passage):
            continue
        if run and (run[-1].place is not passage.place or run[-1].index + 1 != passage.index):
            _report(work, run, reporter)
            run = []
        run.append(passage)
    if run:
        _report(work, run, reporter)
    for line in work.outline.front:
        figure = next((f for f in bounded_figures(line) if f.figure.quantity.sort in _AWARDS), None)
        if figure is not None:
            reporter.report("A005", work.source(figure.span()), place=_PREAMBLE, text=_shown(line))


def _must_be_cited(work: Work, passage: Passage) -> bool:
    """Whether it is a provision: no heading, no note of departments, not the days in force, not the purpose."""
    text = passage.text.text
    if passage.paragraph == 0 or passage.index in work.in_force or NOTE.fullmatch(text):
        return False
    return passage.index not in work.sentences.explained and not _PURPOSE.match(text)


def _report(work: Work, run: list[Passage], reporter: Reporter) -> None:
    first, place = run[0], run[0].place
    whole = len(run) > 1 and len(run) >= sum(one.paragraph > 0 for one in work.outline.within(place))
    span = start_of(run)
    reporter.report(
        "A005", work.source(span), place=name_of(place) if whole else name_of_passage(first), text=_shown(first.text)
    )


def _shown(text: Clean) -> str:
    return text.text if len(text.text) <= _SHOWN else text.text[:_SHOWN] + "…"
