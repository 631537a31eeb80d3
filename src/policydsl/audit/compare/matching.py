"""Figures of the formulas against figures of the text, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from policydsl.audit.compare.entries import Account, Entry, Work
from policydsl.audit.compare.fits import fits, rivals, same
from policydsl.audit.policy.citers import What
from policydsl.audit.policy.uses import THRESHOLDS, Part, Use
from policydsl.audit.text.bounds import Bound
from policydsl.audit.text.sentences import Sentence, Sourced

_MOST: Final = 500  # slips for which the figure that was meant is looked for


@dataclass(slots=True, eq=False)
class Slip:
    """A figure of a formula that the text does not bear out: it is absent, or bound by other words."""

    entry: Entry
    use: Use
    figure: Sourced | None
    bound: bool  # the figure is right, the bound is not


@dataclass(slots=True, eq=False)
class Matched:
    """What the comparison of figures found."""

    slips: list[Slip] = field(default_factory=list)
    told: set[int] = field(default_factory=set)  # ids of figures of the text that a slip speaks of


def match(work: Work) -> Matched:
    """Meet each figure of each formula with those of its sentences; what meets nothing is a slip."""
    found = Matched()
    open_: list[tuple[Entry, Use]] = []
    for entry in work.entries:
        uses = () if entry.lost else entry.uses
        open_ += [(entry, use) for use in uses if not _meet(work, entry, use, _near(work, entry, use)) and not use.free]
    for entry, use in open_:
        _settle(work, entry, use, found)
    return found


def _near(work: Work, entry: Entry, use: Use) -> list[Sentence]:
    """The sentences in which a figure is looked for first."""
    if use.row is not None and use.row in entry.rows:
        return entry.rows[use.row]
    if use.parameter is not None:
        own = parameter_entry(work, use.parameter)
        if own is not None and not own.lost:
            return own.sentences
    return entry.own


def parameter_entry(work: Work, name: str) -> Entry | None:
    """The parameter's own entry, where it cites."""
    return next((one for one in work.of(What.PARAMETER) if one.citer.id == name), None)


def _meet(work: Work, entry: Entry, use: Use, sentences: list[Sentence], *, either: bool = False) -> bool:
    met = [figure for figure in _said(entry, use, sentences) if fits(use, figure, either=either)]
    _take(work, entry, use, met)
    return bool(met)


def _take(work: Work, entry: Entry, use: Use, met: list[Sourced]) -> None:
    for figure in met:
        work.use(figure, Account(entry, entry.part(use), use.at, use))
    entry.met.setdefault(id(use), []).extend(met)


def _settle(work: Work, entry: Entry, use: Use, found: Matched) -> None:
    """What becomes of a figure that met nothing in its own sentences."""
    near = _near(work, entry, use)
    wide = entry.sentences if use.parameter is None else near
    said = _said(entry, use, near)
    if _meets_neighbour(work, entry, use, said):
        return
    candidates = _rivals(entry, use, near) if len(found.slips) < _MOST else []
    unused = [figure for figure in candidates if id(figure) not in work.used]
    fixed = [
        figure for figure in said if use.part is Part.CAP and figure.bound is Bound.PLAIN and _is_fixed(entry, figure)
    ]
    if fixed and not unused:
        _take(work, entry, use, fixed)
        return
    if not unused and not said:
        held = [one for one in candidates if _is_ours(work, entry, one) and not _held(entry, use, one)]
        if not held and _meet(work, entry, use, wide, either=use.part in THRESHOLDS):
            return
        unused = held
        said = _said(entry, use, wide) if not held else []
    if unused:
        slip = Slip(entry, use, _closest(work, entry, use, unused), bound=False)
    elif said:
        slip = Slip(entry, use, _meant(work, use, said), bound=True)
    else:
        slip = Slip(entry, use, _any(work, entry, use, wide), bound=False)
    found.slips.append(slip)
    if slip.figure is not None:
        found.told.add(id(slip.figure))
        if slip.bound:
            entry.met[id(use)] = [slip.figure]


def _said(entry: Entry, use: Use, sentences: list[Sentence]) -> list[Sourced]:
    """The figures of the text with this value, without those that a list deals out to other rows."""
    return [one for one in entry.having(sentences, use.quantity.keys) if _may_use(entry, use, one)]


def _may_use(entry: Entry, use: Use, figure: Sourced) -> bool:
    return use.row is None or entry.dealt.get(id(figure), use.row) == use.row


def _meets_neighbour(work: Work, entry: Entry, use: Use, said: Iterable[Sourced]) -> bool:
    """Whether it is the end of a tier where the text gives only the beginning of the next one: `[50..100)`, 达到100."""
    if use.part not in THRESHOLDS or use.spot.part != "table":
        return False
    if not _is_next(entry, use):
        return False
    met = [one for one in said if fits(use, one, either=True) and _bounds_a_row(work, entry, one)]
    _take(work, entry, use, met)
    return bool(met)


def _is_next(entry: Entry, use: Use) -> bool:
    """Whether no bound of another row in the same column stands between the two ends of this row."""
    column = [one for one in entry.uses if one.spot.part == "table" and one.spot.column == use.spot.column]
    mine = [value for one in column if one.row == use.row for value in _values(one)]
    others = [value for one in column if one.row != use.row for value in _values(one)]
    return len(mine) < 2 or not any(min(mine) < value < max(mine) for value in others)  # noqa: PLR2004  (two ends)


def _values(use: Use) -> list[Decimal]:
    return [value for _, value in use.quantity.keys if isinstance(value, Decimal)]


def _bounds_a_row(work: Work, entry: Entry, figure: Sourced) -> bool:
    """Whether a cell of the clause's table has the figure for its bound."""
    accounts = work.used.get(id(figure), ())
    return any(one.entry is entry and one.use is not None and one.use.part in THRESHOLDS for one in accounts)


def _rivals(entry: Entry, use: Use, sentences: list[Sentence]) -> list[Sourced]:
    """Figures of the text that could stand in the place of this one."""
    return [one for one in entry.figures(sentences) if rivals(use, one) and _may_use(entry, use, one)]


def _held(entry: Entry, use: Use, figure: Sourced) -> bool:
    """Whether another figure of the clause in the same part (and row) is this one."""
    return any(
        figure in entry.met.get(id(other), ()) and other.part is use.part and other.row == use.row
        for other in entry.uses
        if other is not use
    )


def _any(work: Work, entry: Entry, use: Use, sentences: list[Sentence]) -> Sourced | None:
    """A figure of the same kind to show beside one that the text has not."""
    alike = [
        one
        for one in entry.figures(sentences)
        if use.quantity.alike(one.bounded.figure.quantity) and not same(use, one)
    ]
    unused = [figure for figure in alike if id(figure) not in work.used]
    fitting = [figure for figure in alike if fits(use, figure) or _is_fixed(entry, figure)]
    return _closest(work, entry, use, unused or fitting) if unused or fitting else None


def _is_fixed(entry: Entry, figure: Sourced) -> bool:
    """Whether the figure is the sum itself, which a cap may repeat."""
    return any(other.part is Part.AMOUNT and same(other, figure) for other in entry.uses)


def _closest(work: Work, entry: Entry, use: Use, candidates: Sequence[Sourced]) -> Sourced:
    """The one most likely meant: unused or used by this clause alone, then with the words that such a part has."""
    exact = {Part.CAP: Bound.AT_MOST, Part.UNIT: Bound.EACH, Part.AMOUNT: Bound.PLAIN, Part.RATE: Bound.AT_MOST}
    wanted = exact.get(use.part)

    def rank(figure: Sourced) -> tuple[bool, bool]:
        users = {id(account.entry) for account in work.used.get(id(figure), ())}
        return bool(users - {id(entry)}), figure.bound is not wanted

    return min(candidates, key=rank)


def _is_ours(work: Work, entry: Entry, figure: Sourced) -> bool:
    """Whether this clause uses the figure."""
    return any(account.entry is entry for account in work.used.get(id(figure), ()))


def _meant(work: Work, use: Use, said: Sequence[Sourced]) -> Sourced:
    """Of figures with the right value and other words, the one that is meant: unused, and with a bound."""
    unused = [one for one in said if id(one) not in work.used] or list(said)
    bounds = (Bound.AT_LEAST, Bound.ABOVE, Bound.AT_MOST, Bound.BELOW, Bound.UP, Bound.DOWN)
    if use.part in THRESHOLDS or use.part is Part.CAP:
        return next((one for one in unused if one.bound in bounds), unused[0])
    return unused[0]
