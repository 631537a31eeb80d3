"""Departments of the policy against those that the text prints."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.policy.citers import What
from policydsl.audit.text.clean import clean
from policydsl.audit.text.departments import Charge, Named, charge_over
from policydsl.audit.text.outline import Passage
from policydsl.audit.text.places import name_of_passage
from policydsl.diagnostics import Label, Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.names import closest

_HAVE = frozenset({What.CLAUSE, What.COMMITMENT})


@frozen(eq=False)
class Difference:
    """What only the policy has, and what only the text has."""

    extra: tuple[tuple[str, Label], ...]
    missing: tuple[Named, ...]


def charge(work: Work, passages: Sequence[Passage]) -> Charge | None:
    """Who the text puts in charge of these passages."""
    named: dict[str, Named] = {}
    open_ = found = False
    for passage in passages:
        one = charge_over(work.outline, passage) if passage.paragraph else None
        if one is not None:
            found, open_ = True, open_ or one.open
            named |= {each.name: each for each in one.named}
    return Charge(tuple(named.values()), open_) if found else None


def difference(work: Work, entry: Entry, passages: Sequence[Passage]) -> Difference | None:
    """How the departments differ; None where they agree, or nothing can be said."""
    citer = entry.citer
    if citer.what not in _HAVE:
        return None
    printed = charge(work, passages)
    written = citer.departments
    if printed is None:
        text = "".join(one.text.text for one in passages)
        extra = tuple(one for one in written if clean(one[0]).text not in text and not _elsewhere(work, one[0]))
        return Difference(extra, ()) if extra else None
    missing = tuple(one for one in printed.named if not any(one.fits(clean(name).text) for name, _ in written))
    extra = tuple(one for one in written if not any(named.fits(clean(one[0]).text) for named in printed.named))
    if printed.open:
        extra = ()
    return Difference(extra, missing) if extra or missing else None


def _elsewhere(work: Work, name: str) -> bool:
    """Whether a text that puts nobody in charge of a passage names the department at all."""
    return not work.has_charges and clean(name).text in work.whole


def check_departments(work: Work, reporter: Reporter) -> None:
    """Report departments that differ: one finding for a clause, and one where several differ alike from one note."""
    groups: dict[tuple[object, ...], list[tuple[Entry, Difference]]] = {}
    for entry in work.entries:
        if entry.lost or not entry.passages:
            continue
        found = difference(work, entry, entry.passages)
        if found is not None:
            names = tuple(name for name, _ in found.extra)
            spans = tuple(one.span for one in found.missing) or (entry.passages[0].index,)
            groups.setdefault((names, spans), []).append((entry, found))
    for alike in groups.values():
        _report(work, alike, reporter)


def _report(work: Work, alike: list[tuple[Entry, Difference]], reporter: Reporter) -> None:
    entry, found = alike[0]
    labels = [label for one, its in alike for label in [at for _, at in its.extra] or [one.citer.place("departments")]]
    labels += [work.source(one.span, Text("原文有", "in the text")) for one in found.missing]
    if not found.missing:
        printed = charge(work, entry.passages)
        span = printed.named[0].span if printed is not None and printed.named else entry.passages[0].text.span(0, 8)
        labels.append(work.source(span, Text("原文", "the text")))
    reporter.report(
        "A030",
        *labels,
        name=entry.citer.name,
        place=name_of_passage(entry.passages[0]),
        difference=_said(found),
        help=_help(found),
    )


def _said(found: Difference) -> Text:
    extra = [f"`{name}`" for name, _ in found.extra]
    missing = [f"`{one.name}`" for one in found.missing]
    if extra and missing:
        return Text(
            f"政策写的是 {'、'.join(extra)}，原文是 {'、'.join(missing)}",
            f"the policy has {', '.join(extra)}, the text has {', '.join(missing)}",
        )
    if extra:
        return Text(f"原文没有 {'、'.join(extra)}", f"the text has no {', '.join(extra)}")
    return Text(f"缺 {'、'.join(missing)}", f"{', '.join(missing)} is missing")


def _help(found: Difference) -> Text | None:
    if len(found.extra) == 1 and len(found.missing) == 1:
        wrong, right = found.extra[0][0], found.missing[0].name
        return Text(
            f"把 `{wrong}` 改为 `{right}`，或核对原文", f"write `{right}` for `{wrong}`, or look at the text again"
        )
    for name, _ in found.extra:
        guess = closest(name, [one.name for one in found.missing])
        if guess:
            return Text(f"`{name}` 是不是想写 `{guess}`？", f"did you mean `{guess}` by `{name}`?")
    return None
