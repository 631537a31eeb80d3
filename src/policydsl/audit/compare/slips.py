"""Slips of figures and bounds, told: one finding for one mistake, at the formula and at the text."""

from __future__ import annotations

from policydsl.audit.compare.entries import Entry, Work, start_of
from policydsl.audit.compare.fits import fits
from policydsl.audit.compare.matching import Matched, Slip
from policydsl.audit.compare.words import BOUNDS, PARTS
from policydsl.audit.policy.uses import THRESHOLDS, Part, Use
from policydsl.audit.text.bounds import Bound
from policydsl.audit.text.places import name_of_passage
from policydsl.audit.text.sentences import Sourced
from policydsl.diagnostics import Label, Reporter
from policydsl.source import Span, Text


def report_slips(work: Work, found: Matched, reporter: Reporter) -> None:
    """Figures that differ, that are absent, that are bound otherwise."""
    groups: dict[tuple[object, ...], list[Slip]] = {}
    for slip in _without_neighbours(found.slips):
        groups.setdefault(_group(slip), []).append(slip)
    told = {
        id(slip.figure) for slip in found.slips if slip.bound and slip.figure is not None and slip.figure.by is None
    }
    sums = {id(slip.figure) for slip in found.slips if not slip.bound and slip.use.part is Part.AMOUNT}
    for slips in groups.values():
        slips.sort(key=lambda one: (one.use.at.file.name, one.use.at.span.start))
        first = slips[0]
        by = first.figure.by if first.figure is not None and first.bound else None
        if first.bound and first.use.part is Part.CAP and id(first.figure) in sums:
            continue  # the cap of a fixed sum, which itself has slipped
        if by is not None and id(by) in told:
            continue  # a bare 以上 or 以下 that only follows its neighbour, which is told itself
        _report(work, slips, reporter)


def _without_neighbours(slips: list[Slip]) -> list[Slip]:
    """Without the ends of tiers that are wrong only because the beginning of the next tier is."""
    straight = {id(one.figure) for one in slips if one.bound and not _ends_a_tier(one)}
    return [one for one in slips if not (one.bound and _ends_a_tier(one) and id(one.figure) in straight)]


def _ends_a_tier(slip: Slip) -> bool:
    figure = slip.figure
    return figure is not None and slip.use.spot.part == "table" and fits(slip.use, figure, either=True)


def report_open(work: Work, reporter: Reporter) -> None:
    """Bare 以上 and 以下 that no neighbour decides: either reading passes, and is told."""
    for entry in work.entries:
        for use in entry.uses:
            for figure in entry.met.get(id(use), ()):
                if use.part in THRESHOLDS and figure.bound in (Bound.UP, Bound.DOWN):
                    reporter.report(
                        "A021",
                        work.source(figure.bounded.words_span()),
                        _sign(use),
                        words=figure.words,
                        place=name_of_passage(figure.sentence.passage),
                        name=entry.citer.name,
                        part=PARTS[use.part],
                    )


def _group(slip: Slip) -> tuple[object, ...]:
    """What one mistake shows itself in: the same figure of the text, taken for the same value."""
    value = slip.use.quantity.keys
    if slip.figure is None:
        return (slip.entry.citer.id, value, slip.use.row)
    return (id(slip.figure), value, slip.bound and slip.use.part)


def _report(work: Work, slips: list[Slip], reporter: Reporter) -> None:
    slip = slips[0]
    entry, use, figure = slip.entry, slip.use, slip.figure
    labels = [*_places(slips), _in_text(work, entry, figure, bound=slip.bound)]
    name, where, written = entry.citer.name, entry.part(use), use.text
    if figure is None:
        reporter.report("A011", *labels, name=name, where=where, figure=written, place=_cited(entry))
        return
    place, part = name_of_passage(figure.sentence.passage), PARTS[use.part]
    if not slip.bound:
        reporter.report("A010", *labels, name=name, where=where, figure=written, text=figure.text, place=place)
    elif figure.bound in (Bound.PLAIN, Bound.EACH) and use.part in (*THRESHOLDS, Part.CAP):
        reporter.report("A022", *labels, name=name, where=where, figure=written, part=part, place=place)
    else:
        reporter.report(
            "A020",
            *labels,
            name=name,
            where=where,
            figure=written,
            part=part,
            place=place,
            words=figure.words,
            bound=BOUNDS[figure.bound],
        )


def _places(slips: list[Slip]) -> list[Label]:
    found: dict[tuple[int, Span], Label] = {}
    for slip in slips:
        at = _sign(slip.use) if slip.bound else slip.use.at
        found.setdefault((id(at.file), at.span), at)
    return list(found.values())


def _sign(use: Use) -> Label:
    """The operator without the blanks around it; the figure itself where there is none."""
    if use.part not in THRESHOLDS:
        return use.at
    text = use.sign.file.text[use.sign.span.start : use.sign.span.end]
    start = use.sign.span.start + len(text) - len(text.lstrip())
    end = use.sign.span.end - (len(text) - len(text.rstrip()))
    return Label(use.sign.file, Span(start, end)) if start < end else use.at


def _in_text(work: Work, entry: Entry, figure: Sourced | None, *, bound: bool) -> Label:
    if figure is None:
        return place_of(work, entry)
    return work.source(figure.bounded.words_span() if bound else figure.span())


def place_of(work: Work, entry: Entry) -> Label:
    """The first words of what an entry cites."""
    return work.source(start_of(entry.passages), Text("原文", "the text"))


def _cited(entry: Entry) -> str:
    return name_of_passage(entry.passages[0]) if len(entry.passages) == 1 else entry.citer.cite
